//! Squared distances of all pairs of many long rows, by their inner products: two operations a number instead of three.

use multiversion::multiversion;

use super::super::distance::{is_finite, squared_distance};
use super::vector_kernels;

/// Of fewer rows, or of shorter ones, differences are squared.
pub(super) const FEWEST_ROWS: usize = 32;
pub(super) const SHORTEST_ROW: usize = 256;

/// So many sums of a pair run side by side, whatever the processor has.
const LANES: usize = 4;
/// Pairs of so many rows with as many others at a time: their sums are as many as stay in registers.
const SIDE: usize = 3;
/// The sums of a tile.
type Tile = [[[f64; LANES]; SIDE]; SIDE];
/// Coordinates of all rows that are worked on before the next ones: as many as stay close to the processor.
const WIDTH: usize = 256;
/// Groups of rows that stay next to the processor while all later ones are multiplied with them.
const BLOCK: usize = 6;

/// Below this share of ‖x‖² + ‖z‖², ‖x‖² + ‖z‖² − 2⟨x, z⟩ has lost digits, and the difference itself is squared. Among rows around the
/// origin these are pairs in a cluster of their own.
const CANCELLED: f64 = 1.0 / 16.0;

/// As [`squared_distances`](super::squared_distances), for rows of which most lie around the origin: ‖x‖² + ‖z‖² − 2⟨x, z⟩.
pub(super) fn squared_distances(values: &[f64], dim: usize, out: &mut [f64]) {
    let count = values.len() / dim;
    if vector_kernels() {
        products_by_vectors(values, dim, out);
    } else {
        products(values, dim, out);
    }
    let row = |worker: usize| &values[worker * dim..][..dim];
    let norms: Vec<f64> = (0..count).map(|worker| out[worker * count + worker]).collect();
    let lost: Vec<bool> = (0..count)
        .map(|worker| !norms[worker].is_finite() && !is_finite(row(worker)))
        .collect();
    for i in 0..count {
        for j in 0..i {
            let both = norms[i] + norms[j];
            let square = both - 2.0 * out[i * count + j];
            let square = if lost[i] || lost[j] {
                f64::INFINITY
            } else if square >= CANCELLED * both && both.is_finite() {
                square
            } else {
                squared_distance(row(i), row(j))
            };
            out[i * count + j] = square;
            out[j * count + i] = square;
        }
    }
    for worker in 0..count {
        out[worker * count + worker] = 0.0;
    }
}

// Four lanes are what AVX has: for the eight of AVX-512 compilers shuffle them, and take twice as long.
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn products_by_vectors(values: &[f64], dim: usize, out: &mut [f64]) {
    products(values, dim, out);
}

/// Writes the inner product of every row with itself and with those before it to the lower half of `out`.
#[inline(always)]
fn products(values: &[f64], dim: usize, out: &mut [f64]) {
    let count = values.len() / dim;
    let groups = count.div_ceil(SIDE);
    let mut sums: Vec<Tile> = vec![[[[0.0; LANES]; SIDE]; SIDE]; groups * (groups + 1) / 2];
    // The last coordinates, with zeros up to whole lanes.
    let mut filled: Vec<f64> = Vec::new();
    for start in (0..dim).step_by(WIDTH) {
        let mut width = WIDTH.min(dim - start);
        let (mut source, mut step, mut place) = (values, dim, start);
        if !width.is_multiple_of(LANES) {
            width = width.next_multiple_of(LANES);
            filled.resize(count * width, 0.0);
            for (filled, row) in filled.chunks_exact_mut(width).zip(values.chunks_exact(dim)) {
                filled[..dim - start].copy_from_slice(&row[start..]);
            }
            (source, step, place) = (&filled, width, 0);
        }
        // The last row stands in for one that is not there.
        let rows = |group: usize| -> [&[[f64; LANES]]; SIDE] {
            std::array::from_fn(|k| {
                let worker = (SIDE * group + k).min(count - 1);
                source[worker * step + place..][..width].as_chunks().0
            })
        };
        for first in (0..groups).step_by(BLOCK) {
            for one in first..groups {
                let these = rows(one);
                let line = &mut sums[one * (one + 1) / 2..][..=one];
                for (other, sums) in line.iter_mut().enumerate().skip(first).take(BLOCK) {
                    add(these, rows(other), width / LANES, sums);
                }
            }
        }
    }
    let pairs = (0..groups).flat_map(|one| (0..=one).map(move |other| (one, other)));
    for ((one, other), tile) in pairs.zip(&sums) {
        for (k, line) in tile.iter().enumerate() {
            for (l, [a, b, c, d]) in line.iter().enumerate() {
                let (i, j) = (SIDE * one + k, SIDE * other + l);
                if i < count && j <= i {
                    out[i * count + j] = (a + b) + (c + d);
                }
            }
        }
    }
}

/// Adds what some coordinates of six rows give to the sums of their pairs.
#[inline(always)]
fn add(these: [&[[f64; LANES]]; SIDE], those: [&[[f64; LANES]]; SIDE], length: usize, sums: &mut Tile) {
    let mut kept = *sums;
    let [a, b, c] = these.map(|row| &row[..length]);
    let [x, y, z] = those.map(|row| &row[..length]);
    for at in 0..length {
        let (these, those) = ([&a[at], &b[at], &c[at]], [&x[at], &y[at], &z[at]]);
        for l in 0..SIDE {
            for k in 0..SIDE {
                for lane in 0..LANES {
                    kept[k][l][lane] += these[k][lane] * those[l][lane];
                }
            }
        }
    }
    *sums = kept;
}

#[cfg(test)]
mod tests {
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    use super::super::without_vectors;
    use super::*;

    /// Honest rows around the origin, and in turn: a cluster far out, rows that are not finite, twins.
    fn rows(count: usize, dim: usize, seed: u64) -> Vec<f64> {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        let mut values: Vec<f64> = (0..count * dim).map(|_| stream.random::<f64>() - 0.5).collect();
        for worker in 0..count / 4 {
            let row = &mut values[worker * dim..][..dim];
            match seed % 4 {
                0 => row.iter_mut().for_each(|value| *value += 1e8),
                1 => row[worker % dim] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308][worker % 4],
                2 => row.fill(0.25),
                _ => row.iter_mut().for_each(|value| *value *= 1e200),
            }
        }
        values
    }

    #[test]
    fn distances_have_no_fewer_digits_than_those_of_differences() {
        for (seed, (count, dim)) in [
            (32, 256),
            (33, 257),
            (41, 300),
            (101, 511),
            (34, 1000),
            (35, 258),
            (36, 259),
            (40, 777),
        ]
        .into_iter()
        .enumerate()
        {
            let values = rows(count, dim, seed as u64);
            let found = || {
                let mut out = vec![f64::NAN; count * count];
                squared_distances(&values, dim, &mut out);
                out
            };
            let all = found();
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&all), bits(&without_vectors(found)));
            for i in 0..count {
                for j in 0..count {
                    let own = all[i * count + j];
                    assert_eq!(own.to_bits(), all[j * count + i].to_bits());
                    let direct = if i == j {
                        0.0
                    } else {
                        squared_distance(&values[i * dim..][..dim], &values[j * dim..][..dim])
                    };
                    assert!(
                        own == direct || (own - direct).abs() <= 1e-13 * direct,
                        "{seed}: {own} {direct}"
                    );
                }
            }
        }
    }
}
