use thiserror::Error;

/// Why an algorithm cannot be made.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum AlgorithmError {
    /// A step size that is not positive and finite.
    #[error("step {step} is not allowed: the step size must be a finite number above 0")]
    Step {
        /// The step size η.
        step: f64,
    },
    /// No round at all.
    #[error("rounds 0 is not allowed: gradient descent needs at least one round")]
    Rounds,
}
