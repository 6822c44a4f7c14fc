/// Why a law has no such parameter.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SamplingError {
    /// A parameter that must be finite and positive is not.
    #[error("{name} {value} is not finite and positive")]
    NotPositive {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: f64,
    },
    /// A probability is not in [0, 1].
    #[error("probability {value} is not in [0, 1]")]
    NoProbability {
        /// Its value.
        value: f64,
    },
}

/// `value`, if it is finite and positive.
pub(super) fn positive(name: &'static str, value: f64) -> Result<f64, SamplingError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(SamplingError::NotPositive { name, value })
    }
}
