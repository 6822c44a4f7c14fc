use multiversion::multiversion;
use nalgebra::DMatrix;
use rand::Rng;
use rand_distr::Distribution;

use crate::aggregator::vector_kernels;
use crate::sampling::StandardNormal;
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

    fn column(&self, k: usize) -> &[u64] {
        &self.bits[k * self.words..][..self.words]
    }

    fn sign(&self, sample: usize, k: usize) -> f64 {
        let bit = self.column(k)[sample / 64] >> (sample % 64) & 1;
        if bit == 0 { 1.0 } else { -1.0 }
    }

    /// Appends the entries of XᵀX below the diagonal to `products`, row by row. Two signs agree unless their bits differ, so an
    /// entry is n − 2·#differing.
    pub fn products(&self, products: &mut Vec<f64>) {
        if self.words > 0 {
            compare(&self.bits, self.words, self.count as f64, products);
        }
    }

    /// Xᵀξ/n for fresh noise ξ ~ N(0, σ²I) of n values.
    pub fn noise(&self, sigma: f64, stream: &mut Stream) -> Vec<f64> {
        let mut sums = vec![0.0; self.dim];
        for sample in 0..self.count {
            let xi: f64 = StandardNormal.sample(stream);
            for (k, sum) in sums.iter_mut().enumerate() {
                *sum += self.sign(sample, k) * xi;
            }
        }
        sums.iter().map(|sum| sum * (sigma / self.count as f64)).collect()
    }
}

/// Appends the entries of XᵀX below the diagonal for columns of `words` words of signs, n = `count`.
fn compare(bits: &[u64], words: usize, count: f64, products: &mut Vec<f64>) {
    if vector_kernels() {
        compare_by_instruction(bits, words, count, products);
    } else {
        plain_compare(bits, words, count, products);
    }
}

#[multiversion(targets("x86_64+popcnt"))]
fn compare_by_instruction(bits: &[u64], words: usize, count: f64, products: &mut Vec<f64>) {
    plain_compare(bits, words, count, products);
}

#[inline(always)]
fn plain_compare(bits: &[u64], words: usize, count: f64, products: &mut Vec<f64>) {
    for start in (words..bits.len()).step_by(words) {
        let (before, column) = (&bits[..start], &bits[start..start + words]);
        for other in before.chunks_exact(words) {
            let mut differing = 0;
            for (a, b) in column.iter().zip(other) {
                differing += i64::from((a ^ b).count_ones());
            }
            products.push(count - 2.0 * differing as f64);
        }
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
            let expected = signs.tr_mul(&signs);
            let mut products = Vec::new();
            samples.products(&mut products);
            let pairs = (0..dim).flat_map(|j| (0..j).map(move |k| (j, k)));
            for (product, pair) in products.iter().zip(pairs.clone()) {
                assert_eq!(*product, expected[pair]);
            }
            assert_eq!(products.len(), pairs.count());
        }
    }
}
