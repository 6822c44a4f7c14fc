//! Means of sets of rows.

use multiversion::multiversion;

use super::super::distance::{LANES, Lanes};
use super::vector_kernels;

/// Writes the means of sets of rows, of `dim` numbers each, to the rows of `out`; `sets` has `size` indices for each of them. The rows
/// of a set are added in its order. Where a sum is not finite, the mean is not.
pub fn means_of_sets(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64]) {
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
    // As many coordinates at a time as leave all rows next to the processor.
    let mut start = 0;
    while start < dim {
        start += match dim - start {
            ..=8 => block::<1>(values, dim, start, sets, size, out),
            9..=16 => block::<2>(values, dim, start, sets, size, out),
            _ => block::<4>(values, dim, start, sets, size, out),
        };
    }
}

/// The means of up to 8·`N` coordinates from `start` on; gives their number.
#[inline(always)]
fn block<const N: usize>(
    values: &[f64],
    dim: usize,
    start: usize,
    sets: &[usize],
    size: usize,
    out: &mut [f64],
) -> usize {
    let width = (N * LANES).min(dim - start);
    // Next to each other, as rows whose distance in memory is a power of two would drive each other out of the cache.
    let mut packed = vec![[[0.0; LANES]; N]; values.len() / dim];
    for (packed, row) in packed.iter_mut().zip(values.chunks_exact(dim)) {
        packed.as_flattened_mut()[..width].copy_from_slice(&row[start..][..width]);
    }
    let mut means = vec![[[0.0; LANES]; N]];
    for (set, out) in sets.chunks_exact(size).zip(out.chunks_exact_mut(dim)) {
        for means in &mut means {
            average(&packed, set, means);
            out[start..][..width].copy_from_slice(&means.as_flattened()[..width]);
        }
    }
    width
}

/// Writes the mean of a set to `means`, the sums of which compilers keep in whole registers only where it is somewhere in memory at last.
#[inline(always)]
fn average<const N: usize>(packed: &[[Lanes; N]], set: &[usize], means: &mut [Lanes; N]) {
    let mut kept = [[0.0; LANES]; N];
    for worker in set {
        let row = &packed[*worker];
        for k in 0..N {
            for lane in 0..LANES {
                kept[k][lane] += row[k][lane];
            }
        }
    }
    let count = set.len() as f64;
    for k in 0..N {
        for lane in 0..LANES {
            means[k][lane] = kept[k][lane] / count;
        }
    }
}
