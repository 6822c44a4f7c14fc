//! What a program needs that brings a part of its own and runs a campaign: `use byzrate::prelude::*;`.
//!
//! The four traits with what stands in their signatures, and the way from a spec to what it found. Everything else is named
//! where it lives.

pub use crate::adversary::{Adversary, Scene, Step};
pub use crate::aggregator::{Aggregator, AggregatorError, Messages, Workspace};
pub use crate::algorithm::{Algorithm, Buffers, Parties};
pub use crate::claim::{Campaign, Study};
pub use crate::experiment::{Catalog, Engine, GridPoint, Overrides};
pub use crate::problem::{Ball, Constants, Problem, Shards};
pub use crate::spec::{Document, Section, SpecError};
pub use crate::store::Journal;
pub use crate::stream::ReplicateStreams;
