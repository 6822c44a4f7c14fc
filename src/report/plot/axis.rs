//! Ranges of axes, and the way from values to fractions of an axis.

use super::error::PlotError;
use super::figure::{Axis, Panel, Point, Scale};
use super::tiles::coordinates;

/// Values beyond this are left out, so that differences of values never overflow.
const LARGEST: f64 = 1e300;

/// How far beyond its ends an axis is continued, in lengths of the axis. Enough for the direction of a line that leaves.
const BEYOND: f64 = 1e4;

/// Share of the range left free at each end of a fitted axis.
const PADDING: f64 = 0.05;

/// The place of a value on an axis before scaling: its logarithm to base 10 on a log axis, itself otherwise.
pub(super) fn coordinate(scale: &Scale, value: f64) -> Option<f64> {
    match scale {
        Scale::Log => (value > 0.0 && value.is_finite()).then(|| libm::log10(value)),
        _ => (value.abs() <= LARGEST).then_some(value),
    }
}

/// The interval of coordinates an axis shows; `from` is at the left or at the bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub from: f64,
    pub to: f64,
}

impl Span {
    /// Where `coordinate` lies: 0 at `from`, 1 at `to`.
    pub fn fraction(self, coordinate: f64) -> f64 {
        ((coordinate - self.from) / (self.to - self.from)).clamp(-BEYOND, BEYOND)
    }

    /// Length of the interval.
    pub fn length(self) -> f64 {
        (self.to - self.from).abs()
    }
}

/// The smallest interval with some coordinates in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub low: f64,
    pub high: f64,
}

impl Extent {
    /// Of some coordinates, if there is any.
    pub fn of(coordinates: impl IntoIterator<Item = f64>) -> Option<Self> {
        let join = |extent: Option<Self>, c: f64| Self::union(extent, Some(Self { low: c, high: c }));
        coordinates.into_iter().fold(None, join)
    }

    /// Of both.
    pub fn union(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) => Some(Self {
                low: a.low.min(b.low),
                high: a.high.max(b.high),
            }),
            (one, other) => one.or(other),
        }
    }
}

/// Coordinates of what stands for 0 on a horizontal axis and of the break beside it, where the axis shows both.
pub(super) fn broken(axis: &Axis, span: Span) -> Option<(f64, f64)> {
    let (zero, edge) = axis.zero.filter(|_| axis.scale == Scale::Log)?;
    let (zero, edge) = (coordinate(&axis.scale, zero)?, coordinate(&axis.scale, edge)?);
    (span.from <= zero && zero < edge && edge <= span.to).then_some((zero, edge))
}

/// Coordinates of a point in a panel that shows `y` of the vertical axis: those of its place, or the upper edge for what is lost.
pub(super) fn seat(panel: &Panel, point: &Point, y: Span) -> Option<(f64, f64)> {
    if point.lost {
        return Some((coordinate(&panel.x.scale, point.x)?, y.to));
    }
    place(panel, point)
}

/// Coordinates of a point in a panel, if it has a place on both axes.
pub(super) fn place(panel: &Panel, point: &Point) -> Option<(f64, f64)> {
    if point.lost {
        return None;
    }
    Some((
        coordinate(&panel.x.scale, point.x)?,
        coordinate(&panel.y.scale, point.y)?,
    ))
}

/// Whether the values of a panel lie along its x axis.
pub(super) fn is_sideways(panel: &Panel) -> bool {
    matches!(panel.y.scale, Scale::Categorical(_)) && !matches!(panel.x.scale, Scale::Categorical(_))
}

/// What the points of a panel, or its tiles if there are any, take up on the x axis and on the y axis.
pub(super) fn extents(panel: &Panel) -> (Option<Extent>, Option<Extent>) {
    if let Some(tiles) = &panel.tiles {
        return (
            Extent::of(coordinates(&panel.x, &tiles.x_edges)),
            Extent::of(coordinates(&panel.y, &tiles.y_edges)),
        );
    }
    let points = || panel.series.iter().flat_map(|series| &series.points);
    let nowhere = Span { from: 0.0, to: 1.0 };
    let x = Extent::of(points().filter_map(|point| seat(panel, point, nowhere)).map(|(x, _)| x));
    let y = Extent::of(points().filter_map(|point| place(panel, point)).map(|(_, y)| y));
    let bars = |scale: &Scale, extent: Option<Extent>| {
        let extent = extent?;
        let drawn = points().filter(|point| place(panel, point).is_some());
        let ends = Extent::of(
            drawn
                .flat_map(|p| [p.low, p.high])
                .filter_map(|end| coordinate(scale, end)),
        );
        let mut both = Extent::union(Some(extent), ends)?;
        if *scale == Scale::Log {
            // A bar that almost reaches zero would otherwise stretch the axis over many empty decades.
            both = Extent {
                low: both.low.max(extent.low - 1.0),
                high: both.high.min(extent.high + 1.0),
            };
        }
        Some(both)
    };
    if is_sideways(panel) {
        (bars(&panel.x.scale, x), y)
    } else {
        (x, bars(&panel.y.scale, y))
    }
}

