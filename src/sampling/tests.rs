use rand_distr::Distribution;
use statrs::distribution as known;
use statrs::distribution::{ContinuousCDF, DiscreteCDF};

use super::*;
use crate::stream::{Purpose, ReplicateStreams, Stream};

fn stream(case: u64) -> Stream {
    ReplicateStreams::new(9, "sampling test", case).worker(Purpose::Data, 0)
}

/// Fails unless a million draws are those of `other` but for the last bits, `most` of which may differ.
fn assert_alike(name: &str, law: &impl Distribution<f64>, other: &impl Distribution<f64>, most: u64) {
    let (mut ours, mut theirs) = (stream(1), stream(1));
    for i in 0..1_000_000 {
        let (a, b) = (law.sample(&mut ours), other.sample(&mut theirs));
        let apart = a.to_bits().abs_diff(b.to_bits());
        assert!(apart <= most, "{name}, draw {i}: {a} against {b}, {apart} ulp");
    }
}

#[test]
fn draws_are_those_of_rand_distr() {
    assert_alike("normal", &StandardNormal, &rand_distr::StandardNormal, 1);
    assert_alike("exponential", &Exp1, &rand_distr::Exp1, 1);
    for shape in [0.3, 1.0, 1.5, 100.0, 1e7] {
        let law = Gamma::new(shape, 1.0 / shape).unwrap();
        let other = rand_distr::Gamma::new(shape, 1.0 / shape).unwrap();
        assert_alike("gamma", &law, &other, 4);
    }
    for degrees in [1.0, 2.0, 7.0] {
        let law = ChiSquared::new(degrees).unwrap();
        assert_alike("χ²", &law, &rand_distr::ChiSquared::new(degrees).unwrap(), 4);
        let law = StudentT::new(degrees).unwrap();
        assert_alike("Student", &law, &rand_distr::StudentT::new(degrees).unwrap(), 4);
    }
}

#[test]
fn counts_are_those_of_rand_distr() {
    for (trials, probability) in [
        (0, 0.3),
        (7, 0.0),
        (7, 1.0),
        (30, 0.2),
        (30, 0.9),
        (1 << 20, 3e-6),
        (40, 0.5),
        (1000, 0.37),
        (1000, 0.95),
        (1_000_000, 0.5),
        (1 << 45, 0.01),
    ] {
        let law = Binomial::new(trials, probability).unwrap();
        let other = rand_distr::Binomial::new(trials, probability).unwrap();
        let (mut ours, mut theirs) = (stream(2), stream(2));
        for i in 0..1_000_000 / 11 {
            let (a, b) = (law.sample(&mut ours), other.sample(&mut theirs));
            assert_eq!(a, b, "Bin({trials}, {probability}), draw {i}");
        }
    }
}

/// Kolmogorov and Smirnov's test, of a false-positive rate of 1e-6 at most.
fn assert_law(name: &str, mut draws: Vec<f64>, cdf: impl Fn(f64) -> f64, below: impl Fn(f64) -> f64) {
    draws.sort_by(f64::total_cmp);
    let count = draws.len() as f64;
    let critical = (-libm::log(0.5e-6) / (2.0 * count)).sqrt();
    for (i, x) in draws.iter().enumerate() {
        let high = (draws.partition_point(|y| y <= x)) as f64 / count - cdf(*x);
        let low = below(*x) - (draws.partition_point(|y| y < x)) as f64 / count;
        assert!(high.max(low) <= critical, "{name}, draw {i} of {count}: {x}");
    }
}

#[test]
fn draws_have_their_laws() {
    const DRAWS: usize = 100_000;
    fn check(name: &str, law: impl Distribution<f64>, known: impl ContinuousCDF<f64, f64>) {
        let draws = law.sample_iter(stream(3)).take(DRAWS).collect();
        assert_law(name, draws, |x| known.cdf(x), |x| known.cdf(x));
    }
    check("normal", StandardNormal, known::Normal::standard());
    check("exponential", Exp1, known::Exp::new(1.0).unwrap());
    for shape in [0.3, 1.0, 1.5, 100.0] {
        // Of statrs the second parameter is the rate.
        check(
            "gamma",
            Gamma::new(shape, 0.5).unwrap(),
            known::Gamma::new(shape, 2.0).unwrap(),
        );
    }
    for degrees in [1.0, 4.0] {
        check(
            "χ²",
            ChiSquared::new(degrees).unwrap(),
            known::ChiSquared::new(degrees).unwrap(),
        );
        check(
            "Student",
            StudentT::new(degrees).unwrap(),
            known::StudentsT::new(0.0, 1.0, degrees).unwrap(),
        );
    }
    for (trials, probability) in [(12, 0.2), (12, 0.8), (200, 0.3), (100_000, 0.5), (100_000, 0.7)] {
        let known = known::Binomial::new(probability, trials).unwrap();
        let law = Binomial::new(trials, probability).unwrap();
        let draws = law
            .sample_iter(stream(4))
            .take(DRAWS)
            .map(|count| count as f64)
            .collect();
        let below = |x: f64| if x > 0.0 { known.cdf(x as u64 - 1) } else { 0.0 };
        assert_law("binomial", draws, |x| known.cdf(x as u64), below);
    }
}

/// Draws of every law, of every branch that rounds otherwise: what any machine must give.
#[test]
fn golden_values_pin_the_laws() {
    let sum = |law: &dyn Fn(&mut Stream) -> f64| {
        let mut stream = stream(5);
        (0..100_000).map(|_| law(&mut stream)).sum::<f64>().to_bits()
    };
    let gamma = |shape: f64| Gamma::new(shape, 1.0).unwrap();
    let (boosted, cube, student) = (gamma(0.4), gamma(3.0), StudentT::new(3.5).unwrap());
    let [few, many] = [(50, 0.1), (5000, 0.3)].map(|(trials, p)| Binomial::new(trials, p).unwrap());
    let found = [
        sum(&|stream| StandardNormal.sample(stream)),
        sum(&|stream| Exp1.sample(stream)),
        sum(&|stream| boosted.sample(stream)),
        sum(&|stream| cube.sample(stream)),
        sum(&|stream| student.sample(stream)),
        sum(&|stream| few.sample(stream) as f64),
        sum(&|stream| many.sample(stream) as f64),
    ];
    assert_eq!(
        found,
        [
            4_636_865_737_102_141_863,
            4_681_606_142_268_840_715,
            4_675_709_672_720_940_098,
            4_688_881_655_092_666_749,
            4_620_202_813_771_169_200,
            4_692_332_464_725_557_248,
            4_729_308_864_237_797_376
        ]
    );
}

#[test]
fn impossible_parameters_are_refused() {
    for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Gamma::new(value, 1.0).is_err() && Gamma::new(1.0, value).is_err());
        assert!(ChiSquared::new(value).is_err() && StudentT::new(value).is_err());
    }
    for value in [-0.1, 1.1, f64::NAN] {
        assert!(Binomial::new(3, value).is_err());
    }
    let error = Gamma::new(0.0, 1.0).unwrap_err();
    assert_eq!(error.to_string(), "shape 0 is not finite and positive");
}
