use multiversion::multiversion;
use nalgebra::{DMatrix, DVector};
use rand_distr::Distribution;

use super::mean_estimation::difference;
use super::{Ball, Shards, distance};
use crate::aggregator::{Messages, vector_kernels};
use crate::sampling::StandardNormal;
use crate::stream::Stream;

/// Welsch-regression workers with their n samples: features x_i on the sphere of radius √d and noise ξ_i = y_i − x_iᵀw*.
pub(super) struct WelschShards {
    start: Vec<f64>,
    optimum: Vec<f64>,
    domain: Ball,
    /// −1/(2c²).
    exponent: f64,
    /// n.
    samples: usize,
    /// Features of every worker, coordinate by coordinate (m·d·n).
    features: Vec<f64>,
    /// The noise of every worker (m·n).
    noise: Vec<f64>,
}

/// So many samples at a time stay in the nearest cache.
const BLOCK: usize = 1024;

impl WelschShards {
    /// No worker yet. Local estimates are searched for from `start` = w⁰, over `domain` = W.
    pub fn new(start: Vec<f64>, optimum: &[f64], domain: &Ball, scale: f64, samples: usize, workers: usize) -> Self {
        Self {
            start,
            optimum: optimum.to_vec(),
            domain: domain.clone(),
            exponent: -0.5 / (scale * scale),
            samples,
            features: Vec::with_capacity(workers * samples * optimum.len()),
            noise: Vec::with_capacity(workers * samples),
        }
    }

    /// Adds a worker with noise of deviation `sigma`.
    pub fn push(&mut self, sigma: f64, stream: &mut Stream) {
        let (first, dim) = (self.features.len(), self.optimum.len());
        self.features.resize(first + self.samples * dim, 0.0);
        let features = &mut self.features[first..];
        let mut x = vec![0.0f64; dim];
        for i in 0..self.samples {
            let mut square = 0.0;
            for x in &mut x {
                *x = StandardNormal.sample(stream);
                square += *x * *x;
            }
            let scale = (dim as f64 / square).sqrt();
            for (k, x) in x.iter().enumerate() {
                features[k * self.samples + i] = scale * x;
            }
            let noise: f64 = StandardNormal.sample(stream);
            self.noise.push(sigma * noise);
        }
    }

    fn workers(&self) -> impl Iterator<Item = Worker<'_>> {
        let features = self.features.chunks_exact(self.samples * self.optimum.len());
        let noise = self.noise.chunks_exact(self.samples);
        features.zip(noise).map(|(features, noise)| Worker {
            features,
            noise,
            exponent: self.exponent,
        })
    }

    /// A critical point of a worker's risk over W: the one to which iteratively reweighted least squares descends from w⁰.
    ///
    /// Welsch's loss is concave in r², so that ½Σ_i ω_i(r_i(u)² − r_i²) with ω_i = exp(−r_i²/2c²) at the current point touches
    /// the risk from above there; each step goes to its minimiser over W, and the risk never rises.
    fn critical_point(&self, worker: Worker) -> DVector<f64> {
        const MOST_STEPS: usize = 1000;
        let optimum = DVector::from_column_slice(&self.optimum);
        let mut w = DVector::from_column_slice(&self.start);
        for _ in 0..MOST_STEPS {
            let (gram, product) = worker.reweighted((&w - &optimum).as_slice());
            if gram.diagonal().max() == 0.0 {
                // Every residual is so far out that the risk is flat.
                break;
            }
            let linear = product + &gram * &optimum;
            let next = self.domain.minimise_quadratic(&gram, &linear);
            let moved = distance(next.as_slice(), w.as_slice());
            w = next;
            if moved <= 1e-11 * self.domain.radius {
                break;
            }
        }
        w
    }
}

/// One worker's samples.
#[derive(Clone, Copy)]
struct Worker<'a> {
    /// Coordinate by coordinate (d·n).
    features: &'a [f64],
    noise: &'a [f64],
    exponent: f64,
}

