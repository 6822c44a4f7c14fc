use std::marker::PhantomData;
use std::ops::Range;

use byzrate::stream::ReplicateStreams;
use multiversion::multiversion;

use super::activation::{cross_entropy, predicted};
use super::{Labelled, Model, Real};
use crate::data::{CLASSES, PIXELS, Samples};

/// Scores of a pixel's row are padded to a whole number of vector registers.
const STRIDE: usize = 12;

/// Multi-class logistic regression: p(y | x) = softmax(Wᵀx + c)_y on pixels in [0, 1], without regularisation.
///
/// d = 784·10 + 10 = 7850: W row by row (a row a pixel), then the biases c. It starts at w⁰ = 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Softmax<T> {
    number: PhantomData<T>,
}

/// Parameters or gradients, a padded row a pixel.
type Rows<T> = Vec<[T; STRIDE]>;

/// Parameters with padded rows; the last row holds the biases.
fn padded<T: Real>(w: &[f64]) -> Rows<T> {
    let value = |row: &[f64], class: usize| row.get(class).map_or(T::zero(), |w| T::of(*w));
    let rows = w.chunks_exact(CLASSES);
    rows.map(|row| std::array::from_fn(|class| value(row, class))).collect()
}

/// The scores of a sample. Pixels are summed in two halves, so that one sum need not wait for the other.
#[inline(always)]
fn scores<T: Real>(rows: &[[T; STRIDE]], samples: &Samples, sample: usize, scale: &[T; 256]) -> [T; STRIDE] {
    let (places, bytes) = samples.bright(sample);
    let (mut even, mut odd) = (rows[PIXELS], [T::zero(); STRIDE]);
    let add = |sums: &mut [T; STRIDE], place: u16, byte: u8| {
        let (x, row) = (scale[usize::from(byte)], &rows[usize::from(place)]);
        for class in 0..STRIDE {
            sums[class] += x * row[class];
        }
    };
    let (pairs, rest) = places.as_chunks::<2>();
    let (byte_pairs, byte_rest) = bytes.as_chunks::<2>();
    for (places, bytes) in pairs.iter().zip(byte_pairs) {
        add(&mut even, places[0], bytes[0]);
        add(&mut odd, places[1], bytes[1]);
    }
    for (place, byte) in rest.iter().zip(byte_rest) {
        add(&mut even, *place, *byte);
    }
    std::array::from_fn(|class| even[class] + odd[class])
}

/// Pixels in [0, 1] by their byte.
fn scale<T: Real>() -> [T; 256] {
    std::array::from_fn(|byte| T::of(byte as f64 / 255.0))
}

/// Adds the gradients of the cross-entropy of every sample to `gradient`, and gives the sum of the cross-entropies. Sums run in
/// the same order whatever vectors the processor has.
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn add_gradients<T: Real>(
    weights: &[[T; STRIDE]],
    samples: &Samples,
    batch: &[Labelled],
    gradient: &mut [[T; STRIDE]],
) -> f64 {
    let scale = scale::<T>();
    let mut loss = 0.0;
    for &(sample, label) in batch {
        let sample = sample as usize;
        let mut errors = scores(weights, samples, sample, &scale);
        loss += cross_entropy(&mut errors, label);
        let (places, bytes) = samples.bright(sample);
        for (place, byte) in places.iter().zip(bytes) {
            let (x, row) = (scale[usize::from(*byte)], &mut gradient[usize::from(*place)]);
            *row = std::array::from_fn(|class| row[class] + x * errors[class]);
        }
        for (sum, error) in gradient[PIXELS].iter_mut().zip(&errors) {
            *sum += *error;
        }
    }
    loss
}

/// How many samples of the range have their own class predicted.
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn count_right<T: Real>(weights: &[[T; STRIDE]], samples: &Samples, range: Range<usize>) -> u32 {
    let scale = scale::<T>();
    let right = |sample: &usize| predicted(&scores(weights, samples, *sample, &scale)) == samples.label(*sample);
    range.filter(right).count() as u32
}

impl<T: Real> Model for Softmax<T> {
    fn name(&self) -> &'static str {
        "logistic"
    }

    fn dim(&self) -> usize {
        (PIXELS + 1) * CLASSES
    }

    fn start(&self, _streams: &ReplicateStreams) -> Vec<f64> {
        vec![0.0; self.dim()]
    }

    fn gradient(&self, w: &[f64], samples: &Samples, batch: &[Labelled], out: &mut [f64]) -> f64 {
        let weights = padded::<T>(w);
        let mut gradient: Rows<T> = vec![[T::zero(); STRIDE]; weights.len()];
        let loss = add_gradients(&weights, samples, batch, &mut gradient);
        let inverse = 1.0 / batch.len() as f64;
        for (to, from) in out.chunks_exact_mut(CLASSES).zip(&gradient) {
            for (to, from) in to.iter_mut().zip(from) {
                *to = from.value() * inverse;
            }
        }
        loss * inverse
    }

    fn correct(&self, w: &[f64], samples: &Samples, range: Range<usize>) -> u32 {
        count_right(&padded::<T>(w), samples, range)
    }
}
