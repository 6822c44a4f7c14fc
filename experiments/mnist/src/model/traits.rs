use std::fmt::Debug;

use byzrate::stream::ReplicateStreams;

use crate::data::Samples;

/// A sample by its number, and the label that a worker holds for it: its own, or a poisoned one.
pub type Labelled = (u32, u8);

/// A classifier of digits with d parameters w, trained by its cross-entropy f(w; z).
pub trait Model: Send + Sync + Debug {
    /// The name in tables and figures.
    fn name(&self) -> &'static str;

    /// The number d of parameters.
    fn dim(&self) -> usize;

    /// w⁰, where gradient descent starts.
    fn start(&self, streams: &ReplicateStreams) -> Vec<f64>;

    /// Writes the gradient of the mean cross-entropy over `batch` at `w` to `out`, both of length d, and gives that mean.
    fn gradient(&self, w: &[f64], samples: &Samples, batch: &[Labelled], out: &mut [f64]) -> f64;

    /// How many of the samples numbered `range` are classified as labelled. Where scores tie or are no numbers, the first class
    /// of the highest score that is a number is taken.
    fn correct(&self, w: &[f64], samples: &Samples, range: std::ops::Range<usize>) -> u32;
}
