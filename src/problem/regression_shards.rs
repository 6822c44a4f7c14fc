use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{Shard, Shards};
use crate::aggregator::Messages;
use crate::stream::Stream;

/// n samples of x uniform on {−1, 1}ᵈ: for every coordinate one bit a sample, 64 samples a word; a set bit is −1.
pub(super) struct Samples {
    count: usize,
    dim: usize,
    words: usize,
    bits: Vec<u64>,
}

impl Samples {
    pub fn draw(count: usize, dim: usize, stream: &mut Stream) -> Self {
        let words = count.div_ceil(64);
        let used = match count % 64 {
            0 => u64::MAX,
            rest => (1 << rest) - 1,
        };
        let mut bits = Vec::with_capacity(words * dim);
        for _ in 0..dim {
            bits.extend((0..words).map(|_| stream.next_u64()));
            if let Some(last) = bits.last_mut() {
                *last &= used;
            }
        }
        Self {
            count,
            dim,
            words,
            bits,
        }
    }

    fn column(&self, k: usize) -> &[u64] {
        &self.bits[k * self.words..][..self.words]
    }

    fn sign(&self, sample: usize, k: usize) -> f64 {
        let bit = self.column(k)[sample / 64] >> (sample % 64) & 1;
        if bit == 0 { 1.0 } else { -1.0 }
    }

    /// XᵀX/n. Two signs agree unless their bits differ, so an entry is (n − 2·#differing)/n.
    fn gram(&self) -> DMatrix<f64> {
        let count = self.count as f64;
        let mut gram = DMatrix::identity(self.dim, self.dim);
        for j in 0..self.dim {
            for k in 0..j {
                let differing: u32 = (self.column(j).iter().zip(self.column(k)))
                    .map(|(a, b)| (a ^ b).count_ones())
                    .sum();
                let entry = (count - 2.0 * f64::from(differing)) / count;
                gram[(j, k)] = entry;
                gram[(k, j)] = entry;
            }
        }
        gram
    }

    /// Xᵀξ/n for fresh noise ξ ~ N(0, σ²I) of n values.
    fn noise(&self, sigma: f64, stream: &mut Stream) -> DVector<f64> {
        let mut sum = DVector::zeros(self.dim);
        for sample in 0..self.count {
            let xi: f64 = StandardNormal.sample(stream);
            for k in 0..self.dim {
                sum[k] += self.sign(sample, k) * xi;
            }
        }
        sum * (sigma / self.count as f64)
    }
}

/// Least-squares workers as their sufficient statistics XᵀX/n and Xᵀξ/n: ∇F_i(w) = (XᵀX/n)(w − w*) − Xᵀξ/n.
pub(super) struct RegressionShards {
    optimum: DVector<f64>,
    /// XᵀX/n of every worker, worker by worker (m·d·d).
    grams: Vec<f64>,
    /// Xᵀξ/n of every worker, worker by worker (m·d).
    noises: Vec<f64>,
}

impl RegressionShards {
    /// No worker yet.
    pub fn new(optimum: &[f64], workers: usize) -> Self {
        let dim = optimum.len();
        Self {
            optimum: DVector::from_column_slice(optimum),
            grams: Vec::with_capacity(workers * dim * dim),
            noises: Vec::with_capacity(workers * dim),
        }
    }

    /// Adds a worker with `count` = n samples.
    ///
    /// Given X, Xᵀξ/n is N(0, σ²/n · XᵀX/n): one draw through the Cholesky factor. Where XᵀX is singular, ξ is drawn:
    /// a pivot that is zero up to rounding would let the noise leave the range of Xᵀ.
    pub fn push(&mut self, count: usize, sigma: f64, stream: &mut Stream) {
        let samples = Samples::draw(count, self.optimum.len(), stream);
        let gram = samples.gram();
        self.grams.extend_from_slice(gram.as_slice());
        match regular_cholesky(gram) {
            Some(cholesky) => {
                let standard = DVector::from_fn(samples.dim, |_, _| StandardNormal.sample(stream));
                let scale = sigma / (count as f64).sqrt();
                self.noises.extend((cholesky.l() * standard * scale).iter());
            }
            None => self.noises.extend(samples.noise(sigma, stream).iter()),
        }
    }
}

impl Shards for RegressionShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let dim = w.len();
        let delta: Vec<f64> = w
            .iter()
            .zip(self.optimum.iter())
            .map(|(w, optimum)| w - optimum)
            .collect();
        let workers = self.grams.chunks_exact(dim * dim).zip(self.noises.chunks_exact(dim));
        let rows = messages.values_mut().chunks_exact_mut(dim);
        for ((gram, noise), row) in workers.zip(rows) {
            for ((value, entries), noise) in row.iter_mut().zip(gram.chunks_exact(dim)).zip(noise) {
                let product: f64 = entries.iter().zip(&delta).map(|(entry, delta)| entry * delta).sum();
                *value = product - noise;
            }
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        let dim = self.optimum.len();
        let workers = self.grams.chunks_exact(dim * dim).zip(self.noises.chunks_exact(dim));
        for ((gram, noise), row) in workers.zip(messages.values_mut().chunks_exact_mut(dim)) {
            let gram = DMatrix::from_column_slice(dim, dim, gram);
            let minimiser = least_squares(&gram, &DVector::from_column_slice(noise), &self.optimum);
            row.copy_from_slice(minimiser.as_slice());
        }
    }
}

