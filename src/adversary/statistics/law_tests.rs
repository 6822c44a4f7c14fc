//! Exact mean squared errors of the plain mean under attack.

use rand_distr::Distribution;

use super::stage::Stage;
use super::*;
use crate::adversary::Adversary;
use crate::aggregator::{Mean, Messages, Workspace};
use crate::sampling::StandardNormal;
use crate::stat::Moments;
use crate::stream::{Purpose, ReplicateStreams};

/// m, b, and E(ŵ − 1)² under A Little Is Enough and under inner-product manipulation with ε = ½. The first is 1/h + (bz/m)², since mean
/// and deviation of normal messages are independent and E sd² = 1.
const EXACT: [(usize, usize, f64, f64); 6] = [
    (21, 2, 0.0526711032954, 0.0590762620838),
    (21, 4, 0.060627882887, 0.111644657863),
    (41, 4, 0.027125657309, 0.0411113076193),
    (41, 8, 0.0330593548352, 0.100823824203),
    (101, 10, 0.0111404064271, 0.030023990322),
    (101, 20, 0.0158361528535, 0.0943274745516),
];

/// Messages N(1, 1) in 50 dimensions, 1000 times: twelve z-tests at 4, of which one is false with probability 8e-4 for a new seed.
#[test]
fn the_mean_errs_as_its_law_says() {
    const DIM: usize = 50;
    let stage = Stage::new(vec![1.0; DIM]);
    let little = LittleIsEnough::hidden(Direction::Down);
    let inner = InnerProduct::new(0.5).expect("a factor");
    for (workers, byzantine, by_little, by_inner) in EXACT {
        let scene = stage.scene(&Mean, workers - byzantine, byzantine);
        let mut stream = ReplicateStreams::new(3, "exact laws", workers as u64).worker(Purpose::Data, byzantine);
        let mut workspace = Workspace::default();
        let mut aggregate = vec![0.0; DIM];
        let mut errors = [Moments::default(); 2];
        for _ in 0..1000 {
            let mut messages = Messages::zeros(workers, DIM);
            for value in messages.values_mut() {
                let standard: f64 = StandardNormal.sample(&mut stream);
                *value = 1.0 + standard;
            }
            for (adversary, errors) in [&little as &dyn Adversary, &inner].into_iter().zip(&mut errors) {
                scene.round(adversary, &mut messages, &mut workspace, &mut aggregate);
                for value in &aggregate {
                    errors.add((value - 1.0) * (value - 1.0));
                }
            }
        }
        for (errors, exact) in errors.iter().zip([by_little, by_inner]) {
            let found = errors.mean();
            assert!(
                (found.value - exact).abs() < 4.0 * found.standard_error,
                "({workers}, {byzantine}): {found:?} for {exact}"
            );
        }
    }
}