impl Worker<'_> {
    /// Writes the residuals r_i = ξ_i − x_iᵀδ of the samples from `first` on to `residuals`.
    #[inline(always)]
    fn residuals(&self, delta: &[f64], first: usize, residuals: &mut [f64]) {
        let count = residuals.len();
        residuals.copy_from_slice(&self.noise[first..][..count]);
        for (column, delta) in self.features.chunks_exact(self.noise.len()).zip(delta) {
            for (residual, x) in residuals.iter_mut().zip(&column[first..]) {
                *residual -= delta * x;
            }
        }
    }

    /// Writes the gradient −(1/n)·Σ_i ψ(r_i)x_i at w* + `delta` to `out`. `scratch` has room for [`BLOCK`] numbers.
    #[inline(always)]
    fn gradient(&self, delta: &[f64], scratch: &mut [f64], out: &mut [f64]) {
        let samples = self.noise.len();
        out.fill(0.0);
        for first in (0..samples).step_by(BLOCK) {
            let block = &mut scratch[..BLOCK.min(samples - first)];
            self.residuals(delta, first, block);
            for r in block.iter_mut() {
                *r *= small_exp(self.exponent * *r * *r);
            }
            for (out, column) in out.iter_mut().zip(self.features.chunks_exact(samples)) {
                *out -= dot(block, &column[first..]);
            }
        }
        for out in out {
            *out /= samples as f64;
        }
    }

    /// Σ_i ω_ix_ix_iᵀ and Σ_i ω_iξ_ix_i with the weights ω_i at w* + `delta`.
    fn reweighted(&self, delta: &[f64]) -> (DMatrix<f64>, DVector<f64>) {
        let (samples, dim) = (self.noise.len(), delta.len());
        let (mut weights, mut weighted) = (vec![0.0; samples], vec![0.0; samples]);
        let (mut gram, mut product) = (DMatrix::zeros(dim, dim), DVector::zeros(dim));
        let sums = [gram.as_mut_slice(), product.as_mut_slice()];
        if vector_kernels() {
            reweighted_by_vectors(self, delta, [&mut weights, &mut weighted], sums);
        } else {
            plain_reweighted(self, delta, [&mut weights, &mut weighted], sums);
        }
        (gram, product)
    }
}

impl Shards for WelschShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let mut delta = vec![0.0; w.len()];
        difference(w, &self.optimum, &mut delta);
        if vector_kernels() {
            gradients_by_vectors(self, &delta, messages.values_mut());
        } else {
            plain_gradients(self, &delta, messages.values_mut());
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        let rows = messages.values_mut().chunks_exact_mut(self.optimum.len());
        for (worker, row) in self.workers().zip(rows) {
            row.copy_from_slice(self.critical_point(worker).as_slice());
        }
    }
}

/// Writes the gradient of every worker at w* + `delta` to its row of `rows`. Every sum runs over the samples in one order, whatever the
/// processor has.
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn gradients_by_vectors(shards: &WelschShards, delta: &[f64], rows: &mut [f64]) {
    plain_gradients(shards, delta, rows);
}

#[inline(always)]
fn plain_gradients(shards: &WelschShards, delta: &[f64], rows: &mut [f64]) {
    let mut scratch = [0.0; BLOCK];
    for (worker, row) in shards.workers().zip(rows.chunks_exact_mut(delta.len())) {
        worker.gradient(delta, &mut scratch, row);
    }
}

/// Writes the weights, what they make of a coordinate, and the two sums of [`Worker::reweighted`].
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn reweighted_by_vectors(worker: &Worker, delta: &[f64], scratch: [&mut [f64]; 2], sums: [&mut [f64]; 2]) {
    plain_reweighted(worker, delta, scratch, sums);
}

#[inline(always)]
fn plain_reweighted(worker: &Worker, delta: &[f64], scratch: [&mut [f64]; 2], sums: [&mut [f64]; 2]) {
    let ([weights, weighted], [gram, product]) = (scratch, sums);
    let (samples, dim) = (weights.len(), delta.len());
    worker.residuals(delta, 0, weights);
    for r in &mut *weights {
        *r = small_exp(worker.exponent * *r * *r);
    }
    for (j, column) in worker.features.chunks_exact(samples).enumerate() {
        for ((weighted, x), weight) in weighted.iter_mut().zip(column).zip(&*weights) {
            *weighted = x * weight;
        }
        product[j] = dot(weighted, worker.noise);
        for (k, other) in worker.features.chunks_exact(samples).enumerate().take(j + 1) {
            gram[j * dim + k] = dot(weighted, other);
            gram[k * dim + j] = gram[j * dim + k];
        }
    }
}

/// Σ_i a_ib_i over the length of `a`, in four sums that the processor takes side by side.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 4;
    let (a, b) = (a.chunks_exact(LANES), b[..a.len()].chunks_exact(LANES));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; LANES];
    for (a, b) in a.zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// eˣ for x ≤ 0, to 4e-16 relative; 0 below −708, at the end of the normal numbers.
