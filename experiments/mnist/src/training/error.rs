use std::path::PathBuf;

use byzrate::aggregator::AggregatorError;
use thiserror::Error;

use crate::data::DataError;

/// Why a setting makes no sense.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingError {
    /// α is no fraction below one half.
    #[error("alpha {0} is outside [0, 0.5): no rule withstands as many Byzantine workers as honest ones")]
    Alpha(f64),
    /// No Byzantine worker although α > 0.
    #[error(
        "alpha {alpha} of m = {workers} workers is no Byzantine worker at all; use alpha 0, or {} or more",
        1.0 / *workers as f64
    )]
    NoAttacker {
        /// α.
        alpha: f64,
        /// m.
        workers: usize,
    },
    /// k < b.
    #[error(
        "beta {beta} is below alpha {alpha}: {byzantine} Byzantine workers, but only {trimmed} values are trimmed at each end; \
         use --beta {alpha} or more, or --allow-breakdown to see what happens"
    )]
    Breakdown {
        /// β.
        beta: f64,
        /// α.
        alpha: f64,
        /// b.
        byzantine: usize,
        /// k.
        trimmed: usize,
    },
    /// The trimmed mean cannot serve.
    #[error(transparent)]
    Aggregator(#[from] AggregatorError),
    /// The step size is no positive number.
    #[error("step {0} is not a number above 0")]
    Step(f64),
    /// There is no round.
    #[error("rounds must be at least 1")]
    Rounds,
    /// The images cannot be dealt.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Why a run ended early.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Asked to stop.
    #[error("interrupted; what was trained is kept, and the same command goes on from there")]
    Interrupted,
    /// The setting makes no sense on these images.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// A checkpoint or result cannot be written or read.
    #[error("{} cannot be {what}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was to be done to it.
        what: &'static str,
        /// Why not.
        source: std::io::Error,
    },
}
