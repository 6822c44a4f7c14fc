//! The journal of replicates: an append-only SQLite file under opaque keys.

mod error;
mod journal;
mod measure;
mod schema;

pub use error::StoreError;
pub use journal::{CellKey, ExperimentRecord, Journal, Row};
pub use measure::Measure;
