//! The page: title, panels, legend and footer, each in its measured place.

use super::around::{Below, Plan, below, plan};
use super::axis::{Extent, Span, coordinate, extents, is_sideways, seat, span};
use super::drawing::Layout;
use super::error::PlotError;
use super::figure::{Axis, Figure, MAX_PANELS, Panel, Scale};
use super::geometry::Frame;
use super::legend::{Entry, Legend};
use super::palette::Colour;
use super::panel::Plot;
use super::part::PanelPlace;
use super::scene::{Anchor, Pixel, Scene};
use super::strip;
use super::text::{self, LINE, printable, wrap, wrap_evenly};

/// Text sizes, in pixels of the layout. 15 px are 11.25 pt on a screen's page, and 7.03 pt on a journal's.
pub(super) const TITLE_SIZE: f64 = 22.0;
pub(super) const TEXT_SIZE: f64 = 16.0;
pub(super) const SMALL_SIZE: f64 = 15.0;

/// Text colours, from the most to the least important.
pub(super) const INK: Colour = Colour::hex(0x1A1A1A);
pub(super) const DARK: Colour = Colour::hex(0x333333);
pub(super) const PALE: Colour = Colour::hex(0x666666);

/// Space between panels, beside one another and below.
const GAP: f64 = 22.0;
/// Length of labelled ticks, and the distance of their labels from the axis.
pub(super) const TICK: f64 = 6.0;
pub(super) const TICK_TO_LABEL: f64 = 11.0;

/// Largest height of a page: it bounds the memory that drawing takes.
const MAX_PAGE_HEIGHT: f64 = 2400.0;

/// Lays out a figure.
///
/// # Errors
///
/// Any [`PlotError`] but `Backend`, `Png` and `Subset`.
pub(super) fn compose(figure: &Figure, layout: Layout) -> Result<Scene, PlotError> {
    match figure.panels.len() {
        0 => return Err(PlotError::NoPanels),
        1..=MAX_PANELS => {}
        more => return Err(PlotError::TooManyPanels(more)),
    }
    text::check_font()?;
    for panel in &figure.panels {
        panel.tiles.as_ref().map_or(Ok(()), |tiles| tiles.check(panel))?;
    }
    refuse_crowds(&figure.panels)?;
    let spans = spans(&figure.panels)?;
    if figure.panels.iter().all(is_empty) {
        return Err(PlotError::NothingToDraw);
    }

    let sheet = layout.width.sheet();
    let margin = sheet.margin;
    let inner = sheet.width - 2.0 * margin;
    let columns = sheet.columns.min(figure.panels.len());
    let least_height = sheet.least_heights[columns - 1];
    let strip = strip::height(&figure.panels);
    let plans = plans(&figure.panels, &spans, (inner, columns), least_height, strip > 0.0);
    let beside = beside(&plans, columns);
    let gaps = GAP * (columns as f64 - 1.0);
    let frame_width = ((inner - gaps - beside.iter().map(|(left, right)| left + right).sum::<f64>()) / columns as f64)
        .floor()
        .max(40.0);
    let rows: Vec<Row> = plans
        .chunks(columns)
        .map(|plans| Row::new(plans, frame_width, least_height + strip))
        .collect();

    let shown = |text: &str, size: f64| {
        if layout.plain {
            return Vec::new();
        }
        wrap_evenly(text, size, inner)
    };
    let title = shown(&figure.title, TITLE_SIZE);
    let subtitle = shown(figure.subtitle.as_deref().unwrap_or(""), TEXT_SIZE);
    let legend = Legend::new(entries(figure, &spans), inner);
    let footer: Vec<String> = figure.footer.iter().flat_map(|line| shown(line, SMALL_SIZE)).collect();

    let head = height(title.len(), TITLE_SIZE, 8.0) + height(subtitle.len(), TEXT_SIZE, 6.0) + 12.0;
    let legend_height = if legend.height() > 0.0 {
        legend.height() + 18.0
    } else {
        0.0
    };
    let footer_height = height(footer.len(), SMALL_SIZE, 16.0);
    let around: f64 = rows.iter().map(|row| row.heading + row.foot).sum();
    let texts = margin + head + around + legend_height + footer_height + margin + GAP * (rows.len() as f64 - 1.0);
    let free = if rows.len() == 1 { sheet.height - texts } else { 0.0 };
    let plot_heights: Vec<f64> = rows.iter().map(|row| row.needed.max(free).ceil()).collect();
    let page_height = (texts + plot_heights.iter().sum::<f64>()).ceil();
    if page_height > MAX_PAGE_HEIGHT {
        return Err(PlotError::TooTall {
            height: page_height * sheet.scale,
            limit: MAX_PAGE_HEIGHT * sheet.scale,
        });
    }

    let mut scene = Scene {
        width: sheet.width,
        height: page_height,
        scale: sheet.scale,
        title: printable(&figure.title),
        description: printable(&description(figure)),
        shapes: Vec::new(),
        parts: Vec::new(),
        places: Vec::new(),
    };
    let mut y = margin;
    y = lines(&mut scene, &title, (margin, y), TITLE_SIZE, INK) + 8.0 * f64::from(u8::from(!title.is_empty()));
    lines(&mut scene, &subtitle, (margin, y), TEXT_SIZE, PALE);
    let mut top = margin + head;
    for (i, (row, plot_height)) in rows.iter().zip(&plot_heights).enumerate() {
        top = (top + if i > 0 { GAP } else { 0.0 } + row.heading).round();
        row.draw(&mut scene, (margin, top), *plot_height, strip, &beside);
        top += plot_height + row.foot;
    }
    legend.draw(&mut scene, (margin, top + 18.0));
    lines(
        &mut scene,
        &footer,
        (margin, page_height - margin - footer_height + 16.0),
        SMALL_SIZE,
        PALE,
    );
    Ok(scene)
}

