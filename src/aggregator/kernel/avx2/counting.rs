use std::arch::x86_64::*;

use super::ends::Ends;
use super::range::{INTEGER, LARGEST, Scale, sample_places};
use super::rows::{FOUR, Rows};

/// Coordinates whose keys stand side by side.
const LANES: usize = 32;
/// Most values of a key that are sorted where they are.
const FEW: usize = 16;
/// Rows of which the keys of 32 coordinates are made in turn, before those of the next 32: memory answers several rows at a time faster
/// than one after the other.
const ROWS_TOGETHER: usize = 8;
/// The coordinate of each of 32 keys: packing interleaves the fours.
const ORDER: [usize; LANES] = {
    let mut order = [0; LANES];
    let mut place = 0;
    while place < LANES {
        order[place] = (place % 16) / 2 * 4 + place % 2 + 2 * (place / 16);
        place += 1;
    }
    order
};

/// Thirty-two keys.
type Keys = __m256i;

/// Order statistics by counting: every value becomes an 8-bit key, monotonically, the key of the wanted rank is found by bisection,
/// and the values with that key, mostly few, are looked at themselves.
///
/// The keys divide twice the range between two order statistics of a sample of the rows. Where that range misses the wanted rank,
/// many values share its key: the result is the same, only slower. Keys are made with fused products: they decide which values are
/// looked at, and no bit of a result.
#[derive(Clone, Debug)]
pub struct Counting {
    scales: Vec<Scale>,
    keys: Vec<Keys>,
    /// Rows with a value of a wanted key, and in which places.
    hits: Vec<(u32, u32)>,
    few: Box<[[f64; FEW]; LANES]>,
    many: Vec<f64>,
}

impl Default for Counting {
    fn default() -> Self {
        Self {
            scales: Vec::new(),
            keys: Vec::new(),
            hits: Vec::new(),
            few: Box::new([[0.0; FEW]; LANES]),
            many: Vec::new(),
        }
    }
}

impl Counting {
    /// Coordinates come in multiples of so many.
    pub const UNIT: usize = 8;

    /// The coordinates that are worked on together: rows may be pages apart, and a page is then visited once for all of them.
    pub const WIDTH: usize = 128;

    /// Writes the order statistics `ranks` of all coordinates to `ends`, NaN where the sample says nothing of a coordinate or an
    /// end has an equal between the two, and says whether there is any NaN in the messages, which makes them useless.
    #[target_feature(enable = "avx2,fma")]
    pub fn order_statistics(&mut self, rows: Rows, ranks: [usize; 2], ends: &mut [Ends]) -> bool {
        assert!(rows.width().is_multiple_of(Self::UNIT) && FOUR * ends.len() == rows.width());
        let places = sample_places(rows.workers(), ranks);
        self.scales.clear();
        for four in 0..ends.len() {
            self.scales.push(Scale::new(rows, FOUR * four, places));
        }
        if self.quantise(rows) {
            return true;
        }
        for (group, ends) in ends.chunks_mut(LANES / FOUR).enumerate() {
            let first = group * LANES;
            let scales = &self.scales[first / FOUR..][..ends.len()];
            let mut known = 0u32;
            for (four, scale) in scales.iter().enumerate() {
                let positive = _mm256_cmp_pd::<_CMP_GT_OQ>(scale.scale, _mm256_setzero_pd());
                known |= _mm256_movemask_pd(positive).cast_unsigned() << (FOUR * four);
            }
            let used = (0..LANES).fold(0, |bits, place| bits | (known >> ORDER[place] & 1) << place);
            let found = Resolve {
                rows: rows.window(first, FOUR * ends.len()),
                keys: &self.keys[group * rows.workers()..][..rows.workers()],
                used,
                hits: &mut self.hits,
                few: &mut self.few,
                many: &mut self.many,
            }
            .order_statistics(ranks);
            let [first, second] = &found;
            let (first, second) = (first.as_chunks::<FOUR>().0, second.as_chunks::<FOUR>().0);
            for ((ends, first), second) in ends.iter_mut().zip(first).zip(second) {
                *ends = [first, second].map(|v| _mm256_setr_pd(v[0], v[1], v[2], v[3]));
            }
        }
        false
    }

