//! The top eigenpair of a large symmetric matrix.

use super::super::kernel::{add_multiple, inner_product};

/// How small the residual must be, in units of the eigenvalue.
const TOLERANCE: f64 = 1e-13;
/// How often it is looked at.
const EVERY: usize = 4;
/// The most steps of an iteration that needs few.
const MOST_STEPS: usize = 60;

/// The largest eigenvalue of the symmetric matrix `values` ⪰ 0, and a unit vector of it, by Lanczos's method with full
/// orthogonalisation from a fixed start: its last step at the latest finds all that the start is not orthogonal to. `None` where a
/// number is not finite.
pub(super) fn top(values: &[f64]) -> Option<(f64, Vec<f64>)> {
    let size = values.len().isqrt();
    let trace: f64 = (0..size).map(|k| values[k * size + k]).sum();
    if !trace.is_finite() {
        return None;
    }
    // Numbers without a pattern, so that no eigenvector is orthogonal to them but by chance.
    let start = |k: usize| (0.618_033_988_749_894_9 * (k + 1) as f64).fract() + 0.25;
    let mut basis: Vec<f64> = (0..size).map(start).collect();
    normalise(&mut basis);
    if trace <= 0.0 {
        return Some((0.0, basis));
    }
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    loop {
        let steps = diagonal.len() + 1;
        let last = &basis[(steps - 1) * size..];
        let mut next: Vec<f64> = vec![0.0; size];
        for (row, factor) in values.chunks_exact(size).zip(last) {
            add_multiple(*factor / trace, row, &mut next);
        }
        diagonal.push(inner_product(last, &next));
        // Twice is enough.
        for _ in 0..2 {
            for vector in basis.chunks_exact(size) {
                let along = inner_product(vector, &next);
                add_multiple(-along, vector, &mut next);
            }
        }
        let left = inner_product(&next, &next).sqrt();
        let complete = steps == size || left <= f64::EPSILON;
        if complete || steps % EVERY == 0 {
            let value = largest_root(&diagonal, &beside);
            let vector = eigenvector(&diagonal, &beside, value)?;
            if complete || left * vector[steps - 1].abs() <= TOLERANCE * value {
                let mut found = vec![0.0; size];
                for (basis, factor) in basis.chunks_exact(size).zip(&vector) {
                    add_multiple(*factor, basis, &mut found);
                }
                normalise(&mut found);
                return Some((value * trace, found));
            }
        }
        beside.push(left);
        basis.extend(next.iter().map(|x| x / left));
    }
}

fn normalise(vector: &mut [f64]) {
    let length = inner_product(vector, vector).sqrt();
    vector.iter_mut().for_each(|x| *x /= length);
}

/// The largest eigenvalue of a tridiagonal matrix, by Laguerre's iteration from above, which never passes it.
fn largest_root(diagonal: &[f64], beside: &[f64]) -> f64 {
    let size = diagonal.len();
    let off = |k: usize| beside.get(k).copied().unwrap_or(0.0);
    let bound = |k: usize| diagonal[k] + off(k) + if k > 0 { off(k - 1) } else { 0.0 };
    let mut root = (0..size).map(bound).fold(0.0, f64::max) * (1.0 + 1e-10);
    for _ in 0..MOST_STEPS {
        // p = Π pivots is the characteristic polynomial; p′/p, and −(p′/p)′.
        let (mut slope, mut curve) = (0.0, 0.0);
        let (mut pivot, mut first, mut second) = (1.0_f64, 0.0_f64, 0.0_f64);
        for k in 0..size {
            let square = if k > 0 { beside[k - 1] * beside[k - 1] } else { 0.0 };
            let inverse = 1.0 / pivot;
            let ratio = square * inverse * inverse;
            second = ratio * (second - 2.0 * first * first * inverse);
            first = 1.0 + ratio * first;
            pivot = root - diagonal[k] - square * inverse;
            if pivot <= 0.0 {
                return root;
            }
            let share = first / pivot;
            slope += share;
            curve += share * share - second / pivot;
        }
        let count = size as f64;
        let spread = ((count - 1.0) * (count * curve - slope * slope)).max(0.0).sqrt();
        let lower = root - count / (slope + spread);
        if lower >= root * (1.0 - 2.0 * f64::EPSILON) {
            return lower;
        }
        root = lower;
    }
    root
}

/// A unit eigenvector of a tridiagonal matrix for its largest eigenvalue `value`, by inverse iteration from above.
fn eigenvector(diagonal: &[f64], beside: &[f64], value: f64) -> Option<Vec<f64>> {
    let size = diagonal.len();
    let mut pivots = vec![0.0; size];
    let mut shift = 4.0 * f64::EPSILON;
    loop {
        let above = value + shift;
        for k in 0..size {
            let known = if k > 0 {
                beside[k - 1] * beside[k - 1] / pivots[k - 1]
            } else {
                0.0
            };
            pivots[k] = above - diagonal[k] - known;
        }
        if pivots.iter().all(|pivot| *pivot > 0.0) {
            break;
        }
        shift *= 4.0;
        if shift > 1.0 || !value.is_finite() {
            return None;
        }
    }
    let mut vector = vec![1.0; size];
    for _ in 0..3 {
        for k in 1..size {
            vector[k] += vector[k - 1] * beside[k - 1] / pivots[k - 1];
        }
        vector[size - 1] /= pivots[size - 1];
        for k in (0..size - 1).rev() {
            vector[k] = (vector[k] + beside[k] * vector[k + 1]) / pivots[k];
        }
        let largest = vector.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        vector.iter_mut().for_each(|x| *x /= largest);
        normalise(&mut vector);
    }
    Some(vector)
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, SymmetricEigen};

    use super::*;

    /// The eigenvalue, how far off it is, and the residual, in units of the solver's.
    fn errors(matrix: &DMatrix<f64>) -> [f64; 2] {
        let (value, vector) = top(matrix.as_slice()).expect("finite numbers");
        let largest = SymmetricEigen::new(matrix.clone()).eigenvalues.max();
        let vector = nalgebra::DVector::from_vec(vector);
        let residual = matrix * &vector - value * &vector;
        [(value - largest).abs() / largest, (residual / largest).norm()]
    }

    #[test]
    fn it_agrees_with_an_exact_solver() {
        for (size, rank) in [(25, 40), (30, 2), (60, 59), (101, 100), (101, 1)] {
            for scale in [1.0, 1e-150, 1e150] {
                let entry = |i: usize, j: usize| libm::sin(((i + 1) * (i + 3) * (2 * j + 5)) as f64) * scale;
                let factor = DMatrix::from_fn(size, rank, entry);
                let errors = errors(&(&factor * factor.transpose()));
                assert!(errors.iter().all(|error| *error < 1e-12), "{size} {rank}: {errors:?}");
            }
        }
        // A multiple eigenvalue, and nothing.
        let [value, residual] = errors(&DMatrix::identity(30, 30));
        assert!(value < 1e-14 && residual < 1e-14);
        assert_eq!(top(&[0.0; 900]).map(|found| found.0), Some(0.0));
    }
}
