//! Publication-quality figures as PNG, SVG and PDF.
//!
//! A [`Figure`] is pure data: panels, axes, series, text. [`Figure::to_svg`], [`Figure::to_png`] and [`Figure::to_pdf`] draw it. All come
//! from one layout, so they show the same picture; [`Figure::lay_out`] lays it out for another page, such as the column of a journal. The
//! drawing libraries are named in this module only.
//!
//! The way from data to bytes:
//!
//! 1. `axis` and `ticks` choose ranges and labelled positions;
//! 2. `layout` measures every text with the embedded font and gives everything its place, `panel`, `map` and `legend` draw into
//!    a `scene`: a list of strokes, shapes and texts in pixels;
//! 3. `svg` and `png` paint the scene through the back ends of the drawing library, `pdf` writes it with the font embedded;
//!    `part` says which data its shapes show, and `data` gives those under the same names.
//!
//! No system font is used, no clock, no random number and no platform mathematics library: the same figure gives the same bytes.
//!
//! ```
//! use byzrate::report::plot::{Axis, Figure, LineStyle, Panel, Point, Series, aggregator_colour, aggregator_marker};
//!
//! let measured = Series::new(aggregator_colour("median"))
//!     .label("median")
//!     .marker(aggregator_marker("median"))
//!     .points([(10.0, 0.21), (100.0, 0.066), (1000.0, 0.0208)].map(|(n, e)| Point::with_error(n, e, 0.9 * e, 1.1 * e)));
//! let law = Series::new(aggregator_colour("median"))
//!     .label("median, exact law")
//!     .line(LineStyle::Solid)
//!     .points([(10.0, 0.208), (1000.0, 0.0208)].map(|(n, e)| Point::new(n, e)));
//! let figure = Figure {
//!     title: "The error of the median falls as n^(−1/2)".to_owned(),
//!     panels: vec![Panel {
//!         title: None,
//!         x: Axis::log("samples per worker n"),
//!         y: Axis::log("root mean square error"),
//!         series: vec![measured, law],
//!         ..Panel::default()
//!     }],
//!     footer: vec!["m = 100, α = 0.1, 1 000 replicates".to_owned()],
//!     ..Figure::default()
//! };
//! assert!(figure.to_svg()?.contains("samples per worker n"));
//! # Ok::<(), byzrate::report::plot::PlotError>(())
//! ```

mod around;
mod aside;
mod axis;
mod data;
mod drawing;
mod error;
mod figure;
mod geometry;
mod layout;
mod legend;
mod map;
mod number;
mod paint;
mod palette;
mod panel;
mod part;
mod pdf;
mod png;
mod scene;
mod strip;
mod svg;
mod text;
mod ticks;
mod tiles;

#[cfg(test)]
mod tests;

pub use data::{AxisData, FigureData, LegendData, MapData, PanelData, SeriesData};
pub use drawing::{Drawing, Layout, Width};
pub use error::PlotError;
pub use figure::{Axis, Figure, LineStyle, MAX_PANELS, Marker, Panel, Point, Scale, Series};
pub use palette::{Colour, aggregator_colour, aggregator_marker};
pub use tiles::{Category, Inscription, Tiles, log_edges};
