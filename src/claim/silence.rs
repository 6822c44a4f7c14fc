use super::Claim;
use crate::algorithm::Measure;
use crate::algorithm::Scheme;
use crate::experiment::{Cell, Experiment};
use crate::theory::Setting;
use crate::theory::by_chance;
use crate::theory::lower_bound::LowerBound;
use crate::theory::theorem::{
    Bound, Convex, Form, NonConvex, OneRoundQuadratic, Rule, Silence, StronglyConvex, Theorem,
};

/// Why the theorem behind `claim` is silent in some of `cells`, and in how many.
pub(super) fn silence(claim: &Claim, experiment: &Experiment, cells: &[usize], arm: usize) -> Option<String> {
    let theorem = theorem(claim)?;
    let silences: Vec<Silence> = (cells.iter())
        .filter_map(|&index| guarantee(theorem, &experiment.cells[index], arm, Form::Paper).err())
        .collect();
    let first = silences.first()?;
    Some(format!(
        "silent in {} of {} cells: {first}",
        silences.len(),
        cells.len()
    ))
}

/// The theorem that a claim is.
pub(super) fn theorem(claim: &Claim) -> Option<&'static dyn Theorem> {
    match claim {
        Claim::Theorem1 => Some(&StronglyConvex(Rule::Median)),
        Claim::Theorem2 => Some(&Convex(Rule::Median)),
        Claim::Theorem3 => Some(&NonConvex(Rule::Median)),
        Claim::Theorem4 => Some(&StronglyConvex(Rule::TrimmedMean)),
        Claim::Theorem5 => Some(&Convex(Rule::TrimmedMean)),
        Claim::Theorem6 => Some(&NonConvex(Rule::TrimmedMean)),
        Claim::Theorem7 => Some(&OneRoundQuadratic),
        _ => None,
    }
}

/// What theory is told of an arm of a cell: what its parts declare of themselves.
pub(super) fn setting(cell: &Cell, arm: usize) -> Setting {
    let arm = &cell.arms[arm];
    let (n, m, b) = (cell.samples, cell.workers, cell.byzantine);
    Setting::of(&*cell.problem, n, m, b, arm.aggregator.law(m))
        .under(arm.attack.push())
        .by(arm.algorithm.scheme(&*cell.problem))
}

/// Whether an arm takes gradient steps of 1/L_F, as Theorems 1 to 6 do, or none at all.
pub(super) fn has_paper_step(cell: &Cell, arm: usize) -> bool {
    match cell.arms[arm].algorithm.scheme(&*cell.problem) {
        Scheme::GradientDescent { eta, .. } => (eta * cell.problem.constants().smoothness - 1.0).abs() < 1e-9,
        Scheme::OneRound | Scheme::Probe => true,
        Scheme::Unknown => false,
    }
}

/// Of workers that are Byzantine by chance a theorem speaks only where no more than ⌊αm⌋ are so.
pub(super) fn silent_by_chance(cell: &Cell) -> Option<Silence> {
    cell.is_random().then(|| Silence::ByChance {
        byzantine: cell.byzantine,
        workers: cell.workers,
        alpha: cell.alpha,
        probability: by_chance::speaks_with(cell.workers, cell.alpha),
    })
}

pub(super) fn guarantee(theorem: &dyn Theorem, cell: &Cell, arm: usize, form: Form) -> Result<Bound, Silence> {
    if let Some(silence) = silent_by_chance(cell) {
        return Err(silence);
    }
    theorem.bound(&setting(cell, arm), form)
}

/// The bound after the rounds of the setting: what is left of the start is added where a theorem speaks of many rounds.
pub(super) fn after_rounds(bound: &Bound, setting: &Setting) -> f64 {
    let left = bound.contraction.map_or(0.0, |factor| {
        let rounds = setting.scheme.rounds().unwrap_or(0) as f64;
        libm::pow(factor, rounds) * setting.start_distance
    });
    bound.value + left
}

