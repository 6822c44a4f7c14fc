//! Lines of theory between the cells of a figure, where it can be evaluated there.

use super::builder::Builder;
use crate::aggregator::count;
use crate::experiment::{Cell, Coordinate};
use crate::report::figure::Along;
use crate::report::plot::Point;

/// How many pieces a line between two cells has at most.
const PIECES: usize = 12;

impl Builder<'_> {
    /// A line through some values of cells, and of what lies between them along the x axis.
    pub fn densely(&self, cells: &[(f64, usize)], value: impl Fn(&Cell) -> Option<f64>) -> Vec<Point> {
        let mut points = Vec::new();
        for (order, (x, index)) in cells.iter().enumerate() {
            let Some(own) = value(self.cell(*index)) else {
                continue;
            };
            points.push(Point::new(*x, own));
            let Some((_, next)) = cells.get(order + 1) else {
                continue;
            };
            if value(self.cell(*next)).is_some() {
                let between = self.between(*index, *next);
                points.extend(
                    between
                        .iter()
                        .filter_map(|(x, cell)| Some(Point::new(*x, value(cell)?))),
                );
            }
        }
        points
    }

    /// Cells between two that differ in the coordinate of the x axis only, with their places on it; none where the problem, or the
    /// number of Byzantine workers, follows it in a way of its own.
    fn between(&self, one: usize, other: usize) -> Vec<(f64, Cell)> {
        let Along::Coordinate(along) = self.spec.along else {
            return Vec::new();
        };
        let (one, other) = (self.cell(one), self.cell(other));
        let (from, to) = (one.coordinate(along), other.coordinate(along));
        let same =
            |coordinate: Coordinate| coordinate == along || one.coordinate(coordinate) == other.coordinate(coordinate);
        let nominal = along == Coordinate::Alpha || one.alpha == other.alpha;
        let is_alike = one.problem.key() == other.problem.key()
            && one.random == other.random
            && nominal
            && [Coordinate::Samples, Coordinate::Workers, Coordinate::Dim]
                .into_iter()
                .all(same);
        if !is_alike || along == Coordinate::Dim || from <= 0.0 || to <= from {
            return Vec::new();
        }
        // With these numbers of workers ⌊αm⌋ does not jump.
        let step = if one.alpha > 0.0 { 1.0 / one.alpha } else { 1.0 };
        let mut cells: Vec<(f64, Cell)> = Vec::new();
        for piece in 1..PIECES {
            let x = from * libm::pow(to / from, piece as f64 / PIECES as f64);
            let mut cell = one.clone();
            match along {
                Coordinate::Samples => cell.samples = x.round() as usize,
                Coordinate::Workers if (step - step.round()).abs() < 1e-9 => {
                    let steps = ((x - from) / step).round();
                    cell.workers = (from + steps * step.round()) as usize;
                }
                Coordinate::Alpha => cell.alpha = x,
                Coordinate::Workers | Coordinate::Dim => return Vec::new(),
            }
            cell.byzantine = count::byzantine(cell.alpha, cell.workers);
            let x = cell.coordinate(along);
            let last = cells.last().map_or(from, |(last, _)| *last);
            if last < x && x < to {
                cells.push((x, cell));
            }
        }
        cells
    }

    /// Whether an arm is the same in two cells, but for what its attack makes of them.
    pub fn is_same_arm(&self, (one, arm): (usize, usize), (other, other_arm): (usize, usize)) -> bool {
        let (one, other) = (self.arm(one, arm), self.arm(other, other_arm));
        one.aggregator.key() == other.aggregator.key() && one.algorithm.key() == other.algorithm.key()
    }
}
