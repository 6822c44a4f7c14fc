//! All of them.

use rayon::prelude::*;

use super::{best_aggregator, condition, price, speaking, tightness};
use crate::report::plot::Figure;

/// Every figure of theory, with its file's name without an ending.
///
/// They depend on nothing but the version of the crate.
#[must_use]
pub fn theory_figures() -> Vec<(&'static str, Figure)> {
    type Compute = fn() -> Figure;
    let figures: [(&str, Compute); 5] = [
        ("price", price::figure),
        ("where-theorem-1-speaks", condition::figure),
        ("where-theorems-speak", speaking::figure),
        ("best-aggregator", best_aggregator::figure),
        ("bound-law-lower-bound", tightness::figure),
    ];
    figures.into_par_iter().map(|(file, figure)| (file, figure())).collect()
}

/// The last line of a footer.
pub(super) fn provenance(what: &str) -> String {
    format!("{what} · nothing simulated · byzrate {}", env!("CARGO_PKG_VERSION"))
}

/// The fraction `step` of `steps` of the way from `low` to `high`, in equal ratios.
pub(super) fn log_step(low: f64, high: f64, step: usize, steps: usize) -> f64 {
    libm::exp(libm::log(low) + libm::log(high / low) * step as f64 / steps as f64)
}
