use std::arch::x86_64::*;

use super::block::{Ahead, LANES, Lanes, bounded_row, lanes_of};
use super::counting::{Keys, ORDER, SAMPLE, count_below, quantise, range, sample_places};

/// Order statistics of one coordinate by counting, as [`Counting`](super::counting::Counting) finds those of sixteen: sixteen
/// values of the one coordinate stand in the places of sixteen coordinates.
#[derive(Clone, Debug, Default)]
pub struct Single {
    rows: Vec<Lanes>,
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
        let (centre, scale) = range(sample_places(values.len(), ranks).map(|place| sample[place]))?;
        self.load(values);
        self.keys.resize(self.rows.len(), _mm256_setzero_si256());
        let (centre, scale) = (lanes_of(&[centre; LANES]), lanes_of(&[scale; LANES]));
        quantise(&self.rows, &mut self.keys, (&centre, &scale), Ahead::default());
        let first = self.order_statistic(values, ranks[0])?;
        let second = match ranks[0] == ranks[1] {
            true => first,
            false => self.order_statistic(values, ranks[1])?,
        };
        Some([first, second])
    }

    /// Sixteen values a row, the last filled up with +∞, which stands above all ranks.
    #[target_feature(enable = "avx2")]
    fn load(&mut self, values: &[f64]) {
        self.rows.clear();
        let (whole, rest) = values.as_chunks::<LANES>();
        self.rows.extend(whole.iter().map(|numbers| bounded_row(numbers)));
        if !rest.is_empty() {
            let mut last = [f64::INFINITY; LANES];
            last[..rest.len()].copy_from_slice(rest);
            self.rows.push(bounded_row(&last));
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