    /// The keys of all values, 32 coordinates by 32, and whether any value is NaN.
    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    fn quantise(&mut self, rows: Rows) -> bool {
        let workers = rows.workers();
        let whole = rows.width() / LANES;
        self.keys
            .resize(rows.width().div_ceil(LANES) * workers, _mm256_setzero_si256());
        let mut nan = _mm256_setzero_pd();
        let scales = self.scales.as_chunks::<{ LANES / FOUR }>().0;
        for first in (0..workers).step_by(ROWS_TOGETHER) {
            let together = first..workers.min(first + ROWS_TOGETHER);
            for (group, scales) in scales.iter().enumerate() {
                let k = group * LANES;
                for row in together.clone() {
                    // What comes after these coordinates, for when they are done.
                    for line in 0..LANES / 8 {
                        rows.ask::<_MM_HINT_T1>(row, k + rows.width() + 8 * line);
                    }
                    let eight = |eight: usize, nan: &mut __m256d| {
                        // SAFETY: one of the rows, and `scales` are those of 32 of its coordinates.
                        #[allow(unsafe_code)]
                        let values = unsafe { [rows.four(row, k + 8 * eight), rows.four(row, k + 8 * eight + 4)] };
                        eight_keys(values, [&scales[2 * eight], &scales[2 * eight + 1]], nan)
                    };
                    let low = _mm256_packs_epi32(eight(0, &mut nan), eight(1, &mut nan));
                    let high = _mm256_packs_epi32(eight(2, &mut nan), eight(3, &mut nan));
                    self.keys[group * workers + row] = _mm256_packs_epi16(low, high);
                }
            }
        }
        let scales = &self.scales[whole * LANES / FOUR..];
        let keys = &mut self.keys[whole * workers..];
        match scales.len() / 2 {
            1 => quantise_rest::<1>(rows, scales, keys, &mut nan),
            2 => quantise_rest::<2>(rows, scales, keys, &mut nan),
            3 => quantise_rest::<3>(rows, scales, keys, &mut nan),
            _ => (),
        }
        _mm256_movemask_pd(nan) != 0
    }
}

/// The keys of the last `EIGHTS`·8 coordinates; those of no coordinate are 0.
#[target_feature(enable = "avx2,fma")]
fn quantise_rest<const EIGHTS: usize>(rows: Rows, scales: &[Scale], keys: &mut [Keys], nan: &mut __m256d) {
    let first = rows.width() - 8 * EIGHTS;
    assert!(scales.len() == 2 * EIGHTS && keys.len() == rows.workers());
    for (row, keys) in keys.iter_mut().enumerate() {
        let mut eights = [_mm256_setzero_si256(); 4];
        for eight in 0..EIGHTS {
            // SAFETY: one of the rows, and eights up to its last coordinate.
            #[allow(unsafe_code)]
            let values = unsafe { [rows.four(row, first + 8 * eight), rows.four(row, first + 8 * eight + 4)] };
            eights[eight] = eight_keys(values, [&scales[2 * eight], &scales[2 * eight + 1]], nan);
        }
        let low = _mm256_packs_epi32(eights[0], eights[1]);
        *keys = _mm256_packs_epi16(low, _mm256_packs_epi32(eights[2], eights[3]));
    }
}

/// Eight keys as integers of 32 bits, rounded, within ±127. What is not a number is remembered in `nan`.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn eight_keys(values: [__m256d; 2], scales: [&Scale; 2], nan: &mut __m256d) -> __m256i {
    *nan = _mm256_or_pd(*nan, _mm256_cmp_pd::<_CMP_UNORD_Q>(values[0], values[1]));
    let (low, high) = (_mm256_set1_pd(INTEGER - LARGEST), _mm256_set1_pd(INTEGER + LARGEST));
    let key = |which: usize| {
        let scaled = _mm256_fmadd_pd(values[which], scales[which].scale, scales[which].offset);
        _mm256_castpd_ps(_mm256_max_pd(_mm256_min_pd(scaled, high), low))
    };
    _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(key(0), key(1)))
}

/// A group of 32 coordinates and its keys.
struct Resolve<'a> {
    rows: Rows<'a>,
    keys: &'a [Keys],
    /// The places with a coordinate of which the sample says something, as bits.
    used: u32,
    hits: &'a mut Vec<(u32, u32)>,
    few: &'a mut [[f64; FEW]; LANES],
    many: &'a mut Vec<f64>,
}

