use std::arch::x86_64::*;

use super::super::network::Network;
use super::block::{Ahead, LANES, Lanes, lanes_of, numbers};
use super::sorting::{apply, sort_eight};

/// Rows of a sample that says where the order statistics may lie.
pub const SAMPLE: usize = 16;
/// 1.5·2⁵², in whose neighbourhood the last bits of a double are an integer.
const INTEGER: f64 = 6_755_399_441_055_744.0;
/// The lane of each of a key's sixteen places: packing interleaves the quarters.
pub const ORDER: [usize; LANES] = [0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15];

/// Order statistics by counting: every value becomes a 16-bit key, monotonically, the key of the wanted rank is found by
/// bisection, and the values with that key, mostly one, are looked at themselves.
///
/// The keys divide twice the range between two order statistics of a sample of 16 rows. Where that range misses the wanted rank,
/// many values share its key: the result is the same, only slower.
#[derive(Clone, Debug, Default)]
pub struct Counting {
    workers: usize,
    ranks: [usize; 2],
    /// Places in the sorted sample: below the first rank, in the middle, above the second.
    places: [usize; 3],
    network: Network,
    keys: Vec<Keys>,
    candidates: [Vec<f64>; LANES],
}

/// Sixteen keys.
pub type Keys = __m256i;

impl Counting {
    pub fn prepare(&mut self, workers: usize, ranks: [usize; 2]) {
        self.places = sample_places(workers, ranks);
        self.network = Network::new(SAMPLE, &self.places);
        (self.workers, self.ranks) = (workers, ranks);
    }

    /// The order statistics of the first `used` lanes of `rows`; NaN where the sample of a lane says nothing, and in other lanes.
    #[target_feature(enable = "avx2")]
    pub fn order_statistics(&mut self, rows: &[Lanes], used: usize, ahead: Ahead) -> [[f64; LANES]; 2] {
        let (centre, scale) = self.range(rows);
        self.keys.resize(self.workers, _mm256_setzero_si256());
        quantise(rows, &mut self.keys, (&centre, &scale), ahead);
        let scales = numbers(&scale);
        let known = std::array::from_fn(|lane| lane < used && scales[lane] > 0.0);
        let first = self.order_statistic(rows, self.ranks[0], &known, ahead);
        let second = if self.ranks[0] == self.ranks[1] {
            first
        } else {
            self.order_statistic(rows, self.ranks[1], &known, ahead)
        };
        [first, second]
    }

    /// The centre of the keys' range and the keys per unit in every lane; 0 keys where the sample does not span a range.
    #[target_feature(enable = "avx2")]
    fn range(&self, rows: &[Lanes]) -> (Lanes, Lanes) {
        let mut sample = [[_mm256_setzero_pd(); 4]; SAMPLE];
        for (half, sorted) in sample.chunks_exact_mut(Network::SORTED).enumerate() {
            let worker = |place: usize| (half * Network::SORTED + place) * self.workers / SAMPLE;
            sort_eight(std::array::from_fn(|place| &rows[worker(place)]), sorted);
        }
        apply(&self.network, &mut sample);
        let [lows, middles, highs] = self.places.map(|place| numbers(&sample[place]));
        let (mut centre, mut scale) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            if let Some(range) = range([lows[lane], middles[lane], highs[lane]]) {
                (centre[lane], scale[lane]) = range;
            }
        }
        (lanes_of(&centre), lanes_of(&scale))
    }

    /// The order statistic `rank` of every lane, by its keys; NaN where its keys are not `known`.
    #[target_feature(enable = "avx2")]
    fn order_statistic(&mut self, rows: &[Lanes], rank: usize, known: &[bool; LANES], ahead: Ahead) -> [f64; LANES] {
        let (key, below) = bisect(&self.keys, rank);
        let (smallest, count) = smallest_of_key(rows, &self.keys, key, ahead);
        let mut found = numbers(&smallest);
        let (below, count) = (integers(below), integers(count));
        let crowded = (0..LANES).filter(|place| count[*place] != 1 && known[ORDER[*place]]);
        let crowded = crowded.fold(0u32, |bits, place| bits | 1 << (2 * place));
        if crowded != 0 {
            self.collect(rows, key, crowded);
            for place in (0..LANES).filter(|place| crowded >> (2 * place) & 1 == 1) {
                let candidates = &mut self.candidates[place];
                let rank = rank - usize::from(below[place].unsigned_abs());
                if rank < candidates.len() {
                    found[ORDER[place]] = *candidates.select_nth_unstable_by(rank, f64::total_cmp).1;
                }
            }
        }
        for (value, known) in found.iter_mut().zip(known) {
            if !known {
                *value = f64::NAN;
            }
        }
        found
    }

    /// Collects the values whose key is `key` in the places that `crowded` marks, by every second bit.
    #[target_feature(enable = "avx2")]
    fn collect(&mut self, rows: &[Lanes], key: Keys, crowded: u32) {
        self.candidates.iter_mut().for_each(Vec::clear);
        for (row, keys) in rows.iter().zip(&self.keys) {
            let mut equal = _mm256_movemask_epi8(_mm256_cmpeq_epi16(*keys, key)) as u32 & crowded;
            if equal == 0 {
                continue;
            }
            let row = numbers(row);
            while equal != 0 {
                let place = equal.trailing_zeros() as usize / 2;
                self.candidates[place].push(row[ORDER[place]]);
                equal &= equal - 1;
            }
        }
    }
}

