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
mod lower_bound;
mod moment;
mod ordering;
mod prediction;
mod recursion;
mod sample;
mod terms;

pub use prediction::predict;
pub use terms::Term;

#[cfg(test)]
pub(super) use decode::KINDS;
pub(super) use decode::decode;
pub(super) use sample::Sample;

use decode::{above_zero, response, worlds};

use std::fmt::Debug;

use super::finding::Measurement;
use crate::algorithm::Measure;
use crate::experiment::{Cell, Coordinate};

/// How a check compares.
pub(in crate::claim) trait Kind: Debug + Send + Sync {
    /// The name in specs and reports.
    fn name(&self) -> &'static str;

    /// The coordinate along which cells belong to one comparison; otherwise each cell is one of its own.
    fn grouping(&self) -> Grouping;

    /// What the experiment must record for it.
    fn needs(&self) -> Vec<Measure> {
        Vec::new()
    }

    /// Whether an adversary makes a comparison of its own on these cells.
    fn admits(&self, _adversary: usize, _attacked: bool) -> bool {
        true
    }

    /// Whether anything is claimed of an arm of a cell; a comparison is made where it is for every cell.
    fn speaks(&self, _cell: &Cell, _arm: usize) -> bool {
        true
    }

    /// Measures and decides at confidence `level`.
    fn judge(&self, sample: &Sample, level: f64) -> Measurement;
}

/// Which cells belong to one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) enum Grouping {
    /// Each cell is one.
    Cell,
    /// Cells that differ in this coordinate only.
    Along(Coordinate),
    /// All cells of a problem and dimension.
    All,
}
