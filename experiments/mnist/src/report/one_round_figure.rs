//! Table 4 over step sizes and local rounds.

use byzrate::report::plot::{Axis, Figure, MAX_PANELS, Panel};

use super::curve_figure::curves;
use super::images::on;
use super::{All, cells, of, provenance};
use crate::adversary::Attack;
use crate::plan::Experiment;

pub(super) fn figure(all: &All) -> Option<Figure> {
    let results = of(all, Experiment::OneRound)?;
    let cells = cells(results);
    let mut steps: Vec<f64> = cells.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    let mut panels = Vec::new();
    let mut most: f64 = f64::NEG_INFINITY;
    let mut at = 0.0;
    // The largest steps: the smaller the step, the less differ the curves.
    for &step in steps.iter().skip(steps.len().saturating_sub(MAX_PANELS)) {
        let here = || cells.iter().filter(move |cell| cell.setting().step == step);
        let mut series = Vec::new();
        for (place, cell) in here().enumerate() {
            series.extend(curves(cell, place));
        }
        let honest = here().find(|cell| cell.setting().adversary == Attack::None)?;
        let last = *honest.rounds().last()?;
        for cell in here().filter(|cell| cell.setting().alpha > 0.0 && cell.setting().aggregator.name() == "mean") {
            if let Some(gain) = honest.gain_over(cell, last)
                && gain.value() > most
            {
                (most, at) = (gain.value(), step);
            }
        }
        panels.push(Panel {
            title: Some(format!("η = {step}")),
            x: Axis::linear("local rounds"),
            y: Axis::log("test error, %"),
            series,
            ..Panel::default()
        });
    }
    let setting = cells.last()?.setting();
    Some(Figure {
        title: if most.is_finite() {
            format!(
                "One round{}: random labels cost the plain mean {most:.1} points at most, at η = {at}",
                on(results)
            )
        } else {
            format!("One round{} under random labels", on(results))
        },
        subtitle: Some(
            "Test error of the aggregate if workers stop after so many local rounds of gradient descent".to_owned(),
        ),
        panels,
        footer: vec![
            format!(
                "logistic regression, m = {}, n = {}, α = β = {}, {} worker with random labels",
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
