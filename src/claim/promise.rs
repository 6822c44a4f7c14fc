use super::Claim;
use super::silence::{after_rounds, guarantee, has_paper_step, setting, silent_by_chance, theorem};
use crate::algorithm::{Measure, Scheme};
use crate::experiment::Cell;
use crate::theory::theorem::{Form, Quantity, Rule, Theorem};

/// What a theorem promises of a measure of an arm, with the paper's constants.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// The measure that it bounds, in the units of that measure.
    pub measure: Measure,
    /// The theorem.
    pub theorem: Claim,
    /// The bound on one replicate after the rounds of the run, or why the theorem says nothing of it.
    pub bound: Result<f64, String>,
    /// The probability with which the bound may fail; 0 where it is silent.
    pub failure_probability: f64,
}

/// What theorems promise of the measures of an arm that they are about: those whose rule and algorithm are the arm's.
#[must_use]
pub fn promises(cell: &Cell, arm: usize, measures: &[Measure]) -> Vec<Promise> {
    measures
        .iter()
        .filter_map(|&measure| promise(cell, arm, measure))
        .collect()
}

fn promise(cell: &Cell, arm: usize, measure: Measure) -> Option<Promise> {
    let claim = theorem_about(cell, arm, measure)?;
    let theorem = theorem(&claim)?;
    let bound = match measure {
        Measure::UniformDeviation | Measure::PathDeviation => deviation(theorem, cell, arm),
        _ => of_the_run(theorem, cell, arm, measure),
    };
    let failure_probability = bound
        .as_ref()
        .map_or(0.0, |(_, failure_probability)| *failure_probability);
    Some(Promise {
        measure,
        theorem: claim,
        bound: bound.map(|(value, _)| value),
        failure_probability,
    })
}

/// Δ, and the probability with which it may be exceeded.
fn deviation(theorem: &dyn Theorem, cell: &Cell, arm: usize) -> Result<(f64, f64), String> {
    if let Some(silence) = silent_by_chance(cell) {
        return Err(silence.to_string());
    }
    let deviation = theorem.rule().deviation(&setting(cell, arm), Form::Paper);
    let deviation = deviation.map_err(|silence| silence.to_string())?;
    Ok((deviation.total(), deviation.failure_probability))
}

/// The bound on what a run of the theorem's own steps and rounds comes to, and the probability with which it may fail.
fn of_the_run(theorem: &dyn Theorem, cell: &Cell, arm: usize, measure: Measure) -> Result<(f64, f64), String> {
    let bound = guarantee(theorem, cell, arm, Form::Paper).map_err(|silence| silence.to_string())?;
    if !has_paper_step(cell, arm) {
        return Err("the theorem takes steps of 1/L_F, and the run others".to_owned());
    }
    if measure == Measure::Contraction {
        return Ok((bound.contraction.unwrap_or(f64::NAN), 0.0));
    }
    let setting = setting(cell, arm);
    let taken = setting.scheme.rounds();
    let is_enough = match bound.quantity {
        Quantity::Excess => bound.rounds == taken,
        Quantity::GradientNorm => (bound.rounds).is_some_and(|least| taken.is_some_and(|taken| taken >= least)),
        Quantity::LimitDistance | Quantity::Distance => true,
    };
    if !is_enough {
        let rounds = bound
            .rounds
            .map_or("another number of".to_owned(), |rounds| rounds.to_string());
        return Err(format!("the theorem runs {rounds} rounds, and the run does not"));
    }
    Ok((after_rounds(&bound, &setting), bound.failure_probability))
}

/// The theorem on a measure of an arm.
fn theorem_about(cell: &Cell, arm: usize, measure: Measure) -> Option<Claim> {
    let setting = setting(cell, arm);
    let rule = Rule::of_law(setting.rule).ok()?;
    let [strong, convex, other] = match rule {
        Rule::Median => [Claim::Theorem1, Claim::Theorem2, Claim::Theorem3],
        Rule::TrimmedMean => [Claim::Theorem4, Claim::Theorem5, Claim::Theorem6],
    };
    match (setting.scheme, measure) {
        (Scheme::GradientDescent { .. }, Measure::Error | Measure::Contraction) => Some(strong),
        (Scheme::GradientDescent { .. }, Measure::UniformDeviation | Measure::PathDeviation) => Some(strong),
        (Scheme::GradientDescent { .. }, Measure::Excess) => Some(convex),
        (Scheme::GradientDescent { .. }, Measure::GradientNorm) => Some(other),
        (Scheme::OneRound, Measure::Error) if rule == Rule::Median => Some(Claim::Theorem7),
        _ => None,
    }
}
