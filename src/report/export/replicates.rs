use std::io;

use thiserror::Error;

use crate::algorithm::Measure;
use crate::store::{Damage, ExperimentRecord, Journal, Place, StoreError, Stored};

/// Writes stored replicates, place by place.
pub trait Exporter {
    /// What follows are replicates of an arm where an experiment uses it: the arm of that number in the experiment.
    ///
    /// # Errors
    /// If the output fails.
    fn begin(&mut self, experiment: &ExperimentRecord, arm: usize, place: &Place) -> io::Result<()>;

    /// Writes one replicate with its values in the columns of the export; what was not recorded is none.
    ///
    /// # Errors
    /// If the output fails.
    fn write(&mut self, replicate: usize, values: &[Option<f64>]) -> io::Result<()>;

    /// Writes what is left.
    ///
    /// # Errors
    /// If the output fails.
    fn finish(&mut self) -> io::Result<()>;
}

/// Why an export ended early.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output failed.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// Something in the store that is not as it was written, and was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The experiment.
    pub experiment: String,
    /// The cell's coordinates.
    pub cell: String,
    /// What the arm is called.
    pub arm: String,
    /// What is damaged.
    pub damage: Damage,
}

impl LeftOut {
    pub(super) fn all(experiment: &ExperimentRecord, place: &Place, damage: Vec<Damage>) -> Vec<Self> {
        let of = |damage| Self {
            experiment: experiment.name.clone(),
            cell: place.cell.clone(),
            arm: place.arm.clone(),
            damage,
        };
        damage.into_iter().map(of).collect()
    }
}

/// The columns of values in an export of `experiments`: what is stored of them, measures in their order and then what else there is.
///
/// # Errors
/// If the store cannot be read.
pub fn export_columns(journal: &Journal, experiments: &[ExperimentRecord]) -> Result<Vec<String>, StoreError> {
    let mut stored: Vec<String> = Vec::new();
    for place in experiments.iter().flat_map(|experiment| &experiment.places) {
        for name in journal.measures_of(&place.key)? {
            if !stored.contains(&name) {
                stored.push(name);
            }
        }
    }
    let known = Measure::ALL.map(Measure::column);
    stored.sort_by_key(|name| known.iter().position(|known| known == name).unwrap_or(known.len()));
    Ok(stored)
}

/// Writes the replicates of `experiments` that count, or all of one that was never judged. Gives what was left out.
///
/// # Errors
/// If the store or the output fails.
pub fn export(
    journal: &Journal,
    experiments: &[ExperimentRecord],
    columns: &[String],
    exporter: &mut dyn Exporter,
) -> Result<Vec<LeftOut>, ExportError> {
    let mut left_out = Vec::new();
    let mut values = vec![None; columns.len()];
    for experiment in experiments {
        for (index, place) in experiment.places.iter().enumerate() {
            let names: Vec<String> = journal.measures_of(&place.key)?;
            let most = experiment.counts.get(index).copied().unwrap_or(usize::MAX);
            let stored = journal.load_each(&place.key, &names, most)?;
            let replicates = whole(&names, &stored);
            left_out.extend(LeftOut::all(experiment, place, stored.damage));
            let own: Vec<Option<&Vec<f64>>> = columns
                .iter()
                .map(|column| {
                    names
                        .iter()
                        .position(|name| name == column)
                        .map(|at| &stored.columns[at])
                })
                .collect();
            exporter.begin(experiment, index, place)?;
            for replicate in 0..replicates {
                for (value, column) in values.iter_mut().zip(&own) {
                    *value = column.and_then(|column| column.get(replicate)).copied();
                }
                exporter.write(replicate, &values)?;
            }
        }
    }
    exporter.finish()?;
    Ok(left_out)
}

/// How many replicates of an arm are whole: the error is recorded always, a measure may have come later, and a damaged one ends them.
pub(super) fn whole(names: &[String], stored: &Stored) -> usize {
    let damaged = |name: &String| {
        (stored.damage.iter()).any(|damage| matches!(damage, Damage::Block { measure, .. } if measure == name))
    };
    let error = Measure::Error.column();
    let counting = names
        .iter()
        .zip(&stored.columns)
        .filter(|(name, _)| **name == error || damaged(name));
    counting.map(|(_, column)| column.len()).min().unwrap_or(0)
}
