//! Figures of studies: from what was drawn to panels, axes and series.

mod beyond;
mod builder;
mod dense;
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
mod slopes;
mod zero;

pub use rendered::{RenderError, Rendered};

#[cfg(test)]
mod parts_tests;
#[cfg(test)]
mod tests;
