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

/// A convolution 5 × 5 without padding, ReLU and 2 × 2 maximum pooling, sum by sum: values lie (row, column, channel), kernels
/// (channel out, row, column, channel in), then biases.
fn convolved(input: &[f64], side: usize, inputs: usize, outputs: usize, w: &[f64]) -> Vec<f64> {
    let (kernels, biases) = w.split_at(outputs * 25 * inputs);
    let half = (side - 4) / 2;
    let mut out = vec![0.0; half * half * outputs];
    for (place, out) in out.iter_mut().enumerate() {
        let (y, x, channel) = (place / outputs / half, place / outputs % half, place % outputs);
        for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let mut sum = biases[channel];
            for i in 0..5 {
                for j in 0..5 {
                    for c in 0..inputs {
                        let pixel = input[((2 * y + dy + i) * side + 2 * x + dx + j) * inputs + c];
                        sum += kernels[((channel * 5 + i) * 5 + j) * inputs + c] * pixel;
                    }
                }
            }
            *out = sum.max(*out);
        }
    }
    out
}

/// Wᵀx + c; a row of weights for every input, then the biases.
fn dense(input: &[f64], outputs: usize, w: &[f64]) -> Vec<f64> {
    let sum = |unit: usize| -> f64 { (input.iter().enumerate()).map(|(i, x)| x * w[i * outputs + unit]).sum() };
    (0..outputs)
        .map(|unit| sum(unit) + w[input.len() * outputs + unit])
        .collect()
}

#[test]
fn cnn_is_the_network_that_is_described() {
    let model = Cnn::<f64>::default();
    let mut stream = ReplicateStreams::new(7, "gradients", 0).worker(Purpose::Search, 2);
    let mut w = model.start(&ReplicateStreams::new(7, "gradients", 0));
    for w in &mut w {
        *w += stream.random_range(-0.1..0.1);
    }
    assert_eq!(w.len(), 11_978);
    let (first, rest) = w.split_at(208);
    let (second, rest) = rest.split_at(3216);
    let (hidden, output) = rest.split_at(8224);
    // More images than go through the network together, and a rest.
    let samples = samples(33);
    let mut losses = 0.0;
    let mut right = 0;
    for image in 0..33 {
        let pixels: Vec<f64> = samples
            .image(image)
            .iter()
            .map(|byte| f64::from(*byte) / 255.0)
            .collect();
        let features = convolved(&convolved(&pixels, 28, 1, 8, first), 12, 8, 16, second);
        let units: Vec<f64> = dense(&features, 32, hidden).into_iter().map(libm::tanh).collect();
        let scores = dense(&units, 10, output);
        let label = samples.label(image);
        let sum: f64 = scores.iter().map(|score| libm::exp(*score)).sum();
        losses += libm::log(sum) - scores[usize::from(label)];
        let best = (0..10).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        right += u32::from(best == Some(usize::from(label)));
    }
    let batch: Vec<Labelled> = (0..33).map(|i| (i, samples.label(i as usize))).collect();
    let loss = model.gradient(&w, &samples, &batch, &mut vec![0.0; model.dim()]);
    assert!((loss - losses / 33.0).abs() < 1e-9, "{loss} and {}", losses / 33.0);
    assert_eq!(model.correct(&w, &samples, 0..33), right);
}
