use thiserror::Error;

/// Why a fit is not possible.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum FitError {
    /// Fewer points than coefficients.
    #[error("{points} points cannot determine {coefficients} coefficients")]
    TooFewPoints {
        /// The number of points.
        points: usize,
        /// The number of coefficients.
        coefficients: usize,
    },
    /// The columns of the design are linearly dependent, or so nearly that the numbers cannot tell them apart.
    #[error("the design cannot tell its terms apart (condition number {condition:.3e})")]
    Singular {
        /// The condition number of the scaled design.
        condition: f64,
    },
    /// A point that is not finite, or not positive where its logarithm is taken.
    #[error("point {index} ({x}, {y} ± {standard_error}) has no logarithm or no finite positive standard error")]
    Unusable {
        /// Which point.
        index: usize,
        /// Its abscissa.
        x: f64,
        /// Its ordinate.
        y: f64,
        /// Its standard error.
        standard_error: f64,
    },
}
