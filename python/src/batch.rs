//! Rules that take many replicates at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use byzrate::aggregator::Messages;
use byzrate::experiment::GridPoint;
use pyo3::prelude::*;

use crate::array;
use crate::error::refused;

/// The most replicates, and the most numbers, that are handed over at once.
const MOST_REPLICATES: usize = 64;
const MOST_NUMBERS: usize = 1 << 20;

/// One call in so many is compared with R = 1, besides the first ones.
const COMPARED_EVERY: usize = 256;
const COMPARED_FIRST: usize = 4;

/// How many replicates of a point of the grid go together, and how many calls there were.
#[derive(Debug)]
pub struct Batch {
    size: usize,
    calls: AtomicUsize,
}

impl Batch {
    /// At a point of the grid.
    pub fn new(point: &GridPoint) -> Self {
        let numbers = point.workers.saturating_mul(point.dim).max(1);
        Self {
            size: (MOST_NUMBERS / numbers).clamp(1, MOST_REPLICATES),
            calls: AtomicUsize::new(0),
        }
    }

    /// The most replicates of one call.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The aggregates of `several` messages by `function`, in one call, written to `outs`.
    ///
    /// # Errors
    /// What it raises, or that it gave no (R, d) array.
    pub fn call(
        &self,
        function: &Bound<'_, PyAny>,
        several: &[&Messages],
        outs: &mut [&mut [f64]],
        name: &dyn Fn() -> String,
    ) -> PyResult<()> {
        let answer = function.call1((array::stack(function.py(), several)?,))?;
        array::rows(&answer, outs, &name())
    }

    /// The same; now and then one of them is aggregated alone, too.
    ///
    /// # Errors
    /// The same, or that its aggregate is another one alone.
    pub fn call_checked(
        &self,
        function: &Bound<'_, PyAny>,
        several: &[&Messages],
        outs: &mut [&mut [f64]],
        name: &dyn Fn() -> String,
    ) -> PyResult<()> {
        self.call(function, several, outs, name)?;
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if several.len() < 2 || call >= COMPARED_FIRST && !call.is_multiple_of(COMPARED_EVERY) {
            return Ok(());
        }
        // The last of them, then others in turn: who uses the first alone is found out at once.
        let place = several.len() - 1 - (call + call / COMPARED_EVERY) % several.len();
        let mut alone = vec![0.0; outs[place].len()];
        self.call(function, &several[place..=place], &mut [&mut alone], name)?;
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a == b || a.is_nan() && b.is_nan();
        match (0..alone.len()).find(|&k| !same(alone[k], outs[place][k])) {
            None => Ok(()),
            Some(k) => Err(refused(format!(
                "{} for replicate {place} of {} at once is {} in coordinate {k}, and {} for that replicate alone: a batched rule treats \
                 every replicate by itself, in the same order of operations",
                name(),
                several.len(),
                outs[place][k],
                alone[k],
            ))),
        }
    }
}