impl Resolve<'_> {
    /// The order statistics of every coordinate; NaN where its place is not used, and where one of two ends has an equal between them.
    #[target_feature(enable = "avx2,fma")]
    fn order_statistics(&mut self, ranks: [usize; 2]) -> [[f64; LANES]; 2] {
        let [first, second] = ranks;
        if second <= first + 1 {
            return self.neighbours(first, second - first, None);
        }
        [
            self.neighbours(first, 0, Some(Between::Above))[0],
            self.neighbours(second, 0, Some(Between::Below))[0],
        ]
    }

    /// The order statistics `rank` and `rank` + `further`, which is 0 or 1; NaN where one is an end and has an equal `between` the ends.
    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    fn neighbours(&mut self, rank: usize, further: usize, between: Option<Between>) -> [[f64; LANES]; 2] {
        let (key, below) = match self.keys.len() {
            ..=255 => bisect_few(self.keys, rank),
            _ => bisect_many(self.keys, rank),
        };
        let next = match further {
            0 => key,
            _ => next_key(self.keys, key),
        };
        self.list(key, next);
        let counts = self.collect();
        let mut found = [[f64::NAN; LANES]; 2];
        let used = self.used;
        for place in (0..LANES).filter(|place| used >> place & 1 == 1) {
            let count = usize::from(counts[place]);
            let at = rank.wrapping_sub(usize::from(below[place]));
            let candidates = match count {
                ..=FEW => {
                    let few = &mut self.few[place][..count];
                    insertion_sort(few);
                    &*few
                }
                _ => self.sort_many(key, next, place),
            };
            let [Some(low), Some(high)] = [at, at.wrapping_add(further)].map(|at| candidates.get(at)) else {
                continue;
            };
            let beside = match between {
                None => None,
                Some(Between::Above) => candidates.get(at + 1),
                Some(Between::Below) => candidates.get(at.wrapping_sub(1)),
            };
            if beside != Some(low) {
                (found[0][ORDER[place]], found[1][ORDER[place]]) = (*low, *high);
            }
        }
        found
    }

    /// Lists the rows with any value of the two keys, without a branch.
    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    fn list(&mut self, key: Keys, next: Keys) {
        self.hits.resize(self.keys.len() + 1, (0, 0));
        let mut count = 0;
        for (row, keys) in self.keys.iter().enumerate() {
            let mask = equal(*keys, key, next) & self.used;
            self.hits[count] = (row as u32, mask);
            count += usize::from(mask != 0);
        }
        self.hits.truncate(count);
    }

    /// Collects the listed values in their places, the last [`FEW`] of each, and counts them.
    #[inline(never)]
    #[target_feature(enable = "avx2,fma")]
    fn collect(&mut self) -> [u16; LANES] {
        let mut counts = [0u16; LANES];
        for &(row, mask) in &*self.hits {
            let mut mask = mask;
            while mask != 0 {
                let place = mask.trailing_zeros() as usize;
                let count = &mut counts[place];
                self.few[place][usize::from(*count) % FEW] = self.rows.value(row as usize, ORDER[place]);
                *count += 1;
                mask &= mask - 1;
            }
        }
        counts
    }

    /// All values of the two keys in one place, sorted.
    #[target_feature(enable = "avx2,fma")]
    fn sort_many(&mut self, key: Keys, next: Keys, place: usize) -> &[f64] {
        self.many.clear();
        for (row, keys) in self.keys.iter().enumerate() {
            if equal(*keys, key, next) >> place & 1 == 1 {
                self.many.push(self.rows.value(row, ORDER[place]));
            }
        }
        self.many.sort_unstable_by(f64::total_cmp);
        self.many
    }
}

/// Where what lies between two ends is, seen from one of them.
#[derive(Clone, Copy, Debug)]
enum Between {
    Above,
    Below,
}

/// The places in which a key is one of two, as bits.
#[inline]
#[target_feature(enable = "avx2")]
fn equal(keys: Keys, key: Keys, next: Keys) -> u32 {
    let equal = _mm256_or_si256(_mm256_cmpeq_epi8(keys, key), _mm256_cmpeq_epi8(keys, next));
    _mm256_movemask_epi8(equal).cast_unsigned()
}

fn insertion_sort(values: &mut [f64]) {
    for end in 1..values.len() {
        let mut place = end;
        while place > 0 && values[place - 1].total_cmp(&values[place]).is_gt() {
            values.swap(place - 1, place);
            place -= 1;
        }
    }
}

