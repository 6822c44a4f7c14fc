use super::explanation::{DeviationReport, Question, TheoremReport};
use super::theorem::{Bound, Form, Quantity, Rule, Theorem, all, smallest_samples, smallest_workers};
use super::worst_case::{Contender, Contest};
use super::{Setting, SkewnessBound};
use crate::aggregator::Law;
use crate::problem::MessageLaw;

/// What Theorems 1 to 7 guarantee in the setting of `question`. `floor` is the lower bound on the rms error.
pub(super) fn reports(
    question: &Question,
    byzantine: usize,
    trimmed: usize,
    contest: &Contest,
    floor: Option<f64>,
) -> Vec<TheoremReport> {
    let setting = Setting::of(
        question.problem,
        question.samples,
        question.workers,
        byzantine,
        Law::TrimmedMean { trimmed },
    );
    let rms = |rule: Rule| match rule {
        Rule::Median => contest.rms(Contender::Median),
        Rule::TrimmedMean => contest.rms(Contender::TrimmedMean),
    };
    let predicted = |theorem: &dyn Theorem| match theorem.quantity() {
        Quantity::LimitDistance => rms(theorem.rule()),
        // Gradient descent and one round are one and the same on means.
        Quantity::Distance if symmetric(question.problem.message_law()) => rms(theorem.rule()),
        Quantity::Distance | Quantity::Excess | Quantity::GradientNorm => None,
    };
    all()
        .into_iter()
        .map(|theorem| report(theorem, &setting, predicted(theorem), floor))
        .collect()
}

/// Whether the median of the workers' minimisers errs as gradient descent with the median does.
fn symmetric(law: MessageLaw) -> bool {
    matches!(law, MessageLaw::GaussianMean | MessageLaw::GaussianNoise(_))
}

fn report(theorem: &dyn Theorem, setting: &Setting, predicted: Option<f64>, floor: Option<f64>) -> TheoremReport {
    let bound = theorem.bound(setting, Form::Paper);
    let improved = theorem.bound(setting, Form::Improved).ok();
    let with_paper_skewness = (setting.law == MessageLaw::RademacherGradient)
        .then(|| {
            let setting = Setting {
                skewness: SkewnessBound::Paper,
                ..setting.clone()
            };
            theorem.bound(&setting, Form::Paper).ok()
        })
        .flatten();
    // Only condition (2) is a matter of n and m alone.
    let condition_fails =
        theorem.condition(setting, Form::Paper).is_err() && bound.is_err() && theorem.needs_condition_two();
    let smallest = |find: fn(&Setting, Form, f64) -> Result<Option<usize>, _>| {
        condition_fails
            .then(|| find(setting, Form::Paper, 0.0).ok().flatten())
            .flatten()
    };
    let paper = bound.as_ref().ok();
    let distance = |bound: &&Bound| matches!(bound.quantity, Quantity::LimitDistance | Quantity::Distance);
    let ratio = |to: Option<f64>| Some(paper.filter(distance)?.value / to.filter(|to| *to > 0.0)?);
    TheoremReport {
        theorem: theorem.name().to_lowercase().replace(' ', "-"),
        name: theorem.name(),
        statement: theorem.statement(),
        assumptions: theorem.assumptions().iter().map(ToString::to_string).collect(),
        bounds: paper.map(|bound| bound.quantity.to_string()),
        speaks: bound.is_ok(),
        silence: bound.as_ref().err().map(ToString::to_string),
        smallest_m: smallest(smallest_workers),
        smallest_n: smallest(smallest_samples),
        epsilon: paper.map(|bound| bound.epsilon),
        c_epsilon: paper.and_then(|bound| bound.c_epsilon),
        deviation: paper
            .and_then(|bound| bound.deviation)
            .map(|deviation| DeviationReport {
                byzantine: deviation.byzantine,
                chance: deviation.chance,
                skewness: deviation.skewness,
                net: deviation.net,
                total: deviation.total(),
            }),
        bound: paper.map(|bound| bound.value),
        improved_deviation: improved
            .as_ref()
            .and_then(|bound| bound.deviation)
            .map(|deviation| deviation.total()),
        improved_bound: improved.as_ref().map(|bound| bound.value),
        skewness_matters: setting.law == MessageLaw::RademacherGradient && theorem.needs_condition_two(),
        bound_with_paper_skewness: with_paper_skewness.map(|bound| bound.value),
        failure_probability: paper.map(|bound| bound.failure_probability),
        contraction: paper.and_then(|bound| bound.contraction),
        rounds: paper.and_then(|bound| bound.rounds),
        bound_over_predicted: ratio(predicted),
        bound_over_lower_bound: ratio(floor),
    }
}
