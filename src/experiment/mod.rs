//! What is drawn: specs, the grid of cells, and the engine that runs their replicates. Judges nothing.

mod builtin;
mod catalog;
mod cell;
mod decode;
mod engine;
mod error;
mod event;
mod experiment_type;
mod grid;
mod limits;
mod outcomes;
mod overrides;
mod profile;
mod response;
mod summary;

pub use builtin::{BUILT_IN, built_in};
pub use catalog::Catalog;
pub use cell::{Arm, Cell, Coordinate};
pub use decode::decode;
pub(crate) use decode::not_recorded;
pub use engine::{Engine, Source};
pub use error::RunError;
pub use event::Event;
pub use experiment_type::{Estimator, Experiment, NamedAdversary, Precision, Replication};
pub use grid::GridPoint;
pub use outcomes::{ArmOutcomes, CellOutcomes};
pub use overrides::Overrides;
pub use profile::Profile;
pub use response::Response;
pub use summary::Summary;
