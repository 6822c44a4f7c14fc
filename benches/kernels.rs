//! Medians and trimmed means of m × d normal messages.

use byzrate::aggregator::{Aggregator, Mean, Median, Messages, TrimmedMean, Workspace};
use byzrate::sampling::StandardNormal;
use byzrate::stream::{Purpose, ReplicateStreams};
use divan::Bencher;
use divan::counter::ItemsCount;
use rand_distr::Distribution;

fn main() {
    divan::main();
}

/// Shapes of the comparison with NumPy, and those of Monte Carlo: few coordinates.
const SHAPES: [(usize, usize); 7] = [
    (25, 100_000),
    (101, 100_000),
    (1001, 10_000),
    (21, 5),
    (101, 1),
    (101, 10),
    (1001, 2),
];

fn aggregate(bencher: Bencher, rule: &dyn Aggregator, (workers, dim): (usize, usize)) {
    let mut stream = ReplicateStreams::new(1, "kernels", 0).worker(Purpose::Data, 0);
    let values = (0..workers * dim).map(|_| StandardNormal.sample(&mut stream)).collect();
    let messages = Messages::from_values(workers, dim, values).expect("a full matrix");
    let (mut workspace, mut out) = (Workspace::default(), vec![0.0; dim]);
    bencher
        .counter(ItemsCount::new(workers * dim))
        .bench_local(|| rule.aggregate(divan::black_box(&messages), &mut workspace, &mut out));
}

#[divan::bench(args = SHAPES)]
fn mean(bencher: Bencher, shape: (usize, usize)) {
    aggregate(bencher, &Mean, shape);
}

#[divan::bench(args = SHAPES)]
fn median(bencher: Bencher, shape: (usize, usize)) {
    aggregate(bencher, &Median, shape);
}

#[divan::bench(args = SHAPES)]
fn trimmed_mean(bencher: Bencher, shape: (usize, usize)) {
    aggregate(bencher, &TrimmedMean::new(0.1).expect("a trim fraction"), shape);
}
