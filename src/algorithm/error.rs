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
    #[error("rounds 0 is not allowed: there must be at least one round")]
    Rounds,
    /// A problem whose workers' risks are not quadratic.
    #[error(
        "{problem} has no Newton step of a worker's own risk; of the built-in problems the means, random-curvature, gaussian-design \
             and rademacher-regression have"
    )]
    NotQuadratic {
        /// The problem's name.
        problem: String,
    },
    /// A problem whose data do not tell the workers' risk minimisers.
    #[error("{problem} gives no local minimisers, which are what workers send in one round")]
    NoMinimisers {
        /// The problem's name.
        problem: String,
    },
    /// A step size of 1/L_F where no L_F is declared.
    #[error("{problem} declares no smoothness L_F, and the step is 1/L_F where no other is given")]
    NoSmoothness {
        /// The problem's name.
        problem: String,
    },
    /// Rounds until the path is long enough where ∇F is not known.
    #[error("{problem} does not give the gradient of F, which rounds = \"path\" look at")]
    NoGradient {
        /// The problem's name.
        problem: String,
    },
    /// A weight of the newest gradient outside (0, 1].
    #[error("momentum {momentum} is not allowed: it is the weight of the newest gradient, above 0 and at most 1")]
    Momentum {
        /// The weight η.
        momentum: f64,
    },
    /// A subsample that is not a part of the samples.
    #[error("subsample {subsample} is not allowed: it is the share r of a worker's samples, above 0 and below 1")]
    Subsample {
        /// The share r.
        subsample: f64,
    },
    /// A subsample that is no whole number of samples.
    #[error(
        "subsample {subsample} of n {samples} is no whole number of samples: choose r and n so that r * n is one, from 1 to n - 1"
    )]
    SubsampleSize {
        /// The share r.
        subsample: f64,
        /// n.
        samples: usize,
    },
    /// A subsample with too few samples for a minimiser.
    #[error(
        "a subsample of {part} is too small: {problem} needs {smallest} samples for a minimiser; use a larger n or subsample"
    )]
    SubsampleTooSmall {
        /// p = rn.
        part: usize,
        /// The problem's name.
        problem: String,
        /// The fewest samples.
        smallest: usize,
    },
    /// A problem whose statistics do not tell what a part of the samples is.
    #[error(
        "{problem} does not give minimisers of a part of a worker's samples; of the built-in problems gaussian-mean, \
             exponential-mean, random-curvature and gaussian-design do, and rademacher-regression with data = \"raw\""
    )]
    NoSubsamples {
        /// The problem's name.
        problem: String,
    },
}
