use super::super::rows::Rows;

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
