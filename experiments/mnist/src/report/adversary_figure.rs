//! What other adversaries cost.

use byzrate::report::plot::{Axis, Figure, LineStyle, MAX_PANELS, Panel, Point, Series};

use super::images::{on, prefix};
use super::summary::{HONEST_COLOUR, Summary, look};
use super::{All, Cell, cells, of, provenance};
use crate::adversary::Attack;
use crate::plan::Experiment;
use crate::training::Rule;

/// What was measured at one step size.
struct Measured<'a> {
    step: f64,
    cells: Vec<&'a Cell<'a>>,
    attacks: &'a [Attack],
    last: usize,
    honest: Summary,
}

impl<'a> Measured<'a> {
    fn new(all: &'a [Cell<'a>], attacks: &'a [Attack], step: f64) -> Option<Self> {
        let cells: Vec<&Cell> = all.iter().filter(|cell| cell.setting().step == step).collect();
        let last = cells.iter().filter_map(|cell| cell.rounds().last().copied()).max()?;
        let honest = cells.iter().find(|cell| cell.setting().adversary == Attack::None)?;
        Some(Self {
            honest: honest.accuracy(last)?,
            step,
            cells,
            attacks,
            last,
        })
    }

    fn cell(&self, rule: Rule, attack: Attack) -> Option<&Cell<'a>> {
        let fits = |cell: &&&Cell| (cell.setting().aggregator, cell.setting().adversary) == (rule, attack);
        self.cells.iter().find(fits).copied()
    }

    /// The attack that costs a rule the most, and how many points.
    fn worst(&self, rule: Rule) -> Option<(Attack, f64)> {
        let cost = |attack: Attack| {
            let accuracy = self.cell(rule, attack)?.accuracy(self.last)?;
            Some((attack, self.honest.value() - accuracy.value()))
        };
        let costs = self.attacks.iter().filter_map(|attack| cost(*attack));
        costs.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn panel(&self) -> Panel {
        let honest = 100.0 - self.honest.value();
        let line = [-0.5, self.attacks.len() as f64 - 0.5].map(|y| Point::new(honest, y));
        let mut series = vec![
            Series::new(HONEST_COLOUR)
                .label("mean, α = 0")
                .line(LineStyle::Dashed)
                .points(line),
        ];
        for rule in Rule::ALL {
            let found = |(place, attack): (usize, &Attack)| {
                let summary = self.cell(rule, *attack)?.accuracy(self.last)?;
                let (low, high) = summary.error_bar();
                let error = 100.0 - summary.value();
                Some(Point::with_error(error, place as f64, low, high))
            };
            let points: Vec<Point> = self.attacks.iter().enumerate().filter_map(found).collect();
            let any = self.attacks.iter().find_map(|attack| self.cell(rule, *attack));
            if let Some(cell) = any {
                let (label, colour, marker) = look(cell.setting());
                series.push(Series::new(colour).label(label).marker(marker).points(points));
            }
        }
        Panel {
            title: Some(format!("η = {}, {} rounds", self.step, self.last)),
            x: Axis::log("test error, %"),
            y: Axis::categorical("adversary", self.attacks.iter().map(|attack| attack.name())),
            series,
            ..Panel::default()
        }
    }
}

pub(super) fn figure(all: &All, experiment: Experiment) -> Option<Figure> {
    let results = of(all, experiment)?;
    let cells = cells(results);
    let attacks: Vec<Attack> = (Attack::ALL.into_iter())
        .filter(|attack| *attack != Attack::None && cells.iter().any(|cell| cell.setting().adversary == *attack))
        .collect();
    let mut steps: Vec<f64> = cells.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    let measured: Vec<Measured> = (steps.into_iter())
        .filter_map(|step| Measured::new(&cells, &attacks, step))
        .take(MAX_PANELS)
        .collect();
    let first = measured.first()?;
    let (median, trimmed) = (first.worst(Rule::Median)?, first.worst(Rule::TrimmedMean)?);
    let setting = cells.last()?.setting();
    Some(Figure {
        title: format!(
            "{}At η = {} the worst of {} attacks costs the median {:.1} points ({}), the trimmed mean {:.1} ({})",
            prefix(&[results]),
            first.step,
            attacks.len(),
            median.1,
            median.0,
            trimmed.1,
            trimmed.0
        ),
        subtitle: Some(format!(
            "Test error of {}{} under attack",
            experiment.network().title(),
            on(results)
        )),
        panels: measured.iter().map(Measured::panel).collect(),
        footer: vec![
            format!(
                "m = {}, n = {}, α = β = {}, {} Byzantine workers; an iterate that became infinite counts as 90 % error",
                setting.workers,
                results.samples / setting.workers,
                setting.alpha,
                setting.byzantine()
            ),
            provenance(&[results]),
        ],
        ..Figure::default()
    })
}
