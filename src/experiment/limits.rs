//! What is too large to be drawn: refused with the spec, before memory runs out.

use super::Cell;
use super::grid::GridPoint;
use crate::problem::Problem;

/// The most numbers that the messages, the data or the iterates of one replicate may consist of: 512 MiB of f64.
const MOST_NUMBERS: usize = 1 << 26;

/// The largest batch of replicates: one is held in memory until it is stored.
pub(super) const LARGEST_BATCH: usize = 1_000_000;

/// The most replicates of a cell.
pub(super) const MOST_REPLICATES: usize = 1_000_000_000;

/// Whether m messages of dimension d fit; asked before a problem of that dimension is made.
pub(super) fn messages(point: &GridPoint) -> Result<(), String> {
    let GridPoint { workers, dim, .. } = point;
    if fits(workers.checked_mul(*dim)) {
        return Ok(());
    }
    Err(format!(
        "m {workers} messages of dim {dim} are too large: m * dim must be at most {MOST_NUMBERS}; use fewer workers or \
         dimensions"
    ))
}

/// Whether the data of a replicate fit.
pub(super) fn data(problem: &dyn Problem, point: &GridPoint) -> Result<(), String> {
    let GridPoint {
        samples, workers, dim, ..
    } = point;
    if fits(problem.data_size(*samples, *workers)) {
        return Ok(());
    }
    Err(format!(
        "the data of n {samples}, m {workers} and dim {dim} are too large: {} may keep at most {MOST_NUMBERS} numbers a \
         replicate; use fewer samples, workers or dimensions",
        problem.name()
    ))
}

/// Whether the iterates of an algorithm with `rounds` rounds fit.
pub(super) fn rounds(cell: &Cell, rounds: usize) -> Result<(), String> {
    let dim = cell.dim();
    if fits(rounds.checked_add(1).and_then(|iterates| iterates.checked_mul(dim))) {
        return Ok(());
    }
    Err(format!(
        "rounds {rounds} are too many: rounds * dim must be below {MOST_NUMBERS}, and dim is {dim}; use fewer rounds"
    ))
}

fn fits(numbers: Option<usize>) -> bool {
    numbers.is_some_and(|numbers| numbers <= MOST_NUMBERS)
}
