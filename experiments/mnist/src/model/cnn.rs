use std::marker::PhantomData;
use std::ops::Range;

use byzrate::sampling::StandardNormal;
use byzrate::stream::{Purpose, ReplicateStreams};
use multiversion::multiversion;
use rand_distr::Distribution;

use super::activation::{cross_entropy, predicted};
use super::convolution::{Convolution, Pass};
use super::linear::{affine, affine_errors, affine_gradient};
use super::{Labelled, Model, Real};
use crate::data::{CLASSES, PIXELS, SIDE, Samples};

/// Images that go through the network together.
const CHUNK: usize = 25;

const FIRST: Convolution<5, 8, 8, 5, 8> = Convolution {
    inputs: 1,
    side: SIDE,
    kernel: 5,
};
const SECOND: Convolution<40, 16, 4, 1, 40> = Convolution {
    inputs: 8,
    side: 12,
    kernel: 5,
};
/// Values behind the second pooling: 16 channels of 4 × 4.
const FEATURES: usize = SECOND.pooled();
/// Units of the first dense layer.
const HIDDEN: usize = 32;

/// The convolutional network: 28 × 28 pixels in [0, 1]; convolution 5 × 5 to 8 channels, ReLU, 2 × 2 maximum pooling; convolution
/// 5 × 5 to 16 channels, ReLU, 2 × 2 maximum pooling; dense to 32, tanh; dense to 10, softmax, cross-entropy.
///
/// No padding, no dropout, no regularisation; d = 208 + 3216 + 8224 + 330 = 11978. Weights of the convolutions start from
/// N(0, 2/fan-in) (He et al. 2015), those of the dense layers from N(0, 1/fan-in), biases from 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cnn<T> {
    number: PhantomData<T>,
}

/// A gradient or parameters, layer by layer.
fn layers<T>(w: &[T]) -> [&[T]; 4] {
    let (first, rest) = w.split_at(FIRST.parameters());
    let (second, rest) = rest.split_at(SECOND.parameters());
    let (dense, output) = rest.split_at(HIDDEN * (FEATURES + 1));
    [first, second, dense, output]
}

fn layers_mut<T>(w: &mut [T]) -> [&mut [T]; 4] {
    let (first, rest) = w.split_at_mut(FIRST.parameters());
    let (second, rest) = rest.split_at_mut(SECOND.parameters());
    let (dense, output) = rest.split_at_mut(HIDDEN * (FEATURES + 1));
    [first, second, dense, output]
}

/// Memory of a pass of a chunk of images through the network, and what it leaves for the way back.
struct Network<T> {
    images: usize,
    input: Vec<T>,
    first: Pass<T>,
    second: Pass<T>,
    hidden: Vec<T>,
    scores: Vec<T>,
    hidden_errors: Vec<T>,
    feature_errors: Vec<T>,
    first_errors: Vec<T>,
}

impl<T: Real> Network<T> {
    fn new(images: usize) -> Self {
        let zeros = |count: usize| vec![T::zero(); images * count];
        let first = FIRST.pass(images);
        let first_errors = vec![T::zero(); first.pooled.len()];
        Self {
            images,
            input: vec![T::zero(); images * PIXELS + FIRST.beyond()],
            first,
            second: SECOND.pass(images),
            hidden: zeros(HIDDEN),
            scores: zeros(CLASSES),
            hidden_errors: zeros(HIDDEN),
            feature_errors: zeros(FEATURES),
            first_errors,
        }
    }

    fn read<'a>(&mut self, images: impl Iterator<Item = &'a [u8]>) {
        for (input, image) in self.input.chunks_exact_mut(PIXELS).zip(images) {
            for (to, from) in input.iter_mut().zip(image) {
                *to = T::of(f64::from(*from) / 255.0);
            }
        }
    }

    fn forward(&mut self, w: &[T]) {
        forward(self, w);
    }

    /// Adds the gradient to `gradient`; `scores` holds that in the scores.
    fn backward(&mut self, w: &[T], gradient: &mut [T]) {
        backward(self, w, gradient);
    }
}

/// From `input` to `scores`, with the widest vectors that the processor has; sums run in the same order on all.
#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn forward<T: Real>(network: &mut Network<T>, w: &[T]) {
    let [first, second, dense, output] = layers(w);
    FIRST.forward(first, &network.input, &mut network.first);
    SECOND.forward(second, &network.first.pooled, &mut network.second);
    affine::<T, HIDDEN>(dense, &network.second.pooled, &mut network.hidden);
    for value in &mut network.hidden {
        *value = value.tanh();
    }
    affine::<T, CLASSES>(output, &network.hidden, &mut network.scores);
}

