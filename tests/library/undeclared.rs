//! What a problem leaves open is refused where it is needed, and no theorem makes a number of it.

use byzrate::aggregator::Law;
use byzrate::algorithm::{Algorithm, AlgorithmError, GradientDescent, Measure, OneRound, StreamingMomentum};
use byzrate::problem::{Ball, Constants, GaussianMean, Problem, Shards};
use byzrate::stream::ReplicateStreams;
use byzrate::theory::Setting;
use byzrate::theory::theorem::{Form, NonConvex, Rule, Silence, StronglyConvex, Theorem};

/// Gaussian means of which less is said.
#[derive(Debug)]
struct Undeclared {
    known: GaussianMean,
    smoothness: f64,
    deviation: f64,
    population: bool,
    minimisers: bool,
}

impl Undeclared {
    fn new() -> Self {
        Self {
            known: GaussianMean::new(2, 1.0, Some(1e4)).expect("valid"),
            smoothness: 1.0,
            deviation: std::f64::consts::SQRT_2,
            population: true,
            minimisers: true,
        }
    }
}

impl Problem for Undeclared {
    fn name(&self) -> &str {
        "undeclared"
    }

    fn key(&self) -> String {
        self.name().to_owned()
    }

    fn optimum(&self) -> &[f64] {
        self.known.optimum()
    }

    fn domain(&self) -> &Ball {
        self.known.domain()
    }

    /// So near w* that W is large enough for Theorem 3.
    fn start(&self) -> Vec<f64> {
        vec![1e-4; 2]
    }

    fn noise(&self) -> f64 {
        1.0
    }

    fn loss(&self, w: &[f64]) -> f64 {
        if self.population { self.known.loss(w) } else { f64::NAN }
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        self.known.gradient(w, out);
    }

    fn constants(&self) -> Constants {
        Constants {
            smoothness: self.smoothness,
            gradient_deviation: self.deviation,
            ..self.known.constants()
        }
    }

    fn has_loss(&self) -> bool {
        self.population
    }

    fn has_gradient(&self) -> bool {
        self.population
    }

    fn has_local_minimisers(&self) -> bool {
        self.minimisers
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        self.known.draw(samples, workers, streams)
    }
}

#[test]
fn algorithms_refuse_what_they_cannot_run_on() {
    let all = Undeclared::new();
    let mut less = Undeclared::new();
    (less.smoothness, less.population, less.minimisers) = (f64::NAN, false, false);
    let mut stepless = Undeclared::new();
    stepless.population = false;
    let descent = |step| GradientDescent::new(step, 3).expect("valid");
    let momentum = |step| StreamingMomentum::new(0.5, step, 3).expect("valid");
    let refusal = |algorithm: &dyn Algorithm, lacking: &Undeclared| {
        assert!(algorithm.admits(&all, 10, 5).is_ok(), "{algorithm:?}");
        algorithm.admits(lacking, 10, 5).expect_err("something is lacking")
    };
    let error = refusal(&OneRound, &less);
    assert!(matches!(error, AlgorithmError::NoMinimisers { .. }), "{error:?}");
    for algorithm in [&descent(None) as &dyn Algorithm, &momentum(None)] {
        let error = refusal(algorithm, &less);
        assert!(matches!(error, AlgorithmError::NoSmoothness { .. }), "{error:?}");
    }
    let error = refusal(&GradientDescent::of_path(), &stepless);
    assert!(matches!(error, AlgorithmError::NoGradient { .. }), "{error:?}");
    assert!(descent(Some(0.5)).admits(&less, 10, 5).is_ok());
    assert!(momentum(Some(0.5)).admits(&less, 10, 5).is_ok());
}

#[test]
fn measures_say_what_they_lack() {
    let (all, mut less) = (Undeclared::new(), Undeclared::new());
    less.population = false;
    for measure in Measure::ALL {
        assert_eq!(measure.lacks(&all), None);
    }
    assert_eq!(Measure::Error.lacks(&less), None);
    assert_eq!(Measure::Excess.lacks(&less), Some("the loss F"));
    assert_eq!(Measure::GradientNorm.lacks(&less), Some("the gradient of F"));
}

#[test]
fn theorems_are_silent_where_a_constant_is_unknown() {
    let bound = |theorem: &dyn Theorem, problem: &Undeclared| {
        let setting = Setting::of(problem, 1_000_000, 10_000, 100, Law::Median);
        theorem.bound(&setting, Form::Paper)
    };
    let (strongly, not) = (StronglyConvex(Rule::Median), NonConvex(Rule::Median));
    let all = Undeclared::new();
    for theorem in [&strongly as &dyn Theorem, &not] {
        assert!(
            bound(theorem, &all).is_ok_and(|bound| bound.value > 0.0),
            "{}",
            theorem.name()
        );
    }
    let is_unknown = |theorem: &dyn Theorem, problem: &Undeclared, wanted: &str| {
        let silence = bound(theorem, problem).expect_err("a constant is unknown");
        assert!(
            matches!(&silence, Silence::Unknown { quantity, .. } if quantity.contains(wanted)),
            "{silence}"
        );
    };
    let mut less = Undeclared::new();
    less.smoothness = f64::NAN;
    is_unknown(&strongly, &less, "L_F");
    is_unknown(&not, &less, "L_F");
    let mut less = Undeclared::new();
    less.deviation = f64::NAN;
    is_unknown(&strongly, &less, "V");
    let mut less = Undeclared::new();
    less.population = false;
    assert!(bound(&strongly, &less).is_ok());
    is_unknown(&not, &less, "excess risk");
}
