//! The journal of replicates: an append-only SQLite file under opaque keys.

mod columns;
mod error;
mod journal;
mod schema;
#[cfg(test)]
mod tests;

pub use error::StoreError;
pub use journal::{CellKey, ExperimentRecord, Journal, Row};
