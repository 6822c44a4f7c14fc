//! Sums of vectors and their products.

use multiversion::multiversion;

use super::super::distance::{LANES, total};
use super::vector_kernels;

/// Adds `factor`·`x` to `sum`.
pub fn add_multiple(factor: f64, x: &[f64], sum: &mut [f64]) {
    if vector_kernels() {
        add_by_vectors(factor, x, sum);
    } else {
        add(factor, x, sum);
    }
}

/// Σ xₖyₖ, summed in eight lanes.
pub fn inner_product(x: &[f64], y: &[f64]) -> f64 {
    if vector_kernels() {
        product_by_vectors(x, y)
    } else {
        product(x, y)
    }
}

/// The largest absolute value; +∞ where one is not finite.
pub fn longest(vector: &[f64]) -> f64 {
    if vector_kernels() {
        longest_by_vectors(vector)
    } else {
        plain_longest(vector)
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn longest_by_vectors(vector: &[f64]) -> f64 {
    plain_longest(vector)
}

#[inline(always)]
fn plain_longest(vector: &[f64]) -> f64 {
    // Without their signs, numbers are in the order of their bits, and NaNs are beyond infinity.
    let mut lanes = [0; LANES];
    let (whole, rest) = vector.as_chunks::<LANES>();
    for values in whole {
        for lane in 0..LANES {
            lanes[lane] = lanes[lane].max(values[lane].abs().to_bits() as i64);
        }
    }
    let largest = rest.iter().map(|value| value.abs().to_bits() as i64).chain(lanes).max();
    f64::from_bits(largest.unwrap_or(0) as u64).min(f64::INFINITY)
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn add_by_vectors(factor: f64, x: &[f64], sum: &mut [f64]) {
    add(factor, x, sum);
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn product_by_vectors(x: &[f64], y: &[f64]) -> f64 {
    product(x, y)
}

#[inline(always)]
fn add(factor: f64, x: &[f64], sum: &mut [f64]) {
    for (sum, x) in sum.iter_mut().zip(x) {
        *sum += factor * x;
    }
}

#[inline(always)]
fn product(x: &[f64], y: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        for lane in 0..LANES {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    for ((x, y), lane) in x_rest.iter().zip(y_rest).zip(&mut lanes) {
        *lane += x * y;
    }
    total(lanes)
}
