//! The bound of Theorem 1, the exact error of the median, and the lower bounds of Observation 1 on every estimator: like with like,
//! each under its adversary model.

use super::collection::{log_step, provenance};
use super::guarantee::deviation;
use crate::aggregator::{Law, count};
use crate::problem::{GaussianMean, Problem};
use crate::report::plot::{Axis, Colour, Figure, LineStyle, Panel, Point, Series, aggregator_colour};
use crate::theory::Setting;
use crate::theory::by_chance::more_than;
use crate::theory::exact_law::{median_omniscient, median_one_sided};
use crate::theory::lower_bound::LowerBound;

const WORKERS: usize = 1001;
/// α of the panel over n, and n of the panel over α.
const ALPHA: f64 = 0.1;
const SAMPLES: usize = 1000;

/// Labels of lines that two panels share.
const OMNISCIENT: &str = "the median, exact law: omniscient adversary, b fixed";
const ONE_SIDED: &str = "the median, exact law: one-sided adversary, b fixed";
const FIXED_SET: &str = "lower bound on every estimator: a fixed set of b";

/// What theory says of the rms error of the median, in units of σ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Errors {
    /// Theorem\u{a0}1’s bound after infinitely many rounds, (2/λ_F)·Δ, where it speaks: b workers, a fixed number.
    pub bound: Option<f64>,
    /// The exact law under the one-sided adversary, b fixed.
    pub one_sided: f64,
    /// The exact law under the omniscient adversary, b fixed.
    pub omniscient: f64,
    /// What no estimator can beat where a fixed set of b workers is Byzantine.
    pub fixed_set: f64,
    /// What no estimator can beat where each worker is Byzantine with probability b/m, by chance.
    pub by_chance: f64,
}

/// For d = 1, a unit ball as W, and b = ⌊αm⌋. `None` where there is no law: α ≥ ½.
pub(super) fn errors(samples: usize, byzantine: usize) -> Option<Errors> {
    let problem = GaussianMean::new(1, 1.0, None).ok()?;
    let convexity = problem.constants().strong_convexity?;
    let setting = Setting::of(&problem, samples, WORKERS, byzantine, Law::Median);
    let s = 1.0 / (samples as f64).sqrt();
    let alpha = byzantine as f64 / WORKERS as f64;
    Some(Errors {
        bound: deviation(&setting).map(|deviation| 2.0 / convexity * deviation),
        one_sided: s * median_one_sided(WORKERS, byzantine).ok()?.mean_square.sqrt(),
        omniscient: s * median_omniscient(WORKERS, byzantine).ok()?.mean_square.sqrt(),
        fixed_set: LowerBound::fixed_set(1, samples, WORKERS, 1.0, byzantine)?.root_mean_square(),
        by_chance: LowerBound::independent(1, samples, WORKERS, 1.0, alpha)?.root_mean_square(),
    })
}

/// The median's rms error under the omniscient adversary where workers are Byzantine by chance, and what no estimator can beat there,
/// in units of s: the mean over the number of them of what it is at that number. That half of them are so has probability 10⁻¹⁰⁰.
pub(super) fn by_chance(alpha: f64) -> Option<(f64, f64)> {
    let probability = |b: usize| {
        let below = b.checked_sub(1).map_or(1.0, |before| more_than(before, WORKERS, alpha));
        below - more_than(b, WORKERS, alpha)
    };
    let mut mean_square = 0.0;
    for b in 0..=WORKERS / 2 {
        let probability = probability(b);
        if probability > 1e-9 {
            mean_square += probability * median_omniscient(WORKERS, b).ok()?.mean_square;
        }
    }
    let bound = LowerBound::independent(1, 1, WORKERS, 1.0, alpha)?.root_mean_square();
    Some((mean_square.sqrt(), bound))
}

fn panel(title: String, x: Axis, points: &[(f64, Errors)]) -> Panel {
    let of = |value: fn(&Errors) -> Option<f64>| {
        let point = move |(x, errors): &(f64, Errors)| Point::new(*x, value(errors).unwrap_or(f64::NAN));
        points.iter().map(point).collect::<Vec<_>>()
    };
    let median = aggregator_colour("median");
    Panel {
        title: Some(title),
        x,
        y: Axis::log("rms error in units of σ"),
        series: vec![
            Series::new(median)
                .label("Theorem 1, (2/λ_F)·Δ after many rounds: any adversary, b fixed")
                .line(LineStyle::Dotted)
                .points(of(|errors| errors.bound)),
            Series::new(median)
                .label(OMNISCIENT)
                .line(LineStyle::Solid)
                .points(of(|errors| Some(errors.omniscient))),
            Series::new(Colour::SKY_BLUE)
                .label(ONE_SIDED)
                .line(LineStyle::Solid)
                .points(of(|errors| Some(errors.one_sided))),
            Series::new(Colour::VERMILLION)
                .label(FIXED_SET)
                .line(LineStyle::Dashed)
                .points(of(|errors| Some(errors.fixed_set))),
            Series::new(Colour::GREY)
                .label("lower bound on every estimator: each Byzantine by chance")
                .line(LineStyle::Dashed)
                .points(of(|errors| Some(errors.by_chance))),
        ],
        ..Panel::default()
    }
}

