//! Maps of estimators under adversaries.

use super::builder::Builder;
use crate::experiment::{Cell, Response};
use crate::league::{RankInterval, rank_intervals};
use crate::report::figure::MapOf;
use crate::report::plot::{Axis, Category, Colour, Inscription, Panel, Tiles};

/// The classes of errors over that of the honest mean: the upper ends of all but the last.
const ENDS: [f64; 5] = [1.1, 1.5, 2.0, 3.0, 5.0];
/// From the palest to the darkest, for readers without colours.
const SHADES: [u8; 6] = [0, 12, 28, 50, 75, 100];

/// With which all ranks of a map lie in their intervals.
const CONFIDENCE: f64 = 0.99;

impl Builder<'_> {
    /// A row an estimator of each cell and a column an adversary. The number is the rms error over σ√(d/(n(m − b))), that of the mean of
    /// the honest workers, who nobody knows, or the rank by it; the worst of a row is framed.
    pub fn map_panel(&self, map: MapOf, cells: &[usize]) -> Panel {
        let shown = &self.spec.selection;
        let mut rows = Vec::new();
        let (mut tiles, mut texts) = (Vec::new(), Vec::new());
        for group in &self.groups(cells) {
            for &cell in &group.cells {
                let errors = self.errors_of(cell);
                let ranks = self.ranks(cell);
                for (place, (&estimator, overall)) in shown.estimators.iter().zip(ranks).enumerate() {
                    let label = self.study.experiment.estimators[estimator].label();
                    let values: Vec<f64> = match map {
                        MapOf::Errors => errors[place].clone(),
                        MapOf::Ranks => (0..shown.adversaries.len())
                            .map(|column| rank(&errors, place, column))
                            .collect(),
                    };
                    let worst = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    rows.push(match map {
                        MapOf::Errors => format!("{label}{} · {}", group.suffix, interval(overall)),
                        MapOf::Ranks => format!("{label}{}", group.suffix),
                    });
                    tiles.extend(values.iter().map(|value| class(map, *value, shown.estimators.len())));
                    texts.extend(values.iter().map(|value| Inscription {
                        text: inscribed(map, *value),
                        framed: *value == worst,
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
                categories: categories(map, shown.estimators.len()),
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

    /// The errors of every estimator shown under every adversary shown, over that of the honest mean.
    fn errors_of(&self, cell: usize) -> Vec<Vec<f64>> {
        let shown = &self.spec.selection;
        let unit = honest_mean(self.cell(cell));
        let of = |&estimator: &usize| -> Vec<f64> {
            let arms = (shown.adversaries.iter()).map(|&adversary| self.arm_of(estimator, adversary));
            arms.map(|arm| self.rms_of(cell, arm) / unit).collect()
        };
        shown.estimators.iter().map(of).collect()
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

/// The rank of an estimator under an adversary: one more than those with smaller errors.
fn rank(errors: &[Vec<f64>], place: usize, column: usize) -> f64 {
    let own = errors[place][column];
    1.0 + errors.iter().filter(|other| other[column] < own).count() as f64
}

fn interval(rank: RankInterval) -> String {
    if rank.best == rank.worst {
        rank.best.to_string()
    } else {
        format!("{}–{}", rank.best, rank.worst)
    }
}

/// The class of an error or of a rank among `count`, whose classes have equally many.
fn class(map: MapOf, value: f64, count: usize) -> usize {
    match map {
        MapOf::Errors => ENDS.iter().position(|end| value <= *end).unwrap_or(ENDS.len()),
        MapOf::Ranks => {
            let ends = (1..=ENDS.len()).map(|class| rank_end(class, count) as f64);
            ends.take_while(|end| value > *end).count()
        }
    }
}

/// The last rank of the class before `class`.
fn rank_end(class: usize, count: usize) -> usize {
    (class * count).div_ceil(SHADES.len())
}

fn categories(map: MapOf, count: usize) -> Vec<Category> {
    let label = |class: usize| match map {
        MapOf::Errors if class == 0 => format!("up to {}", ENDS[0]),
        MapOf::Errors if class == ENDS.len() => format!("above {}, or lost", ENDS[class - 1]),
        MapOf::Errors => format!("{} to {}", ENDS[class - 1], ENDS[class]),
        MapOf::Ranks => format!("{} to {}", rank_end(class, count) + 1, rank_end(class + 1, count)),
    };
    (SHADES.iter().enumerate())
        .map(|(class, shade)| Category::new(label(class), Colour::BLUE.tint(*shade)))
        .collect()
}

fn inscribed(map: MapOf, value: f64) -> String {
    if map == MapOf::Ranks {
        format!("{value}")
    } else if value.is_nan() {
        String::new()
    } else if value.is_infinite() {
        "lost".to_owned()
    } else if value < 9.995 {
        format!("{value:.2}")
    } else if value < 999.5 {
        format!("{value:.0}")
    } else {
        format!("{value:.0e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_fall_into_equal_classes() {
        let classes: Vec<usize> = (1..=12).map(|rank| class(MapOf::Ranks, f64::from(rank), 12)).collect();
        assert_eq!(classes, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        let labels: Vec<String> = categories(MapOf::Ranks, 12)
            .into_iter()
            .map(|category| category.label)
            .collect();
        assert_eq!(labels[1], "3 to 4");
        assert_eq!(rank(&[vec![1.0], vec![3.0], vec![1.0]], 1, 0), 3.0);
        assert_eq!(
            rank(&[vec![1.0], vec![3.0], vec![1.0]], 2, 0),
            1.0,
            "equals share the better rank"
        );
    }

    #[test]
    fn errors_are_classed_and_written() {
        let of = |value| (class(MapOf::Errors, value, 3), inscribed(MapOf::Errors, value));
        assert_eq!(of(1.0), (0, "1.00".to_owned()));
        assert_eq!(of(4.996), (4, "5.00".to_owned()));
        assert_eq!(of(6081.0), (5, "6e3".to_owned()));
        assert_eq!(of(f64::INFINITY), (5, "lost".to_owned()));
        assert_eq!(inscribed(MapOf::Errors, f64::NAN), "");
    }
}
