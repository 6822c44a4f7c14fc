//! Results that other programs, or a second reading of the publications, gave for four small matrices.

use super::*;
use crate::aggregator::{Aggregator, Messages, Workspace};
use Keep::Honest;
use Neighbours::{OneMore, Published};

/// Five honest rows, and two that are far out.
const A: [[f64; 2]; 7] = [
    [1.0, 2.0],
    [1.5, 1.0],
    [0.5, 2.5],
    [2.0, 1.5],
    [1.2, 1.9],
    [6.0, -3.0],
    [6.5, -3.5],
];
/// Nine honest rows, and two that are a little out.
const B: [[f64; 3]; 11] = [
    [0.2, -1.1, 0.5],
    [1.3, 0.4, -0.7],
    [-0.6, 0.9, 1.2],
    [0.8, -0.3, -1.4],
    [-1.2, -0.5, 0.3],
    [0.1, 1.6, -0.2],
    [0.5, 0.7, 0.9],
    [-0.9, -1.3, -0.8],
    [1.1, 0.2, 1.5],
    [2.4, 2.2, 2.6],
    [2.5, 2.3, 2.3],
];
/// Scores, distances and rows that tie.
const C: [[f64; 2]; 6] = [[0.0, 0.0], [1.0, 1.0], [1.0, 1.0], [2.0, 0.0], [0.0, 2.0], [3.0, 3.0]];
/// Every score of Krum chooses another row.
const D: [[f64; 2]; 9] = [
    [-1.6, 1.4],
    [0.8, -1.7],
    [-2.2, 0.5],
    [-0.7, 0.3],
    [0.3, 0.5],
    [0.1, -0.8],
    [1.5, 1.1],
    [-0.1, 0.6],
    [0.0, -0.2],
];

/// The published number of messages.
const FEWER: Keep = Keep::Published;

fn krum(f: usize, neighbours: Neighbours) -> Box<dyn Aggregator> {
    Box::new(Krum::new(f).with_neighbours(neighbours))
}

fn multi_krum(f: usize, neighbours: Neighbours, keep: Keep) -> Box<dyn Aggregator> {
    Box::new(MultiKrum::new(f).with_neighbours(neighbours).with_keep(keep))
}

fn aggregate<const D: usize>(rows: &[[f64; D]], rule: &dyn Aggregator) -> Vec<f64> {
    let messages = Messages::from_values(rows.len(), D, rows.concat()).expect("a full matrix");
    assert_eq!(rule.check(rows.len()), Ok(()));
    let mut out = vec![f64::NAN; D];
    Workspace::default().aggregate(rule, &messages, &mut out);
    out
}

fn compare<const D: usize>(rows: &[[f64; D]], table: Vec<(Box<dyn Aggregator>, [f64; D])>) {
    for (rule, wanted) in table {
        let out = aggregate(rows, &*rule);
        let close = out
            .iter()
            .zip(wanted)
            .all(|(got, wanted)| (got - wanted).abs() <= 1e-12);
        assert!(close, "{}: {out:?} and not {wanted:?}", rule.key());
    }
}

#[test]
fn matrix_a() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (krum(2, Published), [1.2, 1.9]),
        (krum(2, OneMore), [1.2, 1.9]),
        (krum(2, Published), [1.2, 1.9]),
        (multi_krum(2, OneMore, Honest), [1.24, 1.78]),
        (multi_krum(2, Published, FEWER), [1.4, 1.8]),
        (multi_krum(2, Published, FEWER), [1.4, 1.8]),
        (Box::new(Mda::new(2)), [1.24, 1.78]),
        (Box::new(Monna::new(2, 0)), [1.24, 1.78]),
        (Box::new(MeaMed::new(2)), [1.24, 1.78]),
        (Box::new(Bulyan::new(1)), [1.23333333333333, 2.13333333333333]),
        (Box::new(Bulyan::new(1)), [1.23333333333333, 2.13333333333333]),
    ];
    compare(&A, table);
}

#[test]
fn matrix_b() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (krum(2, Published), [0.5, 0.7, 0.9]),
        (krum(2, OneMore), [0.5, 0.7, 0.9]),
        (krum(2, Published), [0.5, 0.7, 0.9]),
        (
            multi_krum(2, OneMore, Honest),
            [0.144444444444444, 0.0666666666666667, 0.144444444444444],
        ),
        (multi_krum(2, Published, FEWER), [0.2, 0.314285714285714, 0.5]),
        (multi_krum(2, Published, FEWER), [0.2, 0.314285714285714, 0.5]),
        (
            Box::new(Mda::new(2)),
            [0.144444444444444, 0.0666666666666667, 0.144444444444444],
        ),
        (
            Box::new(Monna::new(2, 0)),
            [0.144444444444444, 0.0666666666666667, 0.144444444444444],
        ),
        (
            Box::new(MeaMed::new(2)),
            [0.144444444444444, 0.0666666666666667, 0.555555555555556],
        ),
        (
            Box::new(Bulyan::new(2)),
            [0.266666666666667, 0.666666666666667, 0.566666666666667],
        ),
        (
            Box::new(Bulyan::new(2)),
            [0.266666666666667, 0.666666666666667, 0.566666666666667],
        ),
    ];
    compare(&B, table);
}

