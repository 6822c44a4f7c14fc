use multiversion::multiversion;
use nalgebra::DMatrix;
use rand::Rng;
use rand_distr::Distribution;

use super::regression_shards::{LANES, triangle};
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
    /// Of `count` samples in dimension `dim`, all 1 until they are drawn.
    pub fn new(count: usize, dim: usize) -> Self {
        let words = count.div_ceil(64);
        Self {
            count,
            dim,
            words,
            bits: vec![0; words * dim],
        }
    }

    pub fn draw(&mut self, stream: &mut Stream) {
        let used = match self.count % 64 {
            0 => u64::MAX,
            rest => (1 << rest) - 1,
        };
        for column in self.bits.chunks_exact_mut(self.words.max(1)) {
            fill(column, stream);
            if let Some(last) = column.last_mut() {
                *last &= used;
            }
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

    /// Writes the entries of XᵀX below the diagonal to lane `lane` of `products`, row by row up to the diagonal, which is left alone. Two
    /// signs agree unless their bits differ, so an entry is n − 2·#differing.
    pub fn products(&self, products: &mut [[f64; LANES]], lane: usize) {
        if self.words > 0 && self.dim > 1 {
            compare((&self.bits, self.words), self.count as f64, products, lane);
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

/// Fills words as [`Rng::next_u64`] would one after the other, which it does where they are few.
fn fill(words: &mut [u64], stream: &mut Stream) {
    const SIZE: usize = size_of::<u64>();
    const FEW: usize = 8;
    if words.len() < FEW {
        words.fill_with(|| stream.next_u64());
        return;
    }
    let mut bytes = [0; 32 * SIZE];
    for words in words.chunks_mut(32) {
        let bytes = &mut bytes[..SIZE * words.len()];
        stream.fill_bytes(bytes);
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<SIZE>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
    }
}

/// Writes the entries of XᵀX below the diagonal for columns of so many words of signs, n = `count`.
fn compare(signs: (&[u64], usize), count: f64, products: &mut [[f64; LANES]], lane: usize) {
    if vector_kernels() {
        compare_by_instruction(signs, count, products, lane);
    } else {
        plain_compare(signs, count, products, lane);
    }
}

#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512bw+avx512dq+avx512vpopcntdq+popcnt",
    "x86_64+avx2+popcnt",
    "x86_64+popcnt"
))]
fn compare_by_instruction(signs: (&[u64], usize), count: f64, products: &mut [[f64; LANES]], lane: usize) {
    plain_compare(signs, count, products, lane);
}

#[inline(always)]
fn plain_compare((bits, words): (&[u64], usize), count: f64, products: &mut [[f64; LANES]], lane: usize) {
    match words {
        1 => compare_arrays::<1>(bits, count, products, lane),
        2 => compare_arrays::<2>(bits, count, products, lane),
        3 => compare_arrays::<3>(bits, count, products, lane),
        4 => compare_arrays::<4>(bits, count, products, lane),
        _ => {
            for (row, column) in bits.chunks_exact(words).enumerate() {
                let others = bits.chunks_exact(words).take(row);
                for (products, other) in products[triangle(row)..].iter_mut().zip(others) {
                    products[lane] = count - 2.0 * differing(column, other);
                }
            }
        }
    }
}

/// The same for a number of words that the compiler knows: looping over two of them would take longer than counting.
#[inline(always)]
fn compare_arrays<const WORDS: usize>(bits: &[u64], count: f64, products: &mut [[f64; LANES]], lane: usize) {
    let columns = bits.as_chunks::<WORDS>().0;
    for (row, column) in columns.iter().enumerate() {
        for (products, other) in products[triangle(row)..].iter_mut().zip(&columns[..row]) {
            products[lane] = count - 2.0 * differing(column, other);
        }
    }
}

/// How many bits differ.
#[inline(always)]
fn differing(column: &[u64], other: &[u64]) -> f64 {
    let ones = |(a, b): (&u64, &u64)| i64::from((a ^ b).count_ones());
    column.iter().zip(other).map(ones).sum::<i64>() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    /// At every place in a block of the generator, and in words that begin in one block and end in the next.
    #[test]
    fn words_are_filled_one_after_the_other() {
        for (skipped, count) in [(0, 1), (0, 100), (1, 40), (31, 33), (63, 2), (64, 65)] {
            let [mut stream, mut same] = [(); 2].map(|()| {
                let mut stream = ReplicateStreams::new(7, "filled words", 0).worker(Purpose::Data, 0);
                for _ in 0..skipped {
                    stream.next_u32();
                }
                stream
            });
            let mut words = vec![0; count];
            fill(&mut words, &mut stream);
            assert!(words.into_iter().all(|word| word == same.next_u64()));
            assert_eq!(stream.next_u64(), same.next_u64());
        }
    }

    #[test]
    fn gram_matrix_is_that_of_the_signs() {
        for (count, dim) in [
            (1, 1),
            (63, 3),
            (64, 2),
            (65, 4),
            (190, 3),
            (200, 5),
            (257, 3),
            (1000, 4),
        ] {
            let mut stream = ReplicateStreams::new(7, "sign samples test", count as u64).worker(Purpose::Data, 0);
            let mut samples = SignSamples::new(count, dim);
            samples.draw(&mut stream);
            let signs = samples.features();
            let expected = signs.tr_mul(&signs);
            let mut products = vec![[0.5; LANES]; triangle(dim)];
            samples.products(&mut products, 3);
            let pairs = (0..dim).flat_map(|j| (0..=j).map(move |k| (j, k)));
            for (lanes, (j, k)) in products.iter().zip(pairs) {
                let mut there = [0.5; LANES];
                if j != k {
                    there[3] = expected[(j, k)];
                }
                assert_eq!(*lanes, there);
            }
        }
    }
}
