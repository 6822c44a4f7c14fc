//! What a replicate may record of a run: every measure is one entry of the registry.

mod normality;
mod on_path;
mod registry;
mod search;

pub(super) use on_path::gradient;
pub use registry::{Measure, record};
pub(super) use search::random_step;