///
/// Without branches or tables, so that loops of it are vectorised, and the same on every machine: x = k·log 2 + r with
/// |r| ≤ ½log 2, Taylor's series to the twelfth power in r, and 2ᵏ through the exponent bits. Adding 1.5·2⁵² rounds to an integer,
/// which then stands in the lowest bits.
#[inline(always)]
fn small_exp(x: f64) -> f64 {
    const ROUND: f64 = 6_755_399_441_055_744.0;
    // log 2 in two parts, the first short enough for k times it to be exact (fdlibm).
    const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
    let within = x.max(-708.0);
    let shifted = within * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (within - k * LN_2[0]) - k * LN_2[1];
    let mut sum = 1.0 / 479_001_600.0;
    for factorial in [
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5_040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
        1.0,
        1.0,
    ] {
        sum = sum * r + 1.0 / factorial;
    }
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    if x < -708.0 { 0.0 } else { sum * power }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    #[test]
    fn exponentials_are_right_to_the_last_digits() {
        for i in 0..700_000 {
            let x = -1e-3 * f64::from(i);
            assert!((small_exp(x) / libm::exp(x) - 1.0).abs() < 5e-16, "{x}");
        }
        assert_eq!(small_exp(0.0), 1.0);
        assert_eq!(small_exp(-708.5), 0.0);
        assert_eq!(small_exp(f64::NEG_INFINITY), 0.0);
    }

    fn shards(samples: usize, dim: usize, workers: usize) -> WelschShards {
        let optimum = vec![1.0 / (dim as f64).sqrt(); dim];
        let domain = Ball {
            centre: optimum.clone(),
            radius: 2.0,
        };
        let start = optimum.iter().map(|w| 2.0 * w).collect();
        let mut shards = WelschShards::new(start, &optimum, &domain, 0.8, samples, workers);
        let streams = ReplicateStreams::new(1, "welsch shards test", samples as u64);
        for worker in 0..workers {
            shards.push(0.6, &mut streams.worker(Purpose::Data, worker));
        }
        shards
    }

    /// Blocks and lanes against the sum sample by sample, at sizes around those of both.
    #[test]
    fn gradients_are_sums_over_the_samples() {
        for (samples, dim) in [(1, 1), (3, 2), (BLOCK, 3), (2 * BLOCK + 7, 3)] {
            let shards = shards(samples, dim, 2);
            let w: Vec<f64> = (0..dim).map(|k| 0.2 - 0.7 * k as f64).collect();
            let mut messages = Messages::zeros(2, dim);
            shards.gradients(&w, &mut messages);
            for (row, worker) in messages.rows().zip(shards.workers()) {
                let mut expected = vec![0.0; dim];
                for i in 0..samples {
                    let x: Vec<f64> = (0..dim).map(|k| worker.features[k * samples + i]).collect();
                    let norm: f64 = x.iter().map(|x| x * x).sum();
                    assert!((norm - dim as f64).abs() < 1e-12);
                    let fit: f64 = x
                        .iter()
                        .zip(&w)
                        .zip(&shards.optimum)
                        .map(|((x, w), o)| x * (w - o))
                        .sum();
                    let r = worker.noise[i] - fit;
                    for (sum, x) in expected.iter_mut().zip(&x) {
                        *sum -= r * libm::exp(-0.5 * r * r / 0.64) * x / samples as f64;
                    }
                }
                for (found, expected) in row.iter().zip(&expected) {
                    assert!((found - expected).abs() < 1e-14, "n={samples}: {found} {expected}");
                }
            }
        }
    }

    /// Inside W the gradient vanishes; on the edge it points inwards along the radius.
    #[test]
    fn local_estimates_are_critical_points() {
        for (samples, dim) in [(1, 3), (4, 4), (12, 2), (200, 5)] {
            let shards = shards(samples, dim, 20);
            let (mut estimates, mut gradients) = (Messages::zeros(20, dim), Messages::zeros(20, dim));
            shards.local_minimisers(&mut estimates);
            for worker in 0..20 {
                let w = estimates.row(worker);
                shards.gradients(w, &mut gradients);
                let outward: Vec<f64> = w.iter().zip(&shards.domain.centre).map(|(w, c)| w - c).collect();
                let square: f64 = outward.iter().map(|x| x * x).sum();
                assert!(square.sqrt() <= 2.0 * (1.0 + 1e-12));
                let along: f64 = gradients.row(worker).iter().zip(&outward).map(|(g, o)| g * o).sum();
                let on_edge = square.sqrt() > 2.0 * (1.0 - 1e-9);
                let multiplier = if on_edge { -along / square } else { 0.0 };
                assert!(multiplier > -1e-9, "{multiplier}");
                for (g, o) in gradients.row(worker).iter().zip(&outward) {
                    let rest = g + multiplier * o;
                    assert!(rest.abs() < 1e-8, "n={samples} d={dim}: {rest}");
                }
            }
        }
    }
}
