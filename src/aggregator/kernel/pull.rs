//! Steps of a point towards rows, and its distances from them.

use multiversion::multiversion;

use super::super::distance::{LANES, add_squared_differences, finite, total};
use super::vector_kernels;

/// Coordinates of all rows that are worked on before the next ones: as many as stay close to the processor until the distances from
/// where the point has moved to are measured, too.
const WIDTH: usize = 16 * LANES;

/// Writes the squared distances of all rows from `z` to `squares`; +∞ where that is not finite.
pub fn squared_distances_from(values: &[f64], z: &[f64], squares: &mut [f64]) {
    if vector_kernels() {
        measure_by_vectors(values, z, squares);
    } else {
        measure(values, z, squares);
    }
}

/// Writes Σ `shares`ᵢ·(xᵢ − z) to `pull`, over the rows of a share above 0.
pub fn pull(values: &[f64], shares: &[f64], z: &[f64], pull: &mut [f64]) {
    let dim = z.len();
    for start in (0..dim).step_by(WIDTH) {
        let end = (start + WIDTH).min(dim);
        add_shares(values, shares, start, &z[start..end], &mut pull[start..end]);
    }
}

/// The same, and moves `z` by it, and writes the squared distances from there to `squares` where these are asked for.
pub fn step(values: &[f64], shares: &[f64], z: &mut [f64], pull: &mut [f64], squares: Option<&mut [f64]>) {
    if vector_kernels() {
        step_by_vectors(values, shares, z, pull, squares);
    } else {
        plain_step(values, shares, z, pull, squares);
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn measure_by_vectors(values: &[f64], z: &[f64], squares: &mut [f64]) {
    measure(values, z, squares);
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn step_by_vectors(values: &[f64], shares: &[f64], z: &mut [f64], pull: &mut [f64], squares: Option<&mut [f64]>) {
    plain_step(values, shares, z, pull, squares);
}

#[inline(always)]
fn measure(values: &[f64], z: &[f64], squares: &mut [f64]) {
    let mut lanes = vec![[0.0; LANES]; squares.len()];
    for ((row, lanes), square) in values.chunks_exact(z.len()).zip(&mut lanes).zip(squares) {
        add_squared_differences(row, z, lanes);
        *square = finite(total(*lanes));
    }
}

#[inline(always)]
fn plain_step(values: &[f64], shares: &[f64], z: &mut [f64], pull: &mut [f64], squares: Option<&mut [f64]>) {
    let dim = z.len();
    let mut lanes = vec![[0.0; LANES]; shares.len()];
    for start in (0..dim).step_by(WIDTH) {
        let width = WIDTH.min(dim - start);
        let (z, pull) = (&mut z[start..][..width], &mut pull[start..][..width]);
        add_shares(values, shares, start, z, pull);
        for (z, pull) in z.iter_mut().zip(&*pull) {
            *z += pull;
        }
        if squares.is_some() {
            for (worker, lanes) in lanes.iter_mut().enumerate() {
                add_squared_differences(&values[worker * dim + start..][..width], z, lanes);
            }
        }
    }
    if let Some(squares) = squares {
        for (square, lanes) in squares.iter_mut().zip(lanes) {
            *square = finite(total(lanes));
        }
    }
}

/// Writes what the coordinates from `start` on of Σ `shares`ᵢ·(xᵢ − z) are to `pull`, four rows at a time; `z` has these alone.
#[inline(always)]
fn add_shares(values: &[f64], shares: &[f64], start: usize, z: &[f64], pull: &mut [f64]) {
    let dim = values.len() / shares.len();
    let row = |worker: usize| &values[worker * dim + start..][..z.len()];
    pull.fill(0.0);
    let mut four = [0; 4];
    let mut found = 0;
    for (worker, share) in shares.iter().enumerate() {
        // A share of 0 may be that of a row that is no number.
        if *share > 0.0 {
            four[found] = worker;
            found += 1;
            if found == 4 {
                add_rows(four.map(row), four.map(|worker| shares[worker]), z, pull);
                found = 0;
            }
        }
    }
    for worker in &four[..found] {
        for ((pull, x), z) in pull.iter_mut().zip(row(*worker)).zip(z) {
            *pull += shares[*worker] * (x - z);
        }
    }
}

#[inline(always)]
fn add_rows([a, b, c, d]: [&[f64]; 4], shares: [f64; 4], z: &[f64], pull: &mut [f64]) {
    let rows = a.iter().zip(b).zip(c).zip(d);
    for ((pull, z), (((a, b), c), d)) in pull.iter_mut().zip(z).zip(rows) {
        let (one, other) = (
            shares[0] * (a - z) + shares[1] * (b - z),
            shares[2] * (c - z) + shares[3] * (d - z),
        );
        *pull += one + other;
    }
}
