//! What the findings say of drawn series: fitted exponents with their intervals, the predicted slope, and the intervals of ratios.

use super::builder::{Builder, Place};
use super::labels::number;
use crate::claim::Finding;
use crate::report::figure::{Along, Quantity, RateLine};
use crate::report::plot::{Colour, LineStyle, Panel, Point, Scale, Series};
use crate::stat::Interval;

/// The most panels beside one another that leave space for exponents beside their series.
const MOST_PANELS: usize = 2;

/// The length of a reference triangle, as a share of the x axis before the logarithm is taken back.
const LENGTH: f64 = 0.22;

/// Slopes below this are no triangles, and slopes that differ by more have none in common.
const LEAST_SLOPE: f64 = 0.05;

/// How every note on a slope begins.
const SLOPE: &str = "slope ";

impl Builder<'_> {
    /// The fitted exponent of what a series shows.
    fn exponent(&self, places: &[Place]) -> Option<&Finding> {
        let (Along::Coordinate(along), Quantity::Response(response)) = (self.spec.along, self.spec.quantity) else {
            return None;
        };
        let arm = places.first()?.arm;
        let (start, end) = (
            format!("exponent of {}", response.name()),
            format!(" in {}", along.key()),
        );
        let is_shown = |finding: &&Finding| {
            let quantity = finding
                .quantity
                .strip_prefix(&start)
                .and_then(|rest| rest.strip_suffix(&end));
            finding.check == "exponent"
                && quantity.is_some_and(|rest| rest.is_empty() || rest == OVER_LOWER_BOUND)
                && finding.arms.first() == Some(&arm)
                && finding.cells.len() > 1
                && finding
                    .cells
                    .iter()
                    .all(|cell| places.iter().any(|place| place.cell == *cell))
        };
        self.judged.findings.iter().find(is_shown)
    }

    /// The fitted exponent of a series with its interval, and from where on it was fitted if not from the first point on.
    pub fn slope_note(&self, places: &[Place]) -> Option<String> {
        let finding = self.exponent(places)?;
        let (measured, interval) = (finding.measured?, finding.interval?);
        let over = if finding.quantity.contains(OVER_LOWER_BOUND) {
            " over the lower bound"
        } else {
            ""
        };
        let first = places.iter().map(|place| place.x).fold(f64::INFINITY, f64::min);
        let fitted = places.iter().filter(|place| finding.cells.contains(&place.cell));
        let from = fitted.map(|place| place.x).fold(f64::INFINITY, f64::min);
        let from = if from > first {
            format!(" from {} on", number(from))
        } else {
            String::new()
        };
        Some(format!(
            "{SLOPE}{} [{}, {}]{over}{from}",
            signed(measured.value),
            signed(interval.low),
            signed(interval.high)
        ))
    }

    /// A triangle of the predicted slope where nothing is, if all fitted exponents are predicted to be the same; and no exponents
    /// beside the series where there is no space for them, or panels beside one another have laws to compare the points with.
    pub fn mark_slopes(&self, panels: &mut [Panel], cells: &[usize]) {
        let has_law = |panel: &Panel| panel.series.iter().any(|series| series.line == Some(LineStyle::Solid));
        let is_crowded = panels.len() > MOST_PANELS || (panels.len() > 1 && panels.iter().any(has_law));
        for panel in panels.iter_mut() {
            let mut seen: Vec<(Option<String>, Colour)> = Vec::new();
            for series in panel.series.iter_mut().filter(|series| is_slope(series)) {
                let note = (series.note.clone(), series.colour);
                if is_crowded || seen.contains(&note) {
                    series.note = None;
                }
                seen.push(note);
            }
        }
        if is_crowded {
            return;
        }
        if self.spec.rate != RateLine::None || !self.spec.quantity.is_logarithmic() {
            return;
        }
        let predicted = self.predicted_slopes(cells);
        let (low, high) = predicted
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), slope| {
                (low.min(*slope), high.max(*slope))
            });
        let slope = (low + high) / 2.0;
        if predicted.is_empty() || high - low > LEAST_SLOPE || slope.abs() < LEAST_SLOPE {
            return;
        }
        for panel in panels.iter_mut().filter(|panel| panel.series.iter().any(is_slope)) {
            let triangle = triangle(panel, slope);
            panel.series.extend(triangle);
        }
    }

    fn predicted_slopes(&self, cells: &[usize]) -> Vec<f64> {
        let mut slopes = Vec::new();
        for group in &self.groups(cells) {
            for (estimator, adversary) in self.arms_shown() {
                let place = |&cell: &usize| self.place(0.0, cell, estimator, adversary);
                let places: Vec<Place> = group.cells.iter().map(place).collect();
                slopes.extend(self.exponent(&places).and_then(|finding| finding.predicted));
            }
        }
        slopes
    }

    /// The interval that a ratio was judged by.
    pub fn judged_interval(&self, place: &Place) -> Option<Interval> {
        if self.spec.quantity != Quantity::Ratio {
            return None;
        }
        let of_place = |finding: &&Finding| {
            finding.quantity == RATIO && finding.cells == [place.cell] && finding.arms.first() == Some(&place.arm)
        };
        self.judged.findings.iter().find(of_place)?.interval
    }

    /// Whether all that is drawn was judged by intervals that can be drawn.
    pub fn has_judged_bars(&self) -> bool {
        let cells = self.spec.selection.cells(&self.study.experiment);
        let mut places = cells.iter().flat_map(|&cell| {
            self.arms_shown()
                .map(move |(estimator, adversary)| self.place(0.0, cell, estimator, adversary))
        });
        self.spec.quantity == Quantity::Ratio
            && places.all(|place| self.judged_interval(&place).is_some() || self.measured(&place).is_none())
    }
}

