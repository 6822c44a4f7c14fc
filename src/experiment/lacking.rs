//! What is to be drawn before the next look, for whoever draws it elsewhere.

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::draw::draw;
use super::engine::{CellRun, PIECE, batch, together};
use super::outcomes::Outcomes;
use super::{CellOutcomes, Engine, Experiment, Precision, RunError};

/// Replicates that an arm lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The number of the cell.
    pub cell: usize,
    /// The number of the arm, the first of those that have its values.
    pub arm: usize,
    /// Which replicates.
    pub replicates: Vec<Range<usize>>,
}

impl Engine<'_> {
    /// What the store lacks for every arm to have its wanted precision, where the engine draws nothing; `wanted` and `outcomes` as in
    /// [`Engine::run`].
    ///
    /// Of an arm that has replicates, how many it needs is predicted from its standard error, which falls as one over the root of their
    /// number. What turns out to be too much never counts: an arm stops where its stopping rule ends.
    ///
    /// # Errors
    /// If the store fails, or the engine was told to stop.
    pub fn lacking(
        &self,
        experiment: &Experiment,
        wanted: &[Vec<Precision>],
        outcomes: &mut [CellOutcomes],
    ) -> Result<Vec<Need>, RunError> {
        let engine = Engine {
            source: super::Source::StoreOnly,
            ..*self
        };
        let needs: Result<Vec<Vec<Need>>, RunError> = (experiment.cells.par_iter(), wanted.par_iter())
            .into_par_iter()
            .zip(outcomes.par_iter_mut())
            .enumerate()
            .map(|(index, ((cell, wanted), outcomes))| {
                let run = CellRun {
                    engine: &engine,
                    experiment,
                    cell,
                };
                run.lacking(index, wanted, outcomes)
            })
            .collect();
        Ok(needs?.into_iter().flatten().collect())
    }

    /// Draws replicates of some arms of a cell on the same data, and stores them.
    ///
    /// # Errors
    /// If the store fails, or the engine was told to stop.
    pub fn draw_range(
        &self,
        experiment: &Experiment,
        cell: usize,
        arms: &[usize],
        replicates: Range<usize>,
    ) -> Result<(), RunError> {
        let run = CellRun {
            engine: self,
            experiment,
            cell: &experiment.cells[cell],
        };
        let keys = run.keys();
        let names: Vec<Vec<String>> = arms.iter().map(|&arm| run.columns(arm)).collect();
        for from in replicates.clone().step_by(PIECE) {
            let to = replicates.end.min(from + PIECE);
            let drawn = draw(self.stop, experiment, run.cell, arms, from..to)?;
            let arms = arms.iter().zip(&names).zip(&drawn);
            let batches = arms.map(|((&arm, names), columns)| batch(&keys[arm], from, names, columns));
            self.journal.append(&batches.collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

impl CellRun<'_> {
    fn lacking(&self, index: usize, wanted: &[Precision], outcomes: &mut CellOutcomes) -> Result<Vec<Need>, RunError> {
        if self.engine.stop.load(Ordering::Relaxed) {
            return Err(RunError::Interrupted);
        }
        let keys = self.keys();
        if !outcomes.is_loaded() {
            *outcomes = self.load(&keys)?;
        }
        let wanted = together(wanted, outcomes);
        let mut needs = Vec::new();
        for (place, next) in self.count(&wanted, outcomes) {
            let arm = outcomes.first_arm(place);
            let own = &outcomes.distinct()[place];
            let all = own.available()..self.predicted(wanted[place], own, next);
            let replicates = if own.is_torn() {
                self.engine.journal.lacking(&keys[arm], &self.columns(arm), all)?
            } else {
                vec![all]
            };
            needs.push(Need {
                cell: index,
                arm,
                replicates,
            });
        }
        Ok(needs)
    }

    /// How many replicates an arm will need, `next` at least: whole batches, as it stops after whole batches only.
    fn predicted(&self, wanted: Precision, own: &Outcomes, next: usize) -> usize {
        let replication = &self.experiment.replication;
        let have = own.replicates();
        let estimate = own.response(replication.response);
        let ratio = estimate.map_or(0.0, |estimate| estimate.standard_error / self.goal(wanted, estimate));
        let by_error = if have > 1 && ratio.is_finite() {
            (have as f64 * ratio * ratio).ceil() as usize
        } else {
            0
        };
        let needed = by_error.max(wanted.replicates).max(next);
        needed
            .next_multiple_of(replication.batch)
            .min(replication.maximum)
            .max(next)
    }
}
