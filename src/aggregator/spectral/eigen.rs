use nalgebra::{DMatrix, SymmetricEigen};

/// The largest eigenvalue of a symmetric matrix of finite numbers, and a unit vector of it; the first of several that the solver
/// finds.
pub(super) fn top(matrix: DMatrix<f64>) -> (f64, Vec<f64>) {
    let size = matrix.nrows();
    let eigen = SymmetricEigen::new(matrix);
    let mut largest = (f64::NEG_INFINITY, 0);
    for (k, value) in eigen.eigenvalues.iter().enumerate() {
        if *value > largest.0 {
            largest = (*value, k);
        }
    }
    if size == 0 {
        return (0.0, Vec::new());
    }
    (
        largest.0,
        eigen.eigenvectors.column(largest.1).iter().copied().collect(),
    )
}

/// The sum Σ r rᵀ over the rows `r` of length `dim`, or the matrix of their products where there are fewer rows than coordinates:
/// the eigenvalues above zero are the same.
pub(super) struct Products {
    /// Whether it is the matrix of the products of rows.
    of_rows: bool,
    matrix: DMatrix<f64>,
}

impl Products {
    /// That of `rows`, which are `dim` numbers each.
    pub(super) fn new(rows: &[f64], dim: usize) -> Self {
        let count = rows.len() / dim;
        let row = |i: usize| &rows[i * dim..][..dim];
        let of_rows = count < dim;
        let size = count.min(dim);
        let mut matrix = DMatrix::zeros(size, size);
        if of_rows {
            for i in 0..count {
                for j in 0..=i {
                    let product = row(i).iter().zip(row(j)).map(|(x, y)| x * y).sum();
                    matrix[(i, j)] = product;
                    matrix[(j, i)] = product;
                }
            }
        } else {
            matrix = sum_of_products(rows, dim);
            for k in 0..dim {
                for l in 0..k {
                    matrix[(k, l)] = matrix[(l, k)];
                }
            }
        }
        Self { of_rows, matrix }
    }

    /// The largest eigenvalue of Σ r rᵀ over `rows`, those that this was made of, and a unit vector of it, or 0 and a zero vector
    /// where all rows are zero.
    pub(super) fn top(self, rows: &[f64], dim: usize) -> (f64, Vec<f64>) {
        let (value, vector) = top(self.matrix);
        if !self.of_rows {
            return (value.max(0.0), vector);
        }
        let mut direction = vec![0.0; dim];
        for (row, weight) in rows.chunks_exact(dim).zip(&vector) {
            for (sum, x) in direction.iter_mut().zip(row) {
                *sum += weight * x;
            }
        }
        let length = direction.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > 0.0 {
            direction.iter_mut().for_each(|x| *x /= length);
        }
        (value.max(0.0), direction)
    }
}

/// The upper triangle of Σ r rᵀ over the rows `r` of length `dim`.
pub(super) fn sum_of_products(rows: &[f64], dim: usize) -> DMatrix<f64> {
    let mut matrix = DMatrix::zeros(dim, dim);
    for row in rows.chunks_exact(dim) {
        for (mut column, (k, x)) in matrix.column_iter_mut().zip(row.iter().enumerate()) {
            for (sum, y) in column.iter_mut().zip(&row[..=k]) {
                *sum += x * y;
            }
        }
    }
    matrix
}
