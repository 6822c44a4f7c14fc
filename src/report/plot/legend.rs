//! The legend below the panels.

use super::figure::{LineStyle, Marker, Series};
use super::geometry::{dashed, line_width};
use super::layout::{DARK, INK, TEXT_SIZE, lines_at};
use super::palette::Colour;
use super::panel::draw_marker;
use super::scene::{Pixel, Scene, Shape};
use super::text::{HALF_DIGIT, LINE, widest, wrap};
use super::tiles::Category;

/// Width of a sample with a line and of one without, of the space after it, and of the space between columns.
const LINE_SAMPLE: f64 = 44.0;
const MARKER_SAMPLE: f64 = 16.0;
/// Width and height of the sample of a category.
const SWATCH: (f64, f64) = (20.0, 12.0);
const AFTER_SAMPLE: f64 = 9.0;
const COLUMN_GAP: f64 = 28.0;
const ROW_GAP: f64 = 5.0;

/// What the legend says of all series of one label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    label: String,
    colour: Colour,
    marker: Option<Marker>,
    line: Option<LineStyle>,
    /// Whether it is a category of tiles.
    area: bool,
    hollow: bool,
    seen: bool,
    has_values: bool,
}

impl Entry {
    /// Adds a series to the entry of its label. `seen`: something of it is on the page, or it has no points at all;
    /// `has_values`: some point has a place on the axes. A `note` is added to the label if it says something else.
    pub fn add(entries: &mut Vec<Self>, series: &Series, note: Option<&str>, seen: bool, has_values: bool) {
        let label = series.label.as_deref();
        let note = note.filter(|note| Some(*note) != label);
        let parts: Vec<&str> = [label, note]
            .into_iter()
            .flatten()
            .filter(|part| !part.trim().is_empty())
            .collect();
        if parts.is_empty() {
            return;
        }
        let label = parts.join(": ");
        let all_hollow = !series.points.is_empty() && series.points.iter().all(|point| point.hollow);
        if let Some(entry) = entries.iter_mut().find(|entry| entry.label == label) {
            entry.marker = entry.marker.or(series.marker);
            entry.line = entry.line.or(series.line);
            entry.hollow &= all_hollow || series.marker.is_none();
            entry.seen |= seen;
            entry.has_values |= has_values;
            return;
        }
        let Series {
            colour, marker, line, ..
        } = *series;
        entries.push(Self {
            label,
            colour,
            marker,
            line,
            area: false,
            hollow: all_hollow,
            seen,
            has_values,
        });
    }

    /// Adds a category of tiles to the entry of its label. `seen`: some tile is of it.
    pub fn add_category(entries: &mut Vec<Self>, category: &Category, seen: bool) {
        let Category { label, colour } = category;
        if label.trim().is_empty() {
            return;
        }
        if let Some(entry) = entries.iter_mut().find(|entry| entry.label == *label) {
            entry.seen |= seen;
            return;
        }
        entries.push(Self {
            label: label.clone(),
            colour: *colour,
            marker: None,
            line: None,
            area: true,
            hollow: false,
            seen,
            has_values: seen,
        });
    }

    /// The entry that explains hollow markers.
    pub fn hollow(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            colour: Colour::GREY,
            marker: Some(Marker::Circle),
            line: None,
            area: false,
            hollow: true,
            seen: true,
            has_values: true,
        }
    }

    fn text(&self) -> String {
        let remark = match (self.seen, self.has_values) {
            (true, _) => "",
            (false, true) => " (off the page)",
            (false, false) if self.area => " (nowhere)",
            (false, false) => " (no values)",
        };
        format!("{}{remark}", self.label)
    }
}

/// Entries in rows and columns.
pub(super) struct Legend {
    entries: Vec<(Entry, Vec<String>)>,
    /// Width of the samples.
    sample: f64,
    /// Left end of each column.
    columns: Vec<f64>,
    /// Top of each row, and the end of the last one.
    rows: Vec<f64>,
}

