use rand_distr::{Distribution, StandardNormal};

use super::{Problem, distance};
use crate::aggregator::Messages;
use crate::stat::{Estimate, absolute_skewness, sub_exponential, vector_variance};
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// What was found of a problem's constants by drawing samples and points of W: none of them may beat the declared one.
///
/// Every probe bounds its constant from inside: a supremum over W from below, the strong convexity from above.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The largest Var(∇f(w; z)) found (Definition 3), against V².
    pub gradient_variance: Estimate,
    /// The largest absolute skewness of a ∂_k f(w; z) found (Definition 4), against S.
    pub absolute_skewness: Estimate,
    /// The largest sub-exponential parameter of a ∂_k f(w; z) found (Definition 5), against v.
    pub sub_exponential: Estimate,
    /// The largest |∂_k f(w; z) − ∂_k f(w′; z)|/‖w − w′‖ found (Definition 6), against L_k.
    pub coordinate_lipschitz: f64,
    /// The largest ‖∇F(w) − ∇F(w′)‖/‖w − w′‖ found (Definition 7), against L_F.
    pub smoothness: f64,
    /// The smallest 2(F(w′) − F(w) − ⟨∇F(w), w′ − w⟩)/‖w′ − w‖² found (Definition 8), against λ_F.
    pub strong_convexity: f64,
}

impl Probe {
    /// Probes `problem` at w* and `points` random points of W with `samples` samples each.
    ///
    /// # Panics
    /// If there are fewer than two samples, or a gradient does not vary between samples.
    #[must_use]
    pub fn new(problem: &dyn Problem, points: usize, samples: usize, seed: u64) -> Self {
        let streams = ReplicateStreams::new(seed, &format!("probe {}", problem.key()), 0);
        let mut stream = streams.worker(Purpose::Adversary, 0);
        let dim = problem.dim();
        // A worker with one sample has the gradient of that sample.
        let shards = problem.draw(1, samples, &streams);
        let gradients = |w: &[f64]| {
            let mut messages = Messages::zeros(samples, dim);
            shards.gradients(w, &mut messages);
            messages
        };
        let mut places = vec![problem.optimum().to_vec(), problem.start()];
        places.extend((0..points).map(|_| random_point(problem, &mut stream)));
        let none = Estimate {
            value: 0.0,
            standard_error: 0.0,
        };
        let mut probe = Self {
            gradient_variance: none,
            absolute_skewness: none,
            sub_exponential: none,
            coordinate_lipschitz: 0.0,
            smoothness: 0.0,
            strong_convexity: f64::INFINITY,
        };
        let mut before: Option<(Vec<f64>, Messages)> = None;
        for w in places {
            let drawn = gradients(&w);
            probe.take_moments(&drawn);
            if let Some((other, others)) = &before {
                probe.take_pair(problem, (&w, &drawn), (other, others));
            }
            before = Some((w, drawn));
        }
        probe
    }

    fn take_moments(&mut self, drawn: &Messages) {
        let rows: Vec<&[f64]> = drawn.rows().collect();
        let larger = |known: &mut Estimate, found: Option<Estimate>| {
            let found = found.expect("gradients vary between samples");
            if found.value > known.value {
                *known = found;
            }
        };
        larger(&mut self.gradient_variance, vector_variance(&rows));
        let mut column = Vec::new();
        for k in 0..drawn.dim() {
            drawn.copy_column(k, &mut column);
            larger(&mut self.absolute_skewness, absolute_skewness(&column));
            larger(&mut self.sub_exponential, sub_exponential(&column));
        }
    }

    fn take_pair(&mut self, problem: &dyn Problem, here: (&[f64], &Messages), there: (&[f64], &Messages)) {
        let apart = distance(here.0, there.0);
        for (a, b) in here.1.rows().zip(there.1.rows()) {
            for (a, b) in a.iter().zip(b) {
                self.coordinate_lipschitz = self.coordinate_lipschitz.max((a - b).abs() / apart);
            }
        }
        let (mut a, mut b) = (vec![0.0; problem.dim()], vec![0.0; problem.dim()]);
        problem.gradient(here.0, &mut a);
        problem.gradient(there.0, &mut b);
        self.smoothness = self.smoothness.max(distance(&a, &b) / apart);
        let slope: f64 = a
            .iter()
            .zip(there.0)
            .zip(here.0)
            .map(|((a, to), from)| a * (to - from))
            .sum();
        let bend = problem.loss(there.0) - problem.loss(here.0) - slope;
        self.strong_convexity = self.strong_convexity.min(2.0 * bend / (apart * apart));
    }
}

