//! Figures that show each of the cases a layout must cope with.

use super::super::*;

/// Values over `decades`, as measured: n, and c·n^(−1/2) with error bars.
fn falling(decades: i32, factor: f64, silent_below: f64) -> Vec<Point> {
    let point = |i: i32| {
        let n = libm::pow(10.0, f64::from(i) / 2.0);
        let e = factor / n.sqrt() * (1.0 + 0.06 * f64::from(i * 7 % 5 - 2));
        Point::with_error(n, e, 0.85 * e, 1.15 * e).hollow(n < silent_below)
    };
    (2..=2 * decades).map(point).collect()
}

fn curve(low: f64, high: f64, f: impl Fn(f64) -> f64) -> Vec<Point> {
    let at = |i: i32| low * libm::pow(high / low, f64::from(i) / 100.0);
    (0..=100).map(|i| Point::new(at(i), f(at(i)))).collect()
}

fn measured(name: &str, points: Vec<Point>) -> Series {
    Series::new(aggregator_colour(name))
        .label(name)
        .marker(aggregator_marker(name))
        .points(points)
}

fn footer() -> Vec<String> {
    vec![
        "d = 1, α = 0.1, β = 0.1, n = 10 … 10⁴, m = 20 … 1 000; 1 000 replicates per point; bars: ±2 standard errors; seed 20180613; \
         byzrate 0.1.0, profile paper, experiment 5f3a9c1e"
            .to_owned(),
    ]
}

/// One panel over three decades, with law, rate, bound, notes and hollow points.
pub fn rates() -> Figure {
    let mut series = Vec::new();
    for (name, factor) in [("mean", 3.0), ("median", 0.8), ("trimmed-mean", 1.1)] {
        let colour = aggregator_colour(name);
        series.push(measured(name, falling(4, factor, 20.0)));
        series.push(
            Series::new(colour)
                .label(format!("{name}, exact law"))
                .line(LineStyle::Solid)
                .points(curve(8.0, 12_000.0, |n| factor / n.sqrt())),
        );
    }
    series.push(
        Series::new(Colour::BLACK)
            .label("rate α/√n + 1/√(nm)")
            .line(LineStyle::Dashed)
            .points(curve(10.0, 10_000.0, |n| 0.5 / n.sqrt()))
            .note("slope −½"),
    );
    series.push(
        Series::new(Colour::BLUE)
            .label("Theorem 1, bound with its constants")
            .line(LineStyle::Dotted)
            .points(curve(10.0, 10_000.0, |n| 9.0 / n.sqrt()))
            .note("bound"),
    );
    Figure {
        title: "The error of median and trimmed mean falls as 1/√n, at the rate of Theorem 1, while that of the mean is ruled by the Byzantine workers".to_owned(),
        subtitle: Some("Root mean square error ‖ŵ − w*‖₂ over samples per worker, at m = 100 workers of which α = 0.1 are Byzantine".to_owned()),
        panels: vec![Panel { title: None, x: Axis::log("samples per worker n"), y: Axis::log("error ‖ŵ − w*‖"), series, ..Panel::default() }],
        footer: footer(),
        hollow_label: Some("hollow: the theorem is silent".to_owned()),
    }
}

/// Two panels over few values.
pub fn narrow_ranges() -> Figure {
    let left = vec![
        measured(
            "median",
            [1.1, 1.3, 1.6, 2.1]
                .map(|x| Point::with_error(x, 1.0 / x, 0.95 / x, 1.05 / x))
                .to_vec(),
        )
        .note("median"),
        Series::new(Colour::BLUE)
            .label("exact law")
            .line(LineStyle::Solid)
            .points(curve(1.0, 2.2, |x| 1.0 / x)),
    ];
    let right = vec![
        measured(
            "median",
            [0.0, 0.1, 0.2, 0.3, 0.4]
                .map(|a| Point::with_error(a, 0.02 + a * a, 0.015 + 0.9 * a * a, 0.025 + 1.1 * a * a))
                .to_vec(),
        ),
        Series::new(Colour::GREEN)
            .label("√n·α")
            .line(LineStyle::Dashed)
            .points([0.0, 0.45].map(|a| Point::new(a, a / 3.0)))
            .note("α/√n, a note on two lines"),
    ];
    Figure {
        title: "A short title".to_owned(),
        panels: vec![
            Panel {
                title: Some("0.3 decade, log-log".to_owned()),
                x: Axis::log("n"),
                y: Axis::log("error"),
                series: left,
                ..Panel::default()
            },
            Panel {
                title: Some("linear axes from 0".to_owned()),
                x: Axis::linear("share of Byzantine workers α"),
                y: Axis::linear("relative efficiency"),
                series: right,
                ..Panel::default()
            },
        ],
        footer: vec!["seed 1".to_owned()],
        ..Figure::default()
    }
}

/// Three panels over many decades, sharing their y axis.
pub fn many_decades() -> Figure {
    let panel = |title: &str, scale: f64| Panel {
        title: Some(title.to_owned()),
        x: Axis::log("workers m"),
        y: Axis::log("mean squared error"),
        series: [
            "mean",
            "median",
            "trimmed-mean",
            "geometric-median",
            "krum",
            "multi-krum",
            "median-of-means",
            "honest-mean",
        ]
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let at = |k: i32| 10f64.powi(k);
            let slope = if i == 0 { 0.02 } else { 0.9 - 0.1 * i as f64 };
            measured(
                name,
                (1..=5)
                    .map(|k| {
                        Point::with_error(
                            at(k),
                            scale * 100.0 * libm::pow(at(k), -slope * 1.6),
                            -1.0,
                            scale * 170.0 * libm::pow(at(k), -slope * 1.6),
                        )
                    })
                    .collect(),
            )
            .line(LineStyle::Solid)
        })
        .collect(),
        ..Panel::default()
    };
    Figure {
        title: "Eight aggregators over eight decades".to_owned(),
        subtitle: Some("α = 0.1, d = 100".to_owned()),
        panels: vec![
            panel("no attack", 1e-3),
            panel("sign-flip", 1.0),
            panel("gaussian-noise, σ = ∞", 100.0),
        ],
        footer: footer(),
        ..Figure::default()
    }
}

