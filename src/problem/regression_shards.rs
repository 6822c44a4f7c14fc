use std::cell::RefCell;

use multiversion::multiversion;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand_distr::Distribution;

use super::gaussian_parts::part_minimiser;
use super::{Shard, Shards, Subsample};
use crate::aggregator::{Messages, vector_kernels};
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, Stream};

/// How a worker of a regression holds its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegressionData {
    /// As the sufficient statistics XᵀX/n and Xᵀξ/n, drawn from exactly their law; as the n samples where they are fewer than the d
    /// coordinates, and so fewer numbers.
    #[default]
    Sufficient,
    /// As the n samples themselves: the slow reference.
    Raw,
}

impl RegressionData {
    /// How it stands in the key of a problem, after a blank; nothing for the default.
    pub(super) fn in_key(self) -> &'static str {
        match self {
            Self::Sufficient => "",
            Self::Raw => " data=raw",
        }
    }

    /// What is held of n = `samples` samples in dimension d = `dim`.
    pub(super) fn held(self, samples: usize, dim: usize) -> Self {
        if samples < dim { Self::Raw } else { self }
    }

    /// How many numbers a worker holds of n = `samples` samples in dimension d = `dim`: d² + d, or nd + n. `None` where that is
    /// beyond counting.
    pub(super) fn numbers(self, samples: usize, dim: usize) -> Option<usize> {
        let rows = match self.held(samples, dim) {
            Self::Sufficient => dim,
            Self::Raw => samples,
        };
        rows.checked_mul(dim)?.checked_add(rows)
    }
}

/// All that the data of a least-squares worker say.
pub(super) struct Statistics {
    /// XᵀX/n.
    pub gram: DMatrix<f64>,
    /// Xᵀξ/n.
    pub noise: DVector<f64>,
}

/// Which eigenvalues of a Gram matrix count as zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// Those that are zero beside the largest, up to rounding: the law of the features leaves a gap above.
    Gap,
    /// None, for features with a density and no fewer samples than coordinates: X has full rank, however small its singular values.
    Full,
}

/// Workers whose numbers stand side by side, so that one instruction serves several of them.
pub(super) const LANES: usize = 16;

/// How many entries a symmetric matrix has in its first `dim` rows up to the diagonal: where row number `dim` begins.
pub(super) fn triangle(dim: usize) -> usize {
    dim * (dim + 1) / 2
}

/// Least-squares workers as their sufficient statistics XᵀX/n and Xᵀξ/n: ∇F_i(w) = (XᵀX/n)(w − w*) − Xᵀξ/n.
pub(super) struct RegressionShards {
    optimum: DVector<f64>,
    rank: Rank,
    /// σ, where the features are Gaussian, so that the law of a part of the samples is known.
    gaussian: Option<f64>,
    workers: usize,
    /// XᵀX/n, entry by entry for every sixteen workers: below the diagonal and on it, row by row.
    grams: Vec<[f64; LANES]>,
    /// Xᵀξ/n, coordinate by coordinate for every sixteen workers.
    noises: Vec<[f64; LANES]>,
    /// w − w*, in memory that is kept between rounds.
    delta: RefCell<Vec<f64>>,
}

impl RegressionShards {
    /// No worker yet.
    pub fn new(optimum: &[f64], rank: Rank, workers: usize) -> Self {
        let (dim, blocks) = (optimum.len(), workers.div_ceil(LANES));
        Self {
            optimum: DVector::from_column_slice(optimum),
            rank,
            gaussian: None,
            workers: 0,
            grams: Vec::with_capacity(blocks * triangle(dim)),
            noises: Vec::with_capacity(blocks * dim),
            delta: RefCell::default(),
        }
    }

    /// Declares Gaussian features, and noise of deviation `sigma`.
    #[must_use]
    pub fn with_gaussian_features(mut self, sigma: f64) -> Self {
        self.gaussian = Some(sigma);
        self
    }

