//! What stands around the frame of a panel: ticks, names, labels and notes, measured.

use super::axis::{Span, broken, is_sideways};
use super::figure::{Axis, Panel, Scale};
use super::layout::{SMALL_SIZE, TEXT_SIZE, TICK_TO_LABEL, height};
use super::strip;
use super::text::{self, LINE, width, wrap, wrap_evenly};
use super::ticks::{Tick, Ticks, ticks};
use super::tiles::Tiles;

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
    /// Width of what stands to the left of the frame, and to the right.
    pub left: f64,
    pub right: f64,
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

/// Measures what stands to the left and to the right of a panel.
pub(super) fn plan<'a>(
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
    /// The height below which notes or names would overlap, or texts that run upwards would not fit into their tiles.
    pub fn least_height(&self, frame_width: f64) -> f64 {
        let notes: f64 = self
            .notes
            .iter()
            .map(|lines| height(lines.len(), SMALL_SIZE, 4.0))
            .sum();
        let Scale::Categorical(names) = &self.panel.y.scale else {
            return notes;
        };
        let written = self.panel.tiles.as_ref().map_or(0.0, |tiles| {
            let widest = tiles.widest_text() + 4.0;
            if widest > frame_width / tiles.columns() as f64 {
                widest
            } else {
                0.0
            }
        });
        let tallest = self
            .y_names
            .iter()
            .map(|lines| height(lines.len(), TEXT_SIZE, 8.0))
            .fold(0.0, f64::max);
        let two = self.panel.tiles.as_ref().map_or(0.0, Tiles::least_height);
        notes.max(tallest.max(written) * names.len() as f64).max(two)
    }
}

/// Measures what stands below a panel.
pub(super) fn below(plan: &Plan, frame_width: f64) -> Below {
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
