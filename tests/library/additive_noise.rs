//! The additive-noise family through its catalog entry: the law of its messages, the limits of gradient descent, how large W
//! must be for Theorems 2, 3, 5 and 6, and what these say of runs.
//!
//! About 15 z-tests are made here, each of which fails wrongly with probability 6e-7.

use byzrate::adversary::Extreme;
use byzrate::aggregator::{Aggregator, Law, Median, Messages, Workspace};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, OneRound};
use byzrate::experiment::{GridPoint, Part};
use byzrate::problem::{ExponentialMean, MessageLaw, Problem};
use byzrate::sampling::{Exp1, StandardNormal};
use byzrate::stream::ReplicateStreams;
use byzrate::theory::Setting;
use byzrate::theory::exact_law::median_bias;
use byzrate::theory::theorem::{Assumption, Form, Silence, all};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use rand_distr::Distribution;

use crate::support::from_spec::{assert_refused, from_spec, grid_point};
use crate::support::problem_runs::*;
use crate::support::two_sample::{assert_same_law, averages};

/// The rate at which one Kolmogorov–Smirnov test may fail wrongly: 1e-5, and 7 are made in this file.
const KS_RATE: f64 = 1e-5;

fn with_name(keys: &str) -> String {
    format!("name = \"additive-noise\"; {keys}")
}

/// The problem with `keys`, apart by `;`.
fn valid(keys: &str, point: GridPoint) -> Part<dyn Problem> {
    from_spec(&with_name(keys), point).unwrap_or_else(|error| panic!("{keys}: {error}"))
}

/// The gradient at any w against ∇F(w) plus averages of single draws.
#[test]
fn messages_have_the_law_of_averaged_samples() {
    let mut stream = ChaCha8Rng::seed_from_u64(9);
    for (noise, exponential) in [("gaussian", false), ("exponential", true)] {
        let keys = format!("potential = \"cosine\"; noise = {noise:?}; sigma = 0.7");
        let problem = valid(&keys, grid_point(1, 1, 0.0, 1));
        for samples in [1, 3, 25] {
            let drawn = column(&gradients(&*problem, samples, 20_000, &[1.2]), 0);
            let slope = gradient(&*problem, &[1.2])[0];
            let mut draw = || -> f64 {
                if exponential {
                    let value: f64 = Exp1.sample(&mut stream);
                    value - 1.0
                } else {
                    StandardNormal.sample(&mut stream)
                }
            };
            let averaged = averages(20_000, samples, || slope + 0.7 * draw());
            assert_same_law(&format!("{noise} n={samples}"), &drawn, &averaged, KS_RATE);
        }
    }
}

/// g(w) − ∇F(w) is the aggregate of the workers' noises, and the same at every w.
#[test]
fn the_error_of_the_aggregate_is_the_same_everywhere() {
    for potential in ["quadratic", "convex", "cosine"] {
        let problem = valid(&format!("potential = {potential:?}"), grid_point(1, 1, 0.0, 3));
        let shards = problem.draw(10, 21, &ReplicateStreams::new(3, "everywhere", 0));
        let error_at = |w: &[f64]| {
            let (mut messages, mut aggregate) = (Messages::zeros(21, 3), [0.0; 3]);
            shards.gradients(w, &mut messages);
            Median.aggregate(&messages, &mut Workspace::default(), &mut aggregate);
            difference(&aggregate, &gradient(&*problem, w))
        };
        let here = error_at(&[0.0; 3]);
        for w in [[1.0, -2.0, 0.3], [0.1, 0.1, 4.0]] {
            let apart = norm(difference(&error_at(&w), &here));
            assert!(apart < 1e-14, "{potential}: {apart}");
        }
    }
}

/// Algorithms 1 and 2 on an ill-conditioned quadratic against the exact law of their limit. After 150 rounds of contraction
/// 3/4 nothing is left of the start.
#[test]
fn the_limit_on_a_quadratic_has_its_exact_law() {
    let problem = valid("condition = 4; theta = 0.5; sigma = 2", grid_point(1, 1, 0.0, 3));
    assert!(matches!(problem.message_law(), MessageLaw::GaussianNoise(_)));
    let descent = GradientDescent::new(None, 150).expect("valid");
    for algorithm in [&descent as &dyn Algorithm, &OneRound] {
        for (byzantine, adversary) in [
            (0, Extreme::PlusInfinity),
            (7, Extreme::PlusInfinity),
            (7, Extreme::MinusInfinity),
        ] {
            let arm = Arm::of_median(&*problem, algorithm, (10, 41, byzantine), &adversary);
            let law = arm.prediction().expect("a known law");
            assert!(law.bias.is_some());
            arm.assert_errors_are_as(&law, 1_000);
        }
    }
    let short = GradientDescent::new(None, 10).expect("valid");
    let unsettled = Arm::of_median(&*problem, &short, (10, 41, 7), &Extreme::PlusInfinity);
    assert_eq!(unsettled.prediction(), None);
}

