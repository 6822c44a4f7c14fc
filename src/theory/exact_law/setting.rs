//! The conditions under which an exact law exists.

use thiserror::Error;

use crate::theory::order_statistic::OrderStatisticError;

/// Why no exact law was returned.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum ExactLawError {
    /// m ≥ 1 is required.
    #[error("the number of workers m must be at least 1, not 0")]
    NoWorkers,
    /// b < m/2 is required: otherwise the Byzantine workers move the median without bound.
    #[error("{byzantine} Byzantine of {workers} workers are not fewer than half")]
    NotAMinority {
        /// The number of Byzantine workers b.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// k ≥ b is required: otherwise some Byzantine value is kept and the error is unbounded.
    #[error("trimming {trim} values at each end does not cover {byzantine} Byzantine workers")]
    TrimBelowByzantine {
        /// The number k of values trimmed at each end.
        trim: usize,
        /// The number of Byzantine workers b.
        byzantine: usize,
    },
    /// 2k < m is required: otherwise no value is kept.
    #[error("trimming {trim} values at each end of {workers} leaves none")]
    NothingKept {
        /// The number k of values trimmed at each end.
        trim: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// A quantile needs 0 < p < 1.
    #[error("probability {0} is not strictly between 0 and 1")]
    ProbabilityOutOfRange(f64),
    /// Least squares in d dimensions need n ≥ d ≥ 1 samples.
    #[error("{samples} samples do not determine {dim} coordinates by least squares")]
    SingularDesign {
        /// The samples n of one worker.
        samples: usize,
        /// The dimension d.
        dim: usize,
    },
    /// The tails of t_ν are too heavy for so few values beyond the median.
    #[error("the mean square of the median of t values with {degrees} degrees of freedom is infinite here")]
    InfiniteMeanSquare {
        /// The degrees of freedom ν.
        degrees: usize,
    },
    /// Six moments of what is kept do not tell its law: the tails of t_ν are too heavy for so few values trimmed beyond b.
    #[error(
        "the worst of two trimmed means of t values with {degrees} degrees of freedom is not known within a thousandth here"
    )]
    HeavyTails {
        /// The degrees of freedom ν.
        degrees: usize,
    },
    /// The limits of large m need 0 ≤ α < ½.
    #[error("the Byzantine fraction {0} is not in [0, 1/2)")]
    FractionOutOfRange(f64),
    /// The limits of large m need α ≤ β < ½.
    #[error("the trim fraction {trim} is not in [{byzantine}, 1/2), from the Byzantine fraction up")]
    TrimFractionOutOfRange {
        /// The trim fraction β.
        trim: f64,
        /// The Byzantine fraction α.
        byzantine: f64,
    },
    /// A rank outside the honest sample.
    #[error(transparent)]
    OrderStatistic(#[from] OrderStatisticError),
}

/// The number of honest workers h = m − b.
///
/// # Errors
/// [`ExactLawError::NoWorkers`] or [`ExactLawError::NotAMinority`].
pub(super) fn honest(workers: usize, byzantine: usize) -> Result<usize, ExactLawError> {
    if workers == 0 {
        Err(ExactLawError::NoWorkers)
    } else if byzantine > (workers - 1) / 2 {
        Err(ExactLawError::NotAMinority { byzantine, workers })
    } else {
        Ok(workers - byzantine)
    }
}

/// The numbers (h, m − 2k) of honest workers and of values kept.
///
/// # Errors
/// [`ExactLawError::NothingKept`], [`ExactLawError::TrimBelowByzantine`], or those of [`honest`].
pub(super) fn honest_and_kept(workers: usize, byzantine: usize, trim: usize) -> Result<(usize, usize), ExactLawError> {
    let honest = honest(workers, byzantine)?;
    if trim > (workers - 1) / 2 {
        Err(ExactLawError::NothingKept { trim, workers })
    } else if trim < byzantine {
        Err(ExactLawError::TrimBelowByzantine { trim, byzantine })
    } else {
        Ok((honest, workers - 2 * trim))
    }
}
