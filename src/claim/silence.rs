use super::Claim;
use crate::experiment::{Cell, Estimator, Experiment};
use crate::theory::lower_bound::LowerBound;
use crate::theory::theorem::{Bound, Form, OneRoundQuadratic, Rule, Setting, Silence, StronglyConvex, Theorem};

/// Why the theorem behind `claim` is silent in some of `cells`, and in how many.
pub(super) fn silence(claim: Claim, experiment: &Experiment, cells: &[usize], arm: usize) -> Option<String> {
    let theorem = theorem(claim)?;
    let silences: Vec<Silence> = (cells.iter())
        .filter_map(|&index| guarantee(theorem, &experiment.cells[index], arm).err())
        .collect();
    let first = silences.first()?;
    Some(format!(
        "silent in {} of {} cells: {first}",
        silences.len(),
        cells.len()
    ))
}

/// The theorem that a claim is.
fn theorem(claim: Claim) -> Option<&'static dyn Theorem> {
    match claim {
        Claim::Theorem1 => Some(&StronglyConvex(Rule::Median)),
        Claim::Theorem4 => Some(&StronglyConvex(Rule::TrimmedMean)),
        Claim::Theorem7 => Some(&OneRoundQuadratic),
        Claim::Definition1 | Claim::Definition2 | Claim::Observation1 | Claim::Table1 => None,
    }
}

fn guarantee(theorem: &dyn Theorem, cell: &Cell, arm: usize) -> Result<Bound, Silence> {
    let trimmed = cell.arms[arm].aggregator.breakdown(cell.workers);
    let (n, m, b) = (cell.samples, cell.workers, cell.byzantine);
    theorem.bound(&Setting::of(&*cell.problem, n, m, b, Some(trimmed)), Form::Paper)
}

/// What the theorem on an estimator guarantees in a cell: its bound on ‖ŵ − w*‖ with the paper's constants, or why it is
/// silent. `None` where no theorem is about the estimator.
#[must_use]
pub fn guarantee_for(estimator: &Estimator, cell: &Cell, arm: usize) -> Option<Result<f64, Silence>> {
    let claim = match (estimator.algorithm.as_str(), estimator.aggregator.as_str()) {
        ("gradient-descent", "median") => Claim::Theorem1,
        ("gradient-descent", "trimmed-mean") => Claim::Theorem4,
        ("one-round", "median") => Claim::Theorem7,
        _ => return None,
    };
    Some(guarantee(theorem(claim)?, cell, arm).map(|bound| bound.value))
}

/// The lower bound on the worst-case (E‖ŵ − w*‖²)^½ of any estimator (Observation 1), which is about Gaussian means.
#[must_use]
pub fn lower_bound_for(cell: &Cell) -> Option<f64> {
    let bound = LowerBound::of(&*cell.problem, cell.samples, cell.workers, cell.byzantine)?;
    Some(bound.root_mean_square())
}
