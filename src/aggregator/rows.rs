//! The distances of messages among each other.

use super::choose::by;
use super::distance::{squared_distance, squared_norm};
use super::kernel::{Selector, longest, squared_distances, sums_of_smallest};
use super::{Messages, Power};

/// Lengths whose binary exponent is within this bound have fourth powers, and sums of those, that are neither infinite nor zero.
const LARGEST_EXPONENT: i32 = 100;
/// The largest power of two that a length is scaled by.
const LARGEST_SHIFT: i32 = 1000;

/// Messages relative to a centre, and the distances between them.
///
/// A row that holds something that is not finite, or is so far out that the square of its distance is not, is infinitely far from
/// all others.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    dim: usize,
    values: Vec<f64>,
    /// The largest absolute value of every row, before any scaling, or +∞.
    lengths: Vec<f64>,
    /// m × m distances.
    distances: Messages,
    /// For every row the distance of the farthest neighbour that counts.
    thresholds: Vec<f64>,
    /// For every row the others, from the nearest to the farthest.
    nearest: Vec<usize>,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            dim: 0,
            values: Vec::new(),
            lengths: Vec::new(),
            distances: Messages::zeros(0, 0),
            thresholds: Vec::new(),
            nearest: Vec::new(),
        }
    }
}

impl Rows {
    /// Takes `messages` relative to `centre`. Where the `typical` shortest rows are too long or too short for fourth powers, all are
    /// multiplied by a power of two, which changes no comparison.
    pub fn take(&mut self, messages: &Messages, centre: Option<&[f64]>, typical: usize) {
        self.dim = messages.dim();
        self.values.clear();
        self.lengths.clear();
        for (worker, row) in messages.rows().enumerate() {
            match centre {
                None => self.values.extend_from_slice(row),
                Some(centre) => self.values.extend(row.iter().zip(centre).map(|(value, at)| value - at)),
            }
            self.lengths.push(longest(&self.values[worker * self.dim..]));
        }
        self.thresholds.clone_from(&self.lengths);
        let typical = typical.clamp(1, messages.workers()) - 1;
        let (_, length, _) = self.thresholds.select_nth_unstable_by(typical, f64::total_cmp);
        let length = *length;
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

    /// Whether nothing in the row was infinite or NaN, relative to the centre.
    pub fn is_finite(&self, worker: usize) -> bool {
        self.lengths[worker].is_finite()
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
        lengths.extend(self.values.chunks_exact(self.dim).map(squared_norm));
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
        squared_distance(self.row(one), self.row(other))
    }

    /// Measures all distances, to the `power`.
    pub fn measure(&mut self, power: Power) {
        let count = self.count();
        self.distances.reshape(count, count);
        squared_distances(&self.values, self.dim, self.distances.values_mut());
        if power != Power::Second {
            for distance in self.distances.values_mut() {
                *distance = power.of_squared(*distance);
            }
        }
    }

    /// The measured distance of two rows.
    pub fn distance(&self, one: usize, other: usize) -> f64 {
        self.distances.row(one)[other]
    }

    /// Finds for every row the distance within which `keep` rows are, itself included.
    fn find_thresholds(&mut self, keep: usize, selector: &mut Selector) {
        self.thresholds.clear();
        self.thresholds.resize(self.count(), 0.0);
        // The matrix is symmetric, and a column of it is a row.
        selector.order_statistics(&self.distances, keep - 1, &mut self.thresholds);
    }

    /// Writes the sum of the distances of every row from its `neighbours` nearest others to `scores`.
    pub fn scores(&mut self, neighbours: usize, selector: &mut Selector, scores: &mut Vec<f64>) {
        let keep = (neighbours + 1).min(self.count());
        self.find_thresholds(keep, selector);
        scores.clear();
        scores.resize(self.count(), 0.0);
        sums_of_smallest(self.distances.values(), keep, &self.thresholds, scores);
    }

    /// Writes the `keep` nearest rows of every row to `sets`, itself among them, in the order of their indices; of equal distances the
    /// lowest index is nearer.
    pub fn nearest_of_each(&mut self, keep: usize, selector: &mut Selector, sets: &mut Vec<usize>) {
        self.find_thresholds(keep, selector);
        sets.clear();
        let rows = self.distances.rows().zip(&self.thresholds).enumerate();
        for (worker, (distances, threshold)) in rows {
            let below = distances.iter().filter(|distance| *distance < threshold).count();
            // A row is nearest to itself.
            let mut at_threshold = keep - below - usize::from(*threshold == 0.0);
            for (other, distance) in distances.iter().enumerate() {
                let tied = distance == threshold && at_threshold > 0;
                if distance < threshold || other == worker {
                    sets.push(other);
                } else if tied {
                    at_threshold -= 1;
                    sets.push(other);
                }
            }
        }
    }

    /// Sorts for every row the others by their measured distance.
    pub fn sort_neighbours(&mut self) {
        let count = self.count();
        self.nearest.clear();
        for worker in 0..count {
            let start = self.nearest.len();
            self.nearest.extend((0..count).filter(|other| *other != worker));
            let distances = self.distances.row(worker);
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
