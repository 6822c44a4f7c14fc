//! Beyond one machine: what a campaign lacks is planned, drawn in shards by whoever has time, and put together.
//!
//! Replicates are a pure function of seed, arm and number, so that shards need neither a common store nor to talk. A [`Folder`] that
//! all machines see holds the campaign, a [`Plan`] for every round, and the shards that were drawn:
//!
//! 1. [`plan`] goes through the campaign on what is stored, and writes what the next look lacks as tasks;
//! 2. [`draw`] draws one share of N of a plan, on a local disk, and moves it into the folder by one rename;
//! 3. [`merge`] puts together what shards there are, and refuses values that differ.
//!
//! Files are written under another name first and renamed, and are not changed afterwards; no file is locked.

mod draw;
mod error;
mod failure;
mod folder;
mod host;
mod merge;
mod plan;
mod scratch;
mod share;
mod status;
mod task;

pub use draw::{Draw, Drawn, draw};
pub use error::ShardError;
pub use failure::Failure;
pub use folder::{Folder, ShardName};
pub use host::host_name;
pub use merge::{Merged, merge};
pub use plan::{Plan, Planning, found, plan};
pub use share::{Piece, share};
pub use status::{Status, status};
pub use task::Task;
