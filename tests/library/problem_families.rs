//! The problems made for single theorems: the workers' data have the law that the definition gives them, and the theorems
//! speak of them where they should.
//!
//! About 30 z-tests are made here, each of which fails wrongly with probability 6e-7.

use byzrate::adversary::Extreme;
use byzrate::aggregator::Law;
use byzrate::algorithm::{Algorithm, GradientDescent, OneRound};
use byzrate::problem::{Problem, RandomCurvature, Student, StudentMean};
use byzrate::sampling::{ChiSquared, Exp1, StandardNormal};
use byzrate::theory::Setting;
use byzrate::theory::theorem::{Assumption, Form, Silence, all};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::Distribution;

use crate::support::problem_runs::*;
use crate::support::problems::student;
use crate::support::two_sample::{assert_same_law, averages};

/// The rate at which one Kolmogorov–Smirnov test may fail wrongly: 1e-5, and 6 are made in this file.
const KS_RATE: f64 = 1e-5;

/// Against sums of N(0, 1)/√(χ²_ν/ν), by their laws and by mean and variance.
#[test]
fn student_means_have_the_law_of_averaged_samples() {
    let mut stream = ChaCha8Rng::seed_from_u64(5);
    let problem = student(1);
    let square = ChiSquared::new(10.0).expect("valid");
    for samples in [1, 3, 25] {
        let drawn = column(&minimisers(&problem, samples, 20_000), 0);
        let averaged = averages(20_000, samples, || {
            let (normal, square): (f64, f64) = (StandardNormal.sample(&mut stream), square.sample(&mut stream));
            1.5 * normal / (square / 8.0).sqrt()
        });
        let what = format!("n={samples}");
        assert_first_moments(&what, &drawn, 0.0, 2.25 / samples as f64);
        assert_same_law(&what, &drawn, &averaged, KS_RATE);
    }
}

/// Bounded skewness without sub-exponential tails: what tells the median's theorems from the trimmed mean's.
#[test]
fn with_heavy_tails_theorem_one_speaks_and_theorem_four_is_silent() {
    let law = Student::new(3.5).expect("valid");
    let problem = StudentMean::with_law(law, 2, 1.0, None).expect("valid");
    let setting = Setting::of(&problem, 1000, 2000, 200, Law::TrimmedMean { trimmed: 200 });
    assert!(all()[0].bound(&setting, Form::Paper).is_ok());
    assert!(matches!(
        all()[3].bound(&setting, Form::Paper),
        Err(Silence::Unknown {
            assumption: Assumption::SubExponential,
            ..
        })
    ));
}

/// The mean curvature h̄ = 1/ŵ against averages of single draws, and mean and variance of the gradient at w*.
#[test]
fn mean_curvatures_have_the_law_of_averaged_samples() {
    let mut stream = ChaCha8Rng::seed_from_u64(6);
    let problem = RandomCurvature::new(1, None).expect("valid");
    // The deviation of one sample's gradient at w*, which the second moments below are measured against.
    assert_eq!(problem.noise(), 1.0);
    for samples in [1, 3, 25] {
        let drawn: Vec<f64> = minimisers(&problem, samples, 20_000)
            .rows()
            .map(|row| 1.0 / row[0])
            .collect();
        let averaged = averages(20_000, samples, || Exp1.sample(&mut stream));
        let what = format!("n={samples}");
        assert_same_law(&what, &drawn, &averaged, KS_RATE);
        let at_optimum = column(&gradients(&problem, samples, 20_000, &[1.0]), 0);
        assert_first_moments(&what, &at_optimum, 0.0, 1.0 / samples as f64);
    }
}

/// Algorithms 1 and 2 on random curvature against the exact law of the median of 1/h̄, whose bias is near +1/(3n) without
/// attack. At n = 20 the 20 rounds of gradient descent leave nothing of the start.
#[test]
fn the_median_of_skewed_minimisers_has_its_exact_law() {
    let problem = RandomCurvature::new(2, None).expect("valid");
    let descent = GradientDescent::new(None, 20).expect("valid");
    for (algorithm, samples) in [(&OneRound as &dyn Algorithm, 5), (&OneRound, 20), (&descent, 20)] {
        for (byzantine, adversary) in [
            (0, Extreme::PlusInfinity),
            (10, Extreme::PlusInfinity),
            (10, Extreme::MinusInfinity),
        ] {
            let arm = Arm::of_median(&problem, algorithm, (samples, 51, byzantine), &adversary);
            let law = arm.prediction().expect("a known law");
            assert!(law.bias.is_some());
            arm.assert_errors_are_as(&law, 2_000);
        }
    }
}

#[test]
fn on_random_curvature_only_theorem_seven_speaks() {
    let problem = RandomCurvature::new(2, None).expect("valid");
    let setting = Setting::of(&problem, 1000, 2000, 200, Law::TrimmedMean { trimmed: 200 });
    for theorem in all() {
        assert_eq!(
            theorem.bound(&setting, Form::Paper).is_ok(),
            theorem.name() == "Theorem 7"
        );
    }
    let condition = all()[6].condition(&setting, Form::Paper).expect("holds");
    // Against √n·κ_n on a fine grid with another program's incomplete gamma function.
    let distance = condition.skewness * 1000f64.sqrt();
    assert!((distance - 0.252_159_547_5).abs() < 1e-9, "{distance}");
}
