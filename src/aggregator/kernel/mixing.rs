//! Means of sets of rows.

use multiversion::multiversion;

use super::super::distance::{LANES, Lanes};
use super::vector_kernels;

/// Writes the means of sets of rows, of `dim` numbers each, to the rows of `out`; `sets` has `size` indices for each of them. The rows
/// of a set are added in its order. Where a sum is not finite, the mean is not, and `finite` says of every set whether all of its are.
pub fn means_of_sets(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64], finite: &mut Vec<bool>) {
    finite.clear();
    finite.resize(sets.len() / size, true);
    if vector_kernels() {
        by_vectors(values, dim, sets, size, out, finite);
    } else {
        plain(values, dim, sets, size, out, finite);
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn by_vectors(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64], finite: &mut [bool]) {
    plain(values, dim, sets, size, out, finite);
}

#[inline(always)]
fn plain(values: &[f64], dim: usize, sets: &[usize], size: usize, out: &mut [f64], finite: &mut [bool]) {
    // As many coordinates at a time as leave all rows next to the processor.
    let mut start = 0;
    while start < dim {
        start += match dim - start {
            ..=8 => block::<1>(values, dim, start, sets, size, out, finite),
            9..=16 => block::<2>(values, dim, start, sets, size, out, finite),
            _ => block::<4>(values, dim, start, sets, size, out, finite),
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
    finite: &mut [bool],
) -> usize {
    let width = (N * LANES).min(dim - start);
    // Next to each other, as rows whose distance in memory is a power of two would drive each other out of the cache.
    let mut packed = vec![[[0.0; LANES]; N]; values.len() / dim];
    for (packed, row) in packed.iter_mut().zip(values.chunks_exact(dim)) {
        packed.as_flattened_mut()[..width].copy_from_slice(&row[start..][..width]);
    }
    let mut means = vec![[[0.0; LANES]; N]];
    let rows = out.chunks_exact_mut(dim).zip(finite);
    for (set, (out, finite)) in sets.chunks_exact(size).zip(rows) {
        for means in &mut means {
            average(&packed, set, means);
            *finite &= are_finite(means);
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

/// Zero times a number is zero, but for what is not finite.
#[inline(always)]
fn are_finite<const N: usize>(means: &[Lanes; N]) -> bool {
    let mut sums = [0.0; LANES];
    for lanes in means {
        for lane in 0..LANES {
            sums[lane] += 0.0 * lanes[lane];
        }
    }
    sums.iter().sum::<f64>() == 0.0
}

#[cfg(test)]
mod tests {
    use super::super::without_vectors;
    use super::*;

    /// A sum of two numbers that overflows, in every place of a block and beyond.
    #[test]
    fn a_set_is_finite_where_all_its_means_are() {
        for dim in [1, 8, 9, 16, 17, 32, 45] {
            for at in 0..dim {
                let mut values = vec![1.0; 3 * dim];
                values[dim + at] = 1e308;
                values[2 * dim + at] = 1e308;
                let check = || {
                    let (mut means, mut finite) = (vec![0.0; 2 * dim], vec![false; 5]);
                    means_of_sets(&values, dim, &[0, 1, 1, 2], 2, &mut means, &mut finite);
                    assert_eq!(finite, [true, false], "d = {dim}, place {at}");
                    assert_eq!((means[at], means[dim + at]), (5e307, f64::INFINITY));
                };
                check();
                without_vectors(check);
            }
        }
    }
}
