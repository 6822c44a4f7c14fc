use multiversion::multiversion;
use rand_distr::Distribution;

use super::regression_shards::{LANES, Rank, RegressionShards, SINGULAR, triangle};
use super::sign_counts::SignCounts;
use super::sign_samples::SignSamples;
use crate::aggregator::vector_kernels;
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// What one worker's features say: the signs themselves, or how many samples there are of each pattern, where that is faster.
enum Signs {
    Samples(SignSamples),
    Counts(SignCounts),
}

impl Signs {
    /// Of `count` samples in dimension `dim`, not drawn yet.
    fn new(count: usize, dim: usize) -> Self {
        if SignCounts::is_faster(count, dim) {
            Self::Counts(SignCounts::new(count, dim))
        } else {
            Self::Samples(SignSamples::new(count, dim))
        }
    }

    fn draw(&mut self, stream: &mut Stream) {
        match self {
            Self::Samples(samples) => samples.draw(stream),
            Self::Counts(counts) => counts.draw(stream),
        }
    }

    fn products(&mut self, products: &mut [[f64; LANES]], lane: usize) {
        match self {
            Self::Samples(samples) => samples.products(products, lane),
            Self::Counts(counts) => counts.products(products, lane),
        }
    }

    fn noise(&self, sigma: f64, stream: &mut Stream) -> Vec<f64> {
        match self {
            Self::Samples(samples) => samples.noise(sigma, stream),
            Self::Counts(counts) => counts.noise(sigma, stream),
        }
    }
}

/// Workers of Rademacher regression with n = `samples` samples as XᵀX/n and Xᵀξ/n, ξ ~ N(0, σ²I).
///
/// Given X, Xᵀξ/n is N(0, σ²/n · XᵀX/n): one draw through the Cholesky factor. Where XᵀX is singular, the noise is drawn sample
/// by sample: a pivot that is zero up to rounding would let it leave the range of Xᵀ.
pub(super) fn draw(
    optimum: &[f64],
    sigma: f64,
    samples: usize,
    workers: usize,
    streams: &ReplicateStreams,
) -> RegressionShards {
    let dim = optimum.len();
    let mut shards = RegressionShards::new(optimum, Rank::Gap, workers);
    let mut signs = Signs::new(samples, dim);
    let mut factor = vec![[0.0; LANES]; triangle(dim)];
    let mut standard = vec![[0.0; LANES]; dim];
    let scale = sigma / (samples as f64).sqrt();
    for first in (0..workers).step_by(LANES) {
        let count = (workers - first).min(LANES);
        let (grams, noises) = shards.push_block(count);
        for lane in 0..count {
            let mut stream = streams.worker(Purpose::Data, first + lane);
            signs.draw(&mut stream);
            signs.products(grams, lane);
            for lanes in &mut standard {
                lanes[lane] = StandardNormal.sample(&mut stream);
            }
        }
        let pivots = factorise(grams, dim, samples as f64, &mut factor);
        multiply(&factor, &standard, scale, noises);
        for lane in (0..count).filter(|lane| pivots[*lane] <= SINGULAR) {
            // They come from where the normal draws of the others do.
            let mut stream = streams.worker(Purpose::Data, first + lane);
            signs.draw(&mut stream);
            for (lanes, noise) in noises.iter_mut().zip(signs.noise(sigma, &mut stream)) {
                lanes[lane] = noise;
            }
        }
    }
    shards
}

