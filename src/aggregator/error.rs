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
    /// A parameter lies outside the domain of its rule.
    #[error("{rule}: {parameter} {value} is outside its domain: {domain}")]
    Parameter {
        /// The rule's name.
        rule: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// The value given.
        value: f64,
        /// What the rule asks of it.
        domain: &'static str,
    },
    /// A count does not fit the number of workers.
    #[error("{rule}: {parameter} {value} does not fit {workers} workers: {domain}")]
    Count {
        /// The rule's name.
        rule: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// The count given.
        value: usize,
        /// The number of workers m.
        workers: usize,
        /// What the rule asks of it.
        domain: &'static str,
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

impl AggregatorError {
    /// Refuses a value of `parameter` that is no positive finite number.
    pub(super) fn unless_positive(rule: &'static str, parameter: &'static str, value: f64) -> Result<(), Self> {
        if value > 0.0 && value.is_finite() {
            return Ok(());
        }
        Err(Self::Parameter {
            rule,
            parameter,
            value,
            domain: "a positive finite number",
        })
    }

    /// Refuses the count zero.
    pub(super) fn unless_some(rule: &'static str, parameter: &'static str, count: usize) -> Result<(), Self> {
        if count > 0 {
            return Ok(());
        }
        Err(Self::Parameter {
            rule,
            parameter,
            value: 0.0,
            domain: "at least 1",
        })
    }

    /// Refuses f unless 2f < m: the honest workers are the majority.
    pub(super) fn unless_minority(rule: &'static str, f: usize, workers: usize) -> Result<(), Self> {
        if f < workers.div_ceil(2) {
            return Ok(());
        }
        Err(Self::Count {
            rule,
            parameter: "f",
            value: f,
            workers,
            domain: "2f must stay below m",
        })
    }
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
