use super::rows::Rows;
use crate::aggregator::AggregatorError;

/// Memory that is kept between calls.
#[derive(Clone, Debug, Default)]
pub(in crate::aggregator) struct SelectionScratch {
    pub(super) rows: Rows,
    /// One number a worker, or a coordinate.
    pub(super) numbers: Vec<f64>,
    /// Workers, those that are kept first.
    pub(super) order: Vec<usize>,
    /// Workers that were chosen.
    pub(super) chosen: Vec<usize>,
    /// Whether a worker is still there to be chosen.
    pub(super) there: Vec<bool>,
}

/// Refuses fewer than `slope` · f + `more` workers.
pub(super) fn at_least(
    rule: &'static str,
    byzantine: usize,
    workers: usize,
    slope: usize,
    more: usize,
) -> Result<(), AggregatorError> {
    let needed = slope.saturating_mul(byzantine).saturating_add(more);
    if workers < needed {
        return Err(AggregatorError::TooFewWorkers {
            rule,
            byzantine,
            workers,
            needed,
            slope,
            more,
        });
    }
    Ok(())
}