impl Legend {
    /// Arranges entries, row by row, in as many columns as fit into `width`.
    pub fn new(entries: Vec<Entry>, width: f64) -> Self {
        let sample = if entries.iter().any(|entry| entry.line.is_some()) {
            LINE_SAMPLE
        } else if entries.iter().any(|entry| entry.area) {
            SWATCH.0
        } else {
            MARKER_SAMPLE
        };
        let before_text = sample + AFTER_SAMPLE;
        let wrapped = |entry: Entry| {
            let lines = wrap(&entry.text(), TEXT_SIZE, width - before_text, false);
            (entry, lines)
        };
        let entries: Vec<(Entry, Vec<String>)> = entries.into_iter().map(wrapped).collect();
        let widths: Vec<f64> = entries
            .iter()
            .map(|(_, lines)| before_text + widest(lines, TEXT_SIZE))
            .collect();
        let in_columns = |count: usize| -> Vec<f64> {
            (0..count)
                .map(|column| widths.iter().skip(column).step_by(count).copied().fold(0.0, f64::max))
                .collect()
        };
        let fits =
            |columns: &Vec<f64>| columns.iter().sum::<f64>() + COLUMN_GAP * (columns.len() as f64 - 1.0) <= width;
        let most = (1..=entries.len()).rev().map(in_columns).find(fits);
        let rows_of = |count: usize| entries.len().div_ceil(count.max(1));
        let mut chosen = most.unwrap_or_else(|| in_columns(usize::from(!entries.is_empty())));
        // Fewer columns in the same number of rows leave no short last row.
        while chosen.len() > 1 && rows_of(chosen.len() - 1) == rows_of(chosen.len()) {
            let fewer = in_columns(chosen.len() - 1);
            if !fits(&fewer) {
                break;
            }
            chosen = fewer;
        }
        let mut columns = Vec::new();
        let mut x = 0.0;
        for width in &chosen {
            columns.push(x);
            x += width + COLUMN_GAP;
        }
        let mut rows = vec![0.0];
        let mut y = 0.0;
        for row in entries.chunks(columns.len().max(1)) {
            let lines = row.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
            y += lines as f64 * LINE * TEXT_SIZE + ROW_GAP;
            rows.push(y);
        }
        Self {
            entries,
            sample,
            columns,
            rows,
        }
    }

    /// Height in pixels; 0 without entries.
    pub fn height(&self) -> f64 {
        self.rows.last().copied().unwrap_or(0.0)
    }

    /// Draws the legend below and to the right of a position.
    pub fn draw(&self, scene: &mut Scene, (left, top): Pixel) {
        for (i, (entry, lines)) in self.entries.iter().enumerate() {
            let (row, column) = (i / self.columns.len(), i % self.columns.len());
            let (x, y) = (left + self.columns[column], top + self.rows[row]);
            let middle = y + TEXT_SIZE - HALF_DIGIT * TEXT_SIZE;
            if entry.area {
                // The swatch has the outline that regions have.
                for (grown, colour) in [(1.0, INK), (0.0, entry.colour)] {
                    let (half_width, half_height) = (0.5 * self.sample.min(SWATCH.0) + grown, 0.5 * SWATCH.1 + grown);
                    let centre = x + self.sample / 2.0;
                    scene.shapes.push(Shape::Rect {
                        from: (centre - half_width, middle - half_height),
                        to: (centre + half_width, middle + half_height),
                        colour,
                    });
                }
            }
            if let Some(style) = entry.line {
                for points in dashed(&[(x, middle), (x + self.sample, middle)], style) {
                    scene.shapes.push(Shape::Stroke {
                        points,
                        width: line_width(style),
                        colour: entry.colour,
                    });
                }
            }
            if let Some(marker) = entry.marker {
                draw_marker(
                    scene,
                    marker,
                    (x + self.sample / 2.0, middle),
                    entry.colour,
                    entry.hollow,
                );
            }
            lines_at(scene, lines, (x + self.sample + AFTER_SAMPLE, y), TEXT_SIZE, DARK);
        }
    }
}
