//! The numbers behind a figure, under the names that its drawing gives to what shows them.

use serde::Serialize;

use super::axis::{Span, is_sideways};
use super::drawing::Layout;
use super::error::PlotError;
use super::figure::{Axis, Figure, LineStyle, Marker, Panel, Point, Scale, Series};
use super::layout::compose;
use super::palette::Colour;
use super::part::{PanelPlace, series_id};
use super::tiles::Tiles;

/// What a figure shows: the SVG's `data-series` is the `id` of a series, `data-i` inside it the place of a point, and
/// `data-tiles="p0r1-2c3-5"` are the tiles of panel 0 from row 1 to 2 and from column 3 to 5. Numbers that do not exist are null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureData {
    /// The panels, from left to right.
    pub panels: Vec<PanelData>,
    /// What series are called, with those of each name.
    pub legend: Vec<LegendData>,
    /// What a hollow marker means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hollow: Option<String>,
}

/// A panel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PanelData {
    /// Its heading.
    pub title: Option<String>,
    /// Left, top, right and bottom of the axes, in CSS pixels at the natural size of the page.
    pub frame: [f64; 4],
    /// The horizontal axis.
    pub x: AxisData,
    /// The vertical axis.
    pub y: AxisData,
    /// Whether values and their bars lie along the horizontal axis.
    pub sideways: bool,
    /// The series, in the order of drawing.
    pub series: Vec<SeriesData>,
    /// The map below them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<MapData>,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AxisData {
    /// The quantity.
    pub label: String,
    /// `linear`, `log` or `categorical`.
    pub scale: &'static str,
    /// What is at the left or at the bottom: the value, its decimal logarithm, or the number of the category.
    pub from: f64,
    /// What is at the right or at the top.
    pub to: f64,
    /// The value that stands for 0 on a logarithmic axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero: Option<f64>,
    /// The names of categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

/// A series, with a column for everything that its points have.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesData {
    /// Its name in the drawing.
    pub id: String,
    /// Horizontal values.
    pub x: Vec<f64>,
    /// Vertical values.
    pub y: Vec<f64>,
    /// Lower ends of bars, where there are bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Vec<f64>>,
    /// Upper ends of bars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Vec<f64>>,
    /// How many replicates are behind each point, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicates: Option<Vec<Option<usize>>>,
    /// The points with hollow markers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hollow: Vec<usize>,
    /// The points beyond the axis.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<usize>,
    /// What stands beside its right end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The colour, as `#0072b2`.
    pub colour: String,
    /// The shape of markers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<&'static str>,
    /// The style of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<&'static str>,
}

/// What series are called that belong together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegendData {
    /// The text of the legend, or what stands beside the series.
    pub label: String,
    /// The colour of the first.
    pub colour: String,
    /// Their marker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<&'static str>,
    /// Their line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<&'static str>,
    /// The names of the series.
    pub series: Vec<String>,
}

/// A map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapData {
    /// What the categories are called, and their colours.
    pub categories: Vec<(String, String)>,
    /// The edges of the columns.
    pub x_edges: Vec<f64>,
    /// The edges of the rows.
    pub y_edges: Vec<f64>,
    /// The category of each tile, row by row.
    pub cells: Vec<usize>,
    /// What is written into each tile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
    /// The tiles with a frame.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub framed: Vec<usize>,
}

impl Figure {
    /// The numbers that the figure shows.
    ///
    /// # Errors
    ///
    /// Those of [`to_svg`](Self::to_svg): what cannot be drawn shows nothing.
    pub fn data(&self) -> Result<FigureData, PlotError> {
        let places = compose(self, Layout::default())?.places;
        let panels = self.panels.iter().zip(&places).enumerate();
        Ok(FigureData {
            panels: panels.map(|(i, (panel, place))| panel_data(i, panel, place)).collect(),
            legend: legend(&self.panels),
            hollow: self.hollow_label.clone(),
        })
    }
}

fn panel_data(index: usize, panel: &Panel, place: &PanelPlace) -> PanelData {
    let frame = place.frame;
    let series = panel.series.iter().enumerate();
    PanelData {
        title: panel.title.clone(),
        frame: [frame.left, frame.top, frame.right, frame.bottom],
        x: axis_data(&panel.x, place.x),
        y: axis_data(&panel.y, place.y),
        sideways: is_sideways(panel),
        series: series
            .map(|(i, series)| series_data(series_id(index, i), series, is_sideways(panel)))
            .collect(),
        map: panel.tiles.as_ref().map(map_data),
    }
}