/// Places in a sorted sample of `values` values: below the first of two ranks, in the middle, above the second.
pub fn sample_places(values: usize, ranks: [usize; 2]) -> [usize; 3] {
    let [first, second] = ranks.map(|rank| (2 * rank + 1) * SAMPLE / (2 * values));
    let low = first.saturating_sub(4).max(1);
    let high = (second + 3).min(SAMPLE - 2);
    [low, usize::midpoint(first, second), high]
}

/// The centre of the keys' range and the keys per unit, from three order statistics of a sample; `None` where they span no range.
pub fn range([mut low, middle, mut high]: [f64; 3]) -> Option<(f64, f64)> {
    // Byzantine messages may fill one end of the sample.
    if !high.is_finite() {
        high = middle + 2.0 * (middle - low);
    }
    if !low.is_finite() {
        low = middle - 2.0 * (high - middle);
    }
    let keys = 32_000.0 / (high - low);
    (low.is_finite() && low < high && keys.is_finite() && keys > 0.0).then(|| (low.midpoint(high), keys))
}

/// The key of every value: (value − centre)·scale, rounded, within ±32,767.
#[target_feature(enable = "avx2")]
pub fn quantise(rows: &[Lanes], keys: &mut [Keys], (centre, scale): (&Lanes, &Lanes), ahead: Ahead) {
    let (low, high) = (_mm256_set1_pd(-32_767.0), _mm256_set1_pd(32_767.0));
    for (worker, (row, keys)) in rows.iter().zip(keys).enumerate() {
        ahead.ask(worker, 0);
        let integer = |quarter: usize| {
            let scaled = _mm256_mul_pd(_mm256_sub_pd(row[quarter], centre[quarter]), scale[quarter]);
            let within = _mm256_max_pd(_mm256_min_pd(scaled, high), low);
            _mm256_castpd_ps(_mm256_add_pd(within, _mm256_set1_pd(INTEGER)))
        };
        let pair = |a, b| _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(integer(a), integer(b)));
        *keys = _mm256_packs_epi32(pair(0, 1), pair(2, 3));
    }
}

/// The largest key with at most `rank` keys below it in every place, which is the key of that rank, and how many are below.
#[target_feature(enable = "avx2")]
fn bisect(keys: &[Keys], rank: usize) -> (Keys, Keys) {
    let rank = _mm256_set1_epi16(rank as i16);
    let mut key = _mm256_set1_epi16(i16::MIN);
    let mut below = _mm256_setzero_si256();
    for bit in (0..16).rev() {
        let candidate = _mm256_add_epi16(key, _mm256_set1_epi16((1u16 << bit) as i16));
        let count = count_below(keys, candidate);
        let too_far = _mm256_cmpgt_epi16(count, rank);
        key = _mm256_blendv_epi8(candidate, key, too_far);
        below = _mm256_blendv_epi8(count, below, too_far);
    }
    (key, below)
}

#[target_feature(enable = "avx2")]
pub fn count_below(keys: &[Keys], bound: Keys) -> Keys {
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

/// The smallest value with the key `key` in every lane, and in every place how many values have it.
#[target_feature(enable = "avx2")]
fn smallest_of_key(rows: &[Lanes], keys: &[Keys], key: Keys, ahead: Ahead) -> (Lanes, Keys) {
    let infinity = _mm256_set1_pd(f64::INFINITY);
    let mut smallest = [infinity; 4];
    let mut count = _mm256_setzero_si256();
    for (worker, (row, keys)) in rows.iter().zip(keys).enumerate() {
        ahead.ask(worker, 1);
        let equal = _mm256_cmpeq_epi16(*keys, key);
        count = _mm256_sub_epi16(count, equal);
        let (low, high) = (_mm256_unpacklo_epi16(equal, equal), _mm256_unpackhi_epi16(equal, equal));
        let masks = [
            _mm256_unpacklo_epi32(low, low),
            _mm256_unpackhi_epi32(low, low),
            _mm256_unpacklo_epi32(high, high),
            _mm256_unpackhi_epi32(high, high),
        ];
        for quarter in 0..4 {
            let candidate = _mm256_blendv_pd(infinity, row[quarter], _mm256_castsi256_pd(masks[quarter]));
            smallest[quarter] = _mm256_min_pd(smallest[quarter], candidate);
        }
    }
    (smallest, count)
}

/// The sixteen integers in the order of their places.
#[target_feature(enable = "avx2")]
fn integers(keys: Keys) -> [i16; LANES] {
    let quarters = [
        _mm256_extract_epi64::<0>(keys),
        _mm256_extract_epi64::<1>(keys),
        _mm256_extract_epi64::<2>(keys),
        _mm256_extract_epi64::<3>(keys),
    ];
    std::array::from_fn(|place| (quarters[place / 4] >> (16 * (place % 4))) as i16)
}
