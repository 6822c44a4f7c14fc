//! What a figure shows, as plain data.

use super::palette::Colour;
use super::tiles::Tiles;

/// How many panels fit side by side.
pub const MAX_PANELS: usize = 3;

/// A figure: one to [`MAX_PANELS`] panels side by side under a common title, above a common legend.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figure {
    /// The finding, as a sentence.
    pub title: String,
    /// What is plotted, in grey below the title.
    pub subtitle: Option<String>,
    /// The panels, from left to right.
    pub panels: Vec<Panel>,
    /// Lines at the bottom: n, m, α, replicates, seed, version. Long lines are wrapped.
    pub footer: Vec<String>,
    /// Legend text that says what a hollow marker means; shown only if a hollow marker is drawn.
    pub hollow_label: Option<String>,
}

/// A pair of axes with the series drawn in it.
///
/// Panels whose y axes have the same label and scale, and no given range, share one range, and the label is written once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// A short heading above the panel.
    pub title: Option<String>,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// A map below the series; the axes then have no grid lines.
    pub tiles: Option<Tiles>,
    /// What stands in the strip above the axis, where lost points are; `None` says that they are lost.
    pub beyond: Option<String>,
    /// The series, drawn in this order: all lines first, then all error bars, then all markers.
    pub series: Vec<Series>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// The quantity with its unit, if any.
    pub label: String,
    /// How values are placed.
    pub scale: Scale,
    /// The lowest and the highest value shown; `None` fits the data. A categorical axis shows every category.
    pub range: Option<(f64, f64)>,
    /// On a horizontal logarithmic axis: the value that stands for 0, and the one where the axis is broken between it and all others.
    pub zero: Option<(f64, f64)>,
}

/// How an axis places values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Scale {
    /// Equal differences have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths.
    Log,
    /// Value `i` is category `i`, counted from 0, from left to right or from top to bottom. Series with markers are
    /// set side by side within a category. Lines may reach from `-0.5` to `k - 0.5` for `k` categories.
    Categorical(Vec<String>),
}

/// Points of one kind: measured values, an exact law, a rate or a bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Legend text. Series of the same label, in any panel, share one entry; without a label there is none.
    pub label: Option<String>,
    /// Colour of marker, error bars and line.
    pub colour: Colour,
    /// Marker at every point.
    pub marker: Option<Marker>,
    /// Line through the points. It is interrupted at a point that cannot be drawn.
    pub line: Option<LineStyle>,
    /// The points; the line connects them in this order.
    pub points: Vec<Point>,
    /// A text beside the right end of the series, in its colour. If only the y axis is categorical, it is added to the
    /// legend text instead.
    pub note: Option<String>,
    /// How far markers, bars and line are moved to the right of their place on an axis that is not categorical, in pixels, so that none
    /// hides another's.
    pub aside: f64,
}

/// A point with its error bar.
///
/// A point that is not finite, or not positive on a log axis, is left out, unless it is [`lost`](Self::lost).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Value on the horizontal axis.
    pub x: f64,
    /// Value on the vertical axis.
    pub y: f64,
    /// Lower end of the error bar (two standard errors below). The bar is along the y axis, or along the x axis if the
    /// y axis is categorical. An end that has no place on a log axis is drawn at the end of the axis.
    pub low: f64,
    /// Upper end of the error bar (two standard errors above). No bar is drawn if it equals `low` or either is NaN.
    pub high: f64,
    /// Whether the marker is hollow: the theorem is silent there.
    pub hollow: bool,
    /// Whether the value is beyond the axis: the marker is in a strip above it, without a bar, whatever `y` is.
    pub lost: bool,
    /// How many replicates are behind the value, where that is known; it is not drawn.
    pub replicates: Option<usize>,
}

/// Shape of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Marker {
    /// ●
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
    /// ✖
    Cross,
}

/// Style of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LineStyle {
    /// An exact law.
    Solid,
    /// A rate of the paper.
    Dashed,
    /// A bound with its constants.
    Dotted,
    /// Connects the measured points of a series.
    Thin,
}

impl Axis {
    /// A linear axis that fits the data.
    pub fn linear(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            scale: Scale::Linear,
            range: None,
            zero: None,
        }
    }

    /// A logarithmic axis that fits the data.
    pub fn log(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            scale: Scale::Log,
            range: None,
            zero: None,
        }
    }

    /// A categorical axis.
    pub fn categorical(label: impl Into<String>, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self {
            label: label.into(),
            scale: Scale::Categorical(names),
            range: None,
            zero: None,
        }
    }

    /// The same axis, broken at `edge`, with 0 in the place of `at`, which is smaller. Whoever gives the points puts them there.
    pub fn broken(mut self, at: f64, edge: f64) -> Self {
        self.zero = Some((at, edge));
        self
    }

    /// The same axis from `low` to `high`. What lies outside is cut off.
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }
}

impl Series {
    /// An empty series.
    pub fn new(colour: Colour) -> Self {
        Self {
            label: None,
            colour,
            marker: None,
            line: None,
            points: Vec::new(),
            note: None,
            aside: 0.0,
        }
    }

    /// Sets the legend text.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets the marker.
    pub fn marker(mut self, marker: Marker) -> Self {
        self.marker = Some(marker);
        self
    }

    /// Sets the line.
    pub fn line(mut self, line: LineStyle) -> Self {
        self.line = Some(line);
        self
    }

    /// Sets the points.
    pub fn points(mut self, points: impl IntoIterator<Item = Point>) -> Self {
        self.points = points.into_iter().collect();
        self
    }

    /// Moves the series aside by some pixels.
    pub fn aside(mut self, pixels: f64) -> Self {
        self.aside = pixels;
        self
    }

    /// Sets the text at the right end.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl Point {
    /// A point without an error bar.
    pub fn new(x: f64, y: f64) -> Self {
        Self::with_error(x, y, y, y)
    }

    /// A point with an error bar from `low` to `high`.
    pub fn with_error(x: f64, y: f64, low: f64, high: f64) -> Self {
        Self {
            x,
            y,
            low,
            high,
            hollow: false,
            lost: false,
            replicates: None,
        }
    }

    /// A point whose value is infinite: in the strip above the axis.
    pub fn lost(x: f64) -> Self {
        Self {
            lost: true,
            ..Self::new(x, f64::NAN)
        }
    }

    /// The same point with the number of replicates behind it.
    pub fn replicates(mut self, count: usize) -> Self {
        self.replicates = Some(count);
        self
    }

    /// The same point with a hollow marker if `hollow`.
    pub fn hollow(mut self, hollow: bool) -> Self {
        self.hollow = hollow;
        self
    }
}