/// What theory guarantees of a measure of an estimator in a cell, with the paper's constants, or why it is silent: the bound of
/// the theorem on ‖ŵ − w*‖, the excess risk or the smallest gradient, or Δ for the error of the gradient. `None` where no
/// theorem is about what the arm's rule and algorithm declare of themselves, or about the measure.
#[must_use]
pub fn guarantee_for(cell: &Cell, arm: usize, measure: Measure) -> Option<Result<f64, Silence>> {
    let setting = setting(cell, arm);
    let rule = Rule::of_law(setting.rule).ok()?;
    let silence = silent_by_chance(cell);
    let bound = |theorem: &dyn Theorem| match &silence {
        Some(silence) => Err(silence.clone()),
        None => theorem.bound(&setting, Form::Paper),
    };
    let deviation = || match &silence {
        Some(silence) => Err(silence.clone()),
        None => rule.deviation(&setting, Form::Paper),
    };
    let value = |theorem: &dyn Theorem| bound(theorem).map(|bound| bound.value);
    match (setting.scheme, measure) {
        (Scheme::GradientDescent { .. }, Measure::Error) => Some(value(&StronglyConvex(rule))),
        (Scheme::GradientDescent { .. }, Measure::Excess) => Some(value(&Convex(rule))),
        (Scheme::GradientDescent { .. }, Measure::GradientNorm) => Some(value(&NonConvex(rule))),
        (Scheme::GradientDescent { .. }, Measure::Contraction) => {
            Some(bound(&StronglyConvex(rule)).map(|bound| bound.contraction.unwrap_or(f64::NAN)))
        }
        (Scheme::GradientDescent { .. }, Measure::UniformDeviation | Measure::PathDeviation) => {
            Some(deviation().map(|delta| delta.total()))
        }
        (Scheme::OneRound, Measure::Error) if rule == Rule::Median => Some(value(&OneRoundQuadratic)),
        _ => None,
    }
}

/// The lower bound on every estimator (Observation 1), which is about Gaussian means, under the cell's own adversary model: a fixed
/// set of b workers, or workers that are Byzantine by chance.
pub(super) fn lower_bound(cell: &Cell) -> Option<LowerBound> {
    let (problem, n, m) = (&*cell.problem, cell.samples, cell.workers);
    if cell.is_random() {
        LowerBound::by_chance(problem, n, m, cell.alpha)
    } else {
        LowerBound::of_set(problem, n, m, cell.byzantine)
    }
}

/// The lower bound on the worst-case (E‖ŵ − w*‖²)^½ of any estimator (Observation 1), which is about Gaussian means, under the
/// cell's own adversary model. Its worlds are means as far from w* as the bound; where W does not reach so far, none is known.
#[must_use]
pub fn lower_bound_for(cell: &Cell) -> Option<f64> {
    let bound = lower_bound(cell)?.root_mean_square();
    (bound <= cell.problem.domain().radius).then_some(bound)
}

#[cfg(test)]
mod tests {
    use crate::claim::Study;
    use crate::experiment::{Catalog, Overrides};
    use crate::spec::Document;

    /// At n = 1 the bound of α = 0.1 is .112σ.
    #[test]
    fn no_lower_bound_reaches_beyond_w() {
        let known = |radius: f64| {
            let spec = format!(
                "name = \"reach\"
                [[problem]]
                name = \"gaussian-mean\"
                radius = {radius}
                [[grid]]
                n = [1]
                m = [1001]
                alpha = [0.1]
                dim = [1]
                [[estimator]]
                aggregator = \"median\"
                [[adversary]]
                name = \"plus-infinity\"
                [replicates]
                quick = {{ batch = 10, maximum = 10, relative_error = 0.1 }}"
            );
            let document = Document::new("spec", spec);
            let study = Study::decode(document, &Catalog::default(), &Overrides::default()).expect("valid");
            super::lower_bound_for(&study.experiment.cells[0])
        };
        assert!(known(0.2).is_some_and(|bound| (bound - 0.112).abs() < 0.001));
        assert_eq!(known(0.1), None);
    }

    /// Theorem 1 is about steps of 1/L_F: with others nothing is compared with its guarantee.
    #[test]
    fn a_guarantee_is_of_the_step_of_the_paper() {
        let compared = |step: &str, radius: f64| {
            let spec = format!(
                "name = \"step\"
                [[problem]]
                name = \"gaussian-mean\"
                radius = {radius}
                [[grid]]
                n = [1000]
                m = [2000]
                alpha = [0.1]
                dim = [1]
                [[estimator]]
                aggregator = \"median\"
                rounds = 30
                {step}
                [[adversary]]
                name = \"plus-infinity\"
                [[check]]
                claim = \"theorem-1\"
                kind = \"bound\""
            );
            let study = Study::decode(Document::new("spec", spec), &Catalog::default(), &Overrides::default());
            study.unwrap_or_else(|error| panic!("{error}")).comparisons.len()
        };
        let steps = ["", "step = 1.0", "step = 0.5"].map(|step| compared(step, 100.0));
        assert_eq!(steps, [1, 1, 0]);
        // Its 0.0536 say nothing of a W of that radius or less.
        assert_eq!((compared("", 0.05), compared("", 0.06)), (0, 1));
    }
}
