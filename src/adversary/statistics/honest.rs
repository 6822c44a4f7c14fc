//! Mean and deviation of the honest messages, and how one message becomes that of all Byzantine workers.

use std::ops::Range;

use crate::adversary::Scene;
use crate::aggregator::Messages;

/// The honest messages in the order of the workers.
pub(super) fn rows<'a>(scene: &Scene, messages: &'a Messages) -> impl ExactSizeIterator<Item = &'a [f64]> + Clone {
    messages.rows().take(scene.byzantine.start)
}

/// Whether there is nobody to write for, or nobody to learn from.
pub(super) fn is_idle(scene: &Scene) -> bool {
    scene.byzantine.is_empty() || scene.byzantine.start == 0
}

/// Writes μ̂ to `mean`.
pub(super) fn mean(scene: &Scene, messages: &Messages, mean: &mut Vec<f64>) {
    mean.clear();
    mean.resize(messages.dim(), 0.0);
    for row in rows(scene, messages) {
        for (mean, value) in mean.iter_mut().zip(row) {
            *mean += value;
        }
    }
    let honest = scene.byzantine.start as f64;
    for mean in mean {
        *mean /= honest;
    }
}

/// Writes sd to `deviation`: 0 where there is one honest worker.
pub(super) fn deviation(scene: &Scene, messages: &Messages, mean: &[f64], deviation: &mut Vec<f64>) {
    deviation.clear();
    deviation.resize(messages.dim(), 0.0);
    let honest = scene.byzantine.start;
    if honest < 2 {
        return;
    }
    for row in rows(scene, messages) {
        for ((sum, value), mean) in deviation.iter_mut().zip(row).zip(mean) {
            let difference = value - mean;
            *sum += difference * difference;
        }
    }
    for sum in deviation {
        *sum = (*sum / (honest - 1) as f64).sqrt();
    }
}

/// s = σ/√n: the deviation of a coordinate of one message where messages are means of n samples.
pub(super) fn scale(scene: &Scene) -> f64 {
    scene.noise / (scene.samples as f64).sqrt()
}

/// All workers of `byzantine`, at least one, send the coordinates `value`(k).
pub(super) fn send(messages: &mut Messages, byzantine: &Range<usize>, value: impl Fn(usize) -> f64) {
    for (k, sent) in messages.row_mut(byzantine.start).iter_mut().enumerate() {
        *sent = value(k);
    }
    copy(messages, byzantine.start, byzantine);
}

/// All workers of `byzantine` send what worker `original` does.
pub(super) fn copy(messages: &mut Messages, original: usize, byzantine: &Range<usize>) {
    let dim = messages.dim();
    for worker in byzantine.clone() {
        messages
            .values_mut()
            .copy_within(original * dim..(original + 1) * dim, worker * dim);
    }
}