/// Measures what stands beside all panels, of which `columns` stand side by side on a page of some inner width.
fn plans<'a>(
    panels: &'a [Panel],
    spans: &[(Span, Span)],
    (inner, columns): (f64, usize),
    least_height: f64,
    has_strip: bool,
) -> Vec<Plan<'a>> {
    let panel_width = (inner - GAP * (columns as f64 - 1.0)) / columns as f64;
    let measured = |(i, panel): (usize, &'a Panel)| {
        let before = (i % columns > 0).then(|| &panels[i - 1]);
        plan(panel, before, spans[i], panel_width, least_height, has_strip)
    };
    panels.iter().enumerate().map(measured).collect()
}

/// The space to the left and to the right of the frames of each column, which stand straight below one another.
fn beside(plans: &[Plan], columns: usize) -> Vec<(f64, f64)> {
    let widest = |column: usize| {
        let below = plans.iter().skip(column).step_by(columns);
        below.fold((0.0_f64, 0.0_f64), |(left, right), plan| {
            (left.max(plan.left), right.max(plan.right))
        })
    };
    (0..columns).map(widest).collect()
}

/// Panels side by side, with what stands above and below them.
struct Row<'a> {
    plans: &'a [Plan<'a>],
    below: Vec<Below>,
    headings: Vec<Vec<String>>,
    frame_width: f64,
    /// Height of the headings, and of what stands below the frames.
    heading: f64,
    foot: f64,
    /// The least height of the frames.
    needed: f64,
}