    /// Adds a worker.
    pub fn push(&mut self, statistics: &Statistics) {
        let dim = self.optimum.len();
        let (block, lane) = (self.workers / LANES, self.workers % LANES);
        if lane == 0 {
            self.grams.resize((block + 1) * triangle(dim), [0.0; LANES]);
            self.noises.resize((block + 1) * dim, [0.0; LANES]);
        }
        let columns = statistics.gram.as_slice().chunks_exact(dim).enumerate();
        let below = columns.flat_map(|(i, column)| &column[..=i]);
        for (lanes, value) in self.grams[block * triangle(dim)..].iter_mut().zip(below) {
            lanes[lane] = *value;
        }
        for (lanes, value) in self.noises[block * dim..].iter_mut().zip(&statistics.noise) {
            lanes[lane] = *value;
        }
        self.workers += 1;
    }

    /// Adds up to sixteen workers at once, and gives the places for their XᵀX/n and Xᵀξ/n. Nothing is added after fewer.
    pub fn push_block(&mut self, workers: usize) -> (&mut [[f64; LANES]], &mut [[f64; LANES]]) {
        let dim = self.optimum.len();
        let block = self.workers / LANES;
        self.grams.resize((block + 1) * triangle(dim), [0.0; LANES]);
        self.noises.resize((block + 1) * dim, [0.0; LANES]);
        self.workers += workers;
        (
            &mut self.grams[block * triangle(dim)..],
            &mut self.noises[block * dim..],
        )
    }

    /// XᵀX/n and Xᵀξ/n of a worker.
    fn statistics(&self, worker: usize) -> Statistics {
        let dim = self.optimum.len();
        let (block, lane) = (worker / LANES, worker % LANES);
        let (grams, noises) = (&self.grams[block * triangle(dim)..], &self.noises[block * dim..]);
        let entry = |i: usize, j: usize| grams[triangle(i.max(j)) + i.min(j)][lane];
        Statistics {
            gram: DMatrix::from_fn(dim, dim, entry),
            noise: DVector::from_fn(dim, |k, _| noises[k][lane]),
        }
    }
}

impl Shards for RegressionShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let mut delta = self.delta.borrow_mut();
        delta.clear();
        delta.extend(w.iter().zip(self.optimum.iter()).map(|(w, optimum)| w - optimum));
        gradients(&self.grams, &self.noises, &delta, messages.values_mut());
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        for worker in 0..self.workers {
            let Statistics { gram, noise } = self.statistics(worker);
            let minimiser = least_squares(gram, &noise, &self.optimum, self.rank);
            messages.row_mut(worker).copy_from_slice(minimiser.as_slice());
        }
    }

    fn subsample_minimisers(&self, subsample: Subsample, messages: &mut Messages) -> bool {
        let Some(sigma) = self.gaussian else { return false };
        let mut stream = subsample.streams.worker(Purpose::Subsample, 0);
        let sizes = (subsample.samples, subsample.part);
        for worker in 0..self.workers {
            let Statistics { gram, noise } = self.statistics(worker);
            let minimiser = least_squares(gram.clone(), &noise, &self.optimum, self.rank);
            let Some(minimiser) = part_minimiser(gram, minimiser, sigma, sizes, &mut stream) else {
                return false;
            };
            messages.row_mut(worker).copy_from_slice(minimiser.as_slice());
        }
        true
    }

    fn newton_direction(&self, worker: usize, gradient: &[f64], out: &mut [f64]) -> bool {
        let Statistics { gram, .. } = self.statistics(worker);
        newton_direction(gram, gradient, self.rank, out);
        true
    }
}

