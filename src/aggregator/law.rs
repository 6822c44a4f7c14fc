/// What theory may assume of a rule: which of the rules with a known law it is, coordinate by coordinate.
///
/// A rule declares it ([`Aggregator::law`](super::Aggregator::law)); nobody recognises a rule by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Law {
    /// Nothing: no prediction is made for the rule, and no theorem is about it.
    #[default]
    Unknown,
    /// The mean of all m messages.
    Mean,
    /// The median of Definition 1; for an even m the mean of the two middle values.
    Median,
    /// The trimmed mean of Definition 2.
    TrimmedMean {
        /// k, the number of values dropped at each end.
        trimmed: usize,
    },
}

impl Law {
    /// k/m among `workers` = m messages, where the rule drops k values at each end and averages all others.
    #[must_use]
    pub fn trim_fraction(self, workers: usize) -> Option<f64> {
        match self {
            Self::Mean => Some(0.0),
            Self::TrimmedMean { trimmed } => Some(trimmed as f64 / workers as f64),
            Self::Median | Self::Unknown => None,
        }
    }
}