/// The 1/n term: the median of exponential noises of mean 0 is biased by −σ/(3n) and a little more, and the estimate by +σ/(3n)
/// times the mean of 1/λ_k. The exact law says it for all workers, and what an attack from either side adds.
#[test]
fn exponential_noise_has_its_exact_law_with_the_term_in_one_over_n() {
    let noise = valid("condition = 2; noise = \"exponential\"", grid_point(1, 1, 0.0, 3));
    let mean = ExponentialMean::new(2, 1.5, None).expect("valid");
    let descent = GradientDescent::new(None, 60).expect("valid");
    let arm = Arm::of_median(&*noise, &descent, (20, 501, 0), &Extreme::PlusInfinity);
    let bias = arm.prediction().and_then(|law| law.bias).expect("known");
    let leading = (1.0 + 2f64.sqrt() + 2.0) / 3.0 / 60.0;
    assert!((bias / leading - 1.0).abs() < 0.02, "{bias} against {leading}");
    for problem in [&*noise as &dyn Problem, &mean] {
        for algorithm in [&descent as &dyn Algorithm, &OneRound] {
            for (byzantine, adversary) in [
                (0, Extreme::PlusInfinity),
                (5, Extreme::PlusInfinity),
                (5, Extreme::MinusInfinity),
            ] {
                let arm = Arm::of_median(problem, algorithm, (7, 31, byzantine), &adversary);
                let law = arm.prediction().expect("a known law");
                arm.assert_errors_are_as(&law, 2_000);
            }
        }
    }
}

/// A rule that moves with its messages adds one and the same noise in every round: the law of the error is exact from the first
/// round on, wherever the start is.
#[test]
fn gradient_descent_has_its_exact_law_after_every_round() {
    let start = "condition = 4; start = [-3.0, 1.0]; radius = 20.0";
    for keys in [start.to_owned(), format!("{start}; noise = \"exponential\"")] {
        let problem = valid(&keys, grid_point(1, 1, 0.0, 2));
        for rounds in [1, 2, 7] {
            let descent = GradientDescent::new(None, rounds).expect("valid");
            for adversary in [Extreme::PlusInfinity, Extreme::MinusInfinity] {
                let arm = Arm::of_median(&*problem, &descent, (7, 21, 4), &adversary);
                arm.assert_errors_are_as(&arm.prediction().expect("a known law"), 1_000);
            }
        }
    }
}

fn setting(problem: &dyn Problem, point: GridPoint) -> Setting {
    let byzantine = point.byzantine();
    Setting::of(
        problem,
        point.samples,
        point.workers,
        byzantine,
        Law::TrimmedMean { trimmed: byzantine },
    )
}

#[test]
fn convexity_and_gradient_bound_are_found() {
    let point = grid_point(1000, 10_000, 0.1, 4);
    let of = |keys: &str| setting(&*valid(keys, point), point);
    let cosine = of("potential = \"cosine\"; theta = 3; radius = 1e5; start = 2");
    assert_eq!((cosine.convex, cosine.constants.strong_convexity), (false, None));
    assert_eq!(cosine.gradient_bound, Some(6.0));
    assert!((cosine.start_excess - 12.0 * (1.0 - libm::cos(2.0))).abs() < 1e-14);
    let convex = of("potential = \"convex\"; theta = 3; radius = 7");
    assert!(convex.convex);
    let declared = convex.constants.strong_convexity.expect("on a ball");
    assert!((declared - 3.0 * libm::pow(50.0, -1.5)).abs() < 1e-15);
    let quadratic = of("condition = 10; theta = 3");
    assert!(quadratic.convex && quadratic.constants.smoothness == 3.0);
    assert!((quadratic.constants.strong_convexity.expect("known") - 0.3).abs() < 1e-15);
    for setting in [&cosine, &convex, &quadratic] {
        assert_eq!(setting.constants.lipschitz(4), Some(6.0));
        assert_eq!(setting.constants.gradient_deviation, 2.0);
    }
}

