use super::super::rows::Rows;

/// Memory that is kept between calls.
#[derive(Clone, Debug, Default)]
pub(in crate::aggregator) struct SelectionScratch {
    pub(in crate::aggregator) rows: Rows,
    /// One number a worker, or a coordinate.
    pub(in crate::aggregator) numbers: Vec<f64>,
    /// Workers, those that are kept first.
    pub(in crate::aggregator) order: Vec<usize>,
    /// Whether what was made of a worker's message is finite.
    pub(in crate::aggregator) finite: Vec<bool>,
    /// Workers that were chosen.
    pub(super) chosen: Vec<usize>,
    /// Whether a worker is still there to be chosen.
    pub(super) there: Vec<bool>,
}
