//! Sums over the coordinates of all pairs of rows: squared distances, and inner products.

use multiversion::multiversion;

use super::super::distance::{LANES, Lanes, total};
use super::{gram, vector_kernels};

/// The sums of two rows with two others.
type Tile = [Lanes; 4];

/// Coordinates of all rows that are worked on before the next ones: as many as stay close to the processor.
const WIDTH: usize = 256;
/// Tiles whose sums are kept meanwhile.
const MOST_TILES: usize = 1500;

/// Writes the squared distance of every pair of rows of `dim` numbers each to the symmetric matrix `out`; 0 of a row from itself, and
/// +∞ where that is not a number. Equal rows are at distance 0, and a cluster far out costs the others no digits, if these lie around the
/// origin.
///
/// Differences are squared, but of many long rows, for which products are added up. The numbers are summed in eight lanes, as by [`squared_distance`](super::super::distance::squared_distance), to the same bits.
pub fn squared_distances(values: &[f64], dim: usize, out: &mut [f64]) {
    if dim >= gram::SHORTEST_ROW && values.len() / dim >= gram::FEWEST_ROWS {
        return gram::squared_distances(values, dim, out);
    }
    match (dim, vector_kernels()) {
        (..=LANES, true) => near_by_vectors(values, dim, out),
        (..=LANES, false) => plain_near(values, dim, out),
        (_, true) => distances_by_vectors(values, dim, out),
        (_, false) => plain::<true>(values, dim, out),
    }
}

