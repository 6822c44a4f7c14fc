use super::labels::{list, number, range};
use super::slopes::is_slope;
use super::zero::without_place;
use crate::claim::{Judged, Selection, Study, Verdict};
use crate::experiment::{Arm, Cell, Coordinate};
use crate::report::FigureSpec;
use crate::report::figure::{Along, Limits, Panels};
use crate::report::plot::{Axis, Figure, Panel, Point, Series};
use crate::theory::by_chance;

/// Lays out one figure.
pub(super) struct Builder<'a> {
    pub spec: &'a FigureSpec,
    pub study: &'a Study,
    pub judged: &'a Judged,
}

/// A point to draw: where on the x axis, and what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub x: f64,
    pub cell: usize,
    pub arm: usize,
}

/// Cells that differ in the coordinate of the x axis only.
pub(super) struct Group {
    /// What tells the group apart from the others of its panel, after a comma.
    pub suffix: String,
    pub cells: Vec<usize>,
}

impl Builder<'_> {
    pub fn cell(&self, index: usize) -> &Cell {
        &self.study.experiment.cells[index]
    }

    pub fn arm(&self, cell: usize, arm: usize) -> &Arm {
        &self.cell(cell).arms[arm]
    }

    /// The number of the arm of an estimator under an adversary.
    pub fn arm_of(&self, estimator: usize, adversary: usize) -> usize {
        estimator * self.study.experiment.adversaries.len() + adversary
    }

    pub fn figure(&self) -> Figure {
        let cells = self.spec.selection.cells(&self.study.experiment);
        let verdicts = self.judged.findings.iter().map(|finding| finding.verdict);
        let panels = self.panels(&cells);
        let mut series = panels.iter().flat_map(|panel| &panel.series);
        let has_slopes = series.any(is_slope);
        let mut footer = self.footer(&cells, has_slopes);
        let lacking = without_place(&panels);
        if lacking > 0 {
            footer.push(format!(
                "without a place on a logarithmic axis, since they are 0: {lacking} points"
            ));
        }
        Figure {
            title: self.spec.title(Verdict::of_all(verdicts)),
            subtitle: Some(self.study.experiment.question.clone()),
            panels,
            footer,
            hollow_label: Some(self.hollow_label(&cells).to_owned()),
        }
    }

    /// Of workers that are Byzantine by chance theorems speak now and then, as the footer says.
    fn hollow_label(&self, cells: &[usize]) -> &'static str {
        if cells.iter().any(|&cell| self.cell(cell).is_random()) {
            "hollow: the estimator's theorem speaks of a fixed number of Byzantine workers, or is silent"
        } else {
            "hollow: the estimator's theorem is silent there"
        }
    }

    fn footer(&self, cells: &[usize], has_slopes: bool) -> Vec<String> {
        let experiment = &self.study.experiment;
        let mut parts: Vec<String> = Vec::new();
        let values = |value: &dyn Fn(&Cell) -> f64| {
            let mut values: Vec<f64> = cells.iter().map(|&cell| value(self.cell(cell))).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        for coordinate in Coordinate::ALL {
            let (name, values) = match coordinate {
                Coordinate::Alpha => ("α", values(&|cell| cell.alpha)),
                Coordinate::Dim => ("d", values(&|cell| cell.dim() as f64)),
                other => (other.key(), values(&|cell| cell.coordinate(other))),
            };
            parts.push(format!("{name} = {}", list(&values)));
        }
        parts.extend(self.who_is_byzantine(cells));
        let shown = &self.spec.selection;
        let mut replicates: Vec<f64> = Vec::new();
        for &cell in cells {
            for &estimator in &shown.estimators {
                let arms = (shown.adversaries.iter()).map(|&adversary| self.arm_of(estimator, adversary));
                let counts = arms.map(|arm| self.judged.outcomes[cell].arm(arm).replicates() as f64);
                replicates.extend(counts);
            }
        }
        replicates.sort_by(f64::total_cmp);
        replicates.dedup();
        let apart = match self.spec.along {
            Along::Coordinate(_) | Along::Floats if self.abreast(cells) > 1 => "\u{a0}· markers set apart along\u{a0}x",
            _ => "",
        };
        let of_map = self.spec.map.map(|map| self.map_remark(map, cells));
        let bars = match self.spec.along {
            _ if of_map.is_some() => of_map.as_deref().unwrap_or_default(),
            Along::Finding => "bars: intervals that hold together for the whole run",
            _ if self.has_judged_bars() => "bars: intervals that hold together for the whole run",
            _ => "bars:\u{a0}±\u{a0}2\u{a0}standard\u{a0}errors",
        };
        let slopes = if has_slopes {
            "\u{a0}· intervals of slopes hold together for the whole run"
        } else {
            ""
        };
        vec![
            format!(
                "{}\u{a0}· {} replicates a point\u{a0}· {bars}{apart}{slopes}",
                parts
                    .iter()
                    .map(|part| unbroken(part))
                    .collect::<Vec<_>>()
                    .join("\u{a0}· "),
                range(&replicates)
            ),
            format!(
                "experiment {} · profile {} · seed {} · byzrate {}",
                experiment.name,
                experiment.profile,
                experiment.seed,
                env!("CARGO_PKG_VERSION")
            ),
        ]
    }

    /// How many workers are Byzantine, where any are, and what they do, where they all do the same.
    fn who_is_byzantine(&self, cells: &[usize]) -> Vec<String> {
        let attacked = || {
            cells
                .iter()
                .map(|&cell| self.cell(cell))
                .filter(|cell| cell.is_attacked())
        };
        let mut parts = Vec::new();
        if attacked().any(|cell| !cell.is_random()) {
            parts.push("b = ⌊αm⌋ workers Byzantine".to_owned());
        }
        let speaks = attacked().filter(|cell| cell.is_random());
        let mut speaks: Vec<f64> = speaks
            .map(|cell| by_chance::speaks_with(cell.workers, cell.alpha))
            .collect();
        speaks.sort_by(f64::total_cmp);
        if let (Some(least), Some(most)) = (speaks.first(), speaks.last()) {
            let share = if most - least < 0.005 {
                format!("{most:.2}")
            } else {
                format!("{least:.2}–{most:.2}")
            };
            parts.push(format!(
                "each worker Byzantine with probability α: at most ⌊αm⌋, of which theorems speak, with probability {share}"
            ));
        }
        if let ([only], true) = (&self.spec.selection.adversaries[..], attacked().next().is_some()) {
            parts.push(format!("adversary {}", self.adversary_name(*only)));
        }
        parts
    }

    /// How many series may have points at one x.
    fn abreast(&self, cells: &[usize]) -> usize {
        match self.spec.along {
            Along::Floats => cells.iter().map(|&cell| self.families(cell).len()).max().unwrap_or(0),
            _ => self.spec.selection.estimators.len(),
        }
    }

    fn panels(&self, cells: &[usize]) -> Vec<Panel> {
        let mut panels = match &self.spec.panels {
            Panels::Adversary => self.split_panels(cells, &self.spec.selection.adversaries, |selection, adversary| {
                selection.adversaries = vec![adversary];
                self.adversary_name(adversary).to_owned()
            }),
            Panels::Estimator => self.split_panels(cells, &self.spec.selection.estimators, |selection, estimator| {
                selection.estimators = vec![estimator];
                self.study.experiment.estimators[estimator].label()
            }),
            Panels::Parameter(key) => self.parameter_panels(cells, key),
            _ => self.cell_panels(cells),
        };
        self.take_off(&mut panels);
        self.mark_slopes(&mut panels, cells);
        if let Some((low, high)) = self.limits(&panels) {
            for panel in &mut panels {
                panel.y.range = Some((low, high));
            }
        }
        panels
    }

    /// A panel for each of `parts`, to which `narrow` narrows the selection; it gives the title.
    fn split_panels(
        &self,
        cells: &[usize],
        parts: &[usize],
        narrow: impl Fn(&mut Selection, usize) -> String,
    ) -> Vec<Panel> {
        let panel = |&part: &usize| {
            let mut spec = self.spec.clone();
            let title = narrow(&mut spec.selection, part);
            Builder { spec: &spec, ..*self }.panel(title, cells)
        };
        parts.iter().map(panel).collect()
    }

    fn cell_panels(&self, cells: &[usize]) -> Vec<Panel> {
        let key = |index: usize| match self.spec.panels {
            Panels::One | Panels::Adversary | Panels::Estimator | Panels::Parameter(_) => String::new(),
            Panels::Problem => self.cell(index).problem.name().replace('-', " "),
            Panels::Coordinate(Coordinate::Alpha) => format!("α = {}", number(self.cell(index).alpha)),
            Panels::Coordinate(Coordinate::Dim) => format!("d = {}", self.cell(index).dim()),
            Panels::Coordinate(other) => format!("{} = {}", other.key(), self.cell(index).coordinate(other)),
        };
        let mut panels: Vec<(String, Vec<usize>)> = Vec::new();
        for &cell in cells {
            let key = key(cell);
            match panels.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(cell),
                None => panels.push((key, vec![cell])),
            }
        }
        panels
            .into_iter()
            .map(|(title, cells)| self.panel(title, &cells))
            .collect()
    }

    /// The ends of the y axis of all panels, where they are not to fit what is drawn.
    pub fn limits(&self, panels: &[Panel]) -> Option<(f64, f64)> {
        match self.spec.y_limits {
            Limits::All => None,
            Limits::Between(low, high) => Some((low, high)),
            Limits::Measured => {
                let log = self.spec.quantity.is_logarithmic();
                let series = panels.iter().flat_map(|panel| &panel.series);
                // A line with its name beside it is the measured error of what has no place on the x axis.
                let measured = series.filter(|series| series.marker.is_some() || series.note.is_some());
                measured_limits(measured.flat_map(|series| &series.points), log)
            }
        }
    }

    pub fn panel(&self, title: String, cells: &[usize]) -> Panel {
        if self.spec.along == Along::Finding {
            return Panel {
                title: (!title.is_empty()).then_some(title),
                ..self.findings_panel(cells)
            };
        }
        if let Some(map) = self.spec.map {
            return Panel {
                title: (!title.is_empty()).then_some(title),
                ..self.map_panel(map, cells)
            };
        }
        let x = self.x_axis(cells);
        Panel {
            title: (!title.is_empty()).then_some(title),
            series: self.series(cells, &x),
            x,
            y: self.y_axis(),
            ..Panel::default()
        }
    }

    fn series(&self, cells: &[usize], x: &Axis) -> Vec<Series> {
        let mut series = match self.spec.along {
            Along::Coordinate(coordinate) => self.coordinate_series(cells, coordinate, x),
            Along::TrimFraction | Along::Floats => self.estimator_series(cells, x),
            Along::Adversary | Along::Cell => self.categorical_series(cells),
            Along::Parameter => self.parameter_series(cells),
            Along::Finding => Vec::new(),
        };
        if !self.spec.quantity.is_logarithmic() {
            let points = || series.iter().flat_map(|series| &series.points).map(|point| point.x);
            let (first, last) = match self.spec.along {
                Along::Adversary => (-0.5, self.spec.selection.adversaries.len() as f64 - 0.5),
                Along::Cell => (-0.5, cells.len() as f64 - 0.5),
                _ => (
                    points().fold(f64::INFINITY, f64::min),
                    points().fold(f64::NEG_INFINITY, f64::max),
                ),
            };
            series.extend(self.level([first, last]));
        }
        series
    }

    /// Cells that differ in the coordinate of the x axis only, with what tells the groups apart.
    pub fn groups(&self, cells: &[usize]) -> Vec<Group> {
        let mut groups = self.unordered_groups(cells);
        if let Along::Coordinate(coordinate) = self.spec.along {
            let at = |index: &usize| self.cell(*index).coordinate(coordinate);
            for group in &mut groups {
                group.cells.sort_by(|a, b| at(a).total_cmp(&at(b)));
            }
        }
        groups
    }

    fn unordered_groups(&self, cells: &[usize]) -> Vec<Group> {
        let varies = |value: &dyn Fn(&Cell) -> String| {
            let first = cells.first().map(|&cell| value(self.cell(cell)));
            cells.iter().any(|&cell| Some(value(self.cell(cell))) != first)
        };
        let mut groups: Vec<Group> = Vec::new();
        for &index in cells {
            let mut parts = Vec::new();
            if varies(&|cell| cell.family.to_string()) {
                parts.push(self.cell(index).problem.name().to_owned());
            }
            for coordinate in Coordinate::ALL {
                if self.spec.along == Along::Coordinate(coordinate) {
                    continue;
                }
                let value = |cell: &Cell| match coordinate {
                    Coordinate::Alpha => format!("α={}", number(cell.alpha)),
                    Coordinate::Dim => format!("d={}", cell.dim()),
                    other => format!("{}={}", other.key(), cell.coordinate(other)),
                };
                if varies(&value) {
                    parts.push(value(self.cell(index)));
                }
            }
            let suffix = parts.iter().fold(String::new(), |suffix, part| suffix + ", " + part);
            match groups.iter_mut().find(|group| group.suffix == suffix) {
                Some(group) => group.cells.push(index),
                None => groups.push(Group {
                    suffix,
                    cells: vec![index],
                }),
            }
        }
        groups
    }
}

/// A short part of a footer, which is not to be broken.
fn unbroken(part: &str) -> String {
    const SHORT: usize = 40;
    if part.chars().count() > SHORT {
        return part.to_owned();
    }
    part.replace(' ', "\u{a0}")
}

/// The ends of an axis around points with their error bars, with some space beyond.
fn measured_limits<'a>(points: impl Iterator<Item = &'a Point>, log: bool) -> Option<(f64, f64)> {
    let points = points.filter(|point| point.y.is_finite() && !point.lost && (!log || point.y > 0.0));
    let bars = points.map(|point| {
        // A bar that almost reaches zero would stretch a logarithmic axis over many empty decades.
        let least = if log { point.y / 2.0 } else { f64::NEG_INFINITY };
        (point.low.max(least), point.high)
    });
    let (low, high) = bars.reduce(|(low, high), bar| (low.min(bar.0), high.max(bar.1)))?;
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    if log {
        let space = libm::pow(high / low, SPACE).max(1.0 + SPACE);
        return Some((low / space, high * space));
    }
    let space = (SPACE * (high - low)).max(f64::MIN_POSITIVE);
    Some((low - space, high + space))
}

/// The space beyond measured points, as a share of the axis.
const SPACE: f64 = 0.08;
