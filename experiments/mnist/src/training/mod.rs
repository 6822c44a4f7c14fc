//! Training runs: their settings, the two algorithms, checkpoints and curves.

mod checkpoint;
mod curve;
mod descent;
mod error;
mod job;
mod one_round;
mod pool;
mod setting;

pub use checkpoint::{Checkpoint, write_whole};

pub use curve::Curve;
pub use error::{RunError, SettingError};
pub use job::{Context, Event, Job};
pub use pool::run_all;
pub use setting::{Algorithm, Network, Rule, Setting};
