//! The distances of messages among each other.

use super::choose::by;
use super::distance::{longest, sum_of_squares};
use super::{Messages, Power};

/// Lengths whose binary exponent is within this bound have fourth powers, and sums of those, that are neither infinite nor zero.
const LARGEST_EXPONENT: i32 = 100;
/// The largest power of two that a length is scaled by.
const LARGEST_SHIFT: i32 = 1000;

/// Messages relative to a centre, and the distances between them.
///
/// A row that holds something that is not finite, or is so far out that the square of its distance is not, is infinitely far from
/// all others.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    dim: usize,
    values: Vec<f64>,
    lengths: Vec<f64>,
    /// m × m distances.
    distances: Vec<f64>,
    /// For every row the others, from the nearest to the farthest.
    nearest: Vec<usize>,
}

impl Rows {
    /// Takes `messages` relative to `centre`. Where the `typical` shortest rows are too long or too short for fourth powers, all are
    /// multiplied by a power of two, which changes no comparison.
    pub fn take(&mut self, messages: &Messages, centre: Option<&[f64]>, typical: usize) {
        self.dim = messages.dim();
        self.values.clear();
        match centre {
            None => self.values.extend_from_slice(messages.values()),
            Some(centre) => {
                for row in messages.rows() {
                    self.values.extend(row.iter().zip(centre).map(|(value, at)| value - at));
                }
            }
        }
        self.lengths.clear();
        for row in self.values.chunks_exact(self.dim) {
            self.lengths.push(longest(row.iter().copied()));
        }
        self.lengths.sort_unstable_by(f64::total_cmp);
        let length = self.lengths[typical.clamp(1, messages.workers()) - 1];
        if length > 0.0 && length.is_finite() {
            let exponent = libm::ilogb(length);
            if exponent.abs() > LARGEST_EXPONENT {
                let factor = libm::ldexp(1.0, (-exponent).clamp(-LARGEST_SHIFT, LARGEST_SHIFT));
                for value in &mut self.values {
                    *value *= factor;
                }
            }
        }
    }

    /// m.
    fn count(&self) -> usize {
        self.lengths.len()
    }

    fn row(&self, worker: usize) -> &[f64] {
        &self.values[worker * self.dim..][..self.dim]
    }

    /// Writes the squared length of every row to `lengths`.
    pub fn squared_lengths(&self, lengths: &mut Vec<f64>) {
        lengths.clear();
        lengths.extend(
            self.values
                .chunks_exact(self.dim)
                .map(|row| sum_of_squares(row.iter().copied())),
        );
    }

    /// Writes the squared distance of every row from that of `worker` to `distances`; its own is zero.
    pub fn squared_distances_from(&self, worker: usize, distances: &mut Vec<f64>) {
        distances.clear();
        distances.extend((0..self.count()).map(|other| self.squared_distance(worker, other)));
    }

    fn squared_distance(&self, one: usize, other: usize) -> f64 {
        if one == other {
            return 0.0;
        }
        // The lower index first, so that both see the same number.
        let (low, high) = (one.min(other), one.max(other));
        sum_of_squares(self.row(low).iter().zip(self.row(high)).map(|(x, y)| x - y))
    }

    /// Measures all distances, to the `power`.
    pub fn measure(&mut self, power: Power) {
        let count = self.count();
        let mut distances = std::mem::take(&mut self.distances);
        distances.clear();
        distances.resize(count * count, 0.0);
        for low in 0..count {
            for high in low + 1..count {
                let distance = power.of_squared(self.squared_distance(low, high));
                distances[low * count + high] = distance;
                distances[high * count + low] = distance;
            }
        }
        self.distances = distances;
    }

    /// The measured distance of two rows.
    pub fn distance(&self, one: usize, other: usize) -> f64 {
        self.distances[one * self.count() + other]
    }

    /// Writes the measured distances of all rows from that of `worker` to `distances`. Its own is below any other, zeros as well.
    pub fn measured_from(&self, worker: usize, distances: &mut Vec<f64>) {
        let count = self.count();
        distances.clear();
        distances.extend_from_slice(&self.distances[worker * count..][..count]);
        distances[worker] = -1.0;
    }

    /// Sorts for every row the others by their measured distance.
    pub fn sort_neighbours(&mut self) {
        let count = self.count();
        self.nearest.clear();
        for worker in 0..count {
            let start = self.nearest.len();
            self.nearest.extend((0..count).filter(|other| *other != worker));
            let distances = &self.distances[worker * count..][..count];
            self.nearest[start..].sort_unstable_by(|a, b| by(distances, *a, *b));
        }
    }

    /// The sum of the distances of `worker` from the `neighbours` nearest others among those that are `there`.
    pub fn score(&self, worker: usize, neighbours: usize, there: &[bool]) -> f64 {
        let others = self.count() - 1;
        self.nearest[worker * others..][..others]
            .iter()
            .filter(|other| there[**other])
            .take(neighbours)
            .map(|other| self.distance(worker, *other))
            .sum()
    }
}
