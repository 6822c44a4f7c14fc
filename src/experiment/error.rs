use thiserror::Error;

use crate::store::StoreError;

/// Why a run ended early.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was told to stop; what was drawn is kept.
    #[error("interrupted; what was drawn is kept, and the same command goes on from there")]
    Interrupted,
}
