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
}

/// Checks that the size of `adversary` is finite.
pub(super) fn finite(adversary: &'static str, value: f64) -> Result<f64, AdversaryError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(AdversaryError::Size { adversary, value })
    }
}
