//! The kinds of check: how a measurement is compared with a claim.

mod bias_coefficient;
mod bound;
mod breakdown;
mod constant;
mod contrast;
mod decode;
mod exact_law;
mod exponent;
mod indistinguishable;
mod kind_trait;
mod lower_bound;
mod moment;
mod ordering;
mod prediction;
mod recursion;
mod terms;

pub use prediction::predict;
pub use terms::Term;

#[cfg(test)]
pub(super) use decode::KINDS;
pub(super) use decode::decode;
pub(super) use kind_trait::{Grouping, Kind, Sample};

use decode::{above_zero, response, worlds};
