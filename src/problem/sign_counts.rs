use rand_distr::Distribution;

use super::fair_binomial::fair_binomial;
use super::regression_shards::{LANES, triangle};
use crate::sampling::StandardNormal;
use crate::stream::Stream;

/// n samples of x uniform on {−1, 1}ᵈ, as far as XᵀX knows them: how many there are of each of the 2^{d−1} patterns of the signs
/// x_k·x_1, all of which are equally likely. Bit k − 2 of a pattern's number is set where x_k = −x_1, k from 2.
///
/// The counts are multinomial, drawn by halving: of the samples that share the signs of x_1, …, x_k, Binomial(·, ½) many go either
/// way in x_{k+1}. The cost does not depend on n.
pub(super) struct SignCounts {
    count: u64,
    dim: usize,
    counts: Vec<u64>,
    /// Their Walsh–Hadamard transform, in memory that is kept between workers.
    transform: Vec<i64>,
}

impl SignCounts {
    /// Of `count` samples in dimension `dim`, not drawn yet.
    pub fn new(count: usize, dim: usize) -> Self {
        Self {
            count: count as u64,
            dim,
            counts: Vec::with_capacity(1 << (dim - 1)),
            transform: Vec::new(),
        }
    }

    pub fn draw(&mut self, stream: &mut Stream) {
        let counts = &mut self.counts;
        counts.clear();
        counts.push(self.count);
        for _ in 1..self.dim {
            for pattern in 0..counts.len() {
                let opposite = fair_binomial(counts[pattern], stream);
                counts[pattern] -= opposite;
                counts.push(opposite);
            }
        }
    }

    /// Whether this is faster than drawing the `count` · `dim` signs: some 40 ns a pattern against the bits and their comparison.
    pub fn is_faster(count: usize, dim: usize) -> bool {
        let bits = count as f64 * (dim * (dim + 6)) as f64;
        dim < 24 && bits >= 10_000.0 * f64::from(1u32 << (dim - 1))
    }

    /// Writes the entries of XᵀX below the diagonal to lane `lane` of `products`, row by row up to the diagonal, which is left alone: the
    /// counts' Walsh–Hadamard transform at the patterns in which two signs alone differ.
    pub fn products(&mut self, products: &mut [[f64; LANES]], lane: usize) {
        let transform = &mut self.transform;
        transform.clear();
        transform.extend(self.counts.iter().map(|count| count.cast_signed()));
        let mut half = 1;
        while half < transform.len() {
            for block in transform.chunks_exact_mut(2 * half) {
                let (same, opposite) = block.split_at_mut(half);
                for (a, b) in same.iter_mut().zip(opposite) {
                    (*a, *b) = (*a + *b, *a - *b);
                }
            }
            half *= 2;
        }
        let pattern = |k: usize| if k == 0 { 0 } else { 1 << (k - 1) };
        for j in 0..self.dim {
            for (k, lanes) in products[triangle(j)..].iter_mut().enumerate().take(j) {
                lanes[lane] = transform[pattern(j) ^ pattern(k)] as f64;
            }
        }
    }

