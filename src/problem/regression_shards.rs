use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use rand_distr::{Distribution, StandardNormal};

use super::{Shard, Shards};
use crate::aggregator::Messages;
use crate::stream::Stream;

/// How a worker of a regression holds its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegressionData {
    /// As the sufficient statistics XᵀX/n and Xᵀξ/n, drawn from exactly their law.
    #[default]
    Sufficient,
    /// As the n samples themselves: the slow reference.
    Raw,
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
    /// Those that are zero up to rounding: the law of the features leaves a gap above.
    Gap,
    /// All but the largest so many, for features with a density: X has full rank, however small its singular values.
    Known(usize),
}

/// Least-squares workers as their sufficient statistics XᵀX/n and Xᵀξ/n: ∇F_i(w) = (XᵀX/n)(w − w*) − Xᵀξ/n.
pub(super) struct RegressionShards {
    optimum: DVector<f64>,
    rank: Rank,
    /// XᵀX/n of every worker, worker by worker (m·d·d).
    grams: Vec<f64>,
    /// Xᵀξ/n of every worker, worker by worker (m·d).
    noises: Vec<f64>,
}

impl RegressionShards {
    /// No worker yet.
    pub fn new(optimum: &[f64], rank: Rank, workers: usize) -> Self {
        let dim = optimum.len();
        Self {
            optimum: DVector::from_column_slice(optimum),
            rank,
            grams: Vec::with_capacity(workers * dim * dim),
            noises: Vec::with_capacity(workers * dim),
        }
    }

    /// Adds a worker.
    pub fn push(&mut self, statistics: &Statistics) {
        self.grams.extend_from_slice(statistics.gram.as_slice());
        self.noises.extend_from_slice(statistics.noise.as_slice());
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
            let minimiser = least_squares(gram, &DVector::from_column_slice(noise), &self.optimum, self.rank);
            row.copy_from_slice(minimiser.as_slice());
        }
    }
}

/// The Cholesky factor of the Gram matrix of ±1 data; `None` where it is singular, up to rounding.
pub(super) fn regular_cholesky(gram: DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let cholesky = gram.cholesky()?;
    let pivots = cholesky.l_dirty().diagonal();
    pivots.iter().all(|pivot| pivot * pivot > SINGULAR).then_some(cholesky)
}

/// Eigenvalues of XᵀX/n below this are zero up to rounding; the smallest others of ±1 data are far larger.
const SINGULAR: f64 = 1e-10;

/// argmin_w of least squares with Gram matrix `gram` and Xᵀy/n = gram·w* + noise; the smallest in norm where X has not
/// full column rank.
fn least_squares(gram: DMatrix<f64>, noise: &DVector<f64>, optimum: &DVector<f64>, rank: Rank) -> DVector<f64> {
    let cholesky = match rank {
        Rank::Gap => regular_cholesky(gram.clone()),
        Rank::Known(rank) if rank == gram.nrows() => gram.clone().cholesky(),
        Rank::Known(_) => None,
    };
    if let Some(cholesky) = cholesky {
        return optimum + cholesky.solve(noise);
    }
    let target = &gram * optimum + noise;
    let eigen = gram.symmetric_eigen();
    let zero = match rank {
        Rank::Gap => SINGULAR,
        Rank::Known(rank) => {
            let mut sorted = eigen.eigenvalues.as_slice().to_vec();
            sorted.sort_by(|a, b| b.total_cmp(a));
            // Where rounding has hidden an eigenvalue, it is gone.
            sorted.get(rank).copied().unwrap_or(0.0).max(0.0)
        }
    };
    let mut coordinates = eigen.eigenvectors.tr_mul(&target);
    for (coordinate, eigenvalue) in coordinates.iter_mut().zip(eigen.eigenvalues.iter()) {
        *coordinate = if *eigenvalue > zero {
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
    /// The worker with features X = `features` (n × d) and y = Xw* + ξ, ξ ~ N(0, σ²I).
    pub fn draw(features: DMatrix<f64>, optimum: &[f64], sigma: f64, stream: &mut Stream) -> Self {
        let noise = DVector::from_fn(features.nrows(), |_, _| {
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
    use crate::problem::sign_samples::SignSamples;
    use crate::stream::{Purpose, ReplicateStreams};

    fn stream() -> Stream {
        ReplicateStreams::new(7, "regression shard test", 1).worker(Purpose::Data, 0)
    }

    fn gaussian(count: usize, dim: usize, stream: &mut Stream) -> DMatrix<f64> {
        DMatrix::from_fn(count, dim, |_, _| StandardNormal.sample(stream))
    }

    /// Given the same X and the same y, sufficient statistics and raw data are one and the same worker.
    #[test]
    fn sufficient_and_raw_agree_on_the_same_data() {
        for (count, dim) in [(2, 4), (3, 3), (40, 5), (500, 2)] {
            let stream = &mut stream();
            let designs = [
                (SignSamples::draw(count, dim, stream).features(), Rank::Gap),
                (gaussian(count, dim, stream), Rank::Known(count.min(dim))),
            ];
            for (features, rank) in designs {
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
            }
        }
    }
}