/// The largest key with at most `rank` keys below it in every place, which is the key of that rank, and how many are below, for up to
/// 255 rows.
#[target_feature(enable = "avx2")]
fn bisect_few(keys: &[Keys], rank: usize) -> (Keys, [u16; LANES]) {
    let mut key = _mm256_set1_epi8(i8::MIN);
    let mut below = _mm256_setzero_si256();
    let wanted = _mm256_set1_epi8((rank as u8).cast_signed());
    for bit in (0..8).rev() {
        let candidate = _mm256_add_epi8(key, _mm256_set1_epi8((1u8 << bit).cast_signed()));
        let count = count_below(keys, candidate);
        let take = _mm256_cmpeq_epi8(_mm256_min_epu8(count, wanted), count);
        key = _mm256_blendv_epi8(key, candidate, take);
        below = _mm256_blendv_epi8(below, count, take);
    }
    (key, bytes(below).map(u16::from))
}

/// The same for up to 32,767 rows: bytes count up to 252 of them, and are then widened.
#[target_feature(enable = "avx2")]
fn bisect_many(keys: &[Keys], rank: usize) -> (Keys, [u16; LANES]) {
    let zero = _mm256_setzero_si256();
    let mut key = _mm256_set1_epi8(i8::MIN);
    let mut below = [zero; 2];
    let wanted = _mm256_set1_epi16(rank as i16);
    for bit in (0..8).rev() {
        let candidate = _mm256_add_epi8(key, _mm256_set1_epi8((1u8 << bit).cast_signed()));
        let mut counts = [zero; 2];
        for keys in keys.chunks(252) {
            let count = count_below(keys, candidate);
            counts[0] = _mm256_add_epi16(counts[0], _mm256_unpacklo_epi8(count, zero));
            counts[1] = _mm256_add_epi16(counts[1], _mm256_unpackhi_epi8(count, zero));
        }
        let too_far = counts.map(|count| _mm256_cmpgt_epi16(count, wanted));
        key = _mm256_blendv_epi8(candidate, key, _mm256_packs_epi16(too_far[0], too_far[1]));
        below = [0, 1].map(|half| _mm256_blendv_epi8(counts[half], below[half], too_far[half]));
    }
    // Even bytes of the two are low bytes of the counts, odd ones are high.
    let halves = below.map(|counts| bytes(counts));
    let count = |place: usize| {
        let (half, at) = (place / 8 % 2, 2 * (place % 8 + 8 * (place / 16)));
        u16::from_le_bytes([halves[half][at], halves[half][at + 1]])
    };
    (key, std::array::from_fn(count))
}

/// How many keys are below the bound in every place, modulo 256.
#[inline]
#[target_feature(enable = "avx2")]
fn count_below(keys: &[Keys], bound: Keys) -> Keys {
    let mut counts = [_mm256_setzero_si256(); 4];
    let (fours, rest) = keys.as_chunks::<4>();
    for four in fours {
        for (count, keys) in counts.iter_mut().zip(four) {
            *count = _mm256_sub_epi8(*count, _mm256_cmpgt_epi8(bound, *keys));
        }
    }
    for keys in rest {
        counts[0] = _mm256_sub_epi8(counts[0], _mm256_cmpgt_epi8(bound, *keys));
    }
    let [a, b, c, d] = counts;
    _mm256_add_epi8(_mm256_add_epi8(a, b), _mm256_add_epi8(c, d))
}

/// The smallest key in use above `key` in every place; the largest possible where there is none.
#[target_feature(enable = "avx2")]
fn next_key(keys: &[Keys], key: Keys) -> Keys {
    let most = _mm256_set1_epi8(i8::MAX);
    keys.iter().fold(most, |next, keys| {
        let above = _mm256_cmpgt_epi8(*keys, key);
        _mm256_min_epi8(next, _mm256_blendv_epi8(most, *keys, above))
    })
}

#[target_feature(enable = "avx2")]
fn bytes(keys: Keys) -> [u8; LANES] {
    let words = [
        _mm256_extract_epi64::<0>(keys),
        _mm256_extract_epi64::<1>(keys),
        _mm256_extract_epi64::<2>(keys),
        _mm256_extract_epi64::<3>(keys),
    ];
    let mut bytes = [0; LANES];
    for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    bytes
}
