use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::checkpoint::remove;
use super::{Algorithm, Checkpoint, Curve, RunError, Setting, descent, one_round};
use crate::data::{Digits, Samples};
use crate::model::Model;

/// Runs that are done together: one of gradient descent, or several of one round that share what the workers trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The settings, of which there is at least one.
    pub settings: Vec<Setting>,
}

/// What all jobs share.
pub struct Context<'a> {
    /// The images.
    pub digits: &'a Digits,
    /// The name of the images, which is part of every checkpoint's name.
    pub data: &'a str,
    /// The folder of checkpoints.
    pub checkpoints: PathBuf,
    /// How often a checkpoint is written.
    pub checkpoint_every: Duration,
    /// Whether to stop after the round.
    pub stop: &'a AtomicBool,
    /// Who hears of progress.
    pub observer: &'a (dyn Fn(Event<'_>) + Sync),
}

/// What happens while jobs run.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A round is over.
    Round {
        /// What is run.
        setting: &'a Setting,
        /// How many rounds are done.
        round: usize,
        /// The latest measured test accuracy.
        accuracy: Option<f64>,
    },
    /// A job goes on where it was stopped.
    Resumed {
        /// What is run.
        setting: &'a Setting,
        /// How many rounds were done before.
        round: usize,
    },
}

impl Job {
    /// Runs it, from its checkpoint if there is one. Workers are spread over the threads of the pool if `spread`; the outcome
    /// is the same.
    ///
    /// # Errors
    /// If a setting has no rule or does not fit the images, if told to stop, or if a checkpoint cannot be written.
    pub fn run(&self, context: &Context, spread: bool) -> Result<Vec<Curve>, RunError> {
        let Some(first) = self.settings.first() else {
            return Ok(Vec::new());
        };
        let curves = match first.algorithm {
            Algorithm::GradientDescent => vec![descent::run(first, context, spread)?],
            Algorithm::OneRound => one_round::run(&self.settings, context, spread)?,
        };
        remove(&checkpoint_path(context, first))?;
        Ok(curves)
    }
}

fn checkpoint_path(context: &Context, setting: &Setting) -> PathBuf {
    let sum = Sha256::digest(format!("{}|{}", context.data, setting.key()));
    let name: String = sum.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    context.checkpoints.join(format!("{name}.checkpoint"))
}

/// The checkpoint of a job, kept on disk from time to time.
pub(super) struct Keeper<'a> {
    context: &'a Context<'a>,
    path: PathBuf,
    last: Instant,
}

impl<'a> Keeper<'a> {
    /// Starts a job of these settings, from `start` or from its checkpoint.
    pub fn start(context: &'a Context<'a>, settings: &[Setting], start: Vec<f64>) -> (Self, Checkpoint) {
        let path = checkpoint_path(context, &settings[0]);
        let tests = context.digits.test.len() as u32;
        let curves: Vec<Curve> = settings
            .iter()
            .map(|setting| Curve::new(setting.clone(), tests))
            .collect();
        let keeper = Self {
            context,
            last: Instant::now(),
            path,
        };
        let state = match Checkpoint::read(&keeper.path, &curves, start.len()) {
            Some(state) => {
                let (setting, round) = (&settings[0], state.round);
                (context.observer)(Event::Resumed { setting, round });
                state
            }
            None => Checkpoint {
                round: 0,
                curves,
                parameters: start,
            },
        };
        (keeper, state)
    }

    /// After a round: tells of it, and keeps it if it is time to or the run is to stop.
    ///
    /// # Errors
    /// If the run is to stop, or the checkpoint cannot be written.
    pub fn round_done(&mut self, state: &Checkpoint) -> Result<(), RunError> {
        let curve = &state.curves[0];
        let accuracy = curve
            .correct
            .last()
            .map(|correct| f64::from(*correct) / f64::from(curve.tests));
        (self.context.observer)(Event::Round {
            setting: &curve.setting,
            round: state.round,
            accuracy,
        });
        let stopped = self.context.stop.load(std::sync::atomic::Ordering::Relaxed);
        if stopped || self.last.elapsed() >= self.context.checkpoint_every {
            state.write(&self.path)?;
            self.last = Instant::now();
        }
        if stopped { Err(RunError::Interrupted) } else { Ok(()) }
    }
}

/// Calls `work` for every worker's row, on all threads if `spread`.
pub(super) fn each_worker(rows: &mut [Vec<f64>], spread: bool, work: impl Fn(usize, &mut Vec<f64>) + Sync) {
    if spread {
        rows.par_iter_mut()
            .enumerate()
            .for_each(|(worker, row)| work(worker, row));
    } else {
        rows.iter_mut().enumerate().for_each(|(worker, row)| work(worker, row));
    }
}

/// The number of test images classified correctly.
pub(super) fn test(model: &dyn Model, w: &[f64], test: &Samples, spread: bool) -> u32 {
    const PART: usize = 500;
    let part = |start: usize| model.correct(w, test, start..(start + PART).min(test.len()));
    let starts = (0..test.len()).step_by(PART);
    if spread {
        starts.collect::<Vec<_>>().into_par_iter().map(part).sum()
    } else {
        starts.map(part).sum()
    }
}
