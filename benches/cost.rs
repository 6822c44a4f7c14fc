//! Draws the cost of a replicate against n, m and d as `benches/cost.png` and `benches/cost.svg`.
//!
//! `cargo bench --bench cost`; every point is the median of several timings in one thread.

mod support;

use std::time::Instant;

use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, OneRound};
use byzrate::problem::{GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::report::plot::{Axis, Colour, Figure, LineStyle, Marker, Panel, Point, Series};

/// What is timed: raw data, sufficient statistics, and means.
#[derive(Clone, Copy)]
enum Work {
    Raw,
    Sufficient,
    Mean,
}

impl Work {
    const ALL: [Self; 3] = [Self::Raw, Self::Sufficient, Self::Mean];

    fn label(self) -> &'static str {
        match self {
            Self::Raw => "Rademacher regression, raw data, 20 rounds",
            Self::Sufficient => "Rademacher regression, sufficient statistics, 20 rounds",
            Self::Mean => "Gaussian mean, one round",
        }
    }

    fn look(self) -> (Colour, Marker) {
        match self {
            Self::Raw => (Colour::GREY, Marker::Diamond),
            Self::Sufficient => (Colour::BLUE, Marker::Circle),
            Self::Mean => (Colour::VERMILLION, Marker::Square),
        }
    }

    /// Microseconds a replicate; `None` where the samples would take too much memory or time.
    fn microseconds(self, samples: usize, workers: usize, dim: usize) -> Option<f64> {
        let data = match self {
            Self::Raw => RegressionData::Raw,
            _ => RegressionData::Sufficient,
        };
        if matches!(self, Self::Raw) && samples * workers * dim > 5_000_000 {
            return None;
        }
        let problem: Box<dyn Problem> = match self {
            Self::Mean => Box::new(GaussianMean::new(dim, 1.0, None).ok()?),
            _ => Box::new(RademacherRegression::new(dim, 1.0, None, data).ok()?),
        };
        let algorithm: Box<dyn Algorithm> = match self {
            Self::Mean => Box::new(OneRound),
            _ => Box::new(GradientDescent::new(None, 20).ok()?),
        };
        let (mut buffers, mut number) = (Buffers::default(), 0);
        let mut time = |count: u64| {
            let start = Instant::now();
            for _ in 0..count {
                number += 1;
                support::replicate(
                    &*problem,
                    &*algorithm,
                    (samples, workers, workers / 10),
                    number,
                    &mut buffers,
                );
            }
            start.elapsed().as_secs_f64() * 1e6 / count as f64
        };
        let count = (20_000.0 / time(1)).clamp(1.0, 1000.0) as u64;
        let mut times: Vec<f64> = (0..5).map(|_| time(count)).collect();
        times.sort_by(f64::total_cmp);
        Some(times[2])
    }
}

fn panel(label: &str, values: &[usize], size: impl Fn(usize) -> (usize, usize, usize)) -> Panel {
    let series = Work::ALL.map(|work| {
        let (colour, marker) = work.look();
        let points = values.iter().filter_map(|value| {
            let (samples, workers, dim) = size(*value);
            let time = work.microseconds(samples, workers, dim)?;
            Some(Point::new(*value as f64, time))
        });
        Series::new(colour)
            .label(work.label())
            .marker(marker)
            .line(LineStyle::Solid)
            .points(points.collect::<Vec<_>>())
    });
    Panel {
        title: None,
        x: Axis::log(label),
        y: Axis::log("µs a replicate"),
        series: series.into(),
        ..Panel::default()
    }
}

fn main() {
    let figure = Figure {
        title: "A replicate costs what its statistics cost: beyond 10⁵ samples a worker, n is free".to_owned(),
        panels: vec![
            panel(
                "n, samples per worker",
                &[10, 100, 1000, 10_000, 100_000, 1_000_000, 1_000_000_000],
                |n| (n, 100, 10),
            ),
            panel("m, workers", &[10, 30, 100, 300, 1000, 3000], |m| (1000, m, 10)),
            panel("d, dimension", &[1, 2, 5, 10, 20, 50], |d| (1000, 100, d)),
        ],
        footer: vec![
            "where they do not vary, n = 1000 · m = 100 · d = 10 · α = 0.1, omniscient sign · median · one thread"
                .to_owned(),
            format!("cargo bench --bench cost · byzrate {}", env!("CARGO_PKG_VERSION")),
        ],
        ..Figure::default()
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/benches");
    let svg = figure.to_svg().expect("an SVG");
    std::fs::write(format!("{folder}/cost.svg"), svg).expect("cost.svg is written");
    let png = figure.to_png().expect("a PNG");
    std::fs::write(format!("{folder}/cost.png"), png).expect("cost.png is written");
    println!("{folder}/cost.png");
}
