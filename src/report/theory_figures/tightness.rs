//! The bound of Theorem 1, the exact error of the median, and the lower bound of Observation 1 on every estimator.

use super::collection::{log_step, provenance};
use super::guarantee::deviation;
use crate::aggregator::{Law, count};
use crate::problem::{GaussianMean, Problem};
use crate::report::plot::{Axis, Colour, Figure, LineStyle, Panel, Point, Series, aggregator_colour};
use crate::theory::Setting;
use crate::theory::exact_law::{median_bias, median_one_sided};

const WORKERS: usize = 1001;
/// α of the panel over n, and n of the panel over α.
const ALPHA: f64 = 0.1;
const SAMPLES: usize = 1000;

/// What theory says of the rms error of the median, σ = 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Errors {
    /// Theorem\u{a0}1’s bound after infinitely many rounds, (2/λ_F)·Δ, where it speaks.
    pub bound: Option<f64>,
    /// The exact law under the one-sided adversary.
    pub law: f64,
    /// z(α)·s: no estimator does better in both of two worlds that cannot be told apart.
    pub byzantine: f64,
    /// σ/√(nm): the minimax risk without Byzantine workers.
    pub chance: f64,
}

impl Errors {
    /// The larger of the two lower bounds.
    pub fn lower_bound(&self) -> f64 {
        self.byzantine.max(self.chance)
    }
}

/// For d = 1, a unit ball as W, and b = ⌊αm⌋. `None` where there is no law: α ≥ ½.
pub(super) fn errors(samples: usize, byzantine: usize) -> Option<Errors> {
    let problem = GaussianMean::new(1, 1.0, None).ok()?;
    let convexity = problem.constants().strong_convexity?;
    let setting = Setting::of(&problem, samples, WORKERS, byzantine, Law::Median);
    let s = 1.0 / (samples as f64).sqrt();
    Some(Errors {
        bound: deviation(&setting).map(|deviation| 2.0 / convexity * deviation),
        law: s * median_one_sided(WORKERS, byzantine).ok()?.mean_square.sqrt(),
        byzantine: s * median_bias(byzantine as f64 / WORKERS as f64).ok()?,
        chance: s / (WORKERS as f64).sqrt(),
    })
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
                .label("Theorem 1, (2/λ_F)·Δ after many rounds")
                .line(LineStyle::Dotted)
                .points(of(|errors| errors.bound)),
            Series::new(median)
                .label("the median, exact law")
                .line(LineStyle::Solid)
                .points(of(|errors| Some(errors.law))),
            Series::new(Colour::VERMILLION)
                .label("lower bound z(α)·σ/√n")
                .line(LineStyle::Dashed)
                .points(of(|errors| Some(errors.byzantine))),
            Series::new(Colour::GREY)
                .label("lower bound σ/√(nm)")
                .line(LineStyle::Dashed)
                .points(of(|errors| Some(errors.chance))),
        ],
        ..Panel::default()
    }
}

/// The three against n and against α.
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
    let above_lower_bound = |errors: &Errors| Some(errors.law / errors.lower_bound());
    let excess = |errors: &Errors| Some(errors.bound? / errors.law);
    Figure {
        title: format!(
            "At α = {ALPHA} the median is within {:.0} % of the lower bound on every estimator; Theorem\u{a0}1’s bound is {:.0} to {:.0} \
             times too large",
            100.0 * (largest(&over_samples, above_lower_bound) - 1.0),
            smallest(&over_samples, excess).floor(),
            largest(&over_samples, excess).ceil()
        ),
        subtitle: Some(format!(
            "Gaussian mean, one-sided worst case; over all α on the right the median is within {:.0} % of the larger lower bound",
            100.0 * (largest(&over_alpha, above_lower_bound) - 1.0)
        )),
        panels: vec![
            panel(
                format!("α = {ALPHA}"),
                Axis::log("n, samples per worker"),
                &over_samples,
            ),
            panel(
                format!("n = {SAMPLES}"),
                Axis::log("α, Byzantine fraction"),
                &over_alpha,
            ),
        ],
        footer: vec![
            format!(
                "m = {WORKERS} · d = 1 · D = 2 · b = ⌊αm⌋ messages at +∞ · the dotted line ends where condition (2) fails"
            ),
            "lower bounds: Observation 1, each worker Byzantine with probability α (red); minimax at α = 0 (grey)"
                .to_owned(),
            provenance("exact finite-m law"),
        ],
        ..Figure::default()
    }
}
