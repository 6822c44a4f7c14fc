//! Sums of the smallest numbers of every row, which do not depend on the order of the numbers.

use multiversion::multiversion;

use super::super::distance::{LANES, total};
use super::vector_kernels;

/// Beyond these, or below their inverse, what the sums are rounded to would not be a number.
const LARGEST: f64 = 1e250;

/// Writes to `sums`, for every row of the square matrix `numbers` ≥ 0, the sum of its numbers below the row's `threshold`, and of as
/// many times the threshold as make them `keep`: with the threshold of the rank `keep` − 1, the sum of the `keep` smallest.
///
/// The sum is reproducible (Demmel and Nguyen 2013): each number is split into multiples of two units, the sums of which are exact.
/// Equal numbers in any order have equal sums, and sums that are equal on paper are so here, up to 1e-20 of the largest number.
pub fn sums_of_smallest(numbers: &[f64], keep: usize, thresholds: &[f64], sums: &mut [f64]) {
    if vector_kernels() {
        by_vectors(numbers, keep, thresholds, sums);
    } else {
        plain(numbers, keep, thresholds, sums);
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn by_vectors(numbers: &[f64], keep: usize, thresholds: &[f64], sums: &mut [f64]) {
    plain(numbers, keep, thresholds, sums);
}

#[inline(always)]
fn plain(numbers: &[f64], keep: usize, thresholds: &[f64], sums: &mut [f64]) {
    let count = thresholds.len();
    for ((row, threshold), sum) in numbers.chunks_exact(count).zip(thresholds).zip(sums) {
        *sum = if *threshold == 0.0 || !threshold.is_finite() {
            *threshold
        } else if (1.0 / LARGEST..=LARGEST).contains(threshold) {
            split_sum(row, keep, *threshold)
        } else {
            sorted_sum(row, keep)
        };
    }
}

/// The sum of multiples of two units.
#[inline(always)]
fn split_sum(row: &[f64], keep: usize, threshold: f64) -> f64 {
    // The threshold is below 2^exponent, and there are at most 2^bits numbers.
    let exponent = libm::ilogb(threshold) + 1;
    let bits = (usize::BITS - row.len().leading_zeros()).max(2) as i32;
    // What is added to such a number and taken away again leaves a multiple of 2^(exponent + bits − 53).
    let coarse = libm::ldexp(1.5, exponent + bits - 1);
    let fine = libm::ldexp(1.5, exponent + 2 * bits - 54);
    let split = |number: f64| {
        let high = (number + coarse) - coarse;
        let low = ((number - high) + fine) - fine;
        (high, low)
    };
    let (mut highs, mut lows, mut below) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let mut add = |numbers: &[f64; LANES]| {
        for lane in 0..LANES {
            let is_below = numbers[lane] < threshold;
            let (high, low) = split(if is_below { numbers[lane] } else { 0.0 });
            highs[lane] += high;
            lows[lane] += low;
            below[lane] += if is_below { 1.0 } else { 0.0 };
        }
    };
    let (whole, rest) = row.as_chunks();
    for numbers in whole {
        add(numbers);
    }
    let mut last = [f64::INFINITY; LANES];
    last[..rest.len()].copy_from_slice(rest);
    add(&last);
    let missing = keep as f64 - total(below);
    let (high, low) = split(threshold);
    (total(highs) + missing * high) + (total(lows) + missing * low)
}

/// The sum from the smallest on.
fn sorted_sum(row: &[f64], keep: usize) -> f64 {
    let mut sorted = row.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.iter().take(keep).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::without_vectors;
    use super::*;

    proptest! {
        #[test]
        fn the_order_of_numbers_does_not_matter(
            (numbers, order) in (1usize..40).prop_flat_map(|count| {
                let numbers = prop::collection::vec(prop::sample::select(vec![0.0, 1e-9, 0.1, 0.2, 0.3, 7.0, 1e15, f64::INFINITY]), count);
                (numbers, Just((0..count).collect::<Vec<_>>()).prop_shuffle())
            }),
            scale in -990i32..990,
            share in 0.0..1.0f64,
        ) {
            let scaled: Vec<f64> = numbers.iter().map(|x| libm::ldexp(*x, scale)).collect();
            let count = scaled.len();
            let keep = 1 + (share * (count - 1) as f64) as usize;
            let mut sorted = scaled.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            let of = |row: &[f64]| {
                let (matrix, mut sums) = (row.repeat(count), vec![0.0; count]);
                sums_of_smallest(&matrix, keep, &vec![sorted[keep - 1]; count], &mut sums);
                sums[0]
            };
            let straight = of(&scaled);
            let mixed: Vec<f64> = order.iter().map(|index| scaled[*index]).collect();
            prop_assert_eq!(straight.to_bits(), of(&mixed).to_bits());
            prop_assert_eq!(straight.to_bits(), without_vectors(|| of(&mixed)).to_bits());
            let plain: f64 = sorted[..keep].iter().sum();
            prop_assert!(straight == plain || (straight / plain - 1.0).abs() < 1e-14, "{straight:e} {plain:e}");
        }
    }
}
