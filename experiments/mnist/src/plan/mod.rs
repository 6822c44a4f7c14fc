//! What is run: the experiments of Section 7, and their results on disk.

mod experiment;
mod grid;
mod results;

pub use experiment::{Experiment, Table};
pub use grid::{Overrides, settings};
pub use results::{Results, ResultsError};

use crate::training::{Algorithm, Job, Setting};

/// Settings as jobs: those of one round that share data, step size and rounds make one job, so that their workers train once.
#[must_use]
pub fn jobs(settings: &[Setting]) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    for setting in settings {
        let shared = |job: &&mut Job| {
            let first = &job.settings[0];
            setting.algorithm == Algorithm::OneRound
                && first.algorithm == Algorithm::OneRound
                && (
                    first.network,
                    first.workers,
                    first.rounds,
                    first.every,
                    first.seed,
                    first.replicate,
                ) == (
                    setting.network,
                    setting.workers,
                    setting.rounds,
                    setting.every,
                    setting.seed,
                    setting.replicate,
                )
                && first.step == setting.step
        };
        match jobs.iter_mut().find(shared) {
            Some(job) => job.settings.push(setting.clone()),
            None => jobs.push(Job {
                settings: vec![setting.clone()],
            }),
        }
    }
    jobs
}