impl<'a> Row<'a> {
    fn new(plans: &'a [Plan<'a>], frame_width: f64, least_height: f64) -> Self {
        let below: Vec<Below> = plans.iter().map(|plan| below(plan, frame_width)).collect();
        let heading = |plan: &Plan| wrap(plan.panel.title.as_deref().unwrap_or(""), TEXT_SIZE, frame_width, false);
        let headings: Vec<Vec<String>> = plans.iter().map(heading).collect();
        let foot = below
            .iter()
            .map(|below| below.names_height + height(below.label.len(), TEXT_SIZE, 8.0));
        Self {
            heading: height(headings.iter().map(Vec::len).max().unwrap_or(0), TEXT_SIZE, 8.0),
            foot: foot.fold(0.0, f64::max),
            needed: plans
                .iter()
                .map(|plan| plan.least_height(frame_width))
                .fold(least_height, f64::max),
            plans,
            below,
            headings,
            frame_width,
        }
    }

    /// Draws the row, with its left end and the upper edge of the frames, or of the strip above them, at a position.
    fn draw(&self, scene: &mut Scene, (mut x, top): Pixel, plot_height: f64, strip: f64, beside: &[(f64, f64)]) {
        let panels = self.plans.iter().zip(&self.below).zip(&self.headings).zip(beside);
        for (((plan, below), heading), beside) in panels {
            let left = (x + beside.0).round();
            let frame = Frame {
                left,
                top: top + if strip::is_possible(plan.panel) { strip } else { 0.0 },
                right: left + self.frame_width,
                bottom: top + plot_height,
            };
            let heading_top = top - 10.0 - heading.len() as f64 * TEXT_SIZE * LINE;
            lines_at(scene, heading, (frame.left, heading_top), TEXT_SIZE, INK);
            let index = scene.places.len();
            scene.places.push(PanelPlace {
                frame,
                x: plan.x,
                y: plan.y,
            });
            Plot {
                index,
                plan,
                below,
                frame,
                top,
            }
            .draw(scene);
            x += beside.0 + self.frame_width + beside.1 + GAP;
        }
    }
}

/// The axes of every panel, after the subtitle.
fn description(figure: &Figure) -> String {
    let panel = |panel: &Panel| {
        let title = panel.title.iter().map(|title| format!("{title}: "));
        let axis = |axis: &Axis| match &axis.scale {
            Scale::Categorical(names) if axis.label.is_empty() => format!("{} names", names.len()),
            _ => axis.label.clone(),
        };
        let what = if panel.tiles.is_some() { "map of " } else { "" };
        title.collect::<String>() + what + &axis(&panel.y) + " against " + &axis(&panel.x)
    };
    let subtitle = figure.subtitle.clone().into_iter();
    subtitle
        .chain(figure.panels.iter().map(panel))
        .collect::<Vec<_>>()
        .join(". ")
}

/// The most markers in a panel, a third of a usual panel's area: more are a blot, in which none can be told from another.
const MOST_MARKERS: usize = 1_000;

fn refuse_crowds(panels: &[Panel]) -> Result<(), PlotError> {
    let markers = |panel: &Panel| -> usize {
        let marked = panel.series.iter().filter(|series| series.marker.is_some());
        marked.map(|series| series.points.len()).sum()
    };
    match panels.iter().map(markers).max() {
        Some(markers) if markers > MOST_MARKERS => Err(PlotError::TooCrowded {
            markers,
            limit: MOST_MARKERS,
        }),
        _ => Ok(()),
    }
}

/// Whether a panel has no tiles, and no point with a place on its axes.
pub(super) fn is_empty(panel: &Panel) -> bool {
    let mut points = panel.series.iter().flat_map(|series| &series.points);
    let nowhere = Span { from: 0.0, to: 1.0 };
    panel.tiles.is_none() && points.all(|point| seat(panel, point, nowhere).is_none())
}

/// Height of some lines of text with space around; nothing for no lines.
pub(super) fn height(lines: usize, size: f64, space: f64) -> f64 {
    if lines == 0 {
        0.0
    } else {
        lines as f64 * size * LINE + space
    }
}

/// Writes lines below and to the right of a position, and returns where they end.
fn lines(scene: &mut Scene, lines: &[String], (x, top): Pixel, size: f64, colour: Colour) -> f64 {
    lines_at(scene, lines, (x, top), size, colour);
    top + lines.len() as f64 * size * LINE
}

