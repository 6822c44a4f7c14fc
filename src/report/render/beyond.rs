//! What would stretch an axis far beyond all else that was measured: estimates at the edge of W stand in the strip above it, and of
//! far bounds the legend says how far they are.

use super::builder::Builder;
use super::labels::{number, range};
use super::reference::BOUND;
use crate::experiment::Response;
use crate::report::figure::{Limits, Quantity};
use crate::report::plot::{LineStyle, Panel, Point, Scale, Series};

/// From this share of the radius of W on, an estimate is at its edge.
const EDGE: f64 = 0.9;

/// By this factor estimates at the edge of W exceed all others where they are taken off the axis.
const FAR: f64 = 8.0;

/// By this factor a bound exceeds what it bounds, everywhere, where it is taken off the page.
const FAR_BOUND: f64 = 30.0;

impl Builder<'_> {
    /// Whether a measured value is that of an estimate at the edge of W.
    pub fn is_at_edge(&self, cell: usize, value: f64) -> bool {
        self.radius(cell).is_some_and(|radius| value >= EDGE * radius)
    }

    /// The radius of W as what is on the y axis.
    fn radius(&self, cell: usize) -> Option<f64> {
        let cell = self.cell(cell);
        let radius = cell.problem.domain().diameter() / 2.0;
        match self.spec.quantity {
            Quantity::Response(Response::Rms | Response::Mean) => Some(radius),
            // A bias is that of a coordinate.
            Quantity::Response(Response::Bias) => Some(radius / (cell.dim() as f64).sqrt()),
            _ => None,
        }
    }

    /// Takes off the axes what is far beyond all else.
    pub fn take_off(&self, panels: &mut [Panel]) {
        let cells = self.spec.selection.cells(&self.study.experiment);
        let radius = cells.iter().filter_map(|&cell| self.radius(cell)).fold(0.0, f64::max);
        settle_edges(panels, radius);
        if self.spec.quantity.is_logarithmic() && self.spec.map.is_none() {
            let limit = match self.spec.y_limits {
                Limits::All => None,
                _ => self.limits(panels),
            };
            take_bounds_off(panels, limit.map(|(_, high)| high));
            if let Some(limits) = limit {
                take_lines_off(panels, limits);
            }
        }
    }
}

fn measured(panels: &[Panel]) -> impl Iterator<Item = &Point> {
    let series = panels.iter().flat_map(|panel| &panel.series);
    series
        .filter(|series| series.marker.is_some())
        .flat_map(|series| &series.points)
}

/// The largest measured value on the axis.
fn largest(panels: &[Panel]) -> Option<f64> {
    let on_axis = measured(panels).filter(|point| !point.lost && point.y.is_finite());
    on_axis.map(|point| point.y).reduce(f64::max)
}

/// Names the strip where estimates at the edge of W are far from all others, and brings them back where they are not.
fn settle_edges(panels: &mut [Panel], radius: f64) {
    let mut edges: Vec<f64> = (measured(panels).filter(|point| point.lost && point.y.is_finite()))
        .map(|point| point.y)
        .collect();
    edges.sort_by(f64::total_cmp);
    let is_far = |least: f64| largest(panels).is_some_and(|most| least >= FAR * most);
    match edges.first() {
        None => {}
        Some(least) if is_far(*least) => {
            edges.dedup_by(|one, other| number(*one) == number(*other));
            // What is not projected may be farther away than W reaches.
            let is_within = edges.last().is_some_and(|most| *most <= (2.0 - EDGE) * radius);
            let place = if is_within { "edge of W" } else { "outside W" };
            let name = format!("{place}: {}", range(&edges));
            let any_lost = measured(panels).any(|point| point.lost && !point.y.is_finite());
            for panel in panels {
                let lost = if any_lost { "lost / " } else { "" };
                panel.beyond = Some(format!("{lost}{name}"));
            }
        }
        Some(_) => {
            let series = panels.iter_mut().flat_map(|panel| &mut panel.series);
            for point in series.flat_map(|series| &mut series.points) {
                point.lost &= !point.y.is_finite();
            }
        }
    }
}