fn axis_data(axis: &Axis, span: Span) -> AxisData {
    let (scale, categories) = match &axis.scale {
        Scale::Linear => ("linear", Vec::new()),
        Scale::Log => ("log", Vec::new()),
        Scale::Categorical(names) => ("categorical", names.clone()),
    };
    AxisData {
        label: axis.label.clone(),
        scale,
        from: span.from,
        to: span.to,
        zero: axis.zero.map(|(at, _)| at),
        categories,
    }
}

fn series_data(id: String, series: &Series, sideways: bool) -> SeriesData {
    let points = &series.points;
    let column = |value: fn(&Point) -> f64| -> Vec<f64> { points.iter().map(value).collect() };
    let places = |is: fn(&Point) -> bool| -> Vec<usize> { (0..points.len()).filter(|i| is(&points[*i])).collect() };
    let value = |point: &Point| if sideways { point.x } else { point.y };
    let bare = |point: &Point| point.low.is_nan() || (point.low == value(point) && point.high == value(point));
    let has_bars = series.marker.is_some() && !points.iter().all(bare);
    let counts = points.iter().map(|point| point.replicates);
    SeriesData {
        id,
        x: column(|point| point.x),
        y: column(|point| point.y),
        low: has_bars.then(|| column(|point| point.low)),
        high: has_bars.then(|| column(|point| point.high)),
        replicates: counts.clone().any(|count| count.is_some()).then(|| counts.collect()),
        hollow: places(|point| point.hollow),
        lost: places(|point| point.lost),
        note: series.note.clone(),
        colour: code(series.colour),
        marker: series.marker.map(Marker::name),
        line: series.line.map(LineStyle::name),
    }
}

/// A colour as documents write it.
fn code(colour: Colour) -> String {
    let Colour { r, g, b } = colour;
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn map_data(tiles: &Tiles) -> MapData {
    let categories = tiles.categories.iter();
    MapData {
        categories: categories
            .map(|category| (category.label.clone(), code(category.colour)))
            .collect(),
        x_edges: tiles.x_edges.clone(),
        y_edges: tiles.y_edges.clone(),
        cells: tiles.cells.clone(),
        texts: tiles.texts.iter().map(|inscription| inscription.text.clone()).collect(),
        framed: (0..tiles.texts.len()).filter(|i| tiles.texts[*i].framed).collect(),
    }
}

/// Every name with its series. A line without a name is of an entry that has no points and the same style, as those of laws are; else it
/// is called by what stands beside it.
fn legend(panels: &[Panel]) -> Vec<LegendData> {
    let mut entries: Vec<LegendData> = Vec::new();
    let all = || {
        let numbered = panels.iter().enumerate();
        numbered.flat_map(|(p, panel)| {
            panel
                .series
                .iter()
                .enumerate()
                .map(move |(s, series)| (series_id(p, s), series))
        })
    };
    let named = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let mut add = |label: String, id: Option<String>, series: &Series| {
        let place = entries.iter().position(|entry| entry.label == label);
        let place = place.unwrap_or_else(|| {
            entries.push(LegendData {
                label,
                colour: code(series.colour),
                marker: None,
                line: None,
                series: Vec::new(),
            });
            entries.len() - 1
        });
        let entry = &mut entries[place];
        entry.marker = entry.marker.or(series.marker.map(Marker::name));
        entry.line = entry.line.or(series.line.map(LineStyle::name));
        entry.series.extend(id);
    };
    for (id, series) in all() {
        if let Some(label) = named(&series.label) {
            add(label, (!series.points.is_empty()).then_some(id), series);
        }
    }
    for (id, series) in all().filter(|(_, series)| named(&series.label).is_none() && !series.points.is_empty()) {
        let stands_for = |(_, other): &(String, &Series)| other.points.is_empty() && other.line == series.line;
        let owner = all().filter(stands_for).find_map(|(_, other)| named(&other.label));
        let label = owner.or_else(|| named(&series.note));
        add(label.unwrap_or_else(|| "without a name".to_owned()), Some(id), series);
    }
    entries.retain(|entry| !entry.series.is_empty());
    entries
}

impl Marker {
    /// Its name in data.
    fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::Triangle => "triangle",
            Self::Diamond => "diamond",
            Self::Cross => "cross",
        }
    }
}

impl LineStyle {
    /// Its name in data.
    fn name(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Dashed => "dashed",
            Self::Dotted => "dotted",
            Self::Thin => "thin",
        }
    }
}
