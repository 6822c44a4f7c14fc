//! Sums that uniform expansions are made of.

/// Σ_k p_k(x)·n^−k, p_k by its Taylor coefficients.
pub(super) fn sum(rows: &[&[f64]], n: f64, x: f64) -> f64 {
    rows.iter().rev().fold(0.0, |sum, row| sum / n + polynomial(row, x))
}

/// Σ_i c_i·x^i.
pub(super) fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}
