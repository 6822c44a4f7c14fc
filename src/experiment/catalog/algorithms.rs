use std::sync::Arc;

use crate::algorithm::{
    Algorithm, AlgorithmError, CorrectedOneRound, GradientDescent, OneRound, Probe, StreamingMomentum, Surrogate,
};
use crate::experiment::Catalog;
use crate::spec::{Section, SpecError, suggest};

/// How master and workers proceed.
pub(super) fn with_algorithms(catalog: Catalog) -> Catalog {
    catalog
        .with_algorithm(
            "gradient-descent",
            "robust gradient descent (Algorithm 1); keys step = 1/L_F, rounds = 20, a theorem's or \"path\"",
            |_, section| gradient_descent(section),
        )
        .with_algorithm(
            "one-round",
            "the aggregate of the workers' risk minimisers (Algorithm 2; with the mean AVGM)",
            |_, _| Ok(Arc::new(OneRound)),
        )
        .with_algorithm(
            "corrected-one-round",
            "the same with minimisers whose bias a subsample corrects (Zhang, Duchi and Wainwright 2012; with the mean SAVGM); key \
             subsample = 0.5",
            |_, section| {
                let subsample = section.number("subsample")?.map_or(USUAL_SUBSAMPLE, |share| share.value);
                made(section, CorrectedOneRound::new(subsample))
            },
        )
        .with_algorithm(
            "surrogate",
            "Newton's steps of the first worker's risk along the aggregate of gradients (Jordan, Lee and Yang 2019; Zhou et al. 2022); key \
             rounds = 20",
            |_, section| made(section, Surrogate::new(rounds(section)?)),
        )
        .with_algorithm(
            "streaming-momentum",
            "gradient descent on fresh samples in every round, with momentum at the workers (Karimireddy, He and Jaggi 2021); keys \
             momentum (the weight of the newest gradient, 1 without memory), step = 1/L_F, rounds = 20",
            |_, section| {
                let momentum = section.required("momentum", section.number("momentum")?)?.value;
                let step = section.number("step")?.map(|step| step.value);
                made(section, StreamingMomentum::new(momentum, step, rounds(section)?))
            },
        )
        .with_algorithm(
            "probe",
            "no estimate: single gradients at one place (Definitions 3 to 8); key at = \"optimum\" | \"start\" | \"edge\"",
            |_, section| probe(section),
        )
}

/// Rounds where a spec names none.
const USUAL_ROUNDS: usize = 20;

/// The share of a worker's samples that correct its bias, where a spec names none.
const USUAL_SUBSAMPLE: f64 = 0.5;

/// An algorithm for the catalog; what it refuses is a fault of the section.
fn made<A: Algorithm + 'static>(
    section: &Section,
    algorithm: Result<A, AlgorithmError>,
) -> Result<Arc<dyn Algorithm>, SpecError> {
    match algorithm {
        Ok(algorithm) => Ok(Arc::new(algorithm)),
        Err(error) => Err(section.fault(section.span(), error.to_string())),
    }
}

fn rounds(section: &Section) -> Result<usize, SpecError> {
    Ok(section.count("rounds")?.map_or(USUAL_ROUNDS, |rounds| rounds.value))
}

fn gradient_descent(section: &Section) -> Result<Arc<dyn Algorithm>, SpecError> {
    let step = section.number("step")?;
    if section.is_text("rounds") {
        let text = section.required("rounds", section.text("rounds")?)?;
        if text.value != "path" {
            let message = format!(
                "rounds {:?} is not allowed; it is a count, \"theorem\", \"theorem-convex\", \"theorem-non-convex\" or \"path\"",
                text.value
            );
            return Err(section.fault(text.span, message));
        }
        if step.is_some() {
            let message = "rounds \"path\" are those of Theorem 2 with its step 1/L_F; leave step out";
            return Err(section.fault(text.span, message));
        }
        return Ok(Arc::new(GradientDescent::of_path()));
    }
    let rounds = rounds(section)?;
    made(section, GradientDescent::new(step.map(|step| step.value), rounds))
}

fn probe(section: &Section) -> Result<Arc<dyn Algorithm>, SpecError> {
    let at = section.required("at", section.text("at")?)?;
    match Probe::ALL.into_iter().find(|probe| probe.place() == at.value) {
        Some(probe) => Ok(Arc::new(probe)),
        None => {
            let hint = suggest(&at.value, &Probe::ALL.map(Probe::place));
            Err(section.fault(at.span, format!("unknown place {:?}{hint}", at.value)))
        }
    }
}
