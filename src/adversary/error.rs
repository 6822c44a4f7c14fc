use thiserror::Error;

/// Why an adversary cannot be made.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum AdversaryError {
    /// A size that is no finite number.
    #[error("size {value} of adversary {adversary} is not a finite number")]
    Size {
        /// The adversary's name.
        adversary: &'static str,
        /// The size given.
        value: f64,
    },
    /// A parameter outside its domain.
    #[error("{parameter} {value} of adversary {adversary} is not {domain}")]
    Parameter {
        /// The adversary's name.
        adversary: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// The value given.
        value: f64,
        /// What the adversary asks of it.
        domain: &'static str,
    },
}

impl AdversaryError {
    /// Refuses a value of `parameter` that is no finite number.
    pub(super) fn unless_finite(adversary: &'static str, parameter: &'static str, value: f64) -> Result<f64, Self> {
        if value.is_finite() {
            return Ok(value);
        }
        Err(Self::Parameter {
            adversary,
            parameter,
            value,
            domain: "a finite number",
        })
    }

    /// Refuses a value of `parameter` that is negative or no finite number.
    pub(super) fn unless_not_negative(
        adversary: &'static str,
        parameter: &'static str,
        value: f64,
    ) -> Result<f64, Self> {
        if value >= 0.0 && value.is_finite() {
            return Ok(value);
        }
        Err(Self::Parameter {
            adversary,
            parameter,
            value,
            domain: "a finite number of 0 or more",
        })
    }
}

/// Checks that the size of `adversary` is finite.
pub(super) fn finite(adversary: &'static str, value: f64) -> Result<f64, AdversaryError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(AdversaryError::Size { adversary, value })
    }
}