/// Whether a series has its fitted exponent beside it.
pub(super) fn is_slope(series: &Series) -> bool {
    series.note.as_ref().is_some_and(|note| note.starts_with(SLOPE))
}

/// What is said of an exponent of errors over the lower bound.
const OVER_LOWER_BOUND: &str = " / lower bound";

/// The quantity of findings on exact laws of the rms error.
const RATIO: &str = "rms / exact law";

fn signed(value: f64) -> String {
    format!("{value:.3}").replace('-', "−")
}

/// Below the first points of a falling series, or above those of a rising one.
fn triangle(panel: &Panel, slope: f64) -> Option<Series> {
    let is_log = panel.x.scale == Scale::Log && panel.y.scale == Scale::Log;
    let measured = panel.series.iter().filter(|series| series.marker.is_some());
    let points: Vec<&Point> = (measured.flat_map(|series| &series.points))
        .filter(|point| is_log && !point.lost && point.x > 0.0 && point.y > 0.0 && point.y.is_finite())
        .collect();
    let first = points.iter().map(|point| point.x).reduce(f64::min)?;
    let last = points.iter().map(|point| point.x).reduce(f64::max)?;
    let lowest = points.iter().map(|point| point.y).reduce(f64::min)?;
    let highest = points.iter().map(|point| point.y).reduce(f64::max)?;
    let length = libm::pow(last / first, LENGTH);
    let rise = libm::pow(length, slope.abs());
    let (corner, start, end) = if slope < 0.0 {
        let (low, high) = (lowest, lowest * rise);
        ((first, low), (first, high), (first * length, low))
    } else {
        let (low, high) = (highest / rise, highest);
        ((first, high), (first, low), (first * length, high))
    };
    let label = match slope {
        slope if (slope.abs() - 0.5).abs() < 0.01 => format!("{}½", if slope < 0.0 { "−" } else { "" }),
        slope => number((100.0 * slope).round() / 100.0).replace('-', "−"),
    };
    Some(
        Series::new(Colour::GREY)
            .label(format!("predicted slope {label}"))
            .line(LineStyle::Thin)
            .points([corner, start, end, corner].map(|(x, y)| Point::new(x, y))),
    )
}
