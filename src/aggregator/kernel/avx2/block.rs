use std::arch::x86_64::*;

/// Coordinates that are worked on at once.
pub const LANES: usize = 16;
/// Sixteen numbers, one a coordinate.
pub type Lanes = [__m256d; 4];

/// The messages of up to 128 coordinates: groups of 16, one after the other, row by row.
#[derive(Clone, Debug, Default)]
pub struct Block {
    rows: Vec<Lanes>,
    workers: usize,
}

/// Groups that are loaded together: messages may be pages apart, and a page is then visited once for all of them.
const GROUPS: usize = 8;

impl Block {
    /// The most coordinates of a block.
    pub const WIDTH: usize = GROUPS * LANES;

    /// Loads the coordinates from `first` on of m × d messages `values`, d = `dim`. A NaN becomes the infinity of its sign: it
    /// counts as an extreme value, and whoever gets an infinity looks again at the messages themselves.
    #[target_feature(enable = "avx2")]
    pub fn load(&mut self, values: &[f64], dim: usize, first: usize) {
        self.workers = values.len() / dim;
        self.rows.resize(self.workers * GROUPS, [_mm256_setzero_pd(); 4]);
        for (group, rows) in self.rows.chunks_exact_mut(self.workers).enumerate() {
            let first = first + group * LANES;
            if first + LANES <= dim {
                for (row, message) in rows.iter_mut().zip(values.chunks_exact(dim)) {
                    *row = lanes_of(message[first..].first_chunk().unwrap_or(&[0.0; LANES]))
                        .map(|quarter| bounded(quarter));
                }
            } else if first < dim {
                // A row reads on into the next one: what stands in lanes beyond the last coordinate does not matter.
                for (worker, row) in rows.iter_mut().enumerate() {
                    let numbers = &values[worker * dim + first..];
                    let mut last = [0.0; LANES];
                    let numbers = numbers.first_chunk().unwrap_or_else(|| {
                        last[..numbers.len()].copy_from_slice(numbers);
                        &last
                    });
                    *row = bounded_row(numbers);
                }
            }
        }
    }

    /// The rows of a group of 16 coordinates.
    pub fn group(&self, group: usize) -> &[Lanes] {
        &self.rows[group * self.workers..][..self.workers]
    }
}

/// The sixteen coordinates of all messages that come a block later. Messages are far apart in memory and the processor does not
/// foresee them, so that they are asked for, cache line by cache line, while it works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ahead<'a> {
    values: &'a [f64],
    dim: usize,
    first: usize,
}

impl<'a> Ahead<'a> {
    /// What comes a block after coordinate `first` of m × d messages `values`, d = `dim`.
    pub fn new(values: &'a [f64], dim: usize, first: usize) -> Self {
        let first = (first + Block::WIDTH).min(dim);
        Self { values, dim, first }
    }

    /// Asks for the first or second half, `half` = 0 or 1, of a worker's coordinates.
    #[inline]
    pub fn ask(self, worker: usize, half: usize) {
        let place = self.first + half * LANES / 2;
        if place < self.dim
            && let Some(line) = self.values.get(worker * self.dim + place)
        {
            // SAFETY: a prefetch reads nothing, and the pointer is that of a value.
            #[allow(unsafe_code)]
            unsafe {
                _mm_prefetch::<_MM_HINT_T1>(std::ptr::from_ref(line).cast());
            }
        }
    }
}

/// Sixteen numbers with infinities in the place of NaNs.
#[inline]
#[target_feature(enable = "avx2")]
pub fn bounded_row(numbers: &[f64; LANES]) -> Lanes {
    lanes_of(numbers).map(|quarter| bounded(quarter))
}

/// The values with infinities in the place of NaNs.
#[inline]
#[target_feature(enable = "avx2")]
fn bounded(values: __m256d) -> __m256d {
    let nan = _mm256_cmp_pd::<_CMP_UNORD_Q>(values, values);
    let sign = _mm256_and_pd(values, _mm256_set1_pd(-0.0));
    let infinity = _mm256_or_pd(sign, _mm256_set1_pd(f64::INFINITY));
    _mm256_blendv_pd(values, infinity, nan)
}

/// The sixteen numbers.
#[inline]
#[target_feature(enable = "avx2")]
pub fn numbers(lanes: &Lanes) -> [f64; LANES] {
    let mut numbers = [0.0; LANES];
    for (out, quarter) in numbers.chunks_exact_mut(4).zip(lanes) {
        let (low, high) = (_mm256_castpd256_pd128(*quarter), _mm256_extractf128_pd::<1>(*quarter));
        out[0] = _mm_cvtsd_f64(low);
        out[1] = _mm_cvtsd_f64(_mm_unpackhi_pd(low, low));
        out[2] = _mm_cvtsd_f64(high);
        out[3] = _mm_cvtsd_f64(_mm_unpackhi_pd(high, high));
    }
    numbers
}

/// Sixteen numbers in registers.
#[inline]
#[target_feature(enable = "avx2")]
pub fn lanes_of(numbers: &[f64; LANES]) -> Lanes {
    let quarter = |k: usize| _mm256_setr_pd(numbers[k], numbers[k + 1], numbers[k + 2], numbers[k + 3]);
    [quarter(0), quarter(4), quarter(8), quarter(12)]
}
