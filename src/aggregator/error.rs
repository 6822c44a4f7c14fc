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
    /// The rule is not defined for so few workers.
    #[error("{rule} with f = {byzantine} needs m ≥ {slope}f + {more} = {needed} workers, and there are {workers}")]
    TooFewWorkers {
        /// The rule.
        rule: &'static str,
        /// The number of Byzantine workers f that it reckons with.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
        /// The fewest for which it is defined.
        needed: usize,
        /// How many of them for each of the f.
        slope: usize,
        /// How many besides.
        more: usize,
    },
    /// So many messages cannot be kept.
    #[error(
        "{rule} with f = {byzantine} cannot keep {keep} of {workers} messages: it keeps at least 1 and at most m − f = {most}"
    )]
    Keep {
        /// The rule.
        rule: &'static str,
        /// How many it was to keep.
        keep: usize,
        /// How many it may keep.
        most: usize,
        /// The number of Byzantine workers f that it reckons with.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// Nobody has the index of the trusted worker.
    #[error("{rule} trusts the worker of index {index}, and the {workers} workers have the indices from 0 to {last}", last = workers.saturating_sub(1))]
    NoSuchWorker {
        /// The rule.
        rule: &'static str,
        /// The index given.
        index: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// More sets of messages than can be looked at.
    #[error(
        "{rule} with f = {byzantine} would look at {sets} sets of {workers} messages, and looks at {most} at most; use fewer workers or a smaller f"
    )]
    TooManySets {
        /// The rule.
        rule: &'static str,
        /// The number of Byzantine workers f that it reckons with.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
        /// How many sets there are.
        sets: u64,
        /// How many are looked at.
        most: u64,
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

    /// Refuses fewer than `slope` · f + `more` workers.
    pub(super) fn at_least(
        rule: &'static str,
        byzantine: usize,
        workers: usize,
        slope: usize,
        more: usize,
    ) -> Result<(), Self> {
        let needed = slope.saturating_mul(byzantine).saturating_add(more);
        if workers < needed {
            return Err(Self::TooFewWorkers {
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
