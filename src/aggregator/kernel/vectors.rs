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
