use nalgebra::DMatrix;

use super::super::sets;
use super::eigen::{self, Products};

/// Eigenvalues that agree so well are equal.
const EQUAL: f64 = 1e-12;
/// How far the first bound may be off.
const LOOSE: f64 = 1e-9;
/// The most directions that are kept.
const DIRECTIONS: usize = 256;

/// The set of `keep` rows, of `dim` numbers each, whose covariance has the smallest top eigenvalue, by increasing indices.
pub(super) fn narrowest(rows: &[f64], dim: usize, keep: usize) -> Vec<usize> {
    let points = Points::new(rows, dim);
    let mut search = Search {
        keep,
        directions: Vec::new(),
        bound: f64::INFINITY,
        best: Vec::new(),
        points,
    };
    let start = search.peeled();
    let mut set: Vec<usize> = (0..keep).collect();
    loop {
        search.consider(&set);
        if !sets::next(&mut set, search.points.count) {
            break;
        }
    }
    if search.best.is_empty() {
        return start;
    }
    search.best
}

/// Rows in as few coordinates as keep their distances.
struct Points {
    count: usize,
    dim: usize,
    values: Vec<f64>,
}

impl Points {
    fn new(rows: &[f64], dim: usize) -> Self {
        let count = rows.len() / dim;
        if dim <= count {
            return Self {
                count,
                dim,
                values: rows.to_vec(),
            };
        }
        // Rows are the columns of Q·R, and Q turns nothing but the space.
        let r = DMatrix::from_column_slice(dim, count, rows).qr().r();
        Self {
            count,
            dim: count,
            values: r.as_slice().to_vec(),
        }
    }

    fn row(&self, index: usize) -> &[f64] {
        &self.values[index * self.dim..][..self.dim]
    }

    /// The rows of `set` relative to their mean.
    fn centred(&self, set: &[usize]) -> Vec<f64> {
        let mut mean = vec![0.0; self.dim];
        for &index in set {
            for (sum, value) in mean.iter_mut().zip(self.row(index)) {
                *sum += value;
            }
        }
        mean.iter_mut().for_each(|sum| *sum /= set.len() as f64);
        let row = |&index: &usize| self.row(index).iter().zip(&mean).map(|(value, mean)| value - mean);
        set.iter().flat_map(row).collect()
    }

    /// How far every row lies along `direction`.
    fn along(&self, direction: &[f64]) -> Vec<f64> {
        let product = |row: &[f64]| row.iter().zip(direction).map(|(x, v)| x * v).sum();
        self.values.chunks_exact(self.dim).map(product).collect()
    }
}

/// A comparison of sets by the top eigenvalue of Σ (xᵢ − x̄)(xᵢ − x̄)ᵀ.
struct Search {
    points: Points,
    keep: usize,
    /// Projections on unit vectors; those that helped lately first.
    directions: Vec<Vec<f64>>,
    /// A set with an eigenvalue of at least this is not looked for.
    bound: f64,
    best: Vec<usize>,
}

impl Search {
    /// A set that is narrow already: all, without the one that is farthest out in the widest direction, time after time. Its
    /// eigenvalue is the first bound.
    fn peeled(&mut self) -> Vec<usize> {
        let mut set: Vec<usize> = (0..self.points.count).collect();
        loop {
            let (value, direction) = self.top(&set);
            let along = self.points.along(&direction);
            if set.len() == self.keep {
                // Above zero, so that a set without any width is found.
                self.bound = (value * (1.0 + LOOSE)).max(f64::MIN_POSITIVE);
                self.directions.push(along);
                return set;
            }
            let mean = set.iter().map(|&index| along[index]).sum::<f64>() / set.len() as f64;
            let apart = |index: usize| (along[index] - mean).abs();
            let farthest = set
                .iter()
                .enumerate()
                .max_by(|a, b| apart(*a.1).total_cmp(&apart(*b.1)));
            let Some((position, _)) = farthest else {
                return set;
            };
            self.directions.push(along);
            set.remove(position);
        }
    }

    /// The top eigenpair of a set.
    fn top(&self, set: &[usize]) -> (f64, Vec<f64>) {
        let rows = self.points.centred(set);
        Products::new(&rows, self.points.dim).top(&rows, self.points.dim)
    }

    /// Takes `set` if it is narrower than the best so far.
    fn consider(&mut self, set: &[usize]) {
        if let Some(position) = self.directions.iter().position(|along| width(along, set) >= self.bound) {
            // Neighbours in the order of sets are wide in the same direction.
            self.directions.swap(position, position / 2);
            return;
        }
        let rows = self.points.centred(set);
        match self.wide(&rows) {
            Some(direction) => self.remember(&direction),
            None => {
                let dim = self.points.dim;
                let (value, direction) = Products::new(&rows, dim).top(&rows, dim);
                self.remember(&direction);
                if value < self.bound {
                    self.bound = value * (1.0 - EQUAL);
                    set.clone_into(&mut self.best);
                }
            }
        }
    }

    fn remember(&mut self, direction: &[f64]) {
        self.directions.truncate(DIRECTIONS - 1);
        self.directions.insert(0, self.points.along(direction));
    }

    /// A unit vector in which `rows`, whose mean is zero, have a sum of squares of at least the bound, if there is one: where
    /// Cholesky's factors of bound·1 − Σ r rᵀ end.
    fn wide(&self, rows: &[f64]) -> Option<Vec<f64>> {
        let dim = self.points.dim;
        let mut matrix = eigen::sum_of_products(rows, dim);
        matrix.neg_mut();
        for k in 0..dim {
            matrix[(k, k)] += self.bound;
        }
        // Column k of the upper factor is solved for in place.
        for k in 0..dim {
            for l in 0..k {
                let known: f64 = (0..l).map(|j| matrix[(j, l)] * matrix[(j, k)]).sum();
                matrix[(l, k)] = (matrix[(l, k)] - known) / matrix[(l, l)];
            }
            let known: f64 = (0..k).map(|j| matrix[(j, k)] * matrix[(j, k)]).sum();
            let pivot = matrix[(k, k)] - known;
            if pivot > 0.0 {
                matrix[(k, k)] = pivot.sqrt();
                continue;
            }
            let mut direction = vec![0.0; dim];
            direction[k] = 1.0;
            for l in (0..k).rev() {
                let known: f64 = (l + 1..k).map(|j| matrix[(l, j)] * direction[j]).sum();
                direction[l] = (-matrix[(l, k)] - known) / matrix[(l, l)];
            }
            let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
            direction.iter_mut().for_each(|x| *x /= length);
            return Some(direction);
        }
        None
    }
}

/// Σ (pᵢ − p̄)² over a set.
fn width(along: &[f64], set: &[usize]) -> f64 {
    let mean = set.iter().map(|&index| along[index]).sum::<f64>() / set.len() as f64;
    set.iter()
        .map(|&index| (along[index] - mean) * (along[index] - mean))
        .sum()
}
