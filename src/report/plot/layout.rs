//! The page: title, panels, legend and footer, each in its measured place.

use super::axis::{Extent, Span, broken, coordinate, extents, is_sideways, seat, span};
use super::error::PlotError;
use super::figure::{Axis, Figure, MAX_PANELS, Panel, Scale};
use super::geometry::Frame;
use super::legend::{Entry, Legend};
use super::palette::Colour;
use super::panel::Plot;
use super::part::PanelPlace;
use super::scene::{Anchor, PAGE_WIDTH, Scene};
use super::strip;
use super::text::{self, LINE, printable, width, wrap, wrap_evenly};
use super::ticks::{Tick, Ticks, ticks};

/// Text sizes in CSS pixels. 15 px are 11.25 pt at the natural size of the page.
pub(super) const TITLE_SIZE: f64 = 22.0;
pub(super) const TEXT_SIZE: f64 = 16.0;
pub(super) const SMALL_SIZE: f64 = 15.0;

/// Text colours, from the most to the least important.
pub(super) const INK: Colour = Colour::hex(0x1A1A1A);
pub(super) const DARK: Colour = Colour::hex(0x333333);
pub(super) const PALE: Colour = Colour::hex(0x666666);

/// Space around the page.
pub(super) const MARGIN: f64 = 26.0;
/// Space between panels.
const GAP: f64 = 22.0;
/// Length of labelled ticks, and the distance of their labels from the axis.
pub(super) const TICK: f64 = 6.0;
pub(super) const TICK_TO_LABEL: f64 = 11.0;

/// Usual height of a page: short ones are filled up, long ones grow.
const PAGE_HEIGHT: f64 = 620.0;
/// Largest height of a page: it bounds the memory that drawing takes.
const MAX_PAGE_HEIGHT: f64 = 2400.0;

/// Largest width of tick labels with names, and of notes, as a share of the panel.
const NAMES: f64 = 0.32;
const NOTES: f64 = 0.30;

/// A panel and the space its texts need.
pub(super) struct Plan<'a> {
    pub panel: &'a Panel,
    pub x: Span,
    pub y: Span,
    pub y_ticks: Ticks,
    /// Lines of the label of each y tick.
    pub y_names: Vec<Vec<String>>,
    /// Lines of the y label; none if it is that of the panel to the left.
    pub y_label: Vec<String>,
    /// Lines of the note of each series.
    pub notes: Vec<Vec<String>>,
    /// The lines that name the strip above the axis, where there is one.
    pub strip: Vec<String>,
    left: f64,
    right: f64,
}

/// The labels below a panel.
pub(super) struct Below {
    pub ticks: Ticks,
    /// Lines of the label of each tick; empty for a label left out.
    pub names: Vec<Vec<String>>,
    pub upwards: bool,
    /// Height of the labels with their distance from the axis.
    pub names_height: f64,
    pub label: Vec<String>,
}