    /// Xᵀξ/n for fresh noise ξ ~ N(0, σ²I) of n values, times the sign x_1, which changes no law: over the samples of one
    /// pattern it sums to one normal value.
    pub fn noise(&self, sigma: f64, stream: &mut Stream) -> Vec<f64> {
        let mut sums = vec![0.0; self.dim];
        for (pattern, count) in self.counts.iter().enumerate() {
            let standard: f64 = StandardNormal.sample(stream);
            let sum = (*count as f64).sqrt() * standard;
            for (k, total) in sums.iter_mut().enumerate() {
                let opposite = k > 0 && pattern >> (k - 1) & 1 == 1;
                *total += if opposite { -sum } else { sum };
            }
        }
        sums.iter().map(|sum| sum * (sigma / self.count as f64)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    fn stream(replicate: u64) -> Stream {
        ReplicateStreams::new(11, "sign counts test", replicate).worker(Purpose::Data, 0)
    }

    fn drawn(count: usize, dim: usize, stream: &mut Stream) -> SignCounts {
        let mut signs = SignCounts::new(count, dim);
        signs.draw(stream);
        signs
    }

    fn products(drawn: &mut SignCounts) -> Vec<f64> {
        let mut products = vec![[0.0; LANES]; triangle(drawn.dim)];
        drawn.products(&mut products, 5);
        let below = (0..drawn.dim).flat_map(|j| triangle(j)..triangle(j) + j);
        below.map(|place| products[place][5]).collect()
    }

    /// The Gram matrix is that of the patterns written out as samples.
    #[test]
    fn gram_matrix_is_that_of_the_patterns() {
        for dim in 1..=6 {
            let mut drawn = drawn(1000, dim, &mut stream(dim as u64));
            assert_eq!(drawn.counts.iter().sum::<u64>(), 1000);
            let sign = |pattern: usize, k: usize| match k > 0 && pattern >> (k - 1) & 1 == 1 {
                true => -1.0,
                false => 1.0,
            };
            let mut products = products(&mut drawn).into_iter();
            for j in 0..dim {
                for k in 0..j {
                    let counts = drawn.counts.iter().enumerate();
                    let sum: f64 = counts.map(|(p, count)| *count as f64 * sign(p, j) * sign(p, k)).sum();
                    assert_eq!(products.next(), Some(sum));
                }
            }
        }
    }

    /// Entries beside the diagonal have mean 0, variance 1/n and, any two of them, no correlation, up to n = 10⁹ and beyond. Each of
    /// the 24 statements is within 4.5 standard errors: false alarms in fewer than 2 of 10,000 seeds.
    #[test]
    fn moments_of_the_entries() {
        let replicates = 4000;
        for (case, count) in [40_000usize, 1_000_000_000, 3_000_000_000_000].into_iter().enumerate() {
            let mut sums = [[0.0; 4]; 3];
            for replicate in 0..replicates {
                let mut drawn = drawn(count, 3, &mut stream((case * replicates + replicate) as u64));
                let scaled: Vec<f64> = products(&mut drawn)
                    .iter()
                    .map(|sum| sum / (count as f64).sqrt())
                    .collect();
                for (k, sums) in sums.iter_mut().enumerate() {
                    let (x, y) = (scaled[k], scaled[(k + 1) % 3]);
                    for (sum, value) in sums.iter_mut().zip([x, x * x - 1.0, x * y, x * x * x]) {
                        *sum += value;
                    }
                }
            }
            for sums in sums {
                // Deviations of a standard normal variable's powers.
                for (sum, deviation) in sums.into_iter().zip([1.0, 2f64.sqrt(), 1.0, 15f64.sqrt()]) {
                    let error = sum / (replicates as f64).sqrt() / deviation;
                    assert!(error.abs() < 4.5, "n={count}: {error} standard errors");
                }
            }
        }
    }

    /// The noise has variance σ²/n in every coordinate and the Gram matrix as correlation.
    #[test]
    fn moments_of_the_noise() {
        let mut drawn = drawn(50, 3, &mut stream(1));
        let below: Vec<f64> = products(&mut drawn).iter().map(|sum| sum / 50.0).collect();
        let gram = [
            1.0, below[0], below[1], below[0], 1.0, below[2], below[1], below[2], 1.0,
        ];
        let replicates = 20_000;
        let mut products = [0.0; 9];
        let stream = &mut stream(2);
        for _ in 0..replicates {
            let noise = drawn.noise(0.5, stream);
            for (place, product) in products.iter_mut().enumerate() {
                *product += noise[place / 3] * noise[place % 3];
            }
        }
        for (product, entry) in products.into_iter().zip(gram) {
            let scaled = product / replicates as f64 * 50.0 / 0.25;
            // A product of two such variables has variance at most 2: five standard errors, 9 statements.
            assert!((scaled - entry).abs() < 5.0 * (2.0 / replicates as f64).sqrt());
        }
    }
}