/// Radius "theorem" is the smallest at which the theorems speak, and 1 % less silences them.
#[test]
fn the_theorems_speak_from_their_own_radius_on() {
    for dim in 1..=3 {
        let point = grid_point(1000, 10_000, 0.1, dim);
        let speaks = |keys: &str, theorem: usize| {
            let problem = valid(keys, point);
            match all()[theorem - 1].bound(&setting(&*problem, point), Form::Paper) {
                Ok(_) => true,
                Err(Silence::SizeOfW { assumption, .. }) => {
                    let asked = [Assumption::SizeAroundOptimum, Assumption::SizeAroundStart];
                    assert!(asked.contains(&assumption));
                    false
                }
                Err(silence) => panic!("{keys}: {silence}"),
            }
        };
        for noise in ["gaussian", "exponential"] {
            for (potential, theorems) in [("convex", [2, 5]), ("cosine", [3, 6])] {
                let keys = |radius: &str| {
                    format!("potential = {potential:?}; noise = {noise:?}; start = 1; radius = {radius}")
                };
                let theorem = valid(&keys("\"theorem\""), point);
                let radius = theorem.domain().radius;
                let less = keys(&(0.99 * radius).to_string());
                for number in theorems {
                    assert!(
                        speaks(&keys("\"theorem\""), number),
                        "{potential} d={dim} Theorem {number}"
                    );
                }
                // Theorem 6 asks for less than Theorem 3: Δ′ is the larger.
                assert!(!speaks(&less, theorems[0]), "{potential} d={dim}");
                assert_eq!(speaks(&less, theorems[1]), potential == "cosine", "{potential} d={dim}");
            }
        }
    }
}

/// F(wᵀ) − F(w*) of every replicate with T = ⌈L_F·D₀/Δ⌉ rounds of median gradient descent, Δ what the replicate realises,
/// beside D₀Δ.
fn excesses(keys: &str, point: GridPoint, adversary: Extreme, replicates: u64) -> Vec<(f64, f64)> {
    let problem = valid(keys, point);
    let shape = (point.samples, point.workers, point.byzantine());
    let start = problem.start();
    let (away, slope) = (norm(start.iter().copied()), gradient(&*problem, &start));
    let mut buffers = Buffers::default();
    let mut excess = |replicate| {
        let mut descend = |rounds| {
            let descent = GradientDescent::new(None, rounds).expect("valid");
            Arm::of_median(&*problem, &descent, shape, &adversary).run(replicate, &mut buffers);
            (buffers.aggregate.clone(), problem.loss(buffers.trajectory.estimate()))
        };
        let delta = norm(difference(&descend(1).0, &slope));
        let rounds = (problem.constants().smoothness * away / delta).ceil() as usize;
        (descend(rounds).1, away * delta)
    };
    (0..replicates).map(&mut excess).collect()
}

/// With θ in proportion to z(α)σ/√n the excess falls like 1/√n and no faster: √n times it has one law for every n. And it
/// stays below Theorem 2's 16·D₀Δ with the Δ that was realised, by far.
#[test]
fn on_the_convex_potential_the_excess_falls_like_one_over_root_n() {
    let keys = "potential = \"convex\"; theta_over_noise = 1.5; start = -1; radius = \"theorem\"";
    let scaled = |samples| {
        let point = grid_point(samples, 101, 0.2, 2);
        let runs = excesses(keys, point, Extreme::PlusInfinity, 300);
        for (excess, reach) in &runs {
            assert!(excess <= &(16.0 * reach), "{excess} {reach}");
        }
        let largest = runs.iter().map(|(excess, reach)| excess / reach).fold(0.0, f64::max);
        assert!(largest > 0.1 && largest < 1.0, "{largest}");
        runs.iter()
            .map(|(excess, _)| excess * (samples as f64).sqrt())
            .collect::<Vec<f64>>()
    };
    let [hundred, million] = [100, 1_000_000].map(scaled);
    assert_same_law("√n·excess", &hundred, &million, KS_RATE);
}

