//! The paper's Figure 1: test error against communication rounds.

use byzrate::report::plot::{Axis, Figure, LineStyle, Panel, Point, Series};

use super::images::{on, prefix};
use super::ordering::rows;
use super::summary::{Cell, look};
use super::{All, cells, of, provenance};
use crate::plan::{Experiment, Table};

/// Markers with error bars along a curve.
const MARKERS: usize = 10;

pub(super) fn figure(all: &All) -> Option<Figure> {
    let tables = Table::ALL
        .iter()
        .filter(|table| table.experiment != Experiment::OneRound);
    let mut panels = Vec::new();
    let mut footer = Vec::new();
    let mut losses = Vec::new();
    let mut used = Vec::new();
    for table in tables {
        let Some(results) = of(all, table.experiment) else {
            continue;
        };
        let cells = cells(results);
        let rows = rows(&cells, table.step);
        let present: Vec<&Cell> = rows.into_iter().flatten().collect();
        let Some(first) = present.last() else { continue };
        let setting = first.setting();
        let name = match table.experiment {
            Experiment::Cnn => "Convolutional network",
            _ => "Logistic regression",
        };
        let mut series = Vec::new();
        for (place, cell) in present.iter().enumerate() {
            series.extend(curves(cell, place));
        }
        panels.push(Panel {
            title: Some(format!("{name}{}, η = {}", on(results), table.step)),
            x: Axis::linear("communication rounds"),
            y: Axis::log("test error, %"),
            series,
            ..Panel::default()
        });
        let byzantine = setting.byzantine();
        footer.push(format!(
            "{}: m = {}, n = {}, α = β = {}, {byzantine} {} with labels 9 − y; {} % of a worker’s images a round",
            name.to_lowercase(),
            setting.workers,
            results.samples / setting.workers,
            setting.alpha,
            if byzantine == 1 { "worker" } else { "workers" },
            100.0 * setting.batch
        ));
        if let [Some(honest), Some(mean), median, trimmed] = rows {
            let loss = |cell: &Cell| honest.gain_over(cell, table.rounds).map(|gain| gain.value());
            let robust = [median, trimmed]
                .into_iter()
                .flatten()
                .filter_map(loss)
                .fold(f64::NEG_INFINITY, f64::max);
            losses.extend(loss(mean).map(|mean| (table.rounds, mean, robust)));
        }
        used.push(results);
    }
    if panels.is_empty() {
        return None;
    }
    footer.push(provenance(&used));
    let (title, subtitle) = headings(&losses);
    Some(Figure {
        title: format!("{}{title}", prefix(&used)),
        subtitle: Some(subtitle),
        panels,
        footer,
        ..Figure::default()
    })
}

/// The title and subtitle for points lost after so many rounds, by the mean and by the worse of median and trimmed mean; runs
/// that stopped before say nothing of that.
fn headings(losses: &[(usize, f64, f64)]) -> (String, String) {
    let measured = "Test error along Algorithm 1";
    if losses.is_empty() {
        return ("Test error under flipped labels".to_owned(), measured.to_owned());
    }
    let means: Vec<String> = losses.iter().map(|loss| format!("{:.1}", loss.1)).collect();
    let rounds: Vec<String> = losses.iter().map(|loss| loss.0.to_string()).collect();
    let robust = losses.iter().fold(f64::NEG_INFINITY, |most, loss| most.max(loss.2));
    let robust = if robust <= 0.0 {
        "nothing".to_owned()
    } else {
        format!("{robust:.1} at most")
    };
    let title = format!(
        "Flipped labels cost the plain mean {} points; median and trimmed mean {robust}",
        means.join(" and ")
    );
    let subtitle = format!("{measured}; costs after {} rounds", rounds.join(" and "));
    (title, subtitle)
}

/// A thin line through all measured rounds, and markers with intervals on some, shifted from curve to curve.
pub(super) fn curves(cell: &Cell, place: usize) -> [Series; 2] {
    let (label, colour, marker) = look(cell.setting());
    let rounds: Vec<usize> = cell.rounds().iter().copied().filter(|round| *round > 0).collect();
    let point = |round: usize| {
        let summary = cell.accuracy(round)?;
        let (low, high) = summary.error_bar();
        Some(Point::with_error(round as f64, 100.0 - summary.value(), low, high))
    };
    let line = rounds
        .iter()
        .filter_map(|round| point(*round))
        .map(|p| Point::new(p.x, p.y));
    let every = (rounds.len() / MARKERS).max(1);
    let marked = rounds
        .iter()
        .skip(every * (place + 1) / 5)
        .step_by(every)
        .filter_map(|round| point(*round));
    [
        Series::new(colour).line(LineStyle::Thin).points(line),
        Series::new(colour).label(label).marker(marker).points(marked),
    ]
}
