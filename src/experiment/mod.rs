//! What is drawn: specs, the grid of cells, and the engine that runs their replicates. Judges nothing.

mod arm_key;
mod builtin;
mod catalog;
mod cell;
mod checked;
mod decode;
mod engine;
mod error;
mod estimate;
mod event;
mod grid;
mod limits;
mod outcomes;
mod overrides;
mod part;
mod profile;
mod response;
mod summary;

pub use builtin::{BUILT_IN, built_in};
pub use catalog::Catalog;
pub use cell::{Arm, Cell, Coordinate};
pub use checked::{Estimator, Experiment, NamedAdversary, Precision, Replication};
pub use decode::decode;
pub(crate) use decode::not_recorded;
pub use engine::{Engine, Source};
pub use error::RunError;
pub use estimate::{Amount, Estimate, time_of_replicate};
pub use event::Event;
pub use grid::GridPoint;
pub use outcomes::{ArmOutcomes, CellOutcomes};
pub use overrides::Overrides;
pub use part::Part;
pub use profile::Profile;
pub use response::Response;
pub use summary::Summary;
