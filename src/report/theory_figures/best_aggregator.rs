//! Which aggregator has the smallest worst-case error at a Gaussian mean, and how much to trim.

use rayon::prelude::*;

use super::collection::provenance;
use crate::aggregator::count;
use crate::report::plot::{
    Axis, Category, Colour, Figure, LineStyle, Panel, Point, Series, Tiles, aggregator_colour, aggregator_marker,
    log_edges,
};
use crate::theory::exact_law::{median_one_sided, trimmed_mean_one_sided};

/// The most workers of the map, and of the panel over β.
const MOST_WORKERS: usize = 1001;
/// The Byzantine fractions of the map.
const ALPHA: (f64, f64) = (0.002, 0.5);
/// Rows of the map.
const ROWS: usize = 150;

/// The Byzantine fraction of the panel over β, and its numbers of workers.
const TRIM_ALPHA: f64 = 0.1;
const TRIM_WORKERS: [usize; 3] = [21, 101, 1001];
/// The most trim counts evaluated for each number of workers, less one.
const TRIM_STEPS: usize = 24;

/// What has the smallest worst-case E\[err²\]. The discriminant is the index of its category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Best {
    /// No worker is Byzantine: the mean, which is then the trimmed mean too.
    Mean,
    /// The trimmed mean with k = b.
    TrimmedMean,
    /// The median.
    Median,
    /// The median and the trimmed mean with k = b, which are the same.
    Both,
}

/// The best of mean, median and trimmed mean with k = b for `workers` of which `byzantine` < m/2 are Byzantine.
pub(super) fn best(workers: usize, byzantine: usize) -> Best {
    if byzantine == 0 {
        return Best::Mean;
    }
    if workers - 2 * byzantine <= 2 {
        return Best::Both;
    }
    let median = median_one_sided(workers, byzantine).map(|law| law.mean_square);
    let trimmed = trimmed_mean_one_sided(workers, byzantine, byzantine).map(|law| law.mean_square);
    match (median, trimmed) {
        (Ok(median), Ok(trimmed)) if median < trimmed => Best::Median,
        _ => Best::TrimmedMean,
    }
}

