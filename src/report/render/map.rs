//! Maps of estimators under adversaries.

use super::builder::Builder;
use crate::experiment::{Cell, Response};
use crate::league::{RankInterval, worst_attack, worst_case_ranks};
use crate::report::figure::MapOf;
use crate::report::plot::{Axis, Category, Colour, Inscription, Panel, Tiles};
use crate::stat::quantile;

/// The classes of errors over that of the honest mean: the upper ends of all but the last.
const ENDS: [f64; 5] = [1.1, 1.5, 2.0, 3.0, 5.0];
/// From the palest to the darkest, for readers without colours.
const SHADES: [u8; 6] = [0, 12, 28, 50, 75, 100];

/// With which all ranks of a map lie in their intervals.
const CONFIDENCE: f64 = 0.99;

/// The most rows whose tiles have room for two numbers.
const MOST_ROWS_OF_TWO: usize = 40;
/// The quantile beside the rms error.
const QUANTILE: f64 = 0.95;

/// What a tile says of an estimator under an adversary, over the error of the honest mean.
struct Met {
    rms: f64,
    quantile: f64,
}

impl Builder<'_> {
    /// A row an estimator of each cell and a column an adversary. The number is the rms error over σ√(d/(n(m − b))), that of the mean of
    /// the honest workers, who nobody knows, with the 95 % quantile below, or the rank by it. Framed is the adversary that is the worst on
    /// every other replicate, by which the row is ranked on the others; in a map of ranks, the worst rank.
    pub fn map_panel(&self, map: MapOf, cells: &[usize]) -> Panel {
        let shown = &self.spec.selection;
        let mut rows = Vec::new();
        let (mut tiles, mut texts) = (Vec::new(), Vec::new());
        for group in &self.groups(cells) {
            for &cell in &group.cells {
                let errors = self.errors_of(cell);
                let met = self.met(cell, &errors);
                let ranks = worst_case_ranks(&errors, CONFIDENCE);
                for (place, (&estimator, overall)) in shown.estimators.iter().zip(ranks).enumerate() {
                    let label = self.study.experiment.estimators[estimator].label();
                    let values: Vec<f64> = match map {
                        MapOf::Errors => met[place].iter().map(|met| met.rms).collect(),
                        MapOf::Ranks => (0..shown.adversaries.len())
                            .map(|column| rank(&met, place, column))
                            .collect(),
                    };
                    let framed = match map {
                        MapOf::Errors => worst_of(&errors[place]),
                        MapOf::Ranks => largest(&values),
                    };
                    rows.push(match map {
                        MapOf::Errors => format!("{label}{} · {}", group.suffix, interval(overall)),
                        MapOf::Ranks => format!("{label}{}", group.suffix),
                    });
                    tiles.extend(values.iter().map(|value| class(map, *value, shown.estimators.len())));
                    let small = |met: &Met| match self.shows_quantiles(cells) {
                        true => inscribed(MapOf::Errors, met.quantile),
                        false => String::new(),
                    };
                    let inscriptions = values.iter().zip(&met[place]).zip(framed);
                    texts.extend(inscriptions.map(|((value, met), framed)| Inscription {
                        text: inscribed(map, *value),
                        small: small(met),
                        framed,
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

    /// What the numbers, the frames and the ranks of a map are.
    pub fn map_remark(&self, map: MapOf, cells: &[usize]) -> String {
        if map == MapOf::Ranks {
            return "1 is the smallest error under an attack · framed: the worst of a row".to_owned();
        }
        let small = match self.shows_quantiles(cells) {
            true => ", and small, where there is room, their 95 % quantiles,",
            false => "",
        };
        format!(
            "rms errors{small} over σ√(d/(n(m\u{a0}−\u{a0}b))), that of the honest workers’ mean · framed: the worst attack on every other \
             replicate; beside the name, the rank under it on the other half (paired, all ranks at once at 99 %)"
        )
    }

    /// Whether tiles give the 95 % quantile, too.
    fn shows_quantiles(&self, cells: &[usize]) -> bool {
        self.spec.map == Some(MapOf::Errors) && self.spec.selection.estimators.len() * cells.len() <= MOST_ROWS_OF_TWO
    }

    /// The errors of every estimator shown under every adversary shown, replicate by replicate.
    fn errors_of(&self, cell: usize) -> Vec<Vec<Vec<f64>>> {
        let shown = &self.spec.selection;
        let of = |&estimator: &usize| -> Vec<Vec<f64>> {
            let arms = (shown.adversaries.iter()).map(|&adversary| self.arm_of(estimator, adversary));
            arms.map(|arm| self.judged.outcomes[cell].arm(arm).errors().collect())
                .collect()
        };
        shown.estimators.iter().map(of).collect()
    }

    /// The rms error and the quantile of every estimator under every adversary: infinite where estimates are lost, NaN where nothing was
    /// drawn.
    fn met(&self, cell: usize, errors: &[Vec<Vec<f64>>]) -> Vec<Vec<Met>> {
        let shown = &self.spec.selection;
        let unit = honest_mean(self.cell(cell));
        let of = |estimator: usize, adversary: usize, errors: &Vec<f64>| {
            let outcomes = self.judged.outcomes[cell].arm(self.arm_of(estimator, adversary));
            let rms = match outcomes.response(Response::Rms) {
                Some(rms) => rms.value,
                None if errors.is_empty() => f64::NAN,
                None => f64::INFINITY,
            };
            Met {
                rms: rms / unit,
                quantile: upper_quantile(errors) / unit,
            }
        };
        let row = |(&estimator, errors): (&usize, &Vec<Vec<f64>>)| {
            let arms = shown.adversaries.iter().zip(errors);
            arms.map(|(&adversary, errors)| of(estimator, adversary, errors))
                .collect()
        };
        shown.estimators.iter().zip(errors).map(row).collect()
    }
}

/// The 95 % quantile; NaN where nothing was drawn.
fn upper_quantile(errors: &[f64]) -> f64 {
    let mut sorted = errors.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile(&sorted, QUANTILE, QUANTILE).map_or(f64::NAN, |quantile| quantile.value)
}

/// The attack that is chosen as the worst, and those that are the same in every replicate.
fn worst_of(errors: &[Vec<f64>]) -> Vec<bool> {
    let worst = worst_attack(errors).map(|worst| &errors[worst.attack]);
    errors.iter().map(|errors| Some(errors) == worst).collect()
}

fn largest(values: &[f64]) -> Vec<bool> {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    values.iter().map(|value| *value == largest).collect()
}

/// σ√(d/(n(m − b))).
fn honest_mean(cell: &Cell) -> f64 {
    let honest = cell.workers - cell.byzantine;
    cell.problem.noise() * (cell.dim() as f64 / (cell.samples as f64 * honest as f64)).sqrt()
}

/// The rank of an estimator under an adversary: one more than those with smaller errors.
fn rank(met: &[Vec<Met>], place: usize, column: usize) -> f64 {
    let own = met[place][column].rms;
    1.0 + met.iter().filter(|other| other[column].rms < own).count() as f64
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
        let met = [1.0, 3.0, 1.0].map(|rms| vec![Met { rms, quantile: 9.0 }]);
        assert_eq!(rank(&met, 1, 0), 3.0);
        assert_eq!(rank(&met, 2, 0), 1.0, "equals share the better rank");
    }

    /// The frame is where the even replicates have it, whatever the odd ones say.
    #[test]
    fn frames_mark_what_was_chosen() {
        let errors = [vec![3.0, 0.0], vec![1.0, 9.0], vec![3.0, 0.0], vec![]];
        assert_eq!(worst_of(&errors), [true, false, true, false]);
        assert_eq!(worst_of(&[vec![], vec![]]), [false, false]);
        assert_eq!(largest(&[1.0, 2.0, f64::NAN, 2.0]), [false, true, false, true]);
    }

    #[test]
    fn quantiles_are_of_the_errors() {
        let errors: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(upper_quantile(&errors), 95.0);
        assert_eq!(upper_quantile(&[1.0, f64::INFINITY]), f64::INFINITY);
        assert!(upper_quantile(&[]).is_nan());
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
