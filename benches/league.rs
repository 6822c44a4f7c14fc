//! The rules of the league on m × d messages, of which f are told to be Byzantine: normal ones, with a cluster at a distance of one
//! standard deviation in every coordinate, and with a cluster far out.

use std::sync::Arc;

use byzrate::aggregator::{
    Aggregator, Aksel, Before, Bulyan, Caf, CentredClipping, Cge, Filter, GeometricMedian, GroupGeometricMedian,
    Grouping, Krum, Mda, MeaMed, Mean, Median, Messages, Monna, MultiKrum, NearestNeighbourMixing, Phocas, Smea,
    SmoothedGeometricMedian, Spectral, Start, TrimmedMean, TrimmedMidrange, Vrmom, Workspace,
};
use byzrate::sampling::StandardNormal;
use byzrate::stream::{Purpose, ReplicateStreams};
use divan::Bencher;
use rand_distr::Distribution;

fn main() {
    divan::main();
}

/// m, d and f: many coordinates, and what the search for attacks tries thousands of times.
const SHAPES: [(usize, usize, usize); 5] = [
    (101, 10_000, 20),
    (101, 100, 20),
    (101, 10, 20),
    (101, 1, 20),
    (41, 1, 4),
];

/// How far the f rows of a cluster are shifted in every coordinate.
const SHIFTS: [f64; 3] = [0.0, 1.0, 1e8];

fn aggregate(bencher: Bencher, rule: &dyn Aggregator, (workers, dim, byzantine): (usize, usize, usize), shift: f64) {
    let mut stream = ReplicateStreams::new(1, "league", 0).worker(Purpose::Data, 0);
    let mut values: Vec<f64> = (0..workers * dim).map(|_| StandardNormal.sample(&mut stream)).collect();
    if shift != 0.0 {
        // Next to each other, but not equal, which would be easier.
        values[..byzantine * dim]
            .iter_mut()
            .for_each(|value| *value = shift + 1e-3 * *value);
    }
    let messages = Messages::from_values(workers, dim, values).expect("a full matrix");
    let (mut workspace, mut out) = (Workspace::default(), vec![0.0; dim]);
    bencher.bench_local(|| rule.aggregate(divan::black_box(&messages), &mut workspace, &mut out));
}

#[divan::bench(args = SHAPES)]
fn median(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Median, shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn trimmed_mean(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = TrimmedMean::new(shape.2 as f64 / shape.0 as f64).expect("a fraction");
    aggregate(bencher, &rule, shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn vrmom(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Vrmom::new(10, 1.0).expect("valid parameters"), shape, 0.0);
}

/// The radius √d is told, or estimated.
#[divan::bench(args = SHAPES, consts = [false, true])]
fn centred_clipping<const ESTIMATED: bool>(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = CentredClipping::new((shape.1 as f64).sqrt(), 1, Start::Median).expect("valid parameters");
    let rule = if ESTIMATED { rule.with_estimated_scale() } else { rule };
    aggregate(bencher, &rule, shape, 0.0);
}

#[divan::bench(args = SHAPES, consts = [false, true])]
fn filter<const ESTIMATED: bool>(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = match ESTIMATED {
        true => Filter::with_estimated_scale(shape.2, 0.0),
        false => Filter::new(shape.2, 1.0, 0.0),
    };
    aggregate(bencher, &rule.expect("valid parameters"), shape, 1.0);
}

#[divan::bench(args = SHAPES)]
fn krum(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Krum::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn multi_krum(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &MultiKrum::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn bulyan(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Bulyan::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn nnm_mean(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = Before::new(NearestNeighbourMixing::new(shape.2), Arc::new(Mean));
    aggregate(bencher, &rule, shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn meamed(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &MeaMed::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn phocas(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Phocas::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn cge(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Cge::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn monna(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Monna::new(shape.2, shape.0 - 1), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn aksel(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Aksel::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn spectral(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Spectral::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn trimmed_midrange(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &TrimmedMidrange::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn group_geometric_median(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = GroupGeometricMedian::new(2 * shape.2 + 1, Grouping::Dealt).expect("groups");
    aggregate(bencher, &rule, shape, 0.0);
}

/// Rules that try subsets do so of few messages alone.
#[divan::bench(args = [(41, 1, 4), (41, 10, 4), (41, 100, 4)])]
fn mda(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Mda::new(shape.2), shape, 0.0);
}

#[divan::bench(args = [(41, 1, 4), (41, 10, 4), (41, 100, 4)])]
fn smea(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Smea::new(shape.2), shape, 0.0);
}

#[divan::bench(args = SHAPES)]
fn geometric_median_of_three_steps(bencher: Bencher, shape: (usize, usize, usize)) {
    let rule = SmoothedGeometricMedian::new(0.1, 3, Start::Zero).expect("valid parameters");
    aggregate(bencher, &rule, shape, 0.0);
}

#[divan::bench(args = SHAPES, consts = [0, 1, 2])]
fn geometric_median<const SHIFT: usize>(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &GeometricMedian::default(), shape, SHIFTS[SHIFT]);
}

#[divan::bench(args = SHAPES, consts = [0, 1, 2])]
fn caf<const SHIFT: usize>(bencher: Bencher, shape: (usize, usize, usize)) {
    aggregate(bencher, &Caf::new(shape.2), shape, SHIFTS[SHIFT]);
}
