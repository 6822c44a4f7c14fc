use std::arch::x86_64::*;

use super::range::{INTEGER, SAMPLE, range, sample_places};

/// Values whose keys stand side by side.
const LANES: usize = 16;
/// The largest of the keys, which are integers of 16 bits.
const LARGEST: f64 = 32_767.0;
/// The value of each of 16 keys: packing interleaves the fours.
const ORDER: [usize; LANES] = [0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15];

/// Sixteen keys.
type Keys = __m256i;

/// Order statistics of one coordinate by counting, as [`Counting`](super::counting::Counting) finds those of many, with finer keys.
#[derive(Clone, Debug, Default)]
pub struct Single {
    keys: Vec<Keys>,
    candidates: Vec<f64>,
}

impl Single {
    /// The most values: every place counts a sixteenth of them in 16 bits.
    pub const MOST_VALUES: usize = i16::MAX as usize * LANES;

    /// The order statistics `ranks` = [r, s], r ≤ s, of `values` in their total order; `None` where a sample says nothing.
    #[target_feature(enable = "avx2")]
    pub fn order_statistics(&mut self, values: &[f64], ranks: [usize; 2]) -> Option<[f64; 2]> {
        let mut sample: [f64; SAMPLE] = std::array::from_fn(|place| values[place * values.len() / SAMPLE]);
        sample.sort_unstable_by(f64::total_cmp);
        let (centre, half) = range(sample_places(values.len(), ranks).map(|place| sample[place]))?;
        let scale = 32_000.0 / half;
        if !(scale.is_finite() && scale > 0.0) {
            return None;
        }
        self.quantise(values, centre, scale);
        let first = self.order_statistic(values, ranks[0])?;
        let second = match ranks[0] == ranks[1] {
            true => first,
            false => self.order_statistic(values, ranks[1])?,
        };
        Some([first, second])
    }

    /// The keys of all values, sixteen by sixteen, the last filled up with those of +∞, which stands above all ranks.
    #[target_feature(enable = "avx2")]
    fn quantise(&mut self, values: &[f64], centre: f64, scale: f64) {
        self.keys.clear();
        let (whole, rest) = values.as_chunks::<LANES>();
        self.keys.extend(whole.iter().map(|values| keys(values, centre, scale)));
        if !rest.is_empty() {
            let mut last = [f64::INFINITY; LANES];
            last[..rest.len()].copy_from_slice(rest);
            self.keys.push(keys(&last, centre, scale));
        }
    }

    #[target_feature(enable = "avx2")]
    fn order_statistic(&mut self, values: &[f64], rank: usize) -> Option<f64> {
        let (mut key, mut below) = (i16::MIN, 0);
        for bit in (0..16).rev() {
            let candidate = key.wrapping_add((1u16 << bit).cast_signed());
            let count = sum(count_below(&self.keys, _mm256_set1_epi16(candidate)));
            if count <= rank {
                (key, below) = (candidate, count);
            }
        }
        let key = _mm256_set1_epi16(key);
        self.candidates.clear();
        for (row, keys) in self.keys.iter().enumerate() {
            let mut equal = _mm256_movemask_epi8(_mm256_cmpeq_epi16(*keys, key)) as u32 & 0x5555_5555;
            while equal != 0 {
                let place = equal.trailing_zeros() as usize / 2;
                self.candidates.extend(values.get(row * LANES + ORDER[place]));
                equal &= equal - 1;
            }
        }
        let rank = rank - below;
        match self.candidates.len() {
            1 => self.candidates.first().copied(),
            count if rank < count => Some(*self.candidates.select_nth_unstable_by(rank, f64::total_cmp).1),
            _ => None,
        }
    }
}

/// The sum of the sixteen counts.
#[inline]
#[target_feature(enable = "avx2")]
fn sum(counts: Keys) -> usize {
    let pairs = _mm256_madd_epi16(counts, _mm256_set1_epi16(1));
    let four = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256::<1>(pairs));
    let two = _mm_add_epi32(four, _mm_unpackhi_epi64(four, four));
    let low = _mm_cvtsi128_si64(two);
    ((low & 0xffff_ffff) + (low >> 32)) as usize
}

/// The key of every value: (value − centre)·scale, rounded, within ±32,767. A NaN is as far out as the infinity of its sign.
#[inline]
#[target_feature(enable = "avx2")]
fn keys(values: &[f64; LANES], centre: f64, scale: f64) -> Keys {
    let (low, high) = (_mm256_set1_pd(-LARGEST), _mm256_set1_pd(LARGEST));
    let integer = |four: usize| {
        let k = 4 * four;
        let values = bounded(_mm256_setr_pd(values[k], values[k + 1], values[k + 2], values[k + 3]));
        let scaled = _mm256_mul_pd(_mm256_sub_pd(values, _mm256_set1_pd(centre)), _mm256_set1_pd(scale));
        let within = _mm256_max_pd(_mm256_min_pd(scaled, high), low);
        _mm256_castpd_ps(_mm256_add_pd(within, _mm256_set1_pd(INTEGER)))
    };
    let pair = |a, b| _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(integer(a), integer(b)));
    _mm256_packs_epi32(pair(0, 1), pair(2, 3))
}

/// The values with infinities of their signs in the place of NaNs.
#[inline]
#[target_feature(enable = "avx2")]
fn bounded(values: __m256d) -> __m256d {
    let nan = _mm256_cmp_pd::<_CMP_UNORD_Q>(values, values);
    let sign = _mm256_and_pd(values, _mm256_set1_pd(-0.0));
    let infinity = _mm256_or_pd(sign, _mm256_set1_pd(f64::INFINITY));
    _mm256_blendv_pd(values, infinity, nan)
}

/// How many keys are below the bound in every place.
#[target_feature(enable = "avx2")]
fn count_below(keys: &[Keys], bound: Keys) -> Keys {
    let mut counts = [_mm256_setzero_si256(); 2];
    let pairs = keys.chunks_exact(2);
    for keys in pairs.remainder() {
        counts[0] = _mm256_sub_epi16(counts[0], _mm256_cmpgt_epi16(bound, *keys));
    }
    for pair in pairs {
        for (count, keys) in counts.iter_mut().zip(pair) {
            *count = _mm256_sub_epi16(*count, _mm256_cmpgt_epi16(bound, *keys));
        }
    }
    _mm256_add_epi16(counts[0], counts[1])
}
