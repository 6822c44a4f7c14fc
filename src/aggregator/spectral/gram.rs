use super::cloud::{Cloud, Moments, exponent};
use super::lanczos;
use crate::aggregator::kernel::{add_multiple, inner_product, products};

/// Rows whose exponents are within this have products that are neither infinite nor zero.
const LARGEST_EXPONENT: i32 = 400;

/// Below so many messages, or coordinates a message, an eigenproblem is solved as it stands.
const FEW: usize = 24;

/// The moments of the rows of `cloud` with their `weights`, by their inner products where these are known and serve.
pub(super) fn moments(cloud: &Cloud, gram: Option<&Gram>, weights: &[f64]) -> Moments {
    let of_products = gram.and_then(|gram| gram.moments(weights));
    of_products.unwrap_or_else(|| cloud.moments(weights))
}

/// The inner products of the rows of a cloud that have weight. All turns of a filter work on these, whatever the dimension is.
pub(super) struct Gram {
    /// The rows that have weight.
    workers: Vec<usize>,
    /// The power of two that every one of them was divided by.
    exponents: Vec<i32>,
    /// Their products.
    values: Vec<f64>,
}

impl Gram {
    /// The products, where moments are found faster by them.
    pub fn if_faster(cloud: &Cloud, weights: &[f64]) -> Option<Self> {
        (cloud.count() > FEW && 2 * cloud.dim() > cloud.count().max(2 * FEW)).then(|| Self::new(cloud, weights))
    }

    /// The products of the rows of positive `weights`, each divided by a power of two where it is very long or short.
    pub fn new(cloud: &Cloud, weights: &[f64]) -> Self {
        let workers: Vec<usize> = (0..cloud.count()).filter(|worker| weights[*worker] > 0.0).collect();
        let mut exponents: Vec<i32> = workers.iter().map(|worker| exponent(cloud.length(*worker))).collect();
        let mut values = vec![0.0; workers.len() * workers.len()];
        if exponents.iter().all(|exponent| exponent.abs() <= LARGEST_EXPONENT) {
            exponents.fill(0);
            if workers.len() == cloud.count() {
                products(cloud.values(), cloud.dim(), &mut values);
            } else {
                products(&cloud.scaled(&workers, 0), cloud.dim(), &mut values);
            }
        } else {
            let scaled = |(worker, exponent): (&usize, &i32)| cloud.scaled(&[*worker], *exponent);
            let rows: Vec<f64> = workers.iter().zip(&exponents).flat_map(scaled).collect();
            products(&rows, cloud.dim(), &mut values);
        }
        Self {
            workers,
            exponents,
            values,
        }
    }

    /// The moments of the rows with their `weights`, as [`Cloud::moments`]; `None` where the numbers do not allow it.
    pub fn moments(&self, weights: &[f64]) -> Option<Moments> {
        let there: Vec<usize> = (0..self.workers.len())
            .filter(|place| weights[self.workers[*place]] > 0.0)
            .collect();
        let size = there.len();
        let unit = there.iter().map(|place| self.exponents[*place]).max()?;
        let scales: Vec<f64> = there
            .iter()
            .map(|place| libm::ldexp(1.0, self.exponents[*place] - unit))
            .collect();
        let total: f64 = weights.iter().sum();
        let shares: Vec<f64> = there
            .iter()
            .map(|place| weights[self.workers[*place]] / total)
            .collect();
        let mut matrix = Vec::with_capacity(size * size);
        for (place, scale) in there.iter().zip(&scales) {
            let row = &self.values[place * self.workers.len()..][..self.workers.len()];
            let scaled = |(other, factor): (&usize, &f64)| row[*other] * scale * factor;
            matrix.extend(there.iter().zip(&scales).map(scaled));
        }
        // (xᵢ − μ)·(xⱼ − μ).
        let with_mean: Vec<f64> = matrix
            .chunks_exact(size)
            .map(|row| inner_product(row, &shares))
            .collect();
        let of_mean = inner_product(&with_mean, &shares);
        for (row, product) in matrix.chunks_exact_mut(size).zip(&with_mean) {
            for (value, other) in row.iter_mut().zip(&with_mean) {
                *value = *value - (product + other) + of_mean;
            }
        }
        let roots: Vec<f64> = shares.iter().map(|share| share.sqrt()).collect();
        let mut weighted = matrix.clone();
        for (row, root) in weighted.chunks_exact_mut(size).zip(&roots) {
            for (value, other) in row.iter_mut().zip(&roots) {
                *value *= root * other;
            }
        }
        let (value, vector) = lanczos::top(&weighted)?;
        let mut along = vec![0.0; size];
        for ((row, x), root) in matrix.chunks_exact(size).zip(&vector).zip(&roots) {
            add_multiple(x * root, row, &mut along);
        }
        let mut squares = vec![0.0; weights.len()];
        if value > 0.0 {
            for (place, along) in there.iter().zip(&along) {
                squares[self.workers[*place]] = along * along / value;
            }
        }
        Some(Moments {
            deviation: value.max(0.0).sqrt() * libm::ldexp(1.0, unit),
            squares,
        })
    }
}