/// The interval shown: the given range, every category, or the data, with some space around unless `tight`.
///
/// # Errors
///
/// [`PlotError::InvalidRange`] and [`PlotError::NoCategories`].
pub(super) fn span(axis: &Axis, data: Option<Extent>, vertical: bool, tight: bool) -> Result<Span, PlotError> {
    if let Scale::Categorical(names) = &axis.scale {
        let last = names.len() as f64 - 0.5;
        return match (names.len(), vertical) {
            (0, _) => Err(PlotError::NoCategories {
                axis: axis.label.clone(),
            }),
            (_, true) => Ok(Span { from: last, to: -0.5 }),
            (_, false) => Ok(Span { from: -0.5, to: last }),
        };
    }
    let log = axis.scale == Scale::Log;
    if let Some((low, high)) = axis.range {
        let ends = coordinate(&axis.scale, low)
            .zip(coordinate(&axis.scale, high))
            .filter(|(low, high)| low < high);
        let (low, high) = ends.ok_or_else(|| PlotError::InvalidRange {
            axis: axis.label.clone(),
            low,
            high,
        })?;
        return Ok(widened(low, high, log));
    }
    let Extent { low, high } = data.unwrap_or(Extent { low: 0.0, high: 1.0 });
    if tight {
        return Ok(widened(low, high, log));
    }
    if !log && low >= 0.0 && low < 0.4 * high {
        return Ok(Span {
            from: 0.0,
            to: high * (1.0 + PADDING),
        });
    }
    let Span { from, to } = widened(low, high, log);
    let space = PADDING * (to - from);
    Ok(Span {
        from: from - space,
        to: to + space,
    })
}

/// An interval wide enough for its tick labels to differ.
fn widened(low: f64, high: f64, log: bool) -> Span {
    let middle = low / 2.0 + high / 2.0;
    let least = match (log, low == high) {
        (true, true) => 0.9,
        (true, false) => 0.02,
        (false, true) if middle == 0.0 => 2.0,
        (false, true) => 0.5 * middle.abs(),
        (false, false) => 1e-5 * low.abs().max(high.abs()),
    };
    // Below the smallest normal numbers, steps between ticks would be rounded away.
    let least = least.max(if log { 0.0 } else { 1e-290 });
    if high - low >= least {
        Span { from: low, to: high }
    } else {
        Span {
            from: middle - least / 2.0,
            to: middle + least / 2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Colour, Series};
    use super::*;

    fn panel(y: Axis, points: &[Point]) -> Panel {
        let series = vec![Series::new(Colour::BLUE).points(points.iter().copied())];
        Panel {
            title: None,
            x: Axis::linear("x"),
            y,
            series,
            ..Panel::default()
        }
    }

    #[test]
    fn fitted_axes_contain_points_and_bars() {
        let panel = panel(
            Axis::log("y"),
            &[Point::with_error(1.0, 1.0, 0.5, 2.0), Point::new(2.0, 100.0)],
        );
        let (_, y) = extents(&panel);
        let span = span(&panel.y, y, true, false).unwrap();
        assert!(
            span.from < libm::log10(0.5) && span.to > 2.0 && span.length() < 3.0,
            "{span:?}"
        );
    }

    #[test]
    fn a_bar_close_to_zero_does_not_stretch_the_axis() {
        let panel = panel(Axis::log("y"), &[Point::with_error(1.0, 1.0, 1e-12, 2.0)]);
        assert_eq!(extents(&panel).1.map(|extent| extent.low), Some(-1.0));
    }

    #[test]
    fn points_without_a_place_do_not_count() {
        let points = [
            Point::new(1.0, f64::NAN),
            Point::new(f64::INFINITY, 1.0),
            Point::new(1.0, 0.0),
            Point::new(1.0, -1.0),
        ];
        assert_eq!(extents(&panel(Axis::log("y"), &points)), (None, None));
    }

    #[test]
    fn wrong_ranges_are_refused() {
        for (axis, low, high) in [
            (Axis::log("y"), 0.0, 1.0),
            (Axis::log("y"), 1.0, 1.0),
            (Axis::linear("y"), 2.0, 1.0),
            (Axis::linear("y"), f64::NAN, 1.0),
            (Axis::linear("y"), 0.0, f64::INFINITY),
        ] {
            let result = span(&axis.range(low, high), None, true, false);
            assert!(matches!(result, Err(PlotError::InvalidRange { .. })), "{low} {high}");
        }
    }

    #[test]
    fn no_span_is_empty() {
        for value in [0.0_f64, 1.0, -1.0, 1e300, 5e-324, 1e-310] {
            for other in [value, value * (1.0 + 1e-15), value + 1e-300] {
                let data = Extent::of([value, other].into_iter().filter(|v| v.abs() <= LARGEST));
                let span = span(&Axis::linear("y"), data, true, false).unwrap();
                assert!(span.from < span.to && span.length().is_finite(), "{value}");
            }
        }
    }
}
