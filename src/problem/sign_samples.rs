use nalgebra::{DMatrix, DVector};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use super::regression_shards::{Statistics, regular_cholesky};
use crate::stream::Stream;

/// n samples of x uniform on {−1, 1}ᵈ: for every coordinate one bit a sample, 64 samples a word; a set bit is −1.
pub(super) struct SignSamples {
    count: usize,
    dim: usize,
    words: usize,
    bits: Vec<u64>,
}

impl SignSamples {
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

    /// X, n × d.
    pub fn features(&self) -> DMatrix<f64> {
        DMatrix::from_fn(self.count, self.dim, |i, k| self.sign(i, k))
    }

    /// XᵀX/n and Xᵀξ/n for fresh noise ξ ~ N(0, σ²I) of n values.
    ///
    /// Given X, Xᵀξ/n is N(0, σ²/n · XᵀX/n): one draw through the Cholesky factor. Where XᵀX is singular, ξ is drawn:
    /// a pivot that is zero up to rounding would let the noise leave the range of Xᵀ.
    pub fn statistics(&self, sigma: f64, stream: &mut Stream) -> Statistics {
        let gram = self.gram();
        let noise = match regular_cholesky(gram.clone()) {
            Some(cholesky) => {
                let standard = DVector::from_fn(self.dim, |_, _| StandardNormal.sample(stream));
                let scale = sigma / (self.count as f64).sqrt();
                cholesky.l() * standard * scale
            }
            None => self.noise(sigma, stream),
        };
        Statistics { gram, noise }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    #[test]
    fn gram_matrix_is_that_of_the_signs() {
        for (count, dim) in [(1, 1), (63, 3), (64, 2), (65, 4), (200, 5)] {
            let mut stream = ReplicateStreams::new(7, "sign samples test", count as u64).worker(Purpose::Data, 0);
            let samples = SignSamples::draw(count, dim, &mut stream);
            let signs = samples.features();
            let expected = signs.tr_mul(&signs) / count as f64;
            assert!((samples.gram() - expected).abs().max() < 1e-14);
        }
    }
}