#[multiversion(targets("x86_64+avx2", "x86_64+avx"))]
fn backward<T: Real>(network: &mut Network<T>, w: &[T], gradient: &mut [T]) {
    let Network {
        input,
        first,
        second,
        hidden,
        scores,
        hidden_errors,
        feature_errors,
        first_errors,
        ..
    } = network;
    let [_, second_weights, dense, output] = layers(w);
    let [first_gradient, second_gradient, dense_gradient, output_gradient] = layers_mut(gradient);
    affine_gradient::<T, CLASSES>(scores, hidden, output_gradient);
    affine_errors::<T, CLASSES>(output, scores, hidden_errors);
    for (error, value) in hidden_errors.iter_mut().zip(hidden) {
        *error *= T::one() - *value * *value;
    }
    affine_gradient::<T, HIDDEN>(hidden_errors, &second.pooled, dense_gradient);
    affine_errors::<T, HIDDEN>(dense, hidden_errors, feature_errors);
    SECOND.backward(&first.pooled, feature_errors, second, second_gradient);
    SECOND.errors(second_weights, feature_errors, second, first_errors);
    FIRST.backward(input, first_errors, first, first_gradient);
}

fn converted<T: Real>(w: &[f64]) -> Vec<T> {
    w.iter().map(|w| T::of(*w)).collect()
}

impl<T: Real> Model for Cnn<T> {
    fn name(&self) -> &'static str {
        "cnn"
    }

    fn dim(&self) -> usize {
        FIRST.parameters() + SECOND.parameters() + HIDDEN * (FEATURES + 1) + CLASSES * (HIDDEN + 1)
    }

    fn start(&self, streams: &ReplicateStreams) -> Vec<f64> {
        let mut stream = streams.worker(Purpose::Search, 0);
        let mut w = vec![0.0; self.dim()];
        let shapes = [
            (8, FIRST.weights(), 2.0),
            (16, SECOND.weights(), 2.0),
            (HIDDEN, FEATURES, 1.0),
            (CLASSES, HIDDEN, 1.0),
        ];
        for (layer, (outputs, inputs, gain)) in layers_mut(&mut w).into_iter().zip(shapes) {
            let deviation = libm::sqrt(gain / inputs as f64);
            for weight in &mut layer[..outputs * inputs] {
                let normal: f64 = StandardNormal.sample(&mut stream);
                *weight = deviation * normal;
            }
        }
        w
    }

    fn gradient(&self, w: &[f64], samples: &Samples, batch: &[Labelled], out: &mut [f64]) -> f64 {
        let w = converted::<T>(w);
        let mut gradient = vec![T::zero(); w.len()];
        let mut loss = 0.0;
        let mut network = Network::new(CHUNK.min(batch.len()));
        for chunk in batch.chunks(network.images) {
            if chunk.len() < network.images {
                network = Network::new(chunk.len());
            }
            network.read(chunk.iter().map(|(sample, _)| samples.image(*sample as usize)));
            network.forward(&w);
            for (scores, (_, label)) in network.scores.chunks_exact_mut(CLASSES).zip(chunk) {
                loss += cross_entropy(scores, *label);
            }
            network.backward(&w, &mut gradient);
        }
        let inverse = 1.0 / batch.len() as f64;
        for (to, from) in out.iter_mut().zip(&gradient) {
            *to = from.value() * inverse;
        }
        loss * inverse
    }

    fn correct(&self, w: &[f64], samples: &Samples, range: Range<usize>) -> u32 {
        let w = converted::<T>(w);
        let mut right = 0;
        let mut network = Network::new(CHUNK.min(range.len()));
        for start in range.clone().step_by(CHUNK) {
            let chunk = start..(start + CHUNK).min(range.end);
            if chunk.len() < network.images {
                network = Network::new(chunk.len());
            }
            network.read(chunk.clone().map(|sample| samples.image(sample)));
            network.forward(&w);
            let all = network.scores.chunks_exact(CLASSES).zip(chunk);
            right += all
                .filter(|(scores, sample)| predicted(scores) == samples.label(*sample))
                .count() as u32;
        }
        right
    }
}
