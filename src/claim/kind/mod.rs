//! The kinds of check: how a measurement is compared with a claim.

mod arm_lower_bound;
mod bias_coefficient;
mod bound;
mod breakdown;
mod constant;
mod contrast;
mod decode;
mod exact_law;
mod expectation;
mod expected;
mod exponent;
mod indistinguishable;
mod lower_bound;
mod measured;
mod median_tail;
mod moment;
mod normality;
mod ordering;
mod prediction;
mod recursion;
mod sample;
mod stated_bound;
mod stated_terms;
mod term_fit;
mod terms;

pub use decode::CHECK_KINDS;
use prediction::law;
pub use prediction::predict;
pub use terms::Term;

pub(super) use decode::{decode, response};
pub(super) use expected::Expected;
pub(super) use measured::Measured;
pub(super) use sample::Sample;
pub(super) use stated_bound::StatedBound;
pub(super) use stated_terms::{StatedTerms, Wanted};

use decode::{above_zero, worlds};
use expectation::Expectation;

use std::fmt::Debug;

use super::Assertion;
use super::measurement::Measurement;
use crate::algorithm::Measure;
use crate::experiment::{Cell, Coordinate, Response};

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

    /// The other arms of a cell that it looks at beside `arm`, on the replicates that all of them have.
    fn partners(&self, _arm: usize) -> Vec<usize> {
        Vec::new()
    }

    /// Whether nothing says what to expect of an arm in some cells: neither a law nor the spec.
    fn expects_nothing(&self, _cells: &[&Cell], _arm: usize) -> bool {
        false
    }

    /// The standard error that a comparison will have once every cell has the relative error `relative` of `response`, where that
    /// can be told before drawing.
    fn planned_error(&self, _cells: &[&Cell], _arm: usize, _response: Response, _relative: f64) -> Option<f64> {
        None
    }

    /// Whether there is chance in it.
    fn nature(&self) -> Nature {
        Nature::Statistical
    }

    /// What it says of a theorem.
    fn assertion(&self) -> Assertion {
        Assertion::Attained
    }

    /// Measures and decides at confidence `level`.
    fn judge(&self, sample: &Sample, level: f64) -> Measurement;
}

/// Whether there is chance in a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::claim) enum Nature {
    /// True on every path unless the program is wrong.
    Guard,
    /// With a share of the run's false alarms.
    Statistical,
}

/// The size of a deviation, of a constant relative to it, that comparisons are there to see.
pub(in crate::claim) const TENTH: f64 = 0.1;

/// A coefficient that is to be told from none: the median of exponential values has 1/3.
const SMALLEST: f64 = 0.3;

/// That of a coefficient: a tenth of it, or where there is hardly any to be, of the smallest that is to be told from none.
pub(in crate::claim) fn size_of(coefficient: f64) -> f64 {
    TENTH * coefficient.abs().max(SMALLEST)
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
    /// All cells of a problem.
    Problem,
}
