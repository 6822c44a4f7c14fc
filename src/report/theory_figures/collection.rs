//! All of them.

use rayon::prelude::*;

use super::{best_aggregator, condition, price, speaking, tightness};
use crate::claim::Claim;
use crate::report::plot::Figure;

/// A figure of theory alone.
#[derive(Clone, Debug)]
pub struct TheoryFigure {
    /// The file's name without its ending.
    pub file: &'static str,
    /// The claims it speaks to.
    pub claims: &'static [Claim],
    /// What is drawn.
    pub figure: Figure,
}

type Compute = fn() -> Figure;

/// What each file shows, and how it is computed.
const ALL: [(&str, &[Claim], Compute); 5] = {
    use Claim::{
        Definition1, Definition2, Observation1, Proposition1, Table1, Theorem1, Theorem2, Theorem3, Theorem4, Theorem5,
        Theorem6, Theorem7,
    };
    [
        ("price", &[Theorem1, Theorem2, Theorem3, Theorem7], price::figure),
        ("where-theorem-1-speaks", &[Proposition1, Theorem1], condition::figure),
        (
            "where-theorems-speak",
            &[Theorem1, Theorem2, Theorem3, Theorem4, Theorem5, Theorem6, Theorem7],
            speaking::figure,
        ),
        (
            "best-aggregator",
            &[Definition1, Definition2, Table1],
            best_aggregator::figure,
        ),
        ("bound-law-lower-bound", &[Theorem1, Observation1], tightness::figure),
    ]
};

/// The names of the figures of theory: their files without an ending.
pub const THEORY_FIGURES: [&str; ALL.len()] = {
    let mut names = [""; ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        names[i] = ALL[i].0;
        i += 1;
    }
    names
};

/// Every figure of theory.
///
/// They depend on nothing but the version of the crate.
#[must_use]
pub fn theory_figures() -> Vec<TheoryFigure> {
    ALL.into_par_iter().map(compute).collect()
}

/// The figure of theory of a name, one of [`THEORY_FIGURES`].
#[must_use]
pub fn theory_figure(name: &str) -> Option<TheoryFigure> {
    ALL.into_iter().find(|(file, ..)| *file == name).map(compute)
}

fn compute((file, claims, figure): (&'static str, &'static [Claim], Compute)) -> TheoryFigure {
    TheoryFigure {
        file,
        claims,
        figure: figure(),
    }
}

/// The last line of a footer.
pub(super) fn provenance(what: &str) -> String {
    format!("{what} · nothing simulated · byzrate {}", env!("CARGO_PKG_VERSION"))
}

/// The fraction `step` of `steps` of the way from `low` to `high`, in equal ratios.
pub(super) fn log_step(low: f64, high: f64, step: usize, steps: usize) -> f64 {
    libm::exp(libm::log(low) + libm::log(high / low) * step as f64 / steps as f64)
}