/// The Cholesky factor of a Gram matrix; `None` where it is singular, up to rounding.
fn regular_cholesky(gram: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let cholesky = gram.cholesky()?;
    let pivots = cholesky.l_dirty().diagonal();
    pivots.iter().all(|pivot| pivot * pivot > SINGULAR).then_some(cholesky)
}

/// Eigenvalues of XᵀX/n below this are zero up to rounding; the smallest others of ±1 data are far larger.
const SINGULAR: f64 = 1e-10;

/// argmin_w of least squares with Gram matrix `gram` and Xᵀy/n = gram·w* + noise; the smallest in norm where X has not
/// full column rank.
fn least_squares(gram: &DMatrix<f64>, noise: &DVector<f64>, optimum: &DVector<f64>) -> DVector<f64> {
    if let Some(cholesky) = regular_cholesky(gram.clone()) {
        return optimum + cholesky.solve(noise);
    }
    let eigen = gram.clone().symmetric_eigen();
    let target = gram * optimum + noise;
    let mut coordinates = eigen.eigenvectors.tr_mul(&target);
    for (coordinate, eigenvalue) in coordinates.iter_mut().zip(eigen.eigenvalues.iter()) {
        *coordinate = if *eigenvalue > SINGULAR {
            *coordinate / eigenvalue
        } else {
            0.0
        };
    }
    eigen.eigenvectors * coordinates
}

/// A least-squares worker with its n samples (x_i, y_i): the reference for [`RegressionShards`].
pub(super) struct RawShard {
    features: DMatrix<f64>,
    response: DVector<f64>,
}

impl RawShard {
    pub fn draw(count: usize, optimum: &[f64], sigma: f64, stream: &mut Stream) -> Self {
        let samples = Samples::draw(count, optimum.len(), stream);
        let features = DMatrix::from_fn(samples.count, samples.dim, |i, k| samples.sign(i, k));
        let noise = DVector::from_fn(samples.count, |_, _| {
            let xi: f64 = StandardNormal.sample(stream);
            sigma * xi
        });
        let response = &features * DVector::from_column_slice(optimum) + noise;
        Self { features, response }
    }
}

impl Shard for RawShard {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        let residual = &self.features * DVector::from_column_slice(w) - &self.response;
        let gradient = self.features.tr_mul(&residual) / self.features.nrows() as f64;
        out.copy_from_slice(gradient.as_slice());
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        let svd = self.features.clone().svd(true, true);
        let minimiser = svd
            .solve(&self.response, SINGULAR)
            .expect("both sides of the decomposition were asked for");
        out.copy_from_slice(minimiser.as_slice());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    fn stream(replicate: u64) -> Stream {
        ReplicateStreams::new(7, "regression shard test", replicate).worker(Purpose::Data, 0)
    }

    #[test]
    fn gram_matrix_is_that_of_the_signs() {
        for (count, dim) in [(1, 1), (63, 3), (64, 2), (65, 4), (200, 5)] {
            let samples = Samples::draw(count, dim, &mut stream(count as u64));
            let signs = DMatrix::from_fn(count, dim, |i, k| samples.sign(i, k));
            let expected = signs.tr_mul(&signs) / count as f64;
            assert!((samples.gram() - expected).abs().max() < 1e-14);
        }
    }

    /// Given the same X and the same y, sufficient statistics and raw data are one and the same worker.
    #[test]
    fn sufficient_and_raw_agree_on_the_same_data() {
        for (count, dim) in [(2, 4), (3, 3), (40, 5), (500, 2)] {
            let samples = Samples::draw(count, dim, &mut stream(1));
            let optimum: Vec<f64> = (0..dim).map(|k| 0.3 * k as f64 - 0.4).collect();
            let raw = RawShard::draw(count, &optimum, 0.7, &mut stream(1));
            let optimum_vector = DVector::from_column_slice(&optimum);
            let noise = &raw.response - &raw.features * &optimum_vector;
            let sufficient = RegressionShards {
                grams: samples.gram().as_slice().to_vec(),
                noises: (raw.features.tr_mul(&noise) / count as f64).as_slice().to_vec(),
                optimum: optimum_vector,
            };
            let raw = vec![raw];
            let w: Vec<f64> = (0..dim).map(|k| 1.0 - 0.2 * k as f64).collect();
            let mut messages = [Messages::zeros(1, dim), Messages::zeros(1, dim)];
            let mut compare = |evaluate: &dyn Fn(&dyn Shards, &mut Messages)| {
                evaluate(&raw, &mut messages[0]);
                evaluate(&sufficient, &mut messages[1]);
                for (a, b) in messages[0].row(0).iter().zip(messages[1].row(0)) {
                    assert!((a - b).abs() < 1e-9, "n={count} d={dim}: {a} against {b}");
                }
            };
            compare(&|shards, messages| shards.gradients(&w, messages));
            compare(&|shards, messages| shards.local_minimisers(messages));
        }
    }
}
