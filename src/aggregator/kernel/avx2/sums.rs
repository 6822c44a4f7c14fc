use std::arch::x86_64::*;

use super::block::{LANES, Lanes, lanes_of, numbers};

/// The sums of what lies strictly between `low` and `high` in every lane, added row by row, and how many these are.
#[target_feature(enable = "avx2")]
pub fn inner_sums(rows: &[Lanes], low: &[f64; LANES], high: &[f64; LANES]) -> ([f64; LANES], [u64; LANES]) {
    let (low, high) = (lanes_of(low), lanes_of(high));
    let mut sums = [_mm256_setzero_pd(); 4];
    let mut counts = [_mm256_setzero_si256(); 4];
    for row in rows {
        for quarter in 0..4 {
            let value = row[quarter];
            let above = _mm256_cmp_pd::<_CMP_GT_OQ>(value, low[quarter]);
            let inner = _mm256_and_pd(above, _mm256_cmp_pd::<_CMP_LT_OQ>(value, high[quarter]));
            sums[quarter] = _mm256_add_pd(sums[quarter], _mm256_and_pd(value, inner));
            counts[quarter] = _mm256_sub_epi64(counts[quarter], _mm256_castpd_si256(inner));
        }
    }
    let counts = numbers(&counts.map(|count| _mm256_castsi256_pd(count)));
    (numbers(&sums), counts.map(f64::to_bits))
}
