//! Where the conditions of all seven theorems hold, for Gaussian means.

use super::collection::provenance;
use super::guarantee::{condition_of_theorem_seven, condition_two};
use crate::aggregator::{Law, count};
use crate::problem::GaussianMean;
use crate::report::plot::{Axis, Category, Colour, Figure, Panel, Tiles, log_edges};
use crate::theory::Setting;

/// The Byzantine fraction of each panel.
const FRACTIONS: [f64; 3] = [0.0, 0.1, 0.3];
const DIM: usize = 5;
const SAMPLES: (f64, f64) = (1.0, 1e6);
const WORKERS: (f64, f64) = (10.0, 1e5);
/// From one jump of ⌊αm⌋ to the next, at most, for the fractions shown.
const JUMP: usize = 10;
/// Columns and rows of a panel.
const GRID: (usize, usize) = (96, 160);

fn setting(problem: &GaussianMean, samples: usize, workers: usize, alpha: f64) -> Setting {
    Setting::of(problem, samples, workers, count::byzantine(alpha, workers), Law::Median)
}

/// The smallest m from which on `holds` up to 10⁴; below, the count ⌊αm⌋ makes it come and go.
fn least_workers(problem: &GaussianMean, samples: usize, alpha: f64, holds: fn(&Setting) -> bool) -> Option<usize> {
    let fails = |&workers: &usize| !holds(&setting(problem, samples, workers, alpha));
    (1..10_000)
        .rev()
        .find(fails)
        .map(|workers| workers + 1)
        .filter(|&workers| workers < 10_000)
}

fn panel(problem: &GaussianMean, alpha: f64) -> Panel {
    let categories = vec![
        Category::new("Theorems 4, 5, 6", Colour::ORANGE.tint(45)),
        Category::new("and Theorem 7", Colour::SKY_BLUE.tint(80)),
        Category::new("and Theorems 1, 2, 3: all", Colour::BLUE),
    ];
    let tiles = Tiles::from_fn(
        categories,
        log_edges(SAMPLES.0, SAMPLES.1, GRID.0),
        log_edges(WORKERS.0, WORKERS.1, GRID.1),
        |n, m| {
            let samples = n.round() as usize;
            // ⌊αm⌋ jumps as m grows: a condition that fails again soon above m is not yet one on m.
            let holds = |condition: fn(&Setting) -> bool| {
                let workers = m.round() as usize;
                (workers..workers + JUMP).all(|workers| condition(&self::setting(problem, samples, workers, alpha)))
            };
            // Theorem 7's condition is the weaker one: its net is over the d coordinates, not over W.
            match (holds(condition_of_theorem_seven), holds(condition_two)) {
                (_, true) => 2,
                (true, false) => 1,
                (false, false) => 0,
            }
        },
    );
    Panel {
        title: Some(format!("α = {alpha}")),
        x: Axis::log("n, samples per worker"),
        y: Axis::log("m, workers"),
        tiles: Some(tiles),
        ..Panel::default()
    }
}

/// The (n, m) plane for some α.
pub(super) fn figure() -> Figure {
    let Ok(problem) = GaussianMean::new(DIM, 1.0, None) else {
        return Figure::default();
    };
    let least = |holds| least_workers(&problem, 100, 0.1, holds).map_or("∞".to_owned(), |m| m.to_string());
    Figure {
        title: format!(
            "At α = 0.1 and n = 100 the median’s theorems ask for m\u{a0}≥\u{a0}{} workers, the one-round theorem for m\u{a0}≥\u{a0}{}, the trimmed mean’s \
             for none in particular",
            least(condition_two as fn(&Setting) -> bool),
            least(condition_of_theorem_seven)
        ),
        subtitle: Some(
            "Which conditions on n, m and α hold; Theorems 2, 3, 5 and 6 also ask for a large enough W".to_owned(),
        ),
        panels: FRACTIONS.map(|alpha| panel(&problem, alpha)).to_vec(),
        footer: vec![
            format!(
                "Gaussian mean · d = {DIM} · W of radius 10σ√d · b = ⌊αm⌋ · Theorem 7 with C̃ = 0, the exact value here"
            ),
            provenance(&format!(
                "conditions evaluated at {} × {} points a panel, each for m to m + 9, since ⌊αm⌋ jumps",
                GRID.0, GRID.1
            )),
        ],
        ..Figure::default()
    }
}
