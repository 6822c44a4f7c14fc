//! The place of α = 0 on a logarithmic axis: beyond a break.

use super::builder::Builder;
use crate::experiment::Coordinate;
use crate::report::plot::{Axis, Panel, Point, Scale, Series};

/// The least ratio of the smallest value to what stands for 0.
const LEAST: f64 = 2.0;

/// The share of the other values' range, before the logarithm is taken back, that lies between them and 0.
const SHARE: f64 = 0.25;

impl Builder<'_> {
    /// A logarithmic axis of a coordinate, broken where some cells have 0 there.
    pub fn coordinate_axis(&self, label: &str, cells: &[usize], coordinate: Coordinate) -> Axis {
        match self.zero(cells, coordinate) {
            Some((at, edge)) => Axis::log(format!("{label}; 0 stands left of the break")).broken(at, edge),
            None => Axis::log(label),
        }
    }

    /// What stands for 0, and where the axis is broken.
    fn zero(&self, cells: &[usize], coordinate: Coordinate) -> Option<(f64, f64)> {
        let values = || cells.iter().map(|&cell| self.cell(cell).coordinate(coordinate));
        let positive = || values().filter(|value| *value > 0.0);
        let (least, most) = (positive().reduce(f64::min)?, positive().reduce(f64::max)?);
        let ratio = libm::pow(most / least, SHARE).max(LEAST);
        values()
            .any(|value| value == 0.0)
            .then(|| (least / ratio, least / ratio.sqrt()))
    }

    /// A coordinate of a cell as it is on the x axis.
    pub fn coordinate_on(&self, axis: &Axis, cell: usize, coordinate: Coordinate) -> f64 {
        match (self.cell(cell).coordinate(coordinate), axis.zero) {
            (0.0, Some((at, _))) => at,
            (value, _) => value,
        }
    }
}

/// Lines do not cross a break: what lies between 0 and the others is not to scale.
pub(super) fn interrupted(series: Vec<Series>, axis: &Axis) -> Vec<Series> {
    let Some((_, edge)) = axis.zero else {
        return series;
    };
    let cut = |mut series: Series| {
        if let Some(at) = series
            .points
            .windows(2)
            .position(|pair| (pair[0].x < edge) != (pair[1].x < edge))
        {
            series.points.insert(at + 1, Point::new(f64::NAN, f64::NAN));
        }
        series
    };
    series.into_iter().map(cut).collect()
}

/// How many measured points have no place on a logarithmic axis, since they are 0.
pub(super) fn without_place(panels: &[Panel]) -> usize {
    let zero = |axis: &Axis, value: f64| axis.scale == Scale::Log && value <= 0.0;
    let lacking = |panel: &Panel| {
        let measured = panel.series.iter().filter(|series| series.marker.is_some());
        let points = measured.flat_map(|series| &series.points).filter(|point| !point.lost);
        points
            .filter(|point| zero(&panel.x, point.x) || zero(&panel.y, point.y))
            .count()
    };
    panels.iter().map(lacking).sum()
}
