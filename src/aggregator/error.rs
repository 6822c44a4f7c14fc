use thiserror::Error;

/// Why an aggregator cannot be made, or cannot serve m workers.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum AggregatorError {
    /// The trim fraction is no number in [0, ½).
    #[error(
        "beta {beta} is outside [0, 0.5): a trimmed mean drops the fraction beta at each end, and something must be left"
    )]
    TrimFraction {
        /// The fraction given.
        beta: f64,
    },
    /// More workers are Byzantine than the rule withstands.
    #[error("{byzantine} workers are Byzantine, and the rule withstands {withstood}")]
    Breakdown {
        /// The number of Byzantine workers b.
        byzantine: usize,
        /// How many the rule withstands.
        withstood: usize,
    },
    /// Fewer values are trimmed at each end than workers are Byzantine.
    #[error(
        "beta {beta} is below alpha {share}: {byzantine} Byzantine workers, but only {trimmed} values are trimmed at each end; use beta {share} or more",
        share = *byzantine as f64 / *workers as f64
    )]
    TooFewTrimmed {
        /// The trim fraction β.
        beta: f64,
        /// The trim count k = ⌈βm⌉.
        trimmed: usize,
        /// The number of Byzantine workers b.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// A rule of another program refuses, for its own reason.
    #[error("{0}")]
    Refused(String),
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
#[non_exhaustive]
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