/// A point of W: a random direction from its centre, at a random distance up to its edge.
fn random_point(problem: &dyn Problem, stream: &mut Stream) -> Vec<f64> {
    let domain = problem.domain();
    let direction: Vec<f64> = (0..problem.dim()).map(|_| StandardNormal.sample(stream)).collect();
    let length = distance(&direction, &vec![0.0; direction.len()]);
    let reach: f64 = rand::RngExt::random(stream);
    let step = domain.radius * reach / length;
    domain
        .centre
        .iter()
        .zip(&direction)
        .map(|(centre, x)| centre + step * x)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{
        AdditiveNoise, Exponential, ExponentialMean, Gaussian, GaussianMean, Potential, RademacherRegression,
        RandomCurvature, RegressionData, Shape, Student, StudentMean,
    };

    /// No probe beats its declared constant by more than 5 standard errors: over some hundred comparisons a false alarm has
    /// probability below 1e-4. What is exact is held to rounding.
    fn declared_constants_hold(problem: &dyn Problem) -> Probe {
        let constants = problem.constants();
        assert!(constants.absolute_skewness.is_some() && constants.sub_exponential.is_some());
        assert!(constants.coordinate_lipschitz.is_some() && constants.strong_convexity.is_some());
        declared_constants_hold_where_known(problem)
    }

    fn declared_constants_hold_where_known(problem: &dyn Problem) -> Probe {
        let probe = Probe::new(problem, 4, 10_000, 3);
        let constants = problem.constants();
        let name = problem.name();
        let beaten = |what: &str, found: Estimate, declared: f64| {
            let limit = declared * (1.0 + 1e-12) + 5.0 * found.standard_error;
            assert!(found.value <= limit, "{name}: {what} {} beats {declared}", found.value);
        };
        beaten(
            "variance",
            probe.gradient_variance,
            constants.gradient_deviation.powi(2),
        );
        if let Some(declared) = constants.absolute_skewness {
            beaten("absolute skewness", probe.absolute_skewness, declared);
        }
        if let Some(declared) = constants.sub_exponential {
            beaten("sub-exponential parameter", probe.sub_exponential, declared);
        }
        if let Some(declared) = constants.coordinate_lipschitz {
            assert!(probe.coordinate_lipschitz <= declared * (1.0 + 1e-9), "{name}");
        }
        assert!(probe.smoothness <= constants.smoothness * (1.0 + 1e-9), "{name}");
        if let Some(declared) = constants.strong_convexity {
            assert!(probe.strong_convexity >= declared * (1.0 - 1e-9), "{name}");
        }
        probe
    }

    #[test]
    fn mean_estimation() {
        declared_constants_hold(&GaussianMean::new(3, 2.0, None).expect("valid"));
        declared_constants_hold(&ExponentialMean::new(3, 0.5, None).expect("valid"));
    }

    /// ν = 10, since the standard error of the absolute skewness needs six moments.
    #[test]
    fn student_mean() {
        let law = Student::new(10.0).expect("valid");
        let problem = StudentMean::with_law(law, 3, 2.0, None).expect("valid");
        let probe = declared_constants_hold_where_known(&problem);
        assert_eq!(problem.constants().sub_exponential, None);
        assert!(probe.absolute_skewness.value > 1.65, "{:?}", probe.absolute_skewness);
    }

    #[test]
    fn additive_noise() {
        for shape in [Shape::Quadratic { condition: 5.0 }, Shape::Convex, Shape::Cosine] {
            for dim in [1, 3] {
                let potential = Potential::new(dim, 0.8, shape).expect("valid");
                // Gradient descent starts at w_k = 4, where the cosine is bent downwards.
                let radius = Some(4.0 * (dim as f64).sqrt());
                let gaussian = AdditiveNoise::new(potential.clone(), Gaussian, 2.0, radius, None).expect("valid");
                let exponential = AdditiveNoise::new(potential, Exponential, 2.0, radius, None).expect("valid");
                for problem in [&gaussian as &dyn Problem, &exponential] {
                    let probe = declared_constants_hold_where_known(problem);
                    let constants = problem.constants();
                    assert!(constants.coordinate_lipschitz.is_some() && constants.sub_exponential.is_some());
                    assert_eq!(constants.strong_convexity.is_some(), shape != Shape::Cosine);
                    assert_eq!(probe.strong_convexity > 0.0, shape != Shape::Cosine, "{dim} {probe:?}");
                }
            }
        }
    }

    #[test]
    fn random_curvature() {
        for dim in [1, 3] {
            let problem = RandomCurvature::new(dim, Some(0.5)).expect("valid");
            let probe = declared_constants_hold_where_known(&problem);
            // At the start, on the edge of W, the variance is attained.
            let reached = probe.gradient_variance.value + 5.0 * probe.gradient_variance.standard_error;
            assert!(reached >= problem.constants().gradient_deviation.powi(2), "{reached}");
            assert_eq!(problem.constants().coordinate_lipschitz, None);
            assert!(probe.coordinate_lipschitz > 5.0, "{}", probe.coordinate_lipschitz);
        }
    }

    #[test]
    fn rademacher_regression() {
        for dim in [1, 2, 5] {
            let problem = RademacherRegression::new(dim, 1.0, None, RegressionData::Sufficient).expect("valid");
            let probe = declared_constants_hold(&problem);
            // The bound on the skewness is attained at w*.
            assert!(probe.absolute_skewness.value > 1.5, "{:?}", probe.absolute_skewness);
        }
    }
}
