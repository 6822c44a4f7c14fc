//! Figures of studies: from what was drawn to panels, axes and series.

mod builder;
mod estimator_series;
mod families;
mod findings;
mod labels;
mod look;
mod map;
mod parameter_series;
mod reference;
mod rendered;
mod series;
mod zero;

pub use rendered::{RenderError, Rendered};

#[cfg(test)]
mod tests;
