//! Where the order statistics may lie, by a sample of the rows: what decides on keys, not on results.

use std::arch::x86_64::*;

use super::rows::Rows;

/// Rows of a sample.
pub const SAMPLE: usize = 16;

/// Places in a sorted sample of `values` values: below the first of two ranks, in the middle, above the second.
pub fn sample_places(values: usize, ranks: [usize; 2]) -> [usize; 3] {
    let [first, second] = ranks.map(|rank| (2 * rank + 1) * SAMPLE / (2 * values));
    let low = first.saturating_sub(5).max(1);
    let high = (second + 4).min(SAMPLE - 2);
    [low, usize::midpoint(first, second), high]
}

/// The centre of the keys' range and the length of its half, from three order statistics of a sample; `None` where they span no range.
pub fn range([mut low, middle, mut high]: [f64; 3]) -> Option<(f64, f64)> {
    // Byzantine messages may fill one end of the sample.
    if !high.is_finite() {
        high = middle + 2.0 * (middle - low);
    }
    if !low.is_finite() {
        low = middle - 2.0 * (high - middle);
    }
    let half = high - low;
    (low.is_finite() && low < high && half.is_finite()).then(|| (low.midpoint(high), half))
}

/// 1.5·2⁵², in whose neighbourhood the last bits of a double are an integer.
pub const INTEGER: f64 = 6_755_399_441_055_744.0;
/// The largest of the keys, which are integers of 8 bits.
pub const LARGEST: f64 = 127.0;

/// How four coordinates become keys: value·`scale` + `offset`, of which the last bits are the key.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Keys per unit; 0 where the sample spans no range.
    pub scale: __m256d,
    /// [`INTEGER`] less the keys between zero and the centre.
    pub offset: __m256d,
}

impl Scale {
    /// The scale of four coordinates from `k` on: the keys divide twice the range between two places of a sorted sample.
    #[inline]
    #[target_feature(enable = "avx2,fma")]
    pub fn new(rows: Rows, k: usize, places: [usize; 3]) -> Self {
        let mut sample = [_mm256_setzero_pd(); SAMPLE];
        for (place, value) in sample.iter_mut().enumerate() {
            *value = rows.checked_four(place * rows.workers() / SAMPLE, k);
        }
        let sorted = sorted(sample);
        let [low, middle, high] = places.map(|place| sorted[place]);
        // Byzantine messages may fill one end of the sample, and then tell nothing of where the others are.
        let three = _mm256_set1_pd(3.0);
        let farthest = _mm256_fmadd_pd(three, _mm256_sub_pd(middle, low), middle);
        let nearest = _mm256_fnmadd_pd(three, _mm256_sub_pd(high, middle), middle);
        // A minimum with what is no number is its second argument.
        let far = _mm256_cmp_pd::<_CMP_GT_OQ>(middle, low);
        let near = _mm256_cmp_pd::<_CMP_GT_OQ>(high, middle);
        let high = _mm256_blendv_pd(high, _mm256_min_pd(farthest, high), far);
        let low = _mm256_blendv_pd(low, _mm256_max_pd(nearest, low), near);
        let scale = _mm256_div_pd(_mm256_set1_pd(LARGEST), _mm256_sub_pd(high, low));
        let centre = _mm256_mul_pd(_mm256_add_pd(low, high), _mm256_set1_pd(0.5));
        let shift = _mm256_mul_pd(centre, scale);
        // Otherwise the offset is no integer's neighbour, or not in its order.
        let size = _mm256_andnot_pd(_mm256_set1_pd(-0.0), shift);
        let good = _mm256_and_pd(
            _mm256_cmp_pd::<_CMP_LT_OQ>(size, _mm256_set1_pd(1e15)),
            _mm256_and_pd(
                _mm256_cmp_pd::<_CMP_GT_OQ>(scale, _mm256_setzero_pd()),
                _mm256_cmp_pd::<_CMP_LT_OQ>(scale, _mm256_set1_pd(1e300)),
            ),
        );
        let integer = _mm256_set1_pd(INTEGER);
        Self {
            scale: _mm256_and_pd(scale, good),
            offset: _mm256_sub_pd(integer, _mm256_and_pd(shift, good)),
        }
    }
}

/// Batcher's odd-even merge sort (1968) of sixteen, in every lane.
#[inline]
#[target_feature(enable = "avx2")]
fn sorted(mut v: [__m256d; SAMPLE]) -> [__m256d; SAMPLE] {
    macro_rules! sort {
        ($($low:literal $high:literal),*) => {$(
            let (low, high) = (v[$low], v[$high]);
            v[$low] = _mm256_min_pd(low, high);
            v[$high] = _mm256_max_pd(low, high);
        )*};
    }
    sort! {
        0 1, 2 3, 4 5, 6 7, 8 9, 10 11, 12 13, 14 15, 0 2, 1 3, 4 6, 5 7, 8 10, 9 11, 12 14, 13 15, 1 2, 5 6, 9 10,
        13 14, 0 4, 1 5, 2 6, 3 7, 8 12, 9 13, 10 14, 11 15, 2 4, 3 5, 10 12, 11 13, 1 2, 3 4, 5 6, 9 10, 11 12,
        13 14, 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15, 4 8, 5 9, 6 10, 7 11, 2 4, 3 5, 6 8, 7 9, 10 12, 11 13,
        1 2, 3 4, 5 6, 7 8, 9 10, 11 12, 13 14
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the 0–1 principle, four combinations at a time.
    #[test]
    fn samples_of_all_zeros_and_ones_are_sorted() {
        if !is_x86_feature_detected!("avx2") {
            return;
        }
        for first in (0u32..1 << SAMPLE).step_by(4) {
            let bit = |place: usize, lane: u32| f64::from((first + lane) >> place & 1);
            // SAFETY: the processor has AVX2.
            #[allow(unsafe_code)]
            let sorted: [[f64; 4]; SAMPLE] = unsafe {
                let value = |place| _mm256_setr_pd(bit(place, 0), bit(place, 1), bit(place, 2), bit(place, 3));
                sorted(std::array::from_fn(value)).map(|four| std::mem::transmute::<__m256d, [f64; 4]>(four))
            };
            for lane in 0..4 {
                let zeros = SAMPLE - (first + lane as u32).count_ones() as usize;
                assert!(
                    sorted
                        .iter()
                        .enumerate()
                        .all(|(place, four)| (four[lane] == 1.0) == (place >= zeros))
                );
            }
        }
    }
}