/// Writes the inner products of all rows of `dim` numbers each, with themselves as well, to the symmetric matrix `out`.
pub fn products(values: &[f64], dim: usize, out: &mut [f64]) {
    if vector_kernels() {
        products_by_vectors(values, dim, out);
    } else {
        plain::<false>(values, dim, out);
    }
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn distances_by_vectors(values: &[f64], dim: usize, out: &mut [f64]) {
    plain::<true>(values, dim, out);
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn products_by_vectors(values: &[f64], dim: usize, out: &mut [f64]) {
    plain::<false>(values, dim, out);
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn near_by_vectors(values: &[f64], dim: usize, out: &mut [f64]) {
    plain_near(values, dim, out);
}

#[inline(always)]
fn plain<const SUBTRACT: bool>(values: &[f64], dim: usize, out: &mut [f64]) {
    let count = values.len() / dim;
    let groups = count.div_ceil(2);
    let mut sums: Vec<Tile> = Vec::new();
    // The last coordinates, with zeros up to whole lanes.
    let mut filled: Vec<f64> = Vec::new();
    let mut first = 0;
    while first < groups {
        let (mut end, mut tiles) = (first + 1, groups - first);
        while end < groups && tiles + groups - end <= MOST_TILES {
            tiles += groups - end;
            end += 1;
        }
        sums.clear();
        sums.resize(tiles, [[0.0; LANES]; 4]);
        for start in (0..dim).step_by(WIDTH) {
            let mut width = WIDTH.min(dim - start);
            let (mut source, mut step, mut place) = (values, dim, start);
            if !width.is_multiple_of(LANES) {
                width = width.next_multiple_of(LANES);
                filled.clear();
                filled.resize(count * width, 0.0);
                for (filled, row) in filled.chunks_exact_mut(width).zip(values.chunks_exact(dim)) {
                    filled[..dim - start].copy_from_slice(&row[start..]);
                }
                (source, step, place) = (&filled, width, 0);
            }
            // The last row stands in for one that is not there.
            let row = |index: usize| &source[index.min(count - 1) * step + place..][..width];
            let mut tile = sums.iter_mut();
            for one in first..end {
                let rows = [row(2 * one), row(2 * one + 1)];
                for (other, sums) in (one..groups).zip(&mut tile) {
                    add::<SUBTRACT>(rows, [row(2 * other), row(2 * other + 1)], sums);
                }
            }
        }
        let pairs = (first..end).flat_map(|one| (one..groups).map(move |other| (one, other)));
        for ((one, other), tile) in pairs.zip(&sums) {
            for (k, lanes) in tile.iter().enumerate() {
                let (i, j) = (2 * one + k / 2, 2 * other + k % 2);
                if i < count && j < count {
                    let sum = total(*lanes);
                    let sum = if SUBTRACT && i == j {
                        0.0
                    } else if SUBTRACT && sum.is_nan() {
                        f64::INFINITY
                    } else {
                        sum
                    };
                    out[i * count + j] = sum;
                    out[j * count + i] = sum;
                }
            }
        }
        first = end;
    }
}

/// Adds what some coordinates of the rows [a, b] and [c, d] give to the sums of ac, ad, bc and bd.
#[inline(always)]
fn add<const SUBTRACT: bool>([a, b]: [&[f64]; 2], [c, d]: [&[f64]; 2], sums: &mut Tile) {
    let mut kept = *sums;
    let [a, b, c, d] = [a, b, c, d].map(|row| row.as_chunks().0);
    for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
        add_lanes::<SUBTRACT>([a, b], [c, d], &mut kept);
    }
    *sums = kept;
}

/// Adds what eight coordinates give. Not a closure: those are compiled for any processor.
#[inline(always)]
fn add_lanes<const SUBTRACT: bool>([a, b]: [&Lanes; 2], [c, d]: [&Lanes; 2], sums: &mut Tile) {
    for lane in 0..LANES {
        sums[0][lane] += term::<SUBTRACT>(a[lane], c[lane]);
    }
    for lane in 0..LANES {
        sums[1][lane] += term::<SUBTRACT>(a[lane], d[lane]);
    }
    for lane in 0..LANES {
        sums[2][lane] += term::<SUBTRACT>(b[lane], c[lane]);
    }
    for lane in 0..LANES {
        sums[3][lane] += term::<SUBTRACT>(b[lane], d[lane]);
    }
}

#[inline(always)]
fn term<const SUBTRACT: bool>(x: f64, y: f64) -> f64 {
    if SUBTRACT { (x - y) * (x - y) } else { x * y }
}

/// The distances of rows of up to eight numbers, eight of one row at a time.
#[inline(always)]
fn plain_near(values: &[f64], dim: usize, out: &mut [f64]) {
    let count = values.len() / dim;
    // One coordinate after the other, for eight rows at a time.
    let mut columns = vec![[[0.0; LANES]; LANES]; count.div_ceil(LANES)];
    for (worker, row) in values.chunks_exact(dim).enumerate() {
        for (lanes, value) in columns[worker / LANES].iter_mut().zip(row) {
            lanes[worker % LANES] = *value;
        }
    }
    match dim {
        1 => near::<1>(values, dim, &columns, out),
        2 => near::<2>(values, dim, &columns, out),
        ..=4 => near::<4>(values, dim, &columns, out),
        _ => near::<LANES>(values, dim, &columns, out),
    }
}

/// The same where the coordinates beyond `N` are zero.
#[inline(always)]
fn near<const N: usize>(values: &[f64], dim: usize, columns: &[[Lanes; LANES]], out: &mut [f64]) {
    let count = values.len() / dim;
    for (worker, (row, out)) in values.chunks_exact(dim).zip(out.chunks_exact_mut(count)).enumerate() {
        let mut here = [0.0; N];
        here[..dim].copy_from_slice(row);
        let (whole, rest) = out.as_chunks_mut();
        for (columns, out) in columns.iter().zip(whole) {
            near_eight(&here, columns, out);
        }
        if !rest.is_empty() {
            let mut last = [0.0; LANES];
            near_eight(&here, &columns[columns.len() - 1], &mut last);
            rest.copy_from_slice(&last[..rest.len()]);
        }
        out[worker] = 0.0;
    }
}

/// The squared distances of one row from eight others.
#[inline(always)]
fn near_eight<const N: usize>(here: &[f64; N], columns: &[Lanes; LANES], out: &mut Lanes) {
    let mut squares = [[0.0; LANES]; N];
    for k in 0..N {
        for lane in 0..LANES {
            squares[k][lane] = term::<true>(here[k], columns[k][lane]);
        }
    }
    // The same pairs are added as by `total`.
    let mut size = N;
    while size > 1 {
        size /= 2;
        for k in 0..size {
            let (even, odd) = (squares[2 * k], squares[2 * k + 1]);
            for (sum, (even, odd)) in squares[k].iter_mut().zip(even.iter().zip(odd)) {
                *sum = even + odd;
            }
        }
    }
    for lane in 0..LANES {
        out[lane] = if squares[0][lane].is_nan() {
            f64::INFINITY
        } else {
            squares[0][lane]
        };
    }
}
