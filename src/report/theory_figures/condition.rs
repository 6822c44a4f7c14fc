//! Where condition (2) of Theorem 1 holds, with the sharp skewness bound and with the paper's.

use super::collection::provenance;
use super::guarantee::condition_two;
use crate::aggregator::{Law, count};
use crate::problem::{RademacherRegression, RegressionData};
use crate::report::plot::{Axis, Category, Colour, Figure, Panel, Tiles, log_edges};
use crate::theory::{Setting, SkewnessBound};

/// d and α of each panel.
const PANELS: [(usize, f64); 3] = [(1, 0.0), (5, 0.0), (5, 0.1)];

const SAMPLES: (f64, f64) = (10.0, 1e7);
const WORKERS: (f64, f64) = (10.0, 1e6);
/// Columns and rows of a panel.
const GRID: (usize, usize) = (144, 180);

/// Condition (2) for the regression, d and α of a panel.
struct Condition {
    problem: RademacherRegression,
    alpha: f64,
}

impl Condition {
    fn new(dim: usize, alpha: f64) -> Option<Self> {
        let problem = RademacherRegression::new(dim, 1.0, None, RegressionData::Sufficient).ok()?;
        Some(Self { problem, alpha })
    }

    /// Whether it holds, with the sharp skewness bound or with the paper's.
    fn holds(&self, samples: usize, workers: usize, sharp: bool) -> bool {
        let byzantine = count::byzantine(self.alpha, workers);
        let setting = Setting {
            skewness: if sharp {
                SkewnessBound::Sharp
            } else {
                SkewnessBound::Paper
            },
            ..Setting::of(&self.problem, samples, workers, byzantine, Law::Median)
        };
        condition_two(&setting)
    }
}

/// The smallest n from which on condition (2) holds, up to 10⁹.
pub(super) fn least_samples(dim: usize, alpha: f64, workers: usize, sharp: bool) -> Option<usize> {
    let condition = Condition::new(dim, alpha)?;
    let (mut silent, mut speaking) = (0, 1_000_000_000);
    if !condition.holds(speaking, workers, sharp) {
        return None;
    }
    while speaking - silent > 1 {
        let middle = silent.midpoint(speaking);
        if condition.holds(middle, workers, sharp) {
            speaking = middle;
        } else {
            silent = middle;
        }
    }
    Some(speaking)
}

fn panel(dim: usize, alpha: f64) -> Panel {
    let condition = Condition::new(dim, alpha);
    let categories = vec![
        Category::new("silent", Colour::GREY.tint(14)),
        Category::new("speaks with the sharp S only", Colour::SKY_BLUE.tint(80)),
        Category::new("speaks with both", Colour::BLUE),
    ];
    let tiles = Tiles::from_fn(
        categories,
        log_edges(SAMPLES.0, SAMPLES.1, GRID.0),
        log_edges(WORKERS.0, WORKERS.1, GRID.1),
        |n, m| {
            let holds = |sharp| {
                let condition = condition.as_ref();
                condition.is_some_and(|condition| condition.holds(n.round() as usize, m.round() as usize, sharp))
            };
            match (holds(true), holds(false)) {
                (_, true) => 2,
                (true, false) => 1,
                (false, false) => 0,
            }
        },
    );
    Panel {
        title: Some(format!("d = {dim}, α = {alpha}")),
        x: Axis::log("n, samples per worker"),
        y: Axis::log("m, workers"),
        tiles: Some(tiles),
        ..Panel::default()
    }
}

/// The (n, m) plane for some d and α.
pub(super) fn figure() -> Figure {
    let (dim, alpha) = PANELS[0];
    let least = |sharp| least_samples(dim, alpha, WORKERS.1 as usize, sharp).map_or("∞".to_owned(), grouped);
    Figure {
        title: format!(
            "Even with a million workers, the skewness constant 480 silences Theorem\u{a0}1 below n\u{a0}=\u{a0}{}; the sharp constant 1.596 lets \
             it speak from n\u{a0}=\u{a0}{}",
            least(false),
            least(true)
        ),
        subtitle: Some(
            "Where condition (2) can hold: α + √(d·log(1 + nmL̂D)/(m(1 − α))) + 0.4748·S/√n < ½".to_owned(),
        ),
        panels: PANELS.map(|(dim, alpha)| panel(dim, alpha)).to_vec(),
        footer: vec![
            "Rademacher regression · sharp S = 2√(2/π), Proposition 1’s S = 480 · L̂ = d · W the unit ball, D = 2 · b = ⌊αm⌋ · title: left panel"
                .to_owned(),
            provenance(&format!(
                "condition (2) evaluated at {} × {} points a panel",
                GRID.0, GRID.1
            )),
        ],
        ..Figure::default()
    }
}

/// A count with its digits in groups of three.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