/// θ = c·z(α)·σ/√n at α = b/m.
#[test]
fn theta_follows_the_grid_point() {
    for (samples, workers, alpha, fraction) in [(100, 101, 0.2, 20.0 / 101.0), (10_000, 20, 0.1, 0.1)] {
        let point = grid_point(samples, workers, alpha, 1);
        let problem = valid(
            "potential = \"convex\"; theta_over_noise = 3; sigma = 2; start = 1",
            point,
        );
        let want = 6.0 * median_bias(fraction).expect("below a half") / (samples as f64).sqrt();
        assert!((problem.constants().smoothness / want - 1.0).abs() < 1e-14);
    }
}

/// An adversary that pushes against the descent stalls it where ∇F = −e, at 1/√2 of what Theorem 3 allows for the Δ realised.
#[test]
fn on_the_cosine_an_adversary_stalls_the_run_at_delta() {
    let problem = valid(
        "potential = \"cosine\"; start = 1; radius = 1000",
        grid_point(100, 101, 0.2, 1),
    );
    let descent = GradientDescent::new(None, 300).expect("valid");
    let arm = Arm::of_median(&*problem, &descent, (100, 101, 20), &Extreme::MinusInfinity);
    let steepness = |w: &[f64]| norm(gradient(&*problem, w));
    let mut buffers = Buffers::default();
    for replicate in 0..50 {
        arm.run(replicate, &mut buffers);
        let least = buffers
            .trajectory
            .iterates()
            .map(steepness)
            .fold(f64::INFINITY, f64::min);
        let last = gradient(&*problem, buffers.trajectory.estimate());
        let delta = norm(difference(&buffers.aggregate, &last));
        assert!(
            (least / (2f64.sqrt() * delta) - 0.5f64.sqrt()).abs() < 1e-9,
            "{least} {delta}"
        );
    }
}

#[test]
fn every_key_that_changes_a_value_is_in_the_key() {
    let point = grid_point(100, 20, 0.1, 2);
    let base = "potential = \"quadratic\"; theta = 1";
    let keys: Vec<String> = [
        base,
        "potential = \"convex\"",
        "potential = \"cosine\"",
        "condition = 3",
        "noise = \"exponential\"",
        "sigma = 2",
        "theta = 2",
        "theta_over_noise = 2",
        "start = 1",
        "start = [1, 2]",
    ]
    .map(|keys| valid(keys, point).key())
    .into();
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{key}");
    }
    assert_eq!(
        keys[0],
        "additive-noise potential=quadratic condition=1 theta=1 noise=gaussian sigma=1"
    );
    assert_eq!(valid("start = 1", point).key(), valid("start = [1, 1]", point).key());
}

#[test]
fn wrong_keys_are_refused_with_value_and_rule() {
    for (keys, alpha, says) in [
        ("potential = \"cosin\"", 0.1, "did you mean cosine?"),
        ("noise = \"cauchy\"", 0.1, "unknown noise \"cauchy\""),
        ("theta = 0", 0.1, "theta 0 is not allowed"),
        ("theta = 1; theta_over_noise = 1", 0.1, "use one of them"),
        ("theta_over_noise = 1", 0.0, "z(alpha) = 0"),
        ("theta_over_noise = 1", 0.01, "no worker is Byzantine"),
        ("theta_over_noise = -1", 0.1, "theta -0.0"),
        ("condition = 0.5", 0.1, "condition 0.5 is not allowed"),
        ("potential = \"convex\"; condition = 2", 0.1, "unknown key condition"),
        (
            "start = [1, 2, 3]",
            0.1,
            "start has 3 coordinates and dim is 2; give one or 2",
        ),
        ("start = inf", 0.1, "start inf is not a finite number"),
        ("start = 5; radius = 1", 0.1, "outside W of radius 1"),
        ("radius = \"paper\"", 0.1, "it is a number or \"theorem\""),
        ("radius = \"theorem\"", 0.1, "needs the key start"),
        (
            "radius = \"theorem\"; start = 0",
            0.1,
            "needs the key start, away from w* = 0",
        ),
        ("radius = 0", 0.1, "radius 0 is not allowed"),
        ("sigma = -1", 0.1, "sigma -1 is not allowed"),
    ] {
        assert_refused(&with_name(keys), grid_point(100, 20, alpha, 2), says);
    }
    let keys = "potential = \"cosine\"; start = 1; radius = \"theorem\"";
    assert_refused(&with_name(keys), grid_point(10, 20, 0.6, 1), "silent at every radius");
}