/// The errors over the lower bound of their own model, a fixed set of b.
fn ratios(points: &[(f64, Errors)]) -> Panel {
    let of = |value: fn(&Errors) -> f64| {
        let point = move |(x, errors): &(f64, Errors)| Point::new(*x, value(errors) / errors.fixed_set);
        points.iter().map(point).collect::<Vec<_>>()
    };
    Panel {
        title: Some(format!("n = {SAMPLES}, ratios")),
        x: Axis::log("α = b/m, Byzantine fraction"),
        y: Axis::linear("rms error over the lower bound for a fixed set"),
        series: vec![
            Series::new(aggregator_colour("median"))
                .label(OMNISCIENT)
                .line(LineStyle::Solid)
                .points(of(|errors| errors.omniscient)),
            Series::new(Colour::SKY_BLUE)
                .label(ONE_SIDED)
                .line(LineStyle::Solid)
                .points(of(|errors| errors.one_sided)),
            Series::new(Colour::VERMILLION)
                .label(FIXED_SET)
                .line(LineStyle::Dashed)
                .points(of(|errors| errors.fixed_set)),
        ],
        ..Panel::default()
    }
}

/// Against n and against α.
pub(super) fn figure() -> Figure {
    let byzantine = count::byzantine(ALPHA, WORKERS);
    let over_samples: Vec<(f64, Errors)> = (0..=60)
        .filter_map(|i| {
            let n = log_step(10.0, 1e6, i, 60).round() as usize;
            Some((n as f64, errors(n, byzantine)?))
        })
        .collect();
    let mut counts: Vec<usize> = (0..=60)
        .map(|i| log_step(1.0, 0.47 * WORKERS as f64, i, 60).round() as usize)
        .collect();
    counts.dedup();
    let over_alpha: Vec<(f64, Errors)> = counts
        .into_iter()
        .filter_map(|b| Some((b as f64 / WORKERS as f64, errors(SAMPLES, b)?)))
        .collect();
    let largest = |points: &[(f64, Errors)], ratio: fn(&Errors) -> Option<f64>| {
        points
            .iter()
            .filter_map(|(_, errors)| ratio(errors))
            .fold(0.0, f64::max)
    };
    let smallest = |points: &[(f64, Errors)], ratio: fn(&Errors) -> Option<f64>| {
        points
            .iter()
            .filter_map(|(_, errors)| ratio(errors))
            .fold(f64::INFINITY, f64::min)
    };
    let above_lower_bound = |errors: &Errors| Some(errors.omniscient / errors.fixed_set);
    let excess = |errors: &Errors| Some(errors.bound? / errors.omniscient);
    let s = 1.0 / (SAMPLES as f64).sqrt();
    let here = errors(SAMPLES, byzantine).map_or(String::new(), |errors| {
        format!(
            "a fixed set of b: omniscient {:.3} s (one-sided {:.3} s) against {:.3} s",
            errors.omniscient / s,
            errors.one_sided / s,
            errors.fixed_set / s
        )
    });
    let there = by_chance(ALPHA).map_or(String::new(), |(law, bound)| {
        format!(
            "each by chance: omniscient {law:.3} s against {bound:.3} s, {:.0} % above",
            100.0 * (law / bound - 1.0)
        )
    });
    Figure {
        title: format!(
            "At α = {ALPHA} the median’s worst error is {:.2} times what no estimator can beat; Theorem\u{a0}1’s bound is {:.0} to {:.0} \
             times that error",
            largest(&over_samples, above_lower_bound),
            smallest(&over_samples, excess).floor(),
            largest(&over_samples, excess).ceil()
        ),
        subtitle: Some(format!(
            "Gaussian mean, a fixed set of b = ⌊αm⌋ workers under an omniscient adversary; over all α shown the median errs at most \
             {:.2} times the lower bound for a fixed set",
            largest(&over_alpha, above_lower_bound)
        )),
        panels: vec![
            panel(
                format!("α = {ALPHA}"),
                Axis::log("n, samples per worker"),
                &over_samples,
            ),
            panel(
                format!("n = {SAMPLES}"),
                Axis::log("α = b/m, Byzantine fraction"),
                &over_alpha,
            ),
            ratios(&over_alpha),
        ],
        footer: vec![
            format!("α = {ALPHA}, s = σ/√n · {here} · {there}"),
            format!(
                "m = {WORKERS} · d = 1 · D = 2 · one-sided: b messages at +∞; omniscient: at the worse end · the dotted line ends where \
                 condition (2) fails"
            ),
            "lower bounds: Observation 1, or σ/√(nm) where that is larger".to_owned(),
            provenance("exact finite-m laws"),
        ],
        ..Figure::default()
    }
}
