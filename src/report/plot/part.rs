//! Which data the shapes of a scene show: a list beside them, which a back end may ignore.

use std::fmt::Write;
use std::ops::Range;

use super::axis::Span;
use super::geometry::Frame;
use super::scene::Scene;

/// What a run of shapes shows, by its place in the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Line, error bars, markers or note of a series.
    Series { panel: usize, series: usize },
    /// The marker of a point of the series around it.
    Point(usize),
    /// Tiles of one category: from the first to the last row and column, both included, as [`Tiles`](super::Tiles) count them.
    Tiles {
        panel: usize,
        rows: (usize, usize),
        columns: (usize, usize),
    },
}

/// A run of shapes that show the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub shapes: Range<usize>,
    pub shown: Shown,
}

/// Where a panel is, and what its axes show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PanelPlace {
    pub frame: Frame,
    pub x: Span,
    pub y: Span,
}

impl Shown {
    /// The attribute that names it in a document.
    pub fn attribute(self) -> String {
        let mut attribute = String::new();
        // Writing to a string does not fail.
        let _ = match self {
            Self::Series { panel, series } => write!(attribute, " data-series=\"{}\"", series_id(panel, series)),
            Self::Point(index) => write!(attribute, " data-i=\"{index}\""),
            Self::Tiles { panel, rows, columns } => write!(
                attribute,
                " data-tiles=\"p{panel}r{}-{}c{}-{}\"",
                rows.0, rows.1, columns.0, columns.1
            ),
        };
        attribute
    }
}

/// The name of a series in the drawing and in its data.
pub(super) fn series_id(panel: usize, series: usize) -> String {
    format!("p{panel}s{series}")
}

impl Scene {
    /// Notes that all that `draw` adds shows the same. Parts may lie in one another.
    pub fn part<T>(&mut self, shown: Shown, draw: impl FnOnce(&mut Self) -> T) -> T {
        let (place, first) = (self.parts.len(), self.shapes.len());
        let shapes = first..first;
        self.parts.push(Part { shapes, shown });
        let result = draw(self);
        if self.shapes.len() > first {
            self.parts[place].shapes.end = self.shapes.len();
        } else {
            self.parts.truncate(place);
        }
        result
    }
}