/// Writes `gram`·`delta` − `noise` of every worker to its row of `rows`. Every sum runs over the coordinates in their order,
/// whatever the processor has.
fn gradients(grams: &[[f64; LANES]], noises: &[[f64; LANES]], delta: &[f64], rows: &mut [f64]) {
    if vector_kernels() {
        gradients_by_vectors(grams, noises, delta, rows);
    } else {
        plain_gradients(grams, noises, delta, rows);
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn gradients_by_vectors(grams: &[[f64; LANES]], noises: &[[f64; LANES]], delta: &[f64], rows: &mut [f64]) {
    plain_gradients(grams, noises, delta, rows);
}

#[inline(always)]
fn plain_gradients(grams: &[[f64; LANES]], noises: &[[f64; LANES]], delta: &[f64], rows: &mut [f64]) {
    let dim = delta.len();
    let blocks = grams.chunks_exact(triangle(dim)).zip(noises.chunks_exact(dim));
    for ((grams, noises), rows) in blocks.zip(rows.chunks_mut(LANES * dim)) {
        for (k, noise) in noises.iter().enumerate() {
            let mut sums = [0.0; LANES];
            let (before, after) = delta.split_at(k);
            for (entries, delta) in grams[triangle(k)..].iter().zip(before) {
                add_product(&mut sums, entries, *delta);
            }
            // The rest of the row is the column from the diagonal on.
            let mut place = triangle(k) + k;
            for (further, delta) in after.iter().enumerate() {
                add_product(&mut sums, &grams[place], *delta);
                place += k + further + 1;
            }
            for ((row, sum), noise) in rows.chunks_exact_mut(dim).zip(sums).zip(noise) {
                row[k] = sum - noise;
            }
        }
    }
}

/// Adds `entries` · `delta` to the sums, lane by lane.
#[inline(always)]
fn add_product(sums: &mut [f64; LANES], entries: &[f64; LANES], delta: f64) {
    for (sum, entry) in sums.iter_mut().zip(entries) {
        *sum += entry * delta;
    }
}

/// The Cholesky factor of a Gram matrix whose eigenvalues leave a gap; `None` where it is singular, up to rounding.
fn regular_cholesky(gram: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let cholesky = gram.cholesky()?;
    let pivots = cholesky.l_dirty().diagonal();
    (pivots.min().powi(2) > SINGULAR * pivots.max().powi(2)).then_some(cholesky)
}

/// Eigenvalues of XᵀX/n, pivots and singular values of X below this share of the largest are zero up to rounding; the smallest others of
/// ±1 data are far larger.
pub(super) const SINGULAR: f64 = 1e-10;

/// argmin_w of least squares with Gram matrix `gram` and Xᵀy/n = gram·w* + noise; the smallest in norm where X has not
/// full column rank.
fn least_squares(gram: DMatrix<f64>, noise: &DVector<f64>, optimum: &DVector<f64>, rank: Rank) -> DVector<f64> {
    if let Some(cholesky) = cholesky(&gram, rank) {
        return optimum + cholesky.solve(noise);
    }
    let target = &gram * optimum + noise;
    pseudo_solution(gram, &target, rank)
}

/// Writes `gram`⁻¹·`gradient` to `out`; by the pseudo-inverse where the matrix is singular.
fn newton_direction(gram: DMatrix<f64>, gradient: &[f64], rank: Rank, out: &mut [f64]) {
    let gradient = DVector::from_column_slice(gradient);
    let direction = match cholesky(&gram, rank) {
        Some(cholesky) => cholesky.solve(&gradient),
        None => pseudo_solution(gram, &gradient, rank),
    };
    out.copy_from_slice(direction.as_slice());
}

/// The Cholesky factor of a Gram matrix; `None` where it is singular.
fn cholesky(gram: &DMatrix<f64>, rank: Rank) -> Option<Cholesky<f64, Dyn>> {
    match rank {
        Rank::Gap => regular_cholesky(gram.clone()),
        Rank::Full => gram.clone().cholesky(),
    }
}

/// The pseudo-inverse of `gram` times `target`.
fn pseudo_solution(gram: DMatrix<f64>, target: &DVector<f64>, rank: Rank) -> DVector<f64> {
    let eigen = gram.symmetric_eigen();
    let zero = match rank {
        Rank::Gap => SINGULAR * eigen.eigenvalues.max(),
        // Where rounding has hidden an eigenvalue, it is gone.
        Rank::Full => 0.0,
    };
    let mut coordinates = eigen.eigenvectors.tr_mul(target);
    for (coordinate, eigenvalue) in coordinates.iter_mut().zip(eigen.eigenvalues.iter()) {
        *coordinate = if *eigenvalue > zero {
            *coordinate / eigenvalue
        } else {
            0.0
        };
    }
    eigen.eigenvectors * coordinates
}

/// A least-squares worker with its n samples (x_i, y_i): the reference for [`RegressionShards`], and less to hold where n < d.
pub(super) struct RawShard {
    /// X, n × d.
    features: DMatrix<f64>,
    response: DVector<f64>,
    /// Xw − y, in memory that is kept between rounds.
    residual: RefCell<Vec<f64>>,
}

impl RawShard {
    /// The worker with features X = `features` (n × d) and y = Xw* + ξ, ξ ~ N(0, σ²I).
    pub fn draw(features: DMatrix<f64>, optimum: &[f64], sigma: f64, stream: &mut Stream) -> Self {
        let noise = DVector::from_fn(features.nrows(), |_, _| {
            let xi: f64 = StandardNormal.sample(stream);
            sigma * xi
        });
        let response = &features * DVector::from_column_slice(optimum) + noise;
        Self {
            features,
            response,
            residual: RefCell::default(),
        }
    }

    /// The columns of X, coordinate by coordinate.
    fn columns(&self) -> impl Iterator<Item = &[f64]> {
        self.features.as_slice().chunks_exact(self.features.nrows())
    }
}

impl Shard for RawShard {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        let mut residual = self.residual.borrow_mut();
        residual.clear();
        residual.extend(self.response.iter().map(|y| -y));
        for (column, w) in self.columns().zip(w) {
            for (residual, x) in residual.iter_mut().zip(column) {
                *residual += w * x;
            }
        }
        let count = self.features.nrows() as f64;
        for (column, out) in self.columns().zip(out) {
            *out = column
                .iter()
                .zip(&*residual)
                .map(|(x, residual)| x * residual)
                .sum::<f64>()
                / count;
        }
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        raw_least_squares(self.features.clone(), &self.response, out);
    }

    fn subsample_minimiser(&self, part: usize, out: &mut [f64]) -> bool {
        let features = self.features.rows(0, part).into_owned();
        raw_least_squares(features, &self.response.rows(0, part).into_owned(), out);
        true
    }

    /// By the singular values of X = UΣVᵀ, as many as samples: n·V(Σ⁺)²Vᵀ times the gradient.
    fn newton_direction(&self, gradient: &[f64], out: &mut [f64]) -> bool {
        let count = self.features.nrows();
        if count >= self.features.ncols() {
            let gram = self.features.tr_mul(&self.features) / count as f64;
            newton_direction(gram, gradient, Rank::Gap, out);
            return true;
        }
        let decomposed = self.features.clone().svd(false, true);
        let along = decomposed.v_t.expect("it was asked for");
        let values = &decomposed.singular_values;
        let zero = SINGULAR * values.max();
        let mut coordinates = &along * DVector::from_column_slice(gradient);
        for (coordinate, value) in coordinates.iter_mut().zip(values.iter()) {
            *coordinate = if *value > zero {
                *coordinate / (value * value / count as f64)
            } else {
                0.0
            };
        }
        out.copy_from_slice(along.tr_mul(&coordinates).as_slice());
        true
    }
}

/// Writes argmin_w ‖Xw − y‖ to `out`, the smallest in norm.
fn raw_least_squares(features: DMatrix<f64>, response: &DVector<f64>, out: &mut [f64]) {
    let decomposed = features.svd(true, true);
    let zero = SINGULAR * decomposed.singular_values.max();
    let minimiser = (decomposed.solve(response, zero)).expect("both sides of the decomposition were asked for");
    out.copy_from_slice(minimiser.as_slice());
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::problem::sign_samples::SignSamples;
    use crate::stream::{Purpose, ReplicateStreams};

    fn stream() -> Stream {
        ReplicateStreams::new(7, "regression shard test", 1).worker(Purpose::Data, 0)
    }

    fn signs(count: usize, dim: usize, stream: &mut Stream) -> DMatrix<f64> {
        let mut signs = SignSamples::new(count, dim);
        signs.draw(stream);
        signs.features()
    }

    fn gaussian(count: usize, dim: usize, stream: &mut Stream) -> DMatrix<f64> {
        DMatrix::from_fn(count, dim, |_, _| StandardNormal.sample(stream))
    }

    /// Given the same X and the same y, sufficient statistics and raw data are one and the same worker.
    #[test]
    fn sufficient_and_raw_agree_on_the_same_data() {
        for (count, dim) in [(2, 4), (7, 30), (3, 3), (40, 5), (500, 2)] {
            let stream = &mut stream();
            let signs = (signs(count, dim, stream), Rank::Gap);
            let full = (count >= dim).then(|| (gaussian(count, dim, stream), Rank::Full));
            for (features, rank) in iter::once(signs).chain(full) {
                let optimum: Vec<f64> = (0..dim).map(|k| 0.3 * k as f64 - 0.4).collect();
                let raw = RawShard::draw(features, &optimum, 0.7, stream);
                let noise = &raw.response - &raw.features * DVector::from_column_slice(&optimum);
                let mut sufficient = RegressionShards::new(&optimum, rank, 1);
                sufficient.push(&Statistics {
                    gram: raw.features.tr_mul(&raw.features) / count as f64,
                    noise: raw.features.tr_mul(&noise) / count as f64,
                });
                let raw = vec![raw];
                let w: Vec<f64> = (0..dim).map(|k| 1.0 - 0.2 * k as f64).collect();
                let mut messages = [Messages::zeros(1, dim), Messages::zeros(1, dim)];
                let mut compare = |evaluate: &dyn Fn(&dyn Shards, &mut Messages)| {
                    evaluate(&raw, &mut messages[0]);
                    evaluate(&sufficient, &mut messages[1]);
                    for (a, b) in messages[0].row(0).iter().zip(messages[1].row(0)) {
                        assert!((a - b).abs() < 1e-9, "n={count} d={dim} {rank:?}: {a} against {b}");
                    }
                };
                compare(&|shards, messages| shards.gradients(&w, messages));
                compare(&|shards, messages| shards.local_minimisers(messages));
                compare(&|shards, messages| assert!(shards.newton_direction(0, &w, messages.row_mut(0))));
            }
        }
    }

    /// Of sX and y, minimisers are 1/s and Newton steps 1/s² of those of X and y, however large or small s is; with more and fewer samples
    /// than coordinates, and with two that are alike.
    #[test]
    fn ranks_do_not_depend_on_the_scale_of_the_features() {
        for (count, dim, alike) in [
            (3, 7, false),
            (4, 6, true),
            (9, 4, false),
            (4, 4, true),
            (5, 5, true),
            (8, 8, true),
        ] {
            let mut features = gaussian(count, dim, &mut stream());
            if alike {
                let first = features.row(0).into_owned();
                features.set_row(count - 1, &first);
            }
            let optimum = vec![0.5; dim];
            let mut raw = RawShard::draw(features.clone(), &optimum, 0.7, &mut stream());
            let direction: Vec<f64> = (0..dim).map(|k| 1.0 - 0.3 * k as f64).collect();
            let solutions = |raw: &RawShard| {
                let mut found = [vec![0.0; dim], vec![0.0; dim]];
                raw.local_minimiser(&mut found[0]);
                assert!(raw.newton_direction(&direction, &mut found[1]));
                found
            };
            let expected = solutions(&raw);
            for scale in [1e-12, 1e-6, 1e6, 1e12] {
                raw.features = &features * scale;
                let found = solutions(&raw);
                for ((found, expected), scale) in found.iter().zip(&expected).zip([scale, scale * scale]) {
                    let norm = expected.iter().map(|x| x * x).sum::<f64>().sqrt();
                    for (found, expected) in found.iter().zip(expected) {
                        let error = (found * scale - expected).abs();
                        assert!(
                            error < 1e-9 * norm,
                            "n={count} d={dim} s={scale}: {found} against {expected}"
                        );
                    }
                }
            }
        }
    }
}