/// Turns XᵀX below the diagonal into XᵀX/n, n = `count`, writes its Cholesky factors to `factor`, and gives the smallest pivots.
fn factorise(grams: &mut [[f64; LANES]], dim: usize, count: f64, factor: &mut [[f64; LANES]]) -> [f64; LANES] {
    if vector_kernels() {
        factorise_by_vectors(grams, dim, count, factor)
    } else {
        complete(grams, dim, count);
        cholesky(grams, dim, factor)
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn factorise_by_vectors(
    grams: &mut [[f64; LANES]],
    dim: usize,
    count: f64,
    factor: &mut [[f64; LANES]],
) -> [f64; LANES] {
    complete(grams, dim, count);
    cholesky(grams, dim, factor)
}

#[inline(always)]
fn complete(grams: &mut [[f64; LANES]], dim: usize, count: f64) {
    for lanes in &mut *grams {
        *lanes = lanes.map(|product| product / count);
    }
    for j in 0..dim {
        grams[triangle(j) + j] = [1.0; LANES];
    }
}

/// Writes the Cholesky factors L, LLᵀ = `grams`, d = `dim`, to `factor`, both row by row up to the diagonal, and gives the smallest L_kk².
/// Where that is not positive, the factor means nothing.
#[inline(always)]
fn cholesky(grams: &[[f64; LANES]], dim: usize, factor: &mut [[f64; LANES]]) -> [f64; LANES] {
    let mut smallest = [f64::INFINITY; LANES];
    for j in 0..dim {
        for i in j..dim {
            let mut value = grams[triangle(i) + j];
            for k in 0..j {
                let (a, b) = (factor[triangle(i) + k], factor[triangle(j) + k]);
                for lane in 0..LANES {
                    value[lane] -= a[lane] * b[lane];
                }
            }
            if i == j {
                for lane in 0..LANES {
                    smallest[lane] = if value[lane] < smallest[lane] {
                        value[lane]
                    } else {
                        smallest[lane]
                    };
                    value[lane] = value[lane].sqrt();
                }
            } else {
                let root = factor[triangle(j) + j];
                for lane in 0..LANES {
                    value[lane] /= root[lane];
                }
            }
            factor[triangle(i) + j] = value;
        }
    }
    smallest
}

/// Writes `scale` · `factor` · `standard` to `out`; d = length of `standard`.
fn multiply(factor: &[[f64; LANES]], standard: &[[f64; LANES]], scale: f64, out: &mut [[f64; LANES]]) {
    if vector_kernels() {
        multiply_by_vectors(factor, standard, scale, out);
    } else {
        plain_multiply(factor, standard, scale, out);
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn multiply_by_vectors(factor: &[[f64; LANES]], standard: &[[f64; LANES]], scale: f64, out: &mut [[f64; LANES]]) {
    plain_multiply(factor, standard, scale, out);
}

#[inline(always)]
fn plain_multiply(factor: &[[f64; LANES]], standard: &[[f64; LANES]], scale: f64, out: &mut [[f64; LANES]]) {
    for (i, out) in out.iter_mut().enumerate().take(standard.len()) {
        let mut sums = [0.0; LANES];
        for (entries, standard) in factor[triangle(i)..].iter().zip(standard).take(i + 1) {
            for lane in 0..LANES {
                sums[lane] += entries[lane] * standard[lane];
            }
        }
        for lane in 0..LANES {
            out[lane] = scale * sums[lane];
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::aggregator::{Messages, without_vectors};
    use crate::problem::{GaussianDesign, Problem, RademacherRegression, RegressionData};

    /// Every gradient and every minimiser of a replicate, as bits.
    fn bits(problem: &dyn Problem, samples: usize, workers: usize, replicate: u64) -> Vec<u64> {
        let streams = ReplicateStreams::new(2, "kernels on and off", replicate);
        let shards = problem.draw(samples, workers, &streams);
        let w: Vec<f64> = (0..problem.dim()).map(|k| 0.3 * k as f64 - 0.7).collect();
        let mut messages = [Messages::zeros(workers, w.len()), Messages::zeros(workers, w.len())];
        shards.gradients(&w, &mut messages[0]);
        shards.local_minimisers(&mut messages[1]);
        let values = messages.iter().flat_map(|messages| messages.values());
        values.map(|value| value.to_bits()).collect()
    }

    proptest! {
        #[test]
        fn regression_is_the_same_with_kernels_and_without(
            dim in 1usize..12,
            samples in 1usize..200,
            workers in 1usize..40,
            replicate in any::<u64>(),
        ) {
            let data = RegressionData::Sufficient;
            let signs = RademacherRegression::new(dim, 0.8, None, data).expect("valid");
            let gaussian = GaussianDesign::new(dim, 0.8, 1.0, None, data).expect("valid");
            for problem in [&signs as &dyn Problem, &gaussian] {
                let found = || bits(problem, samples, workers, replicate);
                prop_assert_eq!(found(), without_vectors(found));
            }
        }
    }

    #[test]
    fn factors_give_the_matrices_back() {
        let dim = 4;
        let mut grams = vec![[0.0; LANES]; triangle(dim)];
        let entry = |i: usize, j: usize, lane: usize| libm::sin((i * 7 + j * 3 + lane) as f64);
        let below = (0..dim).flat_map(|i| (0..=i).map(move |j| (i, j)));
        for ((i, j), lanes) in below.zip(&mut grams) {
            *lanes = std::array::from_fn(|lane| {
                let product: f64 = (0..dim).map(|k| entry(i, k, lane) * entry(j, k, lane)).sum();
                product + f64::from(i == j)
            });
        }
        let mut factor = vec![[0.0; LANES]; triangle(dim)];
        let pivots = cholesky(&grams, dim, &mut factor);
        assert!(pivots.iter().all(|pivot| *pivot >= 1.0));
        for i in 0..dim {
            for j in 0..=i {
                for lane in 0..LANES {
                    let product: f64 = (0..=j)
                        .map(|k| factor[triangle(i) + k][lane] * factor[triangle(j) + k][lane])
                        .sum();
                    assert!((product - grams[triangle(i) + j][lane]).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn a_singular_matrix_has_a_pivot_of_zero() {
        let mut factor = vec![[0.0; LANES]; 3];
        let pivots = cholesky(&[[1.0; LANES]; 3], 2, &mut factor);
        assert_eq!(pivots, [0.0; LANES]);
    }
}
