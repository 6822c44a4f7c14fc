//! What is too large to be drawn: refused with the spec, before memory or time runs out.

use super::Cell;
use super::grid::GridPoint;
use crate::problem::Problem;

/// The most numbers that the messages, the data or the iterates of one replicate may consist of: 512 MiB of f64.
const MOST_NUMBERS: usize = 1 << 26;

/// The largest batch of replicates: one is held in memory until it is stored.
pub(super) const LARGEST_BATCH: usize = 1_000_000;

/// The most replicates of a cell.
pub(super) const MOST_REPLICATES: usize = 1_000_000_000;

/// The most random numbers of one replicate, half a minute of them.
const MOST_DRAWS: usize = 1_000_000_000;

/// How long a random number takes, roughly: one of Student's law.
const SECONDS_A_DRAW: f64 = 3e-8;

/// The most arms of all cells of an experiment together.
const MOST_ARMS: usize = 100_000;

/// The most numbers that a batch of a cell may consist of: 1 GiB of f64.
const MOST_NUMBERS_OF_BATCH: usize = 1 << 27;

/// Whether so many cells with so many arms each are not too many; asked before they are made, with one arm while their number is
/// not known.
pub(super) fn arms(cells: Option<usize>, arms: usize) -> Result<(), String> {
    let all = cells.and_then(|cells| cells.checked_mul(arms));
    if all.is_some_and(|all| all <= MOST_ARMS) {
        return Ok(());
    }
    let number = |count: Option<usize>| count.map_or("beyond counting".to_owned(), |count| count.to_string());
    let each = if arms > 1 {
        format!(
            " with {arms} arms each (estimators times adversaries) are {} arms",
            number(all)
        )
    } else {
        String::new()
    };
    Err(format!(
        "{} cells{each}: an experiment may have at most {MOST_ARMS} arms over all its cells; use shorter lists, or several specs",
        number(cells)
    ))
}

/// Whether a batch of replicates of a cell fits, with all its arms and measures.
pub(super) fn batch(replicates: usize, arms: usize, measures: usize) -> Result<(), String> {
    let numbers = replicates
        .checked_mul(arms)
        .and_then(|values| values.checked_mul(measures));
    if numbers.is_some_and(|numbers| numbers <= MOST_NUMBERS_OF_BATCH) {
        return Ok(());
    }
    let most = MOST_NUMBERS_OF_BATCH / arms.saturating_mul(measures).max(1);
    Err(format!(
        "batch {replicates} is too large: {replicates} replicates of {arms} arms (estimators times adversaries) with {measures} \
         measures are more than {MOST_NUMBERS_OF_BATCH} numbers, held until they are stored; use batch = {} or less, or fewer arms",
        most.max(1)
    ))
}

/// Whether the data of a replicate are drawn in a time that anybody waits for.
pub(super) fn draws(problem: &dyn Problem, point: &GridPoint) -> Result<(), String> {
    let GridPoint {
        samples, workers, dim, ..
    } = point;
    let draws = problem.draws(*samples, *workers);
    if draws.is_some_and(|draws| draws <= MOST_DRAWS) {
        return Ok(());
    }
    let takes = draws.map_or("beyond counting".to_owned(), |draws| {
        format!("{draws}, about {}", duration(draws as f64 * SECONDS_A_DRAW))
    });
    Err(format!(
        "the random numbers of n {samples}, m {workers} and dim {dim} are too many: {takes} a replicate; {} may draw at most \
         {MOST_DRAWS}; use fewer samples, workers or dimensions",
        problem.name()
    ))
}

/// Seconds for people, roughly.
fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [(60.0, "seconds"), (60.0, "minutes"), (24.0, "hours"), (365.0, "days")];
    let mut value = seconds;
    for (most, unit) in UNITS {
        if value < 2.0 * most {
            return format!("{value:.0} {unit}");
        }
        value /= most;
    }
    format!("{value:.0} years")
}

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

/// Whether the random numbers of an algorithm that draws data `times` times are drawn in a time that anybody waits for.
pub(super) fn fresh(cell: &Cell, times: usize) -> Result<(), String> {
    let draws = cell.problem.draws(cell.samples, cell.workers);
    if draws
        .and_then(|draws| draws.checked_mul(times))
        .is_some_and(|draws| draws <= MOST_DRAWS)
    {
        return Ok(());
    }
    Err(format!(
        "fresh samples in {times} rounds are too many: a replicate may draw at most {MOST_DRAWS} random numbers; use fewer rounds, \
         samples, workers or dimensions"
    ))
}

fn fits(numbers: Option<usize>) -> bool {
    numbers.is_some_and(|numbers| numbers <= MOST_NUMBERS)
}
