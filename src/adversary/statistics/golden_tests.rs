//! Attacks on the honest rows of two matrices, as other programs or a second reading of the publications have them.

use super::stage::{A, B, sent};
use super::*;
use crate::adversary::Adversary;

/// All of two Byzantine workers send `expected`, to 1e-12 of it or of 1.
fn check<const D: usize>(adversary: &dyn Adversary, rows: &[[f64; D]], expected: [f64; D]) {
    for sent in sent(adversary, rows, 2) {
        for (sent, expected) in sent.iter().zip(expected) {
            assert!(
                (sent - expected).abs() <= 1e-12 * expected.abs().max(1.0),
                "{}: {sent} for {expected}",
                adversary.key()
            );
        }
    }
}

fn inner_product(epsilon: f64) -> InnerProduct {
    InnerProduct::new(epsilon).expect("a factor")
}

fn little(factor: f64, direction: Direction) -> LittleIsEnough {
    LittleIsEnough::new(factor, direction).expect("a factor")
}

/// ByzFL 0.0.11 (a flipped mean is ε = 1; its own τ is 2), and the formula with ε = ½ of Karimireddy et al.
#[test]
fn inner_products() {
    check(&inner_product(1.0), &A, [-1.24, -1.78]);
    check(
        &inner_product(1.0),
        &B,
        [-0.144444444444444, -0.0666666666666667, -0.144444444444444],
    );
    check(&inner_product(2.0), &A, [-2.48, -3.56]);
    check(
        &inner_product(2.0),
        &B,
        [-0.288888888888889, -0.133333333333333, -0.288888888888889],
    );
    check(&inner_product(0.5), &A, [-0.62, -0.89]);
    check(
        &inner_product(0.5),
        &B,
        [-0.0722222222222222, -0.0333333333333333, -0.0722222222222222],
    );
}

/// ByzFL 0.0.11 (up, by 1.5), and the formula of Karimireddy et al. (down, by the largest hidden shift).
#[test]
fn a_little_is_enough() {
    check(&little(1.5, Direction::Up), &A, [2.07919604384196, 2.62454129561555]);
    check(
        &little(1.5, Direction::Up),
        &B,
        [1.47156538844314, 1.49560858291099, 1.62388690699579],
    );
    check(
        &LittleIsEnough::hidden(Direction::Down),
        &A,
        [1.09826140888641, 1.63735860618483],
    );
    check(
        &LittleIsEnough::hidden(Direction::Down),
        &B,
        [0.0208361352854863, -0.0664252681355435, 0.00664887869673306],
    );
}

/// ByzFL 0.0.11, and ByzantineMomentum.
#[test]
fn mimic_and_anti_cge() {
    check(&Mimic::of(0), &A, [1.0, 2.0]);
    check(&Mimic::of(0), &B, [0.2, -1.1, 0.5]);
    check(&AntiCge, &A, [-1.65300246165505, -1.87552202380093]);
    check(&AntiCge, &B, [-1.27584929009775, -0.588853518506656, -1.07956478392887]);
}

/// By bisection to the last digits.
#[test]
fn min_max() {
    check(
        &MinMax::new(Perturbation::Unit),
        &A,
        [0.485746114860744, 0.697280713267842],
    );
    check(
        &MinMax::new(Perturbation::Unit),
        &B,
        [-1.04464094545202, -0.482141974824008, -1.04464094545202],
    );
    check(
        &MinMax::new(Perturbation::Sign),
        &A,
        [0.316127154711685, 0.856127154711685],
    );
    check(
        &MinMax::new(Perturbation::Sign),
        &B,
        [-0.934887381103807, -1.01266515888159, -0.934887381103807],
    );
    check(
        &MinMax::new(Perturbation::Deviation),
        &A,
        [0.317756451727964, 0.851882229609951],
    );
    check(
        &MinMax::new(Perturbation::Deviation),
        &B,
        [-0.867905963792674, -1.02335450947302, -0.984099406588814],
    );
}

/// By bisection to the last digits.
#[test]
fn min_sum() {
    check(
        &MinSum::new(Perturbation::Unit),
        &A,
        [1.16769710028475, 1.67621035363457],
    );
    check(
        &MinSum::new(Perturbation::Unit),
        &B,
        [-0.560065028459465, -0.258491551596676, -0.560065028459465],
    );
    check(
        &MinSum::new(Perturbation::Sign),
        &A,
        [1.15055728090032, 1.69055728090032],
    );
    check(
        &MinSum::new(Perturbation::Sign),
        &B,
        [-0.460643720406268, -0.538421498184046, -0.460643720406268],
    );
    check(
        &MinSum::new(Perturbation::Deviation),
        &A,
        [1.15084167818318, 1.6902737850415],
    );
    check(
        &MinSum::new(Perturbation::Deviation),
        &B,
        [-0.423764958800031, -0.545137583105613, -0.48898171206542],
    );
}

/// z_max as far as twelve digits go: m, b, z.
#[test]
fn largest_hidden_shifts() {
    let table = [
        (7, 2, 0.253347103136),
        (11, 1, 0.0),
        (11, 2, 0.139710298882),
        (20, 4, 0.15731068461),
        (21, 2, 0.0660118123758),
        (21, 4, 0.22300783094),
        (25, 5, 0.253347103136),
        (25, 11, 1.06757052388),
        (41, 4, 0.101795599095),
        (41, 8, 0.269066137854),
        (50, 12, 0.336038140372),
        (101, 10, 0.124273282084),
        (101, 20, 0.298355172794),
        (100, 10, 0.111637154507),
    ];
    for (workers, byzantine, expected) in table {
        let found = LittleIsEnough::largest_hidden(workers, byzantine);
        assert!(
            (found - expected).abs() < 5e-12 * expected.max(1.0),
            "({workers}, {byzantine}): {found}"
        );
    }
}