#[test]
fn matrix_c() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (krum(1, Published), [1.0, 1.0]),
        (krum(1, OneMore), [1.0, 1.0]),
        (krum(1, Published), [1.0, 1.0]),
        (multi_krum(1, OneMore, Honest), [0.8, 0.8]),
        (multi_krum(1, Published, FEWER), [0.666666666666667, 0.666666666666667]),
        (multi_krum(1, Published, FEWER), [0.666666666666667, 0.666666666666667]),
        (Box::new(Mda::new(1)), [0.8, 0.8]),
        (Box::new(Monna::new(1, 0)), [0.8, 0.8]),
        (Box::new(MeaMed::new(1)), [0.8, 0.8]),
    ];
    compare(&C, table);
}

#[test]
fn matrix_d() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (krum(2, Published), [0.0, -0.2]),
        (krum(2, OneMore), [-0.7, 0.3]),
        (krum(2, Published), [0.0, -0.2]),
        (multi_krum(2, OneMore, Honest), [-0.6, 0.328571428571429]),
        (multi_krum(2, Published, FEWER), [-0.08, 0.08]),
        (multi_krum(2, Published, FEWER), [-0.08, 0.08]),
        (Box::new(Mda::new(2)), [-0.6, 0.328571428571428]),
        (Box::new(Monna::new(2, 0)), [-0.6, 0.328571428571429]),
        (Box::new(MeaMed::new(2)), [0.271428571428571, 0.6]),
        (Box::new(Bulyan::new(1)), [-0.08, 0.52]),
        (Box::new(Bulyan::new(1)), [-0.08, 0.52]),
    ];
    compare(&D, table);
}

// What follows was worked out from the formulas, in fractions.

#[test]
fn matrix_a_by_the_formulas() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (Box::new(Phocas::new(2)), [1.24, 1.78]),
        (Box::new(Cge::new(2)), [1.24, 1.78]),
        (Box::new(Aksel::mid()), [1.425, 1.6]),
        (Box::new(Aksel::new(2)), [1.24, 1.78]),
        (
            Box::new(Krum::new(2).with_power(Power::First).with_neighbours(OneMore)),
            [1.2, 1.9],
        ),
        (
            Box::new(Krum::new(2).with_power(Power::Fourth).with_neighbours(Published)),
            [1.2, 1.9],
        ),
    ];
    compare(&A, table);
}

#[test]
fn matrix_b_by_the_formulas() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (
            Box::new(Phocas::new(2)),
            [0.14444444444444443, 0.06666666666666667, 0.5555555555555556],
        ),
        (
            Box::new(Cge::new(2)),
            [0.14444444444444443, 0.06666666666666667, 0.14444444444444443],
        ),
        (Box::new(Aksel::mid()), [0.43333333333333335, 0.45, 0.5333333333333333]),
        (
            Box::new(Aksel::new(2)),
            [0.14444444444444443, 0.06666666666666667, 0.14444444444444443],
        ),
        (
            Box::new(Krum::new(2).with_power(Power::First).with_neighbours(OneMore)),
            [0.5, 0.7, 0.9],
        ),
        (
            Box::new(Krum::new(2).with_power(Power::Fourth).with_neighbours(Published)),
            [0.5, 0.7, 0.9],
        ),
    ];
    compare(&B, table);
}

#[test]
fn matrix_c_by_the_formulas() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (Box::new(Phocas::new(1)), [0.8, 0.8]),
        (Box::new(Cge::new(1)), [0.8, 0.8]),
        (Box::new(Aksel::mid()), [0.6666666666666666, 0.6666666666666666]),
        (Box::new(Aksel::new(1)), [0.8, 0.8]),
        (
            Box::new(Krum::new(1).with_power(Power::First).with_neighbours(OneMore)),
            [1.0, 1.0],
        ),
        (
            Box::new(Krum::new(1).with_power(Power::Fourth).with_neighbours(Published)),
            [1.0, 1.0],
        ),
    ];
    compare(&C, table);
}

#[test]
fn matrix_d_by_the_formulas() {
    let table: Vec<(Box<dyn Aggregator>, _)> = vec![
        (Box::new(Phocas::new(2)), [-0.17142857142857143, 0.6]),
        (Box::new(Cge::new(2)), [0.2714285714285714, -0.02857142857142857]),
        (Box::new(Aksel::mid()), [-0.08, 0.08]),
        (Box::new(Aksel::new(2)), [-0.07142857142857142, 0.4142857142857143]),
        (
            Box::new(Krum::new(2).with_power(Power::First).with_neighbours(OneMore)),
            [-0.1, 0.6],
        ),
        (
            Box::new(Krum::new(2).with_power(Power::Fourth).with_neighbours(Published)),
            [0.3, 0.5],
        ),
    ];
    compare(&D, table);
}
