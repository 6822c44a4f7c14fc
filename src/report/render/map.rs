//! Maps of estimators under adversaries.

use super::builder::Builder;
use crate::experiment::{Cell, Response};
use crate::league::{RankInterval, rank_intervals};
use crate::report::plot::{Axis, Category, Colour, Inscription, Panel, Tiles};

/// The classes of errors over that of the honest mean: the upper ends of all but the last.
const ENDS: [f64; 5] = [1.1, 1.5, 2.0, 3.0, 5.0];
/// From the palest to the darkest, for readers without colours.
const SHADES: [u8; 6] = [0, 12, 28, 50, 75, 100];

/// With which all ranks of a map lie in their intervals.
const CONFIDENCE: f64 = 0.99;

impl Builder<'_> {
    /// A row an estimator of each cell and a column an adversary. The number is the rms error over σ√(d/(n(m − b))), that of the mean of
    /// the honest workers, who nobody knows; the worst of a row is framed.
    pub fn map_panel(&self, cells: &[usize]) -> Panel {
        let shown = &self.spec.selection;
        let mut rows = Vec::new();
        let (mut tiles, mut texts) = (Vec::new(), Vec::new());
        for group in &self.groups(cells) {
            for &cell in &group.cells {
                let ranks = self.ranks(cell);
                for (&estimator, rank) in shown.estimators.iter().zip(ranks) {
                    let label = self.study.experiment.estimators[estimator].label();
                    let rank = match (rank.best, rank.worst) {
                        (best, worst) if best == worst => best.to_string(),
                        (best, worst) => format!("{best}–{worst}"),
                    };
                    rows.push(format!("{label}{} · {rank}", group.suffix));
                    let arms = (shown.adversaries.iter()).map(|&adversary| self.arm_of(estimator, adversary));
                    let unit = honest_mean(self.cell(cell));
                    let ratios: Vec<f64> = arms.map(|arm| self.rms_of(cell, arm) / unit).collect();
                    let worst = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    tiles.extend(ratios.iter().map(|ratio| class(*ratio)));
                    texts.extend(ratios.iter().map(|ratio| Inscription {
                        text: inscribed(*ratio),
                        framed: *ratio == worst,
                    }));
                }
            }
        }
        let names: Vec<&str> = (shown.adversaries.iter())
            .map(|&adversary| self.adversary_name(adversary))
            .collect();
        let edges = |count: usize| (0..=count).map(|edge| edge as f64 - 0.5).collect::<Vec<_>>();
        Panel {
            tiles: Some(Tiles {
                categories: categories(),
                x_edges: edges(names.len()),
                y_edges: edges(rows.len()),
                cells: tiles,
                texts,
            }),
            x: Axis::categorical("", names),
            y: Axis::categorical("", rows),
            ..Panel::default()
        }
    }

    /// The ranks of the estimators shown by the error under each one's worst adversary, all at once at 99 %. The worst is chosen on the
    /// replicates that it is compared on.
    fn ranks(&self, cell: usize) -> Vec<RankInterval> {
        let shown = &self.spec.selection;
        let worst = |&estimator: &usize| -> Vec<f64> {
            let arms = shown
                .adversaries
                .iter()
                .map(|&adversary| self.arm_of(estimator, adversary));
            let arms = arms.max_by(|a, b| self.rms_of(cell, *a).total_cmp(&self.rms_of(cell, *b)));
            arms.map_or(Vec::new(), |arm| self.judged.outcomes[cell].arm(arm).errors().collect())
        };
        let errors: Vec<Vec<f64>> = shown.estimators.iter().map(worst).collect();
        rank_intervals(&errors, CONFIDENCE)
    }

    /// The rms error; infinite where estimates are lost, NaN where nothing was drawn.
    fn rms_of(&self, cell: usize, arm: usize) -> f64 {
        let outcomes = self.judged.outcomes[cell].arm(arm);
        match outcomes.response(Response::Rms) {
            Some(rms) => rms.value,
            None if outcomes.replicates() > 0 => f64::INFINITY,
            None => f64::NAN,
        }
    }
}

/// σ√(d/(n(m − b))).
fn honest_mean(cell: &Cell) -> f64 {
    let honest = cell.workers - cell.byzantine;
    cell.problem.noise() * (cell.dim() as f64 / (cell.samples as f64 * honest as f64)).sqrt()
}

fn class(ratio: f64) -> usize {
    ENDS.iter().position(|end| ratio <= *end).unwrap_or(ENDS.len())
}

fn categories() -> Vec<Category> {
    let label = |class: usize| match class {
        0 => format!("up to {}", ENDS[0]),
        class if class == ENDS.len() => format!("above {}, or lost", ENDS[class - 1]),
        class => format!("{} to {}", ENDS[class - 1], ENDS[class]),
    };
    (SHADES.iter().enumerate())
        .map(|(class, shade)| Category::new(label(class), Colour::BLUE.tint(*shade)))
        .collect()
}

fn inscribed(ratio: f64) -> String {
    if ratio.is_nan() {
        String::new()
    } else if ratio.is_infinite() {
        "lost".to_owned()
    } else if ratio < 9.995 {
        format!("{ratio:.2}")
    } else if ratio < 999.5 {
        format!("{ratio:.0}")
    } else {
        format!("{ratio:.0e}")
    }
}
