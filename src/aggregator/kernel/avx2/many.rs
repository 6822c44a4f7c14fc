use std::arch::x86_64::*;

use super::super::statistic::Statistic;
use super::counting::Counting;
use super::ends::{self, Ends};
use super::few;
use super::rows::{self, FOUR, Rows};
use crate::aggregator::Float;

/// Bytes of a cache line.
const LINE: usize = 64;

/// Statistics of many coordinates, block by block, with memory that is kept between calls.
#[derive(Clone, Debug, Default)]
pub struct Many {
    counting: Counting,
    ends: Vec<Ends>,
    found: Vec<f64>,
    copy: Vec<f64>,
    wide: Vec<f64>,
    bounded: Vec<f64>,
}

impl Many {
    /// Workers up to whom a network is faster than counting.
    pub const NETWORK: usize = few::MOST_WORKERS;
    /// The most workers: what counts in 16 bits can count.
    pub const MOST_WORKERS: usize = i16::MAX as usize;

    /// Writes the `statistic` with the order statistics `ranks` = [r, s], r ≤ s, of every coordinate of m × d messages `values`,
    /// m = `workers`, to `out`: NaN where a coordinate needs the slow way.
    #[target_feature(enable = "avx2,fma")]
    pub fn write<T: Float>(
        &mut self,
        values: &[T],
        workers: usize,
        ranks: [usize; 2],
        statistic: Statistic,
        out: &mut [f64],
    ) {
        let dim = out.len();
        let network = few::of(workers, ranks);
        let (unit, most) = match network {
            Some(_) if T::as_doubles(values).is_some() => (FOUR, 64),
            Some(_) => (FOUR, 128),
            None => (Counting::UNIT, Counting::WIDTH),
        };
        for first in (0..dim).step_by(most) {
            let width = (dim - first).min(most).next_multiple_of(unit);
            // The last block ends with the messages, and has coordinates that the one before has, too.
            let start = first.min(dim.saturating_sub(width));
            if width <= dim {
                let out = &mut out[start..][..width];
                if let Some(doubles) = T::as_doubles(values) {
                    let rows = Rows::new(&doubles[start..], dim, workers, width);
                    self.block(rows, network, ranks, statistic, out);
                } else {
                    // The block alone, which stays in the cache.
                    let mut wide = std::mem::take(&mut self.wide);
                    widen(&values[start..], dim, width, &mut wide);
                    self.block(Rows::new(&wide, width, workers, width), network, ranks, statistic, out);
                    self.wide = wide;
                }
            } else {
                let mut copy = std::mem::take(&mut self.copy);
                // Rows read on into the next one, the last into what is added: nobody looks at what they find there, but it is not
                // constant, which would be slow.
                copy.clear();
                match T::as_doubles(values) {
                    Some(doubles) => copy.extend_from_slice(doubles),
                    None => copy.extend(values.iter().map(|value| (*value).into())),
                }
                copy.extend(values.iter().cycle().take(width - dim).map(|value| (*value).into()));
                let mut found = std::mem::take(&mut self.found);
                found.resize(width, 0.0);
                let rows = Rows::new(&copy, dim, workers, width);
                self.block(rows, network, ranks, statistic, &mut found);
                out.copy_from_slice(&found[..dim]);
                (self.copy, self.found) = (copy, found);
            }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn block(
        &mut self,
        rows: Rows,
        network: Option<few::Select>,
        ranks: [usize; 2],
        statistic: Statistic,
        out: &mut [f64],
    ) {
        self.ends.resize(rows.width() / FOUR, [_mm256_setzero_pd(); 2]);
        if self.has_nan(rows, network, ranks) {
            let mut bounded = std::mem::take(&mut self.bounded);
            bound(rows, &mut bounded);
            self.has_nan(
                Rows::new(&bounded, rows.width(), rows.workers(), rows.width()),
                network,
                ranks,
            );
            self.bounded = bounded;
        }
        ends::write(statistic, rows, &self.ends, out);
    }

    /// Finds the ends, and whether there is a NaN, which makes them useless.
    #[target_feature(enable = "avx2,fma")]
    fn has_nan(&mut self, rows: Rows, network: Option<few::Select>, ranks: [usize; 2]) -> bool {
        match network {
            // SAFETY: this function has AVX2.
            #[allow(unsafe_code)]
            Some(network) => unsafe { network(rows, ranks, &mut self.ends) },
            None => self.counting.order_statistics(rows, ranks, &mut self.ends),
        }
    }
}

/// Writes `width` coordinates of rows that begin `dim` values apart to `wide`, side by side, and asks for as many that come next.
#[target_feature(enable = "avx2,fma")]
fn widen<T: Float>(values: &[T], dim: usize, width: usize, wide: &mut Vec<f64>) {
    let workers = values.len().div_ceil(dim);
    wide.resize(workers * width, 0.0);
    for (row, wide) in values.chunks(dim).zip(wide.chunks_exact_mut(width)) {
        for line in (0..width).step_by(LINE / size_of::<T>()) {
            rows::ask::<_MM_HINT_T1>(row.as_ptr().wrapping_add(width + line).cast());
        }
        for (wide, value) in wide.iter_mut().zip(row) {
            *wide = (*value).into();
        }
    }
}

/// Copies rows with the infinity of its sign in the place of every NaN: it counts as an extreme value, and what is found infinite is looked
/// at again in the messages themselves.
#[cold]
fn bound(rows: Rows, bounded: &mut Vec<f64>) {
    let values = (0..rows.workers()).flat_map(|row| (0..rows.width()).map(move |k| rows.value(row, k)));
    bounded.clear();
    bounded.extend(values.map(|value| match value.is_nan() {
        true => f64::INFINITY.copysign(value),
        false => value,
    }));
}
