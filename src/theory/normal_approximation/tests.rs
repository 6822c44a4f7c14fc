use super::NormalApproximation;
use crate::problem::CoordinateLaw;
use crate::stat::normal;
use crate::theory::continuous_law::{ContinuousLaw, StudentT};
use crate::theory::skewness;
use crate::theory::theorem::constant::BERRY_ESSEEN;

const EXPONENTIAL: CoordinateLaw = CoordinateLaw::Exponential { deviation: 2.0 };

fn signs(steps: &[f64], noise: f64) -> CoordinateLaw {
    CoordinateLaw::Signs {
        steps: steps.to_vec(),
        noise,
    }
}

fn product(along: f64, across: f64) -> CoordinateLaw {
    CoordinateLaw::Product { along, across }
}

fn of(law: &CoordinateLaw, samples: usize) -> NormalApproximation {
    NormalApproximation::new(law, samples).expect("known")
}

/// By 20-digit sums and quadratures over the laws themselves.
#[test]
fn distances_match_an_independent_computation() {
    for (law, samples, want) in [
        (EXPONENTIAL, 1, 0.158_655_253_931_46),
        (EXPONENTIAL, 2, 0.094_463_309_503_006),
        (EXPONENTIAL, 5, 0.059_628_937_111_436),
        (EXPONENTIAL, 20, 0.029_758_175_272_664),
        (signs(&[1.0], 1.0), 1, 0.022_019_673_130_872),
        (signs(&[1.0], 1.0), 4, 0.003_109_809_219_364_5),
        (signs(&[-1.0], 0.25), 1, 0.195_552_141_309_61),
        (signs(&[1.0], 0.25), 3, 0.065_162_272_789_46),
        (product(0.0, 1.0), 1, 0.107_533_358_112),
        (product(0.0, 3.0), 4, 0.033_308_964_082_7),
        (product(1.0, 1.0), 1, 0.178_475_103_127),
        (product(1.0, 0.5), 3, 0.108_558_688_929),
        (product(0.3, 1.0), 10, 0.035_799_292_078_9),
    ] {
        let got = of(&law, samples).distance();
        assert!((got - want).abs() < 1e-9, "{law:?} {samples}: {got} against {want}");
    }
}

/// The ratio to γ/√n, to 1e-6: on the exponential law it ends at κ₃/(6√(2π)·γ), the Edgeworth term at the mean.
#[test]
fn ratios_stay_below_the_constant() {
    for (samples, want) in [(1, 0.065_707_911), (2, 0.055_327_540), (20, 0.055_116_864)] {
        assert!((of(&EXPONENTIAL, samples).ratio() - want).abs() < 1e-8);
    }
    let limit = 2.0 / (6.0 * std::f64::consts::TAU.sqrt() * skewness::EXPONENTIAL);
    assert!((of(&EXPONENTIAL, 1_000_000).ratio() - limit).abs() < 1e-6);
    let laws = [
        EXPONENTIAL,
        CoordinateLaw::Normal { deviation: 1.0 },
        CoordinateLaw::Student {
            deviation: 1.0,
            nu: 3.5,
        },
        signs(&[1.0, -0.5], 0.3),
        product(1.0, 0.3),
    ];
    for law in laws {
        for samples in [1, 3, 30] {
            let ratio = of(&law, samples).ratio();
            assert!((0.0..BERRY_ESSEEN).contains(&ratio), "{law:?} {samples}: {ratio}");
        }
    }
}

#[test]
fn one_value_of_student_has_its_own_law() {
    for nu in [4_u8, 5, 30] {
        let law = StudentT::new(usize::from(nu));
        let nu = f64::from(nu);
        let inverted = of(&CoordinateLaw::Student { deviation: 1.0, nu }, 1);
        for x in [-2.5, -0.3, 0.0, 0.7, 1.9, 6.0] {
            let want = law.cdf(x * (nu / (nu - 2.0)).sqrt());
            assert!((inverted.cdf(x) - want).abs() < 1e-9, "{nu} {x}");
        }
    }
    // Two of ν = 5, by a convolution.
    let two = of(
        &CoordinateLaw::Student {
            deviation: 1.0,
            nu: 5.0,
        },
        2,
    );
    for (x, want) in [
        (0.5, 0.022_066_074_221_1),
        (1.0, 0.021_363_282_120_2),
        (3.0, -0.003_277_948_726_35),
    ] {
        assert!((two.excess(x) - want).abs() < 1e-9, "{x}: {}", two.excess(x));
    }
}

/// A mean of n samples of d signs is one of n·d signs, whose third moment is a sum over all of them.
#[test]
fn the_absolute_skewness_of_means_is_exact() {
    let delta: Vec<f64> = [0.0].into_iter().chain([1.0, -0.4].repeat(5)).collect();
    let all = skewness::rademacher_regression(&delta, 0.7 * 5f64.sqrt(), 0).expect("few signs");
    let got = of(&signs(&[1.0, -0.4], 0.7), 5)
        .absolute_skewness_of_mean()
        .expect("known");
    assert!((got - all).abs() < 1e-10, "{got} {all}");
    for (law, samples, want) in [
        (EXPONENTIAL, 1, skewness::EXPONENTIAL),
        (EXPONENTIAL, 2, 2.030_860_312_002),
        (EXPONENTIAL, 20, 1.641_988_482_055),
        (product(0.0, 1.0), 4, 1.875),
        (product(1.0, 0.5), 3, 2.160_840_415_09),
        (product(0.3, 1.0), 10, 1.728_935_322_23),
    ] {
        let got = of(&law, samples).absolute_skewness_of_mean().expect("known");
        assert!((got - want).abs() < 1e-8, "{law:?} {samples}: {got} against {want}");
    }
}

/// Gradients of exponential values have their long tail on the left, estimates on the right.
#[test]
fn a_skewed_law_is_reflected() {
    let left = of(&CoordinateLaw::Exponential { deviation: -1.0 }, 3);
    let right = of(&EXPONENTIAL, 3);
    for x in [-1.7, -0.4, 0.0, 0.9, 2.0] {
        assert!((left.cdf(x) + right.cdf(-x) - 1.0).abs() < 1e-14, "{x}");
        assert_eq!(left.clone().reflected().excess(x), right.excess(x));
    }
    // More than half of the values lie below their mean where the tail is on the right.
    assert!(right.excess(0.0) > 0.07 && left.excess(0.0) < -0.07);
    assert_eq!(left.distance(), right.distance());
}

#[test]
fn what_is_not_known_is_not_made_up() {
    assert!(NormalApproximation::new(&CoordinateLaw::Unknown, 5).is_none());
    // Signs without noise have no density.
    assert!(NormalApproximation::new(&signs(&[1.0], 0.0), 5).is_none());
    assert!(of(&signs(&[0.0, 0.0], 0.1), 5).is_normal());
    let student = CoordinateLaw::Student {
        deviation: 1.0,
        nu: 3.2,
    };
    assert_eq!(of(&student, 2).absolute_skewness_of_mean(), None);
    assert!((of(&EXPONENTIAL, 3).cdf(0.4) - normal::cdf(0.4) - of(&EXPONENTIAL, 3).excess(0.4)).abs() < 1e-15);
}