pub const ADVERSARIES: [&str; 8] = [
    "none",
    "sign-flip",
    "gaussian-noise",
    "label-flip",
    "inner-product",
    "a-little-is-enough",
    "mimic",
    "constant",
];

fn by_adversary(k: usize, base: f64) -> impl Iterator<Item = (f64, f64)> {
    (0..k).map(move |i| (i as f64, base * (1.0 + (i * 5 % 7) as f64)))
}

/// A dot plot by adversary, upright.
pub fn dots(count: usize) -> Figure {
    let series = |name: &str, base: f64| {
        measured(
            name,
            by_adversary(8, base)
                .map(|(i, e)| Point::with_error(i, e, 0.7 * e, 1.3 * e).hollow(i == 5.0))
                .collect(),
        )
    };
    let panel = |title: Option<&str>| Panel {
        title: title.map(str::to_owned),
        x: Axis::categorical("adversary", ADVERSARIES),
        y: Axis::log("error ‖ŵ − w*‖"),
        series: vec![
            series("mean", 2.0),
            series("median", 0.011),
            series("trimmed-mean", 0.02),
            Series::new(Colour::BLACK)
                .label("bound")
                .line(LineStyle::Dotted)
                .points([Point::new(-0.5, 0.3), Point::new(7.5, 0.3)])
                .note("bound"),
        ],
        ..Panel::default()
    };
    Figure {
        title: "No adversary moves the median beyond its bound".to_owned(),
        panels: (0..count)
            .map(|i| panel((count > 1).then_some(["α = 0.1", "α = 0.2", "α = 0.3"][i])))
            .collect(),
        footer: footer(),
        hollow_label: Some("hollow: outside the theorem".to_owned()),
        ..Figure::default()
    }
}

/// A dot plot by adversary, sideways.
pub fn sideways() -> Figure {
    let mut figure = dots(1);
    let panel = &mut figure.panels[0];
    std::mem::swap(&mut panel.x, &mut panel.y);
    for point in panel.series.iter_mut().flat_map(|series| &mut series.points) {
        (point.x, point.y) = (point.y, point.x);
    }
    figure
}

/// One point; a series off the page; one without values.
pub fn sparse() -> Figure {
    let series = vec![
        measured("median", vec![Point::with_error(100.0, 0.03, -0.01, 0.05)]).note("the only point"),
        Series::new(Colour::GREEN)
            .label("bound")
            .line(LineStyle::Dotted)
            .points(curve(10.0, 1000.0, |_| 1e6))
            .note("unseen"),
        measured("krum", vec![Point::new(f64::NAN, 1.0), Point::new(1.0, -1.0)]),
    ];
    let panel = Panel {
        title: None,
        x: Axis::log("n"),
        y: Axis::log("error").range(0.005, 0.1),
        series,
        ..Panel::default()
    };
    Figure {
        title: "One point".to_owned(),
        panels: vec![panel],
        ..Figure::default()
    }
}

/// Two maps beside a panel of lines: regions of every size, a line over one of them, a category that occurs nowhere.
pub fn maps() -> Figure {
    let names = [
        "silent, whatever n and m are",
        "speaks",
        "a region of many words, which only narrow lines can hold",
        "absent",
    ];
    let tints = [Colour::GREY.tint(12), Colour::SKY_BLUE, Colour::BLUE, Colour::BLACK];
    let categories: Vec<Category> = names
        .iter()
        .zip(tints)
        .map(|(name, c)| Category::new(*name, c))
        .collect();
    let ring = |x: f64, y: f64| {
        let radius = libm::sqrt((libm::log10(x) - 3.0).powi(2) + 9.0 * (y - 0.5).powi(2));
        usize::from(radius < 1.8) + usize::from(radius < 0.7)
    };
    let linear: Vec<f64> = (0..=40).map(|i| f64::from(i) / 40.0).collect();
    let ring = Tiles::from_fn(categories.clone(), log_edges(10.0, 1e5, 60), linear, ring);
    let corner = Tiles::from_fn(categories, log_edges(10.0, 1e5, 4), vec![-2.0, -1.0, 3.0], |x, y| {
        usize::from(x > 1e4) + usize::from(y > 0.0 && x > 1e4)
    });
    let map = |title: &str, tiles: Tiles| Panel {
        title: Some(title.to_owned()),
        x: Axis::log("samples per worker n"),
        y: Axis::linear(title),
        tiles: Some(tiles),
        ..Panel::default()
    };
    let mut panels = vec![map("a ring", ring), map("few tiles", corner), rates().panels.remove(0)];
    panels[0].series = vec![
        Series::new(Colour::ORANGE)
            .label("a line over a map")
            .line(LineStyle::Dashed)
            .points(curve(1.0, 1e6, |x| 0.1 * libm::log10(x))),
    ];
    Figure {
        title: "Maps".to_owned(),
        panels,
        footer: footer(),
        ..Figure::default()
    }
}

pub fn all() -> Vec<(&'static str, Figure)> {
    vec![
        ("rates", rates()),
        ("narrow", narrow_ranges()),
        ("decades", many_decades()),
        ("dots", dots(1)),
        ("dots3", dots(3)),
        ("sideways", sideways()),
        ("sparse", sparse()),
        ("maps", maps()),
    ]
}
