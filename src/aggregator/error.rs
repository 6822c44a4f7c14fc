use thiserror::Error;

/// Why an aggregator cannot be made, or cannot serve m workers.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AggregatorError {
    /// The trim fraction is no number in [0, ½).
    #[error(
        "beta {beta} is outside [0, 0.5): a trimmed mean drops the fraction beta at each end, and something must be left"
    )]
    TrimFraction {
        /// The fraction given.
        beta: f64,
    },
    /// 2k ≥ m: nothing is left to average.
    #[error(
        "beta {beta} trims {trimmed} of {workers} values at each end, and none is left: 2k must stay below m; use a smaller beta or more workers"
    )]
    NothingLeft {
        /// The trim fraction β.
        beta: f64,
        /// The trim count k = ⌈βm⌉.
        trimmed: usize,
        /// The number of workers m.
        workers: usize,
    },
}

/// Why rows are no messages.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MessagesError {
    /// No worker, or messages of dimension zero.
    #[error("messages of {workers} workers in dimension {dim} are empty: both must be at least 1")]
    Empty {
        /// The number of workers m.
        workers: usize,
        /// The dimension d.
        dim: usize,
    },
    /// The values do not fill m × d.
    #[error("{values} values do not fill {workers} messages of dimension {dim}")]
    Shape {
        /// How many values were given.
        values: usize,
        /// The number of workers m.
        workers: usize,
        /// The dimension d.
        dim: usize,
    },
}
