//! The journal of replicates: an append-only SQLite file under opaque keys.

mod error;
mod journal;
mod schema;

pub use error::StoreError;
pub use journal::{CellKey, ExperimentRecord, Journal, Outcome, Row};