/// Where a bound is far above what it bounds and above all that was measured, or beyond `limit`, the legend says by what factor.
fn take_bounds_off(panels: &mut [Panel], limit: Option<f64>) {
    let labels = panels.iter().flat_map(|panel| &panel.series).filter_map(bound_label);
    let mut labels: Vec<String> = labels.map(str::to_owned).collect();
    labels.sort();
    labels.dedup();
    for label in labels {
        let ratios: Vec<(f64, f64)> = panels.iter().flat_map(|panel| ratios(panel, &label)).collect();
        let bounds = panels.iter().flat_map(|panel| &panel.series);
        let bounds = bounds.filter(|series| bound_label(series) == Some(&label));
        let least = (bounds.flat_map(|series| &series.points))
            .map(|point| point.y)
            .fold(f64::INFINITY, f64::min);
        let (low, high) = ratios.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), (_, ratio)| {
            (low.min(*ratio), high.max(*ratio))
        });
        let is_off = match limit {
            Some(limit) => least > limit,
            None => low >= FAR_BOUND && largest(panels).is_some_and(|most| least > most),
        };
        if !is_off || ratios.is_empty() {
            continue;
        }
        let along = matches!(panels, [only] if !matches!(only.x.scale, Scale::Categorical(_)));
        let how_far = match (ratios.first(), ratios.last()) {
            _ if factor(low) == factor(high) => format!("×{}", factor(low)),
            (Some((_, left)), Some((_, right))) if along && is_monotone(&ratios) => {
                format!("×{} (left) to ×{} (right)", factor(*left), factor(*right))
            }
            _ => format!("×{} to ×{}", factor(low), factor(high)),
        };
        for series in panels.iter_mut().flat_map(|panel| &mut panel.series) {
            if bound_label(series) == Some(&label) {
                series.label = Some(format!("bound, {label}: {how_far} above, off the page"));
                series.points.clear();
            }
        }
    }
}

/// Of lines that are all above or all below the page the legend says so.
fn take_lines_off(panels: &mut [Panel], (low, high): (f64, f64)) {
    let is_plain = |series: &Series| series.marker.is_none() && series.note.is_none() && !series.points.is_empty();
    let lines = panels
        .iter()
        .flat_map(|panel| &panel.series)
        .filter(|series| is_plain(series));
    let mut labels: Vec<String> = lines.filter_map(|series| series.label.clone()).collect();
    labels.sort();
    labels.dedup();
    for label in labels {
        let is_own = |series: &Series| is_plain(series) && series.label.as_ref() == Some(&label);
        let own = panels
            .iter()
            .flat_map(|panel| &panel.series)
            .filter(|series| is_own(series));
        let values: Vec<f64> = own.flat_map(|series| &series.points).map(|point| point.y).collect();
        let side = if values.iter().all(|value| *value > high) {
            "above"
        } else if values.iter().all(|value| *value < low) {
            "below"
        } else {
            continue;
        };
        for series in panels.iter_mut().flat_map(|panel| &mut panel.series) {
            if is_own(series) {
                series.label = Some(format!("{label}: {side}, off the page"));
                series.points.clear();
            }
        }
    }
}

fn is_monotone(ratios: &[(f64, f64)]) -> bool {
    ratios.is_sorted_by(|one, other| one.1 <= other.1) || ratios.is_sorted_by(|one, other| one.1 >= other.1)
}

/// The estimator of a bound with points.
fn bound_label(series: &Series) -> Option<&str> {
    if series.line != Some(LineStyle::Dotted) || series.points.is_empty() {
        return None;
    }
    series.label.as_deref()?.strip_prefix(BOUND)
}

