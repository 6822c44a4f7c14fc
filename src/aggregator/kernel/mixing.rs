//! Means of sets of rows.

use multiversion::multiversion;

use super::vector_kernels;

/// Coordinates of all rows that are worked on before the next ones: as many as stay next to the processor.
const WIDTH: usize = 32;

/// Writes the sums of sets of rows, of `dim` numbers each, to the rows of `out`; `sets` has `size` indices for each of them. The rows
/// of a set are added in its order.
pub fn sums_of_sets(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64]) {
    if vector_kernels() {
        by_vectors(values, dim, sets, size, out);
    } else {
        plain(values, dim, sets, size, out);
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn by_vectors(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64]) {
    plain(values, dim, sets, size, out);
}

#[inline(always)]
fn plain(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64]) {
    let mut start = 0;
    while start < dim {
        start += match dim - start {
            1 => block::<1>(values, dim, start, sets, size, out),
            2..=4 => block::<4>(values, dim, start, sets, size, out),
            5..=16 => block::<16>(values, dim, start, sets, size, out),
            _ => block::<WIDTH>(values, dim, start, sets, size, out),
        };
    }
}

/// The sums of up to `N` coordinates from `start` on; gives their number.
#[inline(always)]
fn block<const N: usize>(
    values: &[f64],
    dim: usize,
    start: usize,
    sets: &[usize],
    size: usize,
    out: &mut [f64],
) -> usize {
    let width = N.min(dim - start);
    // Next to each other, as rows whose distance in memory is a power of two would drive each other out of the cache.
    let mut packed = vec![[0.0; N]; values.len() / dim];
    for (packed, row) in packed.iter_mut().zip(values.chunks_exact(dim)) {
        packed[..width].copy_from_slice(&row[start..][..width]);
    }
    for (set, out) in sets.chunks_exact(size).zip(out.chunks_exact_mut(dim)) {
        let mut sums = [0.0; N];
        for worker in set {
            let row = &packed[*worker];
            for k in 0..N {
                sums[k] += row[k];
            }
        }
        out[start..][..width].copy_from_slice(&sums[..width]);
    }
    width
}
