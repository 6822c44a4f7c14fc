//! Gradients against finite differences in double precision.

use byzrate::stream::{Purpose, ReplicateStreams};
use byzrate_mnist::data::{PIXELS, Samples};
use byzrate_mnist::model::{Cnn, Labelled, Model, Softmax};
use rand::RngExt;

fn samples(count: usize) -> Samples {
    let mut stream = ReplicateStreams::new(7, "gradients", 0).worker(Purpose::Data, 0);
    let mut pixel = |_| {
        if stream.random_bool(0.3) {
            stream.random_range(1..=255)
        } else {
            0
        }
    };
    Samples::new(
        (0..count * PIXELS).map(&mut pixel).collect(),
        (0..count as u8).map(|y| y % 10).collect(),
    )
}

/// Central differences with h = 1e-5 have an error of h²·f‴/6 + ε·f/h ≈ 1e-10 for values of order one; a kink of ReLU or of the
/// maximum nearer than h to one of the few points tried would show, and does not at this seed.
fn check(model: &dyn Model, w: &[f64], every: usize) {
    let samples = samples(33);
    let batch: Vec<Labelled> = (0..33).map(|i| (i, ((i * 7 + 3) % 10) as u8)).collect();
    let mut gradient = vec![0.0; model.dim()];
    let mut ignored = vec![0.0; model.dim()];
    model.gradient(w, &samples, &batch, &mut gradient);
    let size = gradient.iter().fold(0.0f64, |a, g| a.max(g.abs()));
    assert!(size > 1e-3, "a gradient of size {size} shows nothing");
    let mut w = w.to_vec();
    for k in (0..model.dim()).step_by(every).chain(model.dim() - 10..model.dim()) {
        let (at, h) = (w[k], 1e-5);
        w[k] = at + h;
        let above = model.gradient(&w, &samples, &batch, &mut ignored);
        w[k] = at - h;
        let below = model.gradient(&w, &samples, &batch, &mut ignored);
        w[k] = at;
        let difference = (above - below) / (2.0 * h);
        assert!(
            (difference - gradient[k]).abs() < 1e-6 * size.max(1.0),
            "coordinate {k}: {difference} by differences, {} by the gradient",
            gradient[k]
        );
    }
}

#[test]
fn softmax_gradient_is_that_of_the_loss() {
    let model = Softmax::<f64>::default();
    let mut stream = ReplicateStreams::new(7, "gradients", 0).worker(Purpose::Search, 1);
    let w: Vec<f64> = (0..model.dim()).map(|_| stream.random_range(-0.1..0.1)).collect();
    check(&model, &w, 61);
}

#[test]
fn cnn_gradient_is_that_of_the_loss() {
    let model = Cnn::<f64>::default();
    let mut w = model.start(&ReplicateStreams::new(7, "gradients", 0));
    let mut stream = ReplicateStreams::new(7, "gradients", 0).worker(Purpose::Search, 1);
    for w in &mut w {
        *w += stream.random_range(-0.02..0.02);
    }
    check(&model, &w, 53);
}

#[test]
fn single_precision_agrees_with_double() {
    let samples = samples(30);
    let batch: Vec<Labelled> = (0..30).map(|i| (i, (i % 10) as u8)).collect();
    let streams = ReplicateStreams::new(7, "gradients", 0);
    let models: [(Box<dyn Model>, Box<dyn Model>); 2] = [
        (Box::new(Softmax::<f32>::default()), Box::new(Softmax::<f64>::default())),
        (Box::new(Cnn::<f32>::default()), Box::new(Cnn::<f64>::default())),
    ];
    for (single, double) in &models {
        let w = double.start(&streams);
        let [mut a, mut b] = [vec![0.0; double.dim()], vec![0.0; double.dim()]];
        let losses = [
            single.gradient(&w, &samples, &batch, &mut a),
            double.gradient(&w, &samples, &batch, &mut b),
        ];
        assert!((losses[0] - losses[1]).abs() < 1e-4, "{losses:?}");
        let largest = b.iter().fold(0.0f64, |size, g| size.max(g.abs()));
        let off = a.iter().zip(&b).fold(0.0f64, |off, (a, b)| off.max((a - b).abs()));
        assert!(off < 1e-4 * largest, "{} is off by {off} of {largest}", single.name());
    }
}
