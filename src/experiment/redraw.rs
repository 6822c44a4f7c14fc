//! Stored replicates are drawn again from their seeds.

use std::sync::atomic::AtomicBool;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;

use super::draw::draw;
use super::{Experiment, RunError};
use crate::store::Journal;

/// What [`redraw`] found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Redrawn {
    /// How many replicates were drawn again.
    pub replicates: usize,
    /// Where the store holds something else.
    pub different: Vec<Different>,
}

/// A value that the store holds otherwise than it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Different {
    /// The experiment.
    pub experiment: String,
    /// The cell, for people.
    pub cell: String,
    /// Estimator and adversary.
    pub arm: String,
    /// The number of the replicate.
    pub replicate: usize,
    /// The measure.
    pub measure: String,
    /// What the store holds; none where that is damaged or gone.
    pub stored: Option<f64>,
    /// What is drawn.
    pub drawn: f64,
}

/// Draws `count` replicates again that are chosen at random among those that count, and compares every bit. `experiments` are those
/// of the journal with the counts of their arms, cell by cell; `seed` says which replicates are chosen.
///
/// # Errors
/// If the store cannot be read, or the flag says to stop.
pub fn redraw(
    journal: &Journal,
    experiments: &[(&Experiment, &[usize])],
    count: usize,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Redrawn, RunError> {
    let mut arms = Vec::new();
    let mut total = 0;
    for (number, (experiment, counts)) in experiments.iter().enumerate() {
        let places = (experiment.cells.iter().enumerate())
            .flat_map(|(index, cell)| (0..cell.arms.len()).map(move |arm| (index, arm)));
        for ((cell, arm), &replicates) in places.zip(*counts) {
            total += replicates;
            arms.push((total, number, cell, arm));
        }
    }
    if total == 0 {
        return Ok(Redrawn::default());
    }
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let chosen: Vec<usize> = (0..count).map(|_| stream.random_range(0..total)).collect();
    let different: Result<Vec<Vec<Different>>, RunError> = chosen
        .par_iter()
        .map(|&chosen| {
            let place = arms.partition_point(|(end, ..)| *end <= chosen);
            let (_, number, cell, arm) = arms[place];
            let before = place.checked_sub(1).map_or(0, |before| arms[before].0);
            compare(journal, experiments[number].0, (cell, arm), chosen - before, stop)
        })
        .collect();
    Ok(Redrawn {
        replicates: count,
        different: different?.into_iter().flatten().collect(),
    })
}

fn compare(
    journal: &Journal,
    experiment: &Experiment,
    (cell, arm): (usize, usize),
    replicate: usize,
    stop: &AtomicBool,
) -> Result<Vec<Different>, RunError> {
    let cell = &experiment.cells[cell];
    let measures = experiment.measures_of(cell, arm);
    let columns: Vec<String> = measures.iter().map(|measure| measure.column()).collect();
    let stored = journal.load(&cell.arm_key(experiment.seed, arm), &columns, replicate + 1)?;
    let drawn = draw(stop, experiment, cell, &[arm], replicate..replicate + 1)?;
    let drawn = drawn.iter().flatten().flatten();
    let pairs = measures.iter().zip(drawn).zip(&stored.columns);
    let different = pairs.filter_map(|((measure, &drawn), column)| {
        let stored = column.get(replicate).copied();
        let same = stored.is_some_and(|kept| kept.to_bits() == drawn.to_bits() || (kept.is_nan() && drawn.is_nan()));
        (!same).then(|| Different {
            experiment: experiment.name.clone(),
            cell: cell.to_string(),
            arm: experiment.arm_name(cell, arm),
            replicate,
            measure: measure.to_string(),
            stored,
            drawn,
        })
    });
    Ok(different.collect())
}