/// Lays out a figure.
///
/// # Errors
///
/// Any [`PlotError`] but `Backend` and `Png`.
pub(super) fn compose(figure: &Figure) -> Result<Scene, PlotError> {
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

    let inner = PAGE_WIDTH - 2.0 * MARGIN;
    let count = figure.panels.len() as f64;
    let panel_width = (inner - GAP * (count - 1.0)) / count;
    let strip = strip::height(&figure.panels);
    let least_height = [380.0, 350.0, 320.0][figure.panels.len() - 1];
    let plans: Vec<Plan> = figure
        .panels
        .iter()
        .enumerate()
        .map(|(i, panel)| {
            plan(
                panel,
                i.checked_sub(1).map(|left| &figure.panels[left]),
                spans[i],
                panel_width,
                least_height,
                strip > 0.0,
            )
        })
        .collect();
    let beside: f64 = plans.iter().map(|plan| plan.left + plan.right).sum();
    let frame_width = ((inner - GAP * (count - 1.0) - beside) / count).floor().max(40.0);
    let below: Vec<Below> = plans.iter().map(|plan| below(plan, frame_width)).collect();

    let title = wrap_evenly(&figure.title, TITLE_SIZE, inner);
    let subtitle = wrap_evenly(figure.subtitle.as_deref().unwrap_or(""), TEXT_SIZE, inner);
    let headings: Vec<Vec<String>> = plans
        .iter()
        .map(|plan| wrap(plan.panel.title.as_deref().unwrap_or(""), TEXT_SIZE, frame_width, false))
        .collect();
    let legend = Legend::new(entries(figure, &spans), inner);
    let footer: Vec<String> = figure
        .footer
        .iter()
        .flat_map(|line| wrap_evenly(line, SMALL_SIZE, inner))
        .collect();

    let head = height(title.len(), TITLE_SIZE, 8.0) + height(subtitle.len(), TEXT_SIZE, 6.0) + 12.0;
    let heading = height(headings.iter().map(Vec::len).max().unwrap_or(0), TEXT_SIZE, 8.0);
    let foot = below
        .iter()
        .map(|below| below.names_height + height(below.label.len(), TEXT_SIZE, 8.0))
        .fold(0.0, f64::max);
    let legend_height = if legend.height() > 0.0 {
        legend.height() + 18.0
    } else {
        0.0
    };
    let footer_height = height(footer.len(), SMALL_SIZE, 16.0);
    let texts = MARGIN + head + heading + foot + legend_height + footer_height + MARGIN;
    let needed = plans
        .iter()
        .map(Plan::least_height)
        .fold(least_height + strip, f64::max);
    let plot_height = needed.max(PAGE_HEIGHT - texts).ceil();
    let page_height = (texts + plot_height).ceil();
    if page_height > MAX_PAGE_HEIGHT {
        return Err(PlotError::TooTall {
            height: page_height,
            limit: MAX_PAGE_HEIGHT,
        });
    }

    let mut scene = Scene {
        height: page_height,
        title: printable(&figure.title),
        description: printable(&description(figure)),
        shapes: Vec::new(),
        parts: Vec::new(),
        places: Vec::new(),
    };
    let mut y = MARGIN;
    y = lines(&mut scene, &title, y, TITLE_SIZE, INK) + 8.0 * f64::from(u8::from(!title.is_empty()));
    lines(&mut scene, &subtitle, y, TEXT_SIZE, PALE);
    let top = (MARGIN + head + heading).round();
    let mut x = MARGIN;
    for (index, ((plan, below), heading)) in plans.iter().zip(&below).zip(&headings).enumerate() {
        let left = (x + plan.left).round();
        let frame = Frame {
            left,
            top: top + if strip::is_possible(plan.panel) { strip } else { 0.0 },
            right: left + frame_width,
            bottom: top + plot_height,
        };
        let heading_top = top - 10.0 - heading.len() as f64 * TEXT_SIZE * LINE;
        lines_at(&mut scene, heading, (frame.left, heading_top), TEXT_SIZE, INK);
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
        .draw(&mut scene);
        x += plan.left + frame_width + plan.right + GAP;
    }
    legend.draw(&mut scene, (MARGIN, top + plot_height + foot + 18.0));
    lines(
        &mut scene,
        &footer,
        page_height - MARGIN - footer_height + 16.0,
        SMALL_SIZE,
        PALE,
    );
    Ok(scene)
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
fn height(lines: usize, size: f64, space: f64) -> f64 {
    if lines == 0 {
        0.0
    } else {
        lines as f64 * size * LINE + space
    }
}

/// Writes lines from `top` on at the left margin and returns where they end.
fn lines(scene: &mut Scene, lines: &[String], top: f64, size: f64, colour: Colour) -> f64 {
    lines_at(scene, lines, (MARGIN, top), size, colour);
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

/// Measures what stands to the left and to the right of a panel.
fn plan<'a>(
    panel: &'a Panel,
    before: Option<&Panel>,
    (x, y): (Span, Span),
    panel_width: f64,
    plot_height: f64,
    has_strip: bool,
) -> Plan<'a> {
    let fits = |major: &[Tick]| {
        let close = |pair: &[Tick]| (y.fraction(pair[1].at) - y.fraction(pair[0].at)) * plot_height < 1.7 * TEXT_SIZE;
        !major.windows(2).any(close)
    };
    let y_ticks = ticks(&panel.y.scale, y, plot_height, fits);
    let names_limit = if matches!(panel.y.scale, Scale::Categorical(_)) {
        NAMES * panel_width
    } else {
        f64::INFINITY
    };
    let y_names: Vec<Vec<String>> = y_ticks
        .major
        .iter()
        .map(|tick| wrap(&tick.label, TEXT_SIZE, names_limit, true))
        .collect();
    let repeated = before.is_some_and(|left| left.y.label == panel.y.label && left.y.scale == panel.y.scale);
    let y_label = if repeated {
        Vec::new()
    } else {
        wrap_evenly(&panel.y.label, TEXT_SIZE, plot_height)
    };
    let note = |note: &Option<String>| wrap(note.as_deref().unwrap_or(""), SMALL_SIZE, NOTES * panel_width, true);
    // In a sideways panel a line has no right end to stand beside: the legend takes the notes.
    let beside = panel.series.iter().filter(|_| !is_sideways(panel));
    let notes: Vec<Vec<String>> = beside.map(|series| note(&series.note)).collect();
    let notes_width = notes
        .iter()
        .map(|lines| text::widest(lines, SMALL_SIZE))
        .fold(0.0, f64::max);
    let named = before.is_some_and(|left| repeated && left.beyond == panel.beyond);
    let strip = if has_strip && strip::is_possible(panel) && !named {
        strip::name(panel)
    } else {
        Vec::new()
    };
    let names_width = y_names
        .iter()
        .map(|lines| text::widest(lines, TEXT_SIZE))
        .fold(0.0, f64::max);
    // The name of the strip stands above the label of the axis.
    let axis_width = height(y_label.len(), TEXT_SIZE, 8.0) + names_width;
    Plan {
        left: (axis_width.max(text::widest(&strip, SMALL_SIZE)) + TICK_TO_LABEL).ceil(),
        right: if notes_width > 0.0 {
            (notes_width + 14.0).ceil()
        } else {
            14.0
        },
        panel,
        x,
        y,
        y_ticks,
        y_names,
        y_label,
        notes,
        strip,
    }
}

