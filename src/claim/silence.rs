use super::Claim;
use crate::experiment::{Cell, Experiment};
use crate::theory::theorem::{Form, OneRoundQuadratic, Rule, Setting, StronglyConvex, Theorem};

/// Why the theorem behind `claim` is silent in some of `cells`, and in how many.
pub(super) fn silence(claim: Claim, experiment: &Experiment, cells: &[usize], arm: usize) -> Option<String> {
    let reasons = || {
        cells
            .iter()
            .filter_map(|&index| silence_in(claim, &experiment.cells[index], arm))
    };
    let first = reasons().next()?;
    Some(format!(
        "silent in {} of {} cells: {first}",
        reasons().count(),
        cells.len()
    ))
}

/// Why the theorem behind `claim` is silent in a cell.
#[must_use]
pub fn silence_in(claim: Claim, cell: &Cell, arm: usize) -> Option<String> {
    let theorem: &dyn Theorem = match claim {
        Claim::Theorem1 => &StronglyConvex(Rule::Median),
        Claim::Theorem4 => &StronglyConvex(Rule::TrimmedMean),
        Claim::Theorem7 => &OneRoundQuadratic,
        Claim::Definition1 | Claim::Definition2 | Claim::Observation1 | Claim::Table1 => return None,
    };
    let trimmed = cell.arms[arm].aggregator.breakdown(cell.workers);
    let setting = Setting::of(
        &*cell.problem,
        cell.samples,
        cell.workers,
        cell.byzantine,
        Some(trimmed),
    );
    theorem
        .bound(&setting, Form::Paper)
        .err()
        .map(|silence| silence.to_string())
}
