use super::super::kernel::longest;
use super::super::{Messages, Workspace};
use super::eigen::Products;

/// The largest power of two that a row is scaled by.
const LARGEST_SHIFT: i32 = 1000;

/// Messages relative to their coordinate-wise median, so that a far cluster costs the others no digits.
pub(super) struct Cloud {
    dim: usize,
    centre: Vec<f64>,
    values: Vec<f64>,
    /// The largest absolute value of every row, or +∞.
    lengths: Vec<f64>,
}

/// The top eigenpair of the weighted covariance Σ cᵢ(xᵢ − μ)(xᵢ − μ)ᵀ / Σ cᵢ.
pub(super) struct Moments {
    /// √λ, the standard deviation in the direction where it is largest.
    pub deviation: f64,
    /// (v·(xᵢ − μ))² for every message of positive weight, in units of their own, and 0 for the others.
    pub squares: Vec<f64>,
}

impl Cloud {
    /// Takes `messages` relative to their median, or to 0 in a coordinate where that is not finite.
    pub fn new(messages: &Messages, workspace: &mut Workspace) -> Self {
        let dim = messages.dim();
        let mut centre = vec![0.0; dim];
        workspace.selector.medians(messages, &mut centre);
        for at in centre.iter_mut().filter(|at| !at.is_finite()) {
            *at = 0.0;
        }
        let mut values = workspace.with_scratch(|_, scratch| std::mem::take(&mut scratch.vectors[0]));
        values.clear();
        values.reserve(messages.values().len());
        for row in messages.rows() {
            values.extend(row.iter().zip(&centre).map(|(x, at)| x - at));
        }
        let lengths = values.chunks_exact(dim).map(longest).collect();
        Self {
            dim,
            centre,
            values,
            lengths,
        }
    }

    /// Leaves its memory to the next one.
    pub fn give_back(self, workspace: &mut Workspace) {
        workspace.with_scratch(|_, scratch| scratch.vectors[0] = self.values);
    }

    /// m.
    pub fn count(&self) -> usize {
        self.values.len() / self.dim
    }

    /// d.
    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn row(&self, worker: usize) -> &[f64] {
        &self.values[worker * self.dim..][..self.dim]
    }

    /// All rows, one after the other.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The largest absolute value of a row, or +∞.
    pub fn length(&self, worker: usize) -> f64 {
        self.lengths[worker]
    }

    /// The weight 1 for every row that is finite, and so is its difference from the centre, and 0 for the others.
    pub fn weights(&self) -> Vec<f64> {
        let weight = |length: &f64| if length.is_finite() { 1.0 } else { 0.0 };
        self.lengths.iter().map(weight).collect()
    }

    /// The power of two that no row of positive weight is longer than, as an exponent.
    fn exponent(&self, weights: &[f64]) -> i32 {
        let there = weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        let lengths = there.map(|(worker, _)| self.length(worker));
        exponent(lengths.fold(0.0, f64::max))
    }

    /// The mean of the rows with their `weights`, multiplied by `factor` first.
    fn scaled_mean(&self, weights: &[f64], factor: f64) -> Vec<f64> {
        let total: f64 = weights.iter().sum();
        let mut mean = vec![0.0; self.dim];
        for (worker, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            for (sum, value) in mean.iter_mut().zip(self.row(worker)) {
                *sum += weight / total * (value * factor);
            }
        }
        mean
    }

    /// μ, the mean of the rows with their `weights`, relative to the centre.
    pub fn mean(&self, weights: &[f64]) -> Vec<f64> {
        let exponent = self.exponent(weights);
        let mut mean = self.scaled_mean(weights, libm::ldexp(1.0, -exponent));
        let back = libm::ldexp(1.0, exponent);
        mean.iter_mut().for_each(|value| *value *= back);
        mean
    }

    /// The top eigenpair of the rows with their `weights`. The rows are multiplied by a power of two first, so that no square
    /// overflows and those of the largest rows are not lost.
    pub fn moments(&self, weights: &[f64]) -> Moments {
        let there = || weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        let total: f64 = weights.iter().sum();
        let exponent = self.exponent(weights);
        let factor = libm::ldexp(1.0, -exponent);
        let mean = self.scaled_mean(weights, factor);
        let apart = |worker: usize| {
            self.row(worker)
                .iter()
                .zip(&mean)
                .map(|(value, mean)| value * factor - mean)
        };
        let mut rows = Vec::with_capacity(self.values.len());
        for (worker, weight) in there() {
            let root = (weight / total).sqrt();
            rows.extend(apart(worker).map(|value| root * value));
        }
        let (value, direction) = Products::new(&rows, self.dim).top(&rows, self.dim);
        let mut squares = vec![0.0; weights.len()];
        for (worker, _) in there() {
            let along: f64 = apart(worker).zip(&direction).map(|(value, v)| value * v).sum();
            squares[worker] = along * along;
        }
        Moments {
            deviation: value.sqrt() * libm::ldexp(1.0, exponent),
            squares,
        }
    }

    /// Writes the point that is `relative` to the centre to `out`.
    pub fn write(&self, relative: &[f64], out: &mut [f64]) {
        for ((out, at), relative) in out.iter_mut().zip(&self.centre).zip(relative) {
            *out = at + relative;
        }
    }

    /// The same rows among themselves, those of `workers` in their order, multiplied by two to the minus `exponent`.
    pub fn scaled(&self, workers: &[usize], exponent: i32) -> Vec<f64> {
        let factor = libm::ldexp(1.0, -exponent);
        let row = |worker: &usize| self.row(*worker).iter().map(move |value| value * factor);
        workers.iter().flat_map(row).collect()
    }
}

/// The binary exponent of a length, as far as rows may be scaled by it; 0 for 0.
pub(super) fn exponent(length: f64) -> i32 {
    if length > 0.0 && length.is_finite() {
        libm::ilogb(length).clamp(-LARGEST_SHIFT, LARGEST_SHIFT)
    } else {
        0
    }
}