impl Plan<'_> {
    /// The height below which notes or names would overlap.
    fn least_height(&self) -> f64 {
        let notes: f64 = self
            .notes
            .iter()
            .map(|lines| height(lines.len(), SMALL_SIZE, 4.0))
            .sum();
        let Scale::Categorical(names) = &self.panel.y.scale else {
            return notes;
        };
        let tallest = self
            .y_names
            .iter()
            .map(|lines| height(lines.len(), TEXT_SIZE, 8.0))
            .fold(0.0, f64::max);
        notes.max(tallest * names.len() as f64)
    }
}

/// Measures what stands below a panel.
fn below(plan: &Plan, frame_width: f64) -> Below {
    let axis = &plan.panel.x;
    let fits = |major: &[Tick]| {
        major.windows(2).all(|pair| {
            let distance = (plan.x.fraction(pair[1].at) - plan.x.fraction(pair[0].at)) * frame_width;
            distance >= (width(&pair[0].label, TEXT_SIZE) + width(&pair[1].label, TEXT_SIZE)) / 2.0 + 14.0
        })
    };
    let ticks = with_zero(axis, plan.x, ticks(&axis.scale, plan.x, frame_width, fits));
    let label = wrap_evenly(&axis.label, TEXT_SIZE, frame_width);
    let labels = || ticks.major.iter().map(|tick| &tick.label);
    let Scale::Categorical(categories) = &axis.scale else {
        let names = labels().map(|label| vec![label.clone()]).collect();
        return Below {
            names,
            upwards: false,
            names_height: TICK_TO_LABEL + TEXT_SIZE,
            label,
            ticks,
        };
    };
    let band = frame_width / categories.len() as f64;
    let limit = band - 4.0;
    let part = |name: &String| {
        name.split_inclusive(['-', '_', ' '])
            .map(|part| width(part.trim(), TEXT_SIZE))
            .fold(0.0, f64::max)
    };
    let level: Vec<Vec<String>> = labels()
        .map(|name| wrap(name, TEXT_SIZE, limit.max(1.0), true))
        .collect();
    let rows = level.iter().map(Vec::len).max().unwrap_or(0);
    if rows <= 3 && labels().all(|name| part(name) <= limit) {
        let names_height = TICK_TO_LABEL + rows as f64 * TEXT_SIZE * LINE;
        return Below {
            names: level,
            upwards: false,
            names_height,
            label,
            ticks,
        };
    }
    let mut names: Vec<Vec<String>> = labels().map(|name| wrap(name, TEXT_SIZE, 180.0, true)).collect();
    let columns = names.iter().map(Vec::len).max().unwrap_or(0);
    let stride = (height(columns, TEXT_SIZE, 2.0) / band).ceil().max(1.0) as usize;
    for (_, hidden) in names.iter_mut().enumerate().filter(|(i, _)| i % stride != 0) {
        hidden.clear();
    }
    let tallest = names
        .iter()
        .map(|lines| text::widest(lines, TEXT_SIZE))
        .fold(0.0, f64::max);
    Below {
        names,
        upwards: true,
        names_height: TICK_TO_LABEL + tallest.ceil(),
        label,
        ticks,
    }
}

/// Labels what stands for 0 on a broken axis, and takes away what is labelled on its side of the break.
fn with_zero(axis: &Axis, span: Span, mut ticks: Ticks) -> Ticks {
    if let Some((zero, edge)) = broken(axis, span) {
        ticks.major.retain(|tick| tick.at > edge);
        ticks.minor.retain(|at| *at > edge);
        let label = "0".to_owned();
        ticks.major.insert(0, Tick { at: zero, label });
    }
    ticks
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
