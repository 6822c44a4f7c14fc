use std::arch::x86_64::*;

use super::super::statistic::Statistic;
use super::rows::{FOUR, Rows};

/// How many rows before their turn the messages are asked for when they are summed, where they are of `MANY` workers.
const SUM_AHEAD: usize = 8;
const MANY: usize = 64;

/// Two order statistics of four coordinates; zeros may have either sign. NaN where a coordinate needs the slow way, as it does where one
/// of them has an equal between the two: a trimmed mean keeps it more than once.
pub type Ends = [__m256d; 2];

/// Writes the `statistic` of all coordinates of `rows`, as many fours as there are `ends`, to `out`: NaN where a coordinate needs the
/// slow way.
#[target_feature(enable = "avx2")]
pub fn write(statistic: Statistic, rows: Rows, ends: &[Ends], out: &mut [f64]) {
    let out = out.as_chunks_mut::<FOUR>().0;
    match statistic {
        Statistic::First => {
            for (out, [first, _]) in out.iter_mut().zip(ends) {
                // An infinity may have been a NaN.
                store(only(*first, finite(*first)), out);
            }
        }
        Statistic::Median => {
            for (out, ends) in out.iter_mut().zip(ends) {
                store(median(*ends), out);
            }
        }
        Statistic::TrimmedMean(kept) => {
            assert!(FOUR * ends.len() <= rows.width(), "ends of the rows' coordinates");
            let (fours, rest) = ends.as_chunks::<4>();
            let (out_of_fours, out_of_rest) = out.split_at_mut(4 * fours.len());
            for ((index, ends), out) in fours.iter().enumerate().zip(out_of_fours.as_chunks_mut::<4>().0) {
                trimmed_means(rows, 4 * FOUR * index, ends, kept, out);
            }
            for ((index, ends), out) in rest.iter().enumerate().zip(out_of_rest) {
                let k = FOUR * (4 * fours.len() + index);
                trimmed_means(rows, k, &[*ends], kept, std::array::from_mut(out));
            }
        }
    }
}
#[inline]
#[target_feature(enable = "avx2")]
fn median([low, high]: Ends) -> __m256d {
    let middle = _mm256_mul_pd(_mm256_add_pd(low, high), _mm256_set1_pd(0.5));
    let size = |value| _mm256_andnot_pd(_mm256_set1_pd(-0.0), value);
    // The sum of larger values may overflow, and an infinity may have been a NaN.
    let largest = _mm256_max_pd(size(low), size(high));
    let small = _mm256_cmp_pd::<_CMP_LE_OQ>(largest, _mm256_set1_pd(f64::MAX / 2.0));
    // A zero may have lost its sign.
    let with_sign = _mm256_cmp_pd::<_CMP_NEQ_OQ>(middle, _mm256_setzero_pd());
    only(middle, _mm256_and_pd(small, with_sign))
}

/// Writes the trimmed means of `N` fours of coordinates from `k` on: what lies strictly between the ends is added row by row, and then
/// the ends themselves.
#[inline]
#[target_feature(enable = "avx2")]
fn trimmed_means<const N: usize>(rows: Rows, k: usize, ends: &[Ends; N], kept: usize, out: &mut [[f64; FOUR]; N]) {
    let mut sums = [_mm256_setzero_pd(); N];
    assert!(k + FOUR * N <= rows.width(), "ends of the rows' coordinates");
    // What a few workers sent is at hand.
    let ahead = if rows.workers() < MANY { 0 } else { SUM_AHEAD };
    for row in 0..rows.workers() {
        for line in 0..(FOUR * N).div_ceil(8) {
            rows.ask::<_MM_HINT_T0>(row + ahead, k + 8 * line);
        }
        for four in 0..N {
            let [low, high] = ends[four];
            // SAFETY: one of the rows, and as many coordinates are left as was looked at above.
            #[allow(unsafe_code)]
            let value = unsafe { rows.four(row, k + FOUR * four) };
            let above = _mm256_cmp_pd::<_CMP_GT_OQ>(value, low);
            let inner = _mm256_and_pd(above, _mm256_cmp_pd::<_CMP_LT_OQ>(value, high));
            sums[four] = _mm256_add_pd(sums[four], _mm256_and_pd(value, inner));
        }
    }
    let number = _mm256_set1_pd(kept as f64);
    for four in 0..N {
        let [low, high] = ends[four];
        let sum = _mm256_add_pd(sums[four], _mm256_add_pd(low, high));
        // Rounding must not push a mean out of the range of what was averaged.
        let mean = _mm256_div_pd(sum, number);
        let mean = _mm256_min_pd(_mm256_max_pd(mean, low), high);
        let apart = _mm256_cmp_pd::<_CMP_LT_OQ>(low, high);
        let mean = only(mean, _mm256_and_pd(apart, finite(sum)));
        let equal = _mm256_and_pd(_mm256_cmp_pd::<_CMP_EQ_OQ>(low, high), finite(low));
        let mean = _mm256_blendv_pd(mean, low, equal);
        // For one sign of zero.
        store(_mm256_add_pd(mean, _mm256_setzero_pd()), &mut out[four]);
    }
}

/// The ends where neither equals what is `next` to it on the way to the other; NaN elsewhere.
#[inline]
#[target_feature(enable = "avx2")]
pub fn untied(ends: Ends, next: Ends) -> Ends {
    let apart = |which: usize| _mm256_cmp_pd::<_CMP_NEQ_OQ>(ends[which], next[which]);
    let untied = _mm256_and_pd(apart(0), apart(1));
    ends.map(|end| only(end, untied))
}

#[inline]
#[target_feature(enable = "avx2")]
fn finite(value: __m256d) -> __m256d {
    let zero = _mm256_sub_pd(value, value);
    _mm256_cmp_pd::<_CMP_ORD_Q>(zero, zero)
}

/// The values where `mask` is set, NaN elsewhere.
#[inline]
#[target_feature(enable = "avx2")]
fn only(value: __m256d, mask: __m256d) -> __m256d {
    _mm256_blendv_pd(_mm256_set1_pd(f64::NAN), value, mask)
}

#[inline]
#[target_feature(enable = "avx2")]
pub fn store(value: __m256d, out: &mut [f64; FOUR]) {
    // SAFETY: four numbers, which need no alignment.
    #[allow(unsafe_code)]
    unsafe {
        _mm256_storeu_pd(out.as_mut_ptr(), value);
    }
}