/// Writes left-aligned lines below and to the right of a position.
pub(super) fn lines_at(scene: &mut Scene, lines: &[String], (x, top): (f64, f64), size: f64, colour: Colour) {
    for (i, line) in lines.iter().enumerate() {
        scene.text(
            line,
            (x, top + (i as f64 * LINE + 1.0) * size),
            size,
            Anchor::Start,
            colour,
        );
    }
}

/// The spans of both axes of all panels. y axes of the same quantity are given the same span.
fn spans(panels: &[Panel]) -> Result<Vec<(Span, Span)>, PlotError> {
    let extents: Vec<(Option<Extent>, Option<Extent>)> = panels.iter().map(extents).collect();
    let shared = |panel: &Panel| {
        let same = |(other, _): &(&Panel, _)| other.y == panel.y && panel.y.range.is_none();
        panels
            .iter()
            .zip(&extents)
            .filter(same)
            .fold(None, |all, (_, (_, y))| Extent::union(all, *y))
    };
    let both = |(panel, (x, _)): (&Panel, &(Option<Extent>, _))| {
        let tight = panel.tiles.is_some();
        Ok((
            span(&panel.x, *x, false, tight)?,
            span(&panel.y, shared(panel), true, tight)?,
        ))
    };
    panels.iter().zip(&extents).map(both).collect()
}

/// The legend entries of all categories and series, with a remark on those of which nothing is to be seen.
fn entries(figure: &Figure, spans: &[(Span, Span)]) -> Vec<Entry> {
    const UNIT: Frame = Frame {
        left: 0.0,
        top: 0.0,
        right: 1.0,
        bottom: 1.0,
    };
    let mut entries: Vec<Entry> = Vec::new();
    let mut hollow = false;
    for tiles in figure.panels.iter().filter_map(|panel| panel.tiles.as_ref()) {
        for (i, category) in tiles.categories.iter().enumerate() {
            Entry::add_category(&mut entries, category, tiles.cells.contains(&i));
        }
    }
    for (panel, (x, y)) in figure.panels.iter().zip(spans) {
        for series in &panel.series {
            let at = |point| seat(panel, point, *y).map(|(cx, cy)| (x.fraction(cx), y.fraction(cy)));
            let places: Vec<Option<(f64, f64)>> = series.points.iter().map(at).collect();
            let inside = |at: &Option<(f64, f64)>| at.is_some_and(|at| UNIT.contains(at));
            let crossing = || {
                places
                    .split(Option::is_none)
                    .any(|run| !UNIT.clip(&run.iter().flatten().copied().collect::<Vec<_>>()).is_empty())
            };
            let marked = series.marker.is_some();
            hollow |= marked
                && series
                    .points
                    .iter()
                    .zip(&places)
                    .any(|(point, at)| point.hollow && inside(at));
            let seen = series.points.is_empty()
                || (marked && places.iter().any(inside))
                || (series.line.is_some() && crossing());
            let note = series.note.as_deref().filter(|_| is_sideways(panel));
            Entry::add(&mut entries, series, note, seen, places.iter().any(Option::is_some));
        }
    }
    if let Some(label) = figure.hollow_label.as_ref().filter(|_| hollow) {
        entries.push(Entry::hollow(label));
    }
    entries
}

/// Coordinates of both ends of the error bar of a point on the axis it is drawn along.
pub(super) fn bar_ends(scale: &Scale, span: Span, low: f64, high: f64) -> Option<(f64, f64)> {
    if low.is_nan() || high.is_nan() || low == high {
        return None;
    }
    let (bottom, top) = (span.from.min(span.to), span.from.max(span.to));
    let end = |value: f64| match coordinate(scale, value) {
        Some(at) => at,
        None if value > 0.0 => top,
        None => bottom,
    };
    let (a, b) = (end(low), end(high));
    Some((a.min(b), a.max(b)))
}
