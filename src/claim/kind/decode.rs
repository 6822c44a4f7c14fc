use super::Kind;
use super::bias_coefficient::BiasCoefficient;
use super::bound::BoundCheck;
use super::breakdown::Breakdown;
use super::constant::Constant;
use super::contrast::Contrast;
use super::exact_law::ExactLaw;
use super::exponent::Exponent;
use super::indistinguishable::Indistinguishable;
use super::lower_bound;
use super::median_tail::MedianTailCheck;
use super::moment::Moment;
use super::normality::NormalityCheck;
use super::ordering::Ordering;
use super::prediction::Predicted;
use super::recursion::Recursion;
use super::terms::Terms;
use crate::adversary::{Adversary, LeastFavourable, Push};
use crate::claim::Claim;
use crate::experiment::{Experiment, Response};
use crate::spec::{Located, Section, SpecError, suggest};

/// The names of the kinds of check in specs, with what each compares.
pub const CHECK_KINDS: [(&str, &str); 16] = [
    (
        "exponent",
        "the slope along a coordinate with that of the law, or with what the spec expects",
    ),
    ("exact-law", "the rms error with its exact law"),
    (
        "prediction",
        "the rms error or the bias with what is predicted, but for what that leaves out",
    ),
    (
        "bias-coefficient",
        "the bias in units of σ/n with the law's coefficient, or with what the spec expects",
    ),
    (
        "terms",
        "the constant of α/√n, 1/√(nm) or 1/n in a fit with that of the law, or with what the spec expects",
    ),
    ("breakdown", "how often the error is at the edge of W with always"),
    (
        "ordering",
        "the rms errors under all adversaries with that under the worst one",
    ),
    (
        "bound",
        "how often a replicate is above a theorem's bound with its failure probability; a contraction is a guard",
    ),
    (
        "recursion",
        "a theorem's deterministic part with Δ as it turned out on the path: a guard",
    ),
    (
        "lower-bound",
        "the error with what no estimator can beat (Observation 1)",
    ),
    (
        "indistinguishable",
        "the two worlds of Observation 1, which no estimator can tell apart",
    ),
    (
        "constant",
        "what is probed of a constant with the declared one (Definitions 3 to 8; 6 to 8 are guards)",
    ),
    ("moment", "a moment of a gradient coordinate with its exact value"),
    (
        "contrast",
        "the ratio of two estimators' rms errors on the same data with the ratio of their laws, or a factor",
    ),
    (
        "normal-approximation",
        "the distance of a message from normal with the law's, or with the bound of Berry and Esseen",
    ),
    (
        "median-tail",
        "how often the median of one coordinate is beyond a radius with the lemma's probability, or the law's",
    ),
];

/// Reads the keys of a check of the kind `name`.
pub(in crate::claim) fn decode(
    name: &Located<String>,
    claim: &Claim,
    section: &Section,
    experiment: &Experiment,
) -> Result<Box<dyn Kind>, SpecError> {
    Ok(match name.value.as_str() {
        "exponent" => Box::new(Exponent::decode(section)?),
        "exact-law" => Box::new(ExactLaw),
        "prediction" => Box::new(Predicted::decode(section)?),
        "bias-coefficient" => Box::new(BiasCoefficient::decode(section)?),
        "terms" => Box::new(Terms::decode(section)?),
        "breakdown" => Box::new(Breakdown),
        "ordering" => Box::new(Ordering::decode(section, experiment)?),
        "bound" => Box::new(BoundCheck::decode(section, claim)?),
        "recursion" => Box::new(Recursion::decode(section, claim)?),
        "lower-bound" => lower_bound::decode(section, experiment)?,
        "indistinguishable" => Box::new(Indistinguishable::decode(section, experiment)?),
        "constant" => Box::new(Constant::decode(section, claim)?),
        "moment" => Box::new(Moment::decode(section)?),
        "normal-approximation" => Box::new(NormalityCheck::decode(section)?),
        "median-tail" => Box::new(MedianTailCheck::decode(section)?),
        "contrast" => Box::new(Contrast::decode(section, experiment)?),
        other => {
            let message = format!(
                "unknown kind of check {other:?}{}",
                suggest(other, &CHECK_KINDS.map(|(name, _)| name))
            );
            return Err(section.fault(name.span.clone(), message));
        }
    })
}

/// The numbers of the two worlds of Observation 1 among the experiment's adversaries, by what these declare of themselves.
pub(super) fn worlds(section: &Section, experiment: &Experiment) -> Result<[usize; 2], SpecError> {
    let place = |world: LeastFavourable| {
        let push = Push::LeastFavourable(world);
        let mut adversaries = experiment.adversaries.iter();
        adversaries.position(|adversary| adversary.push == push).ok_or_else(|| {
            let message = format!(
                "this kind of check compares the worlds of Observation 1, and no adversary of this experiment is {}; add \
                 [[adversary]] name = \"world-1\" and name = \"world-2\"",
                world.name()
            );
            section.fault(section.span_of("kind"), message)
        })
    };
    Ok([place(LeastFavourable::WorldOne)?, place(LeastFavourable::WorldTwo)?])
}

/// A number above zero.
pub(super) fn above_zero(section: &Section, key: &'static str, default: Option<f64>) -> Result<f64, SpecError> {
    let number = section.number(key)?;
    match (number, default) {
        (None, Some(default)) => Ok(default),
        (number, _) => {
            let number = section.required(key, number)?;
            if number.value <= 0.0 {
                return Err(section.fault(number.span, format!("{key} {} must be above 0", number.value)));
            }
            Ok(number.value)
        }
    }
}

/// The key `response` of a check.
pub(in crate::claim) fn response(section: &Section) -> Result<Response, SpecError> {
    let Some(name) = section.text("response")? else {
        return Ok(Response::default());
    };
    Response::named(&name.value).ok_or_else(|| {
        let hint = suggest(&name.value, &Response::all().map(Response::name).collect::<Vec<_>>());
        section.fault(name.span.clone(), format!("unknown response {:?}{hint}", name.value))
    })
}
