//! What the Taylor step in the proof of the median’s bound costs: C_ε·q instead of Φ⁻¹(½ + q).

use super::collection::{log_step, provenance};
use super::guarantee::price_at;
use crate::problem::CoordinateLaw;
use crate::report::plot::{Axis, Colour, Figure, LineStyle, Marker, Panel, Point, Series, aggregator_colour};
use crate::stat::normal;
use crate::theory::exact_law::Side;
use crate::theory::median_lemma::{LemmaForm, MedianLemma, MedianTail};
use crate::theory::normal_approximation::NormalApproximation;

/// The largest q drawn.
const LARGEST: f64 = 0.495;
/// Values of q whose ratio is written out.
const MARKED: [f64; 5] = [0.1, 0.2, 0.3, 0.4, 0.49];

fn bound(q: f64) -> f64 {
    price_at(q) * q
}

fn sharp(q: f64) -> f64 {
    normal::quantile(0.5 + q)
}

/// Against q, the radius that the median of m = 1001 normal messages exceeds with the probability 4e^{−2t} that the lemma allows
/// itself at t = 2, with as many of them at +∞ as make q.
fn exact_radii() -> Vec<Point> {
    const WORKERS: usize = 1001;
    let normal = CoordinateLaw::Normal { deviation: 1.0 };
    let Some(law) = NormalApproximation::new(&normal, 1) else {
        return Vec::new();
    };
    let points = (0..WORKERS / 2).step_by(10).filter_map(|byzantine| {
        let lemma = MedianLemma {
            samples: usize::MAX,
            workers: WORKERS,
            byzantine,
            absolute_skewness: law.absolute_skewness(),
            t: 2.0,
        };
        let tail = MedianTail::new(&law, WORKERS, byzantine, Side::Up)?;
        let q = lemma.q(LemmaForm::Paper);
        (q < LARGEST).then(|| Point::new(q, tail.radius(lemma.failure(LemmaForm::Paper))))
    });
    points.collect()
}

fn ratio(q: f64) -> f64 {
    bound(q) / sharp(q)
}

/// Both radii against q, their ratio against q, and C_ε against ε.
pub(super) fn figure() -> Figure {
    let curve = |f: fn(f64) -> f64| (1..=198).map(move |i| Point::new(0.0025 * f64::from(i), f(0.0025 * f64::from(i))));
    let colour = aggregator_colour("median");
    let radii = Panel {
        title: Some("Radius around the true mean".to_owned()),
        x: Axis::linear("q = ½ − ε").range(0.0, 0.5),
        y: Axis::log("radius in units of s = σ/√n"),
        series: vec![
            Series::new(colour)
                .label("the paper’s radius C_ε·q, ε = ½ − q")
                .line(LineStyle::Dotted)
                .points(curve(bound)),
            Series::new(colour)
                .label("the sharp radius Φ⁻¹(½ + q)")
                .line(LineStyle::Solid)
                .points(curve(sharp)),
            Series::new(Colour::BLACK)
                .label("what is exceeded as often, exactly: t = 2, m = 1001, normal messages")
                .line(LineStyle::Dashed)
                .points(exact_radii()),
        ],
        ..Panel::default()
    };
    let ratios = Panel {
        title: Some("Ratio of the two".to_owned()),
        x: Axis::linear("q = ½ − ε").range(0.0, 0.5),
        y: Axis::log("paper’s radius over sharp radius"),
        series: vec![
            Series::new(Colour::BLACK)
                .label("their ratio")
                .line(LineStyle::Solid)
                .points(curve(ratio)),
            Series::new(Colour::BLACK)
                .label(format!("at q = {}", MARKED.map(|q| q.to_string()).join(", ")))
                .marker(Marker::Diamond)
                .points(MARKED.map(|q| Point::new(q, ratio(q)))),
        ],
        ..Panel::default()
    };
    let epsilons = (0..=100).map(|i| log_step(1e-3, 0.5, i, 100));
    let sixth = price_at(0.5 - 1.0 / 6.0);
    let price = Panel {
        title: Some("The constant C_ε".to_owned()),
        x: Axis::log("ε"),
        y: Axis::log("C_ε"),
        series: vec![
            Series::new(Colour::GREEN)
                .label("C_ε = √(2π)·exp(½Φ⁻¹(1 − ε)²)")
                .line(LineStyle::Solid)
                .points(epsilons.map(|epsilon| Point::new(epsilon, price_at(0.5 - epsilon)))),
            Series::new(Colour::GREEN)
                .label(format!("the paper’s example ε = 1/6: {sixth:.3}"))
                .marker(Marker::Circle)
                .points([Point::new(1.0 / 6.0, sixth)]),
        ],
        ..Panel::default()
    };
    Figure {
        title: format!(
            "The Taylor step in the median’s bound costs {:.0} % at q = 0.1, but a factor of {:.0} at q = 0.49",
            100.0 * (ratio(0.1) - 1.0),
            ratio(0.49)
        ),
        subtitle: Some(
            "The median lies within the radius if the empirical level is off by q = α + √(t/(m(1 − α))) + 0.4748·γ/√n at most"
                .to_owned(),
        ),
        panels: vec![radii, ratios, price],
        footer: vec![
            format!(
                "ratio at q = {}: {}",
                MARKED.map(|q| q.to_string()).join(", "),
                MARKED.map(|q| format!("{:.2}", ratio(q))).join(", ")
            ),
            provenance(&format!("closed forms, q up to {LARGEST}")),
        ],
        ..Figure::default()
    }
}
