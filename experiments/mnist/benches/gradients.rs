//! A worker's gradient, and the test of a model.

use byzrate::stream::{Purpose, ReplicateStreams};
use byzrate_mnist::data::{PIXELS, SIDE, Samples};
use byzrate_mnist::model::{Cnn, Labelled, Model, Softmax};
use divan::Bencher;
use divan::counter::ItemsCount;
use rand::RngExt;

fn main() {
    divan::main();
}

/// Images of which as many pixels are bright as of a digit's, one of five, in their middle.
fn samples(count: usize) -> Samples {
    let mut stream = ReplicateStreams::new(1, "gradients", 0).worker(Purpose::Data, 0);
    let mut pixel = |place: usize| {
        let (y, x) = (place % PIXELS / SIDE, place % SIDE);
        let middle = (6..22).contains(&y) && (9..19).contains(&x);
        if middle { stream.random_range(1..=255) } else { 0 }
    };
    Samples::new(
        (0..count * PIXELS).map(&mut pixel).collect(),
        (0..count).map(|image| (image % 10) as u8).collect(),
    )
}

fn gradient(bencher: Bencher, model: &dyn Model, count: usize) {
    let samples = samples(count);
    let batch: Vec<Labelled> = (0..count).map(|i| (i as u32, samples.label(i))).collect();
    let w = model.start(&ReplicateStreams::new(1, "gradients", 0));
    let mut out = vec![0.0; model.dim()];
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| model.gradient(divan::black_box(&w), &samples, &batch, &mut out));
}

fn correct(bencher: Bencher, model: &dyn Model, count: usize) {
    let samples = samples(count);
    let w = model.start(&ReplicateStreams::new(1, "gradients", 0));
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| model.correct(divan::black_box(&w), &samples, 0..count));
}

#[divan::bench(args = [32, 600])]
fn cnn_gradient(bencher: Bencher, count: usize) {
    gradient(bencher, &Cnn::<f32>::default(), count);
}

#[divan::bench(args = [1000])]
fn cnn_test(bencher: Bencher, count: usize) {
    correct(bencher, &Cnn::<f32>::default(), count);
}

#[divan::bench(args = [1500])]
fn logistic_gradient(bencher: Bencher, count: usize) {
    gradient(bencher, &Softmax::<f32>::default(), count);
}

#[divan::bench(args = [10_000])]
fn logistic_test(bencher: Bencher, count: usize) {
    correct(bencher, &Softmax::<f32>::default(), count);
}
