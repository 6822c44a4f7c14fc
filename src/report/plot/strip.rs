//! The strip above the axis of a panel, for what lies beyond it.

use super::figure::{Panel, Scale, Series};
use super::layout::SMALL_SIZE;
use super::text::{LINE, wrap};

/// Height of a row of markers, and the space above and below the rows.
const ROW: f64 = 17.0;
const SPACE: f64 = 7.0;
/// The most rows; more labels share the last one.
const MOST_ROWS: usize = 5;
/// The widest line of what the strip is called.
const NAME: f64 = 98.0;
/// Keeps the name clear of the highest label of the axis.
const CLEAR: f64 = 14.0;

/// Whether a panel can have a strip: its values lie along the y axis.
pub(super) fn is_possible(panel: &Panel) -> bool {
    panel.tiles.is_none() && !matches!(panel.y.scale, Scale::Categorical(_))
}

fn has_lost(series: &Series) -> bool {
    series.points.iter().any(|point| point.lost)
}

/// The row of each series: side by side in one row where the x axis is categorical, else one for every label.
pub(super) fn rows(panel: &Panel) -> Vec<usize> {
    let mut labels: Vec<Option<&String>> = Vec::new();
    let side_by_side = matches!(panel.x.scale, Scale::Categorical(_));
    let mut rows = Vec::new();
    for series in &panel.series {
        if side_by_side || !has_lost(series) {
            rows.push(0);
            continue;
        }
        let label = series.label.as_ref();
        let known = label.and_then(|_| labels.iter().position(|other| *other == label));
        let row = known.unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        });
        rows.push(row.min(MOST_ROWS - 1));
    }
    rows
}

/// The lines that name the strip.
pub(super) fn name(panel: &Panel) -> Vec<String> {
    wrap(panel.beyond.as_deref().unwrap_or("lost"), SMALL_SIZE, NAME, true)
}

/// The height of the strip of all panels; 0 where nothing is beyond any axis.
pub(super) fn height(panels: &[Panel]) -> f64 {
    let own = |panel: &Panel| {
        if !is_possible(panel) || !panel.series.iter().any(has_lost) {
            return 0.0;
        }
        let count = rows(panel).into_iter().max().unwrap_or(0) + 1;
        let name = name(panel).len() as f64 * LINE * SMALL_SIZE + CLEAR;
        (count as f64 * ROW + 2.0 * SPACE).max(name)
    };
    panels.iter().map(own).fold(0.0, f64::max).ceil()
}

/// How far below the top of a strip of some height the middle of a row is.
pub(super) fn middle(row: usize, count: usize, height: f64) -> f64 {
    height / 2.0 + (row as f64 - (count as f64 - 1.0) / 2.0) * ROW
}