/// The smallest b ≥ 1 for which the trimmed mean with k = b is not the best. From there on it never is.
pub(super) fn trimmed_mean_until(workers: usize) -> usize {
    let (mut low, mut high) = (1, workers / 2);
    while low < high {
        let middle = low.midpoint(high);
        if best(workers, middle) == Best::TrimmedMean {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Odd numbers of workers from 3 on, each about 6 % above the one before.
fn workers() -> Vec<usize> {
    let mut workers = vec![3];
    while let Some(&last) = workers.last().filter(|last| **last < MOST_WORKERS) {
        let next = (last + 2).max((1.06 * last as f64) as usize | 1);
        workers.push(next.min(MOST_WORKERS));
    }
    workers
}

/// The smallest odd m from which on the median is the best at α, up to the most workers of the map.
pub(super) fn median_from(alpha: f64) -> Option<usize> {
    let not_yet = |m: &usize| !matches!(best(*m, count::byzantine(alpha, *m)), Best::Median | Best::Both);
    let last = (3..=MOST_WORKERS).rev().step_by(2).find(not_yet)?;
    (last < MOST_WORKERS).then_some(last + 2)
}

fn map() -> Panel {
    let workers = workers();
    let between = |pair: &[usize]| ((pair[0] * pair[1]) as f64).sqrt();
    let mut x_edges = vec![workers[0] as f64 * 0.8];
    x_edges.extend(workers.windows(2).map(between));
    x_edges.push(MOST_WORKERS as f64 * 1.03);
    let y_edges = log_edges(ALPHA.0, ALPHA.1, ROWS);
    let categories = vec![
        Category::new("mean (no worker is Byzantine)", Colour::GREY.tint(16)),
        Category::new("trimmed mean with k = b", aggregator_colour("trimmed-mean").tint(60)),
        Category::new("median", aggregator_colour("median")),
        Category::new("median = trimmed mean with k = b", Colour::BLACK.tint(75)),
    ];
    let until: Vec<usize> = workers.par_iter().map(|m| trimmed_mean_until(*m)).collect();
    let inner = x_edges[1..workers.len()].to_vec();
    let tiles = Tiles::from_fn(categories, x_edges, y_edges, |x, alpha| {
        let column = inner.partition_point(|edge| *edge < x);
        let m = workers[column];
        let kind = match count::byzantine(alpha, m) {
            0 => Best::Mean,
            b if m - 2 * b <= 2 => Best::Both,
            b if b < until[column] => Best::TrimmedMean,
            _ => Best::Median,
        };
        kind as usize
    });
    Panel {
        title: Some("Smallest one-sided E err², with k = b".to_owned()),
        x: Axis::log("m, workers (odd)"),
        y: Axis::log("α, Byzantine fraction"),
        tiles: Some(tiles),
        ..Panel::default()
    }
}

/// Trim fractions β = k/m from α to the median, with the worst-case rms error over that at k = b.
pub(super) fn trimming(workers: usize, alpha: f64) -> Vec<(f64, f64)> {
    let byzantine = count::byzantine(alpha, workers);
    let most = (workers - 1) / 2;
    // Closest where the curve is steepest.
    let at = |i: usize| byzantine + (most - byzantine) * i * i / (TRIM_STEPS * TRIM_STEPS);
    let mut counts: Vec<usize> = (0..=TRIM_STEPS).map(at).collect();
    counts.dedup();
    let laws: Vec<(f64, f64)> = counts
        .into_par_iter()
        .filter_map(|trim| {
            let law = trimmed_mean_one_sided(workers, byzantine, trim).ok()?;
            Some((trim as f64 / workers as f64, law.mean_square.sqrt()))
        })
        .collect();
    let first = laws.first().map_or(1.0, |(_, rms)| *rms);
    laws.into_iter().map(|(beta, rms)| (beta, rms / first)).collect()
}

fn trim_panel() -> Panel {
    let mut series = Vec::new();
    // The factor β/(1 − 2β) of the Byzantine term of Δ′.
    let factor = |beta: f64| beta / (1.0 - 2.0 * beta);
    let betas = (0..=90).map(|i| TRIM_ALPHA + 0.004 * f64::from(i));
    series.push(
        Series::new(Colour::GREY)
            .label("Byzantine term of the paper’s bound, ∝ β/(1 − 2β)")
            .line(LineStyle::Dotted)
            .points(betas.map(|beta| Point::new(beta, factor(beta) / factor(TRIM_ALPHA)))),
    );
    let mut medians = Vec::new();
    for m in TRIM_WORKERS {
        let points: Vec<Point> = trimming(m, TRIM_ALPHA)
            .into_iter()
            .map(|(beta, y)| Point::new(beta, y))
            .collect();
        medians.extend(points.last().copied());
        let line = Series::new(aggregator_colour("trimmed-mean"))
            .label("trimmed mean, k = βm")
            .line(LineStyle::Solid)
            .note(format!("m = {m}"));
        series.push(line.points(points));
    }
    series.push(
        Series::new(aggregator_colour("median"))
            .label("the median, k = (m − 1)/2")
            .marker(aggregator_marker("median"))
            .points(medians),
    );
    Panel {
        title: Some(format!("The price of trimming at α = {TRIM_ALPHA}")),
        x: Axis::linear("β, trim fraction k/m").range(TRIM_ALPHA - 0.01, 0.51),
        y: Axis::linear("one-sided rms error over that at k = b").range(0.6, 1.3),
        series,
        ..Panel::default()
    }
}

/// The map over (m, α), and the error against β.
pub(super) fn figure() -> Figure {
    let from = median_from(TRIM_ALPHA).map_or("∞".to_owned(), |m| m.to_string());
    Figure {
        title: format!(
            "At α = {TRIM_ALPHA} the median beats the trimmed mean with k = b from m\u{a0}=\u{a0}{from}\u{a0}on: trimming more lowers the one-sided \
             worst-case error, though it raises the bound"
        ),
        subtitle: Some(
            "Estimating a Gaussian mean, every Byzantine message at +∞: the worst of all one-sided adversaries"
                .to_owned(),
        ),
        panels: vec![map(), trim_panel()],
        footer: vec![
            "for every n and d · b = ⌊αm⌋, which makes the steps · k = b on the left, not ⌈βm⌉ with β = α as elsewhere, so that nothing is \
             trimmed in vain · title: odd m up to 1001"
                .to_owned(),
            provenance("exact finite-m laws"),
        ],
        ..Figure::default()
    }
}
