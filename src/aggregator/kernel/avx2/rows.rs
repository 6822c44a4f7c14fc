use std::arch::x86_64::*;

/// Coordinates of a register.
pub const FOUR: usize = 4;
/// How many coordinates before their turn the messages are asked for.
pub const AHEAD: usize = 32;

/// Some coordinates, side by side, of the messages of m workers: value (row, k) stands at row·`step` + k of `values`.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    values: &'a [f64],
    step: usize,
    workers: usize,
    width: usize,
}

impl<'a> Rows<'a> {
    /// `width` coordinates of `workers` rows that begin `step` values apart, the first at the start of `values`.
    ///
    /// # Panics
    /// If the last row would not end within `values`.
    pub fn new(values: &'a [f64], step: usize, workers: usize, width: usize) -> Self {
        let end = (workers - 1).checked_mul(step).and_then(|last| last.checked_add(width));
        assert!(end.is_some_and(|end| end <= values.len()), "rows within the values");
        Self {
            values,
            step,
            workers,
            width,
        }
    }

    /// The number of rows.
    pub fn workers(self) -> usize {
        self.workers
    }

    /// The coordinates of every row.
    pub fn width(self) -> usize {
        self.width
    }

    /// `width` of the coordinates, from `first` on.
    pub fn window(self, first: usize, width: usize) -> Self {
        assert!(first + width <= self.width, "a window within the rows");
        Self::new(&self.values[first..], self.step, self.workers, width)
    }

    /// The value of a row at coordinate `k`.
    pub fn value(self, row: usize, k: usize) -> f64 {
        self.values[row * self.step + k]
    }

    /// The values of a row at the coordinates from `k` on.
    ///
    /// # Safety
    /// `row` must be one of the rows, and `k` + 4 at most the width.
    #[inline]
    #[target_feature(enable = "avx2")]
    #[allow(unsafe_code)]
    pub unsafe fn four(self, row: usize, k: usize) -> __m256d {
        debug_assert!(row < self.workers && k + FOUR <= self.width);
        // SAFETY: row·step + k + 4 ≤ (workers − 1)·step + width, which `new` has found to be within `values`; loads need no alignment.
        unsafe { _mm256_loadu_pd(self.values.as_ptr().add(row * self.step + k)) }
    }

    /// The same, wherever the rows and the coordinate are.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub fn checked_four(self, row: usize, k: usize) -> __m256d {
        assert!(row < self.workers && k + FOUR <= self.width);
        // SAFETY: as asserted.
        #[allow(unsafe_code)]
        unsafe {
            self.four(row, k)
        }
    }

    /// Asks for the cache line of a row at coordinate `k`, which may be beyond what is there, for the cache that `HINT` says. Rows are
    /// far apart in memory and the processor does not foresee them.
    #[inline]
    pub fn ask<const HINT: i32>(self, row: usize, k: usize) {
        ask::<HINT>(self.values.as_ptr().wrapping_add(row * self.step + k).cast());
    }
}

/// Asks for the cache line of an address, wherever it is, for the cache that `HINT` says.
#[inline]
pub fn ask<const HINT: i32>(address: *const i8) {
    // SAFETY: a prefetch reads nothing and faults nowhere.
    #[allow(unsafe_code)]
    unsafe {
        _mm_prefetch::<HINT>(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_within_the_values() {
        let values = [0.0; 11];
        let rows = Rows::new(&values, 4, 3, 3);
        assert_eq!((rows.workers(), rows.width()), (3, 3));
        for (step, workers, width) in [(4, 3, 4), (5, 3, 2), (usize::MAX, 2, 12), (usize::MAX, 3, 1), (4, 4, 0)] {
            let refused = std::panic::catch_unwind(|| Rows::new(&values, step, workers, width));
            assert!(refused.is_err(), "{workers} rows of {width}, {step} apart");
        }
        assert!(std::panic::catch_unwind(|| rows.window(2, 2)).is_err());
    }
}
