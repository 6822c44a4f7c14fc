//! Sums of the smallest numbers of every column, which do not depend on the order of the numbers.

use multiversion::multiversion;

use super::vector_kernels;

/// Beyond these, or below their inverse, what the sums are rounded to would not be a number.
const LARGEST: f64 = 1e250;

/// Writes to `sums`, for every column of the square matrix `numbers` ≥ 0, the sum of its numbers below the column's `threshold`, and of
/// as many times the threshold as make them `keep`: with the threshold of the rank `keep` − 1, the sum of the `keep` smallest.
///
/// The sum is reproducible (Demmel and Nguyen 2013): each number is split into multiples of two units, the sums of which are exact.
/// Equal numbers in any order have equal sums, and sums that are equal on paper are so here, up to 1e-20 of the largest number.
pub fn sums_of_smallest(numbers: &[f64], keep: usize, thresholds: &[f64], sums: &mut [f64]) {
    let count = thresholds.len();
    let bits = (usize::BITS - count.leading_zeros()).max(2) as i32;
    let units = thresholds.iter().map(|threshold| match is_ordinary(*threshold) {
        // The threshold is below 2^exponent, and there are at most 2^bits numbers. What is added to these and taken away again leaves
        // multiples of 2^(exponent + bits − 53), and of 2^(exponent + 2·bits − 106).
        true => {
            let exponent = libm::ilogb(*threshold) + 1;
            let power = |exponent| libm::ldexp(1.5, exponent);
            (power(exponent + bits - 1), power(exponent + 2 * bits - 54))
        }
        false => (1.0, 1.0),
    });
    let (coarse, fine): (Vec<f64>, Vec<f64>) = units.unzip();
    let [mut highs, mut lows, mut below] = [(); 3].map(|()| vec![0.0; count]);
    for row in numbers.chunks_exact(count) {
        let parts = [&mut *highs, &mut *lows, &mut *below];
        if vector_kernels() {
            add_by_vectors(row, thresholds, [&coarse, &fine], parts);
        } else {
            add(row, thresholds, [&coarse, &fine], parts);
        }
    }
    for (k, (sum, threshold)) in sums.iter_mut().zip(thresholds).enumerate() {
        *sum = if is_ordinary(*threshold) {
            let missing = keep as f64 - below[k];
            let [high, low] = split(*threshold, coarse[k], fine[k]);
            (highs[k] + missing * high) + (lows[k] + missing * low)
        } else if *threshold == 0.0 || !threshold.is_finite() {
            *threshold
        } else {
            sorted_sum(numbers.iter().skip(k).step_by(count), keep)
        };
    }
}

/// Whether the units of a threshold are numbers.
fn is_ordinary(threshold: f64) -> bool {
    (1.0 / LARGEST..=LARGEST).contains(&threshold)
}

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2", "x86_64+avx"))]
fn add_by_vectors(row: &[f64], thresholds: &[f64], units: [&[f64]; 2], parts: [&mut [f64]; 3]) {
    add(row, thresholds, units, parts);
}

/// Adds the parts of numbers below the threshold to the first two sums, and counts them in the third.
#[inline(always)]
fn add(row: &[f64], thresholds: &[f64], [coarse, fine]: [&[f64]; 2], [highs, lows, below]: [&mut [f64]; 3]) {
    let units = thresholds.iter().zip(coarse).zip(fine);
    let sums = highs.iter_mut().zip(lows).zip(below);
    for ((number, ((threshold, coarse), fine)), ((highs, lows), below)) in row.iter().zip(units).zip(sums) {
        let is_below = number < threshold;
        let [high, low] = split(if is_below { *number } else { 0.0 }, *coarse, *fine);
        *highs += high;
        *lows += low;
        *below += if is_below { 1.0 } else { 0.0 };
    }
}

#[inline(always)]
fn split(number: f64, coarse: f64, fine: f64) -> [f64; 2] {
    let high = (number + coarse) - coarse;
    [high, ((number - high) + fine) - fine]
}

/// The sum from the smallest on.
fn sorted_sum<'a>(numbers: impl Iterator<Item = &'a f64>, keep: usize) -> f64 {
    let mut sorted: Vec<f64> = numbers.copied().collect();
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
                let matrix: Vec<f64> = row.iter().flat_map(|number| vec![*number; count]).collect();
                let mut sums = vec![0.0; count];
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
