//! The journal of replicates: an SQLite file of checksummed blocks under opaque keys.

mod arms;
mod block;
mod checksum;
mod damage;
mod error;
mod experiments;
mod journal;
mod open;
mod salvage;
mod schema;
#[cfg(test)]
mod tests;
mod union;
mod upkeep;

pub use arms::{Batch, Stored};
pub use damage::Damage;
pub use error::{Conflict, StoreError};
pub use experiments::{ExperimentRecord, Place};
pub use journal::{Journal, Rescue};
pub use schema::LARGEST_BLOCK;
pub use union::Taken;
pub use upkeep::{Dropped, Verified, latest};
