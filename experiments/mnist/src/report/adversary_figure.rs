//! What other adversaries cost.

use byzrate::report::plot::{Axis, Figure, LineStyle, Panel, Point, Series};

use super::summary::{Summary, look};
use super::{All, Cell, cells, of, provenance};
use crate::adversary::Attack;
use crate::plan::Experiment;
use crate::training::Rule;

pub(super) fn figure(all: &All) -> Option<Figure> {
    let results = of(all, Experiment::Adversaries)?;
    let cells = cells(results);
    let last = cells.iter().filter_map(|cell| cell.rounds().last().copied()).max()?;
    let attacks: Vec<Attack> = (Attack::ALL.into_iter())
        .filter(|attack| *attack != Attack::None && cells.iter().any(|cell| cell.setting().adversary == *attack))
        .collect();
    let honest = cells
        .iter()
        .find(|cell| cell.setting().adversary == Attack::None)?
        .accuracy(last)?;
    let mut alphas: Vec<f64> = cells
        .iter()
        .map(|cell| cell.setting().alpha)
        .filter(|alpha| *alpha > 0.0)
        .collect();
    alphas.dedup();
    let alpha = *alphas.last()?;
    let found = |rule: Rule, attack: Attack| -> Option<Summary> {
        let fits = |cell: &&Cell| {
            let own = cell.setting();
            (own.aggregator, own.adversary, own.alpha) == (rule, attack, alpha)
        };
        cells.iter().find(fits)?.accuracy(last)
    };
    let mut series = vec![
        Series::new(byzrate::report::plot::aggregator_colour("honest-mean"))
            .label("mean, α = 0")
            .line(LineStyle::Dashed)
            .points([
                Point::new(100.0 - honest.value(), -0.5),
                Point::new(100.0 - honest.value(), attacks.len() as f64 - 0.5),
            ]),
    ];
    for rule in Rule::ALL {
        let fits = |cell: &&Cell| cell.setting().aggregator == rule && cell.setting().alpha > 0.0;
        let Some(cell) = cells.iter().find(fits) else { continue };
        let (label, colour, marker) = look(cell.setting());
        let points = attacks.iter().enumerate().filter_map(|(place, attack)| {
            let summary = found(rule, *attack)?;
            let (low, high) = (100.0 - summary.interval.high, 100.0 - summary.interval.low);
            Some(Point::with_error(
                100.0 - summary.value(),
                place as f64,
                low.max(0.1),
                high.min(100.0),
            ))
        });
        series.push(Series::new(colour).label(label).marker(marker).points(points));
    }
    let worst = |rule: Rule| {
        let all = attacks
            .iter()
            .filter_map(|attack| Some((*attack, found(rule, *attack)?.value())));
        all.min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (median, trimmed) = (worst(Rule::Median)?, worst(Rule::TrimmedMean)?);
    let cost = |accuracy: f64| honest.value() - accuracy;
    let setting = cells.last()?.setting();
    let title = if median.0 == trimmed.0 {
        format!(
            "{} is the worst attack on both robust rules: it costs the median {:.1} points, the trimmed mean {:.1}",
            median.0,
            cost(median.1),
            cost(trimmed.1)
        )
    } else {
        format!(
            "The worst attacks cost the median {:.1} points ({}) and the trimmed mean {:.1} ({})",
            cost(median.1),
            median.0,
            cost(trimmed.1),
            trimmed.0
        )
    };
    Some(Figure {
        title,
        subtitle: Some(format!(
            "Test error of logistic regression after {last} rounds at η = {}",
            setting.step
        )),
        panels: vec![Panel {
            x: Axis::log("test error, %"),
            y: Axis::categorical("adversary", attacks.iter().map(|attack| attack.name())),
            series,
            ..Panel::default()
        }],
        footer: vec![
            format!(
                "m = {}, n = {}, α = β = {alpha}, {} Byzantine workers; an iterate that became infinite counts as 90 % error",
                setting.workers,
                results.samples / setting.workers,
                setting.byzantine()
            ),
            provenance(&[results], cells[0].curves.len() as u64),
        ],
        ..Figure::default()
    })
}