/// Where an estimator's bound stands over its measured values, and by what factor, from left to right.
fn ratios(panel: &Panel, label: &str) -> Vec<(f64, f64)> {
    let bounds = panel.series.iter().filter(|series| bound_label(series) == Some(label));
    let is_own = |series: &&Series| {
        let rest = series.label.as_deref().and_then(|own| own.strip_prefix(label));
        series.marker.is_some() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
    };
    let own: Vec<&Point> = (panel.series.iter().filter(is_own).flat_map(|series| &series.points))
        .filter(|point| !point.lost && point.y > 0.0)
        .collect();
    let mut ratios: Vec<(f64, f64)> = (bounds.flat_map(|series| &series.points))
        .flat_map(|bound| {
            own.iter()
                .filter(|own| own.x == bound.x)
                .map(|own| (bound.x, bound.y / own.y))
        })
        .collect();
    ratios.sort_by(|one, other| one.0.total_cmp(&other.0));
    ratios
}

/// A factor with two digits.
fn factor(value: f64) -> String {
    const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let exponent = libm::floor(libm::log10(value));
    let unit = libm::pow(10.0, exponent - 1.0);
    let rounded = (value / unit).round() * unit;
    if !rounded.is_finite() || rounded < 1e4 {
        return number(rounded);
    }
    let exponent = libm::floor(libm::log10(rounded * (1.0 + 1e-12)));
    let digits = exponent.to_string();
    let power: String = (digits.chars().filter_map(|digit| digit.to_digit(10)))
        .map(|digit| SUPERSCRIPT[digit as usize])
        .collect();
    format!("{}·10{power}", number(rounded / libm::pow(10.0, exponent)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::plot::{Axis, Colour, Marker};

    fn panel(bounds: [f64; 2]) -> Panel {
        let at = |values: [f64; 2]| [Point::new(1.0, values[0]), Point::new(2.0, values[1])];
        Panel {
            x: Axis::log("n"),
            y: Axis::log("error"),
            series: vec![
                Series::new(Colour::BLUE)
                    .label(format!("{BOUND}median GD"))
                    .line(LineStyle::Dotted)
                    .points(at(bounds)),
                Series::new(Colour::BLUE)
                    .label("median GD, d=2")
                    .marker(Marker::Circle)
                    .points(at([1.0, 0.5])),
                Series::new(Colour::BLUE)
                    .label("median GD of another kind")
                    .marker(Marker::Circle)
                    .points(at([1.0, 1.0])),
            ],
            ..Panel::default()
        }
    }

    #[test]
    fn of_a_far_bound_the_legend_says_how_far() {
        let mut panels = [panel([100.0, 40.0])];
        take_bounds_off(&mut panels, None);
        let bound = &panels[0].series[0];
        let expected = "bound, median GD: ×100 (left) to ×80 (right) above, off the page";
        assert_eq!(bound.label.as_deref(), Some(expected));
        assert!(bound.points.is_empty());
    }

    #[test]
    fn a_near_bound_stays_but_beyond_a_limit() {
        let mut panels = [panel([20.0, 20.0])];
        take_bounds_off(&mut panels, None);
        assert_eq!(panels, [panel([20.0, 20.0])]);
        take_bounds_off(&mut panels, Some(2.0));
        assert!(panels[0].series[0].points.is_empty());
    }

    #[test]
    fn of_lines_off_the_page_the_legend_says_on_which_side() {
        let mut panels = [panel([20.0, 20.0])];
        take_lines_off(&mut panels, (0.1, 20.0));
        assert_eq!(panels, [panel([20.0, 20.0])]);
        take_lines_off(&mut panels, (30.0, 40.0));
        let expected = "bound with its constants, median GD: below, off the page";
        assert_eq!(panels[0].series[0].label.as_deref(), Some(expected));
    }

    #[test]
    fn factors_have_two_digits() {
        assert_eq!(
            [34.6, 1_049.0, 316_000.0, 9_996.0].map(factor),
            ["35", "1000", "3.2·10⁵", "1·10⁴"]
        );
    }
}
