use std::sync::Arc;

use super::theorem::{Assumption, EstimateLaw, Silence};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::Scheme;
use crate::problem::{Constants, MessageLaw, Problem, distance};
use crate::theory::skewness;

/// Which bound S on the absolute skewness of the gradient's coordinates to use.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum SkewnessBound {
    /// The problem's own, sharp where it is known.
    #[default]
    Sharp,
    /// 480, which Proposition 1 of the paper proves for Rademacher regression, and for nothing else.
    Paper,
    /// A value given by hand.
    Value(f64),
}

/// What theory is told of a setting: the problem, the counts, and what rule, adversary and algorithm declare of themselves.
///
/// ```
/// use byzrate::aggregator::Law;
/// use byzrate::problem::{RademacherRegression, RegressionData};
/// use byzrate::theory::Setting;
/// use byzrate::theory::theorem::{Form, Rule, StronglyConvex, Theorem};
///
/// // Does Theorem 1 speak of n = 1000 samples, α = 0.05 and d = 2?
/// let problem = RademacherRegression::new(2, 1.0, None, RegressionData::Sufficient)?;
/// let theorem = StronglyConvex(Rule::Median);
/// let bound = |m: usize| theorem.bound(&Setting::of(&problem, 1000, m, m / 20, Law::Median), Form::Paper);
/// assert!(bound(100).is_err_and(|silence| silence.to_string().contains("condition (2)")));
/// assert!(bound(10_000).is_ok_and(|bound| bound.value > 0.0));
/// # Ok::<(), byzrate::problem::ProblemError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The problem's constants over W.
    pub constants: Constants,
    /// Which S to use.
    pub skewness: SkewnessBound,
    /// Whether F is convex.
    pub convex: bool,
    /// D, the diameter of W.
    pub diameter: f64,
    /// The radius of the largest ball around w* that W contains.
    pub reach_from_optimum: f64,
    /// The radius of the largest ball around w⁰ that W contains.
    pub reach_from_start: f64,
    /// D₀ = ‖w⁰ − w*‖.
    pub start_distance: f64,
    /// Where F is quadratic with additive noise, the coordinates of w⁰ − w* with their curvatures, alike ones together; else nothing.
    pub modes: Arc<[Mode]>,
    /// F(w⁰) − F(w*).
    pub start_excess: f64,
    /// M ≥ ‖∇F(w)‖ on W; if none, L_F·D, which is one when ∇F(w*) = 0.
    pub gradient_bound: Option<f64>,
    /// d, the dimension.
    pub dim: usize,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// b, the number of Byzantine workers.
    pub byzantine: usize,
    /// The law of the master's rule.
    pub rule: Law,
    /// What is known of what Byzantine workers send.
    pub push: Push,
    /// What is known of the algorithm.
    pub scheme: Scheme,
    /// σ, the noise of one sample.
    pub noise: f64,
    /// σ̃, the asymptotic deviation of √n(ŵ_i − w*) for one worker's estimate ŵ_i.
    pub estimate_deviation: f64,
    /// The law of a worker's messages.
    pub law: MessageLaw,
    /// What is known of the law of one worker's estimate (Theorem 7).
    pub estimate: EstimateLaw,
}

/// Adjoining coordinates of a quadratic F that are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mode {
    /// How many they are.
    pub count: usize,
    /// (w⁰ − w*)_k.
    pub offset: f64,
    /// λ_k.
    pub curvature: f64,
}

/// The gradient of a quadratic F with additive noise at w* + (1, …, 1) is λ_k in coordinate k.
fn modes(problem: &dyn Problem, start: &[f64]) -> Arc<[Mode]> {
    use MessageLaw::{ExponentialMean, ExponentialNoise, GaussianMean, GaussianNoise};
    let optimum = problem.optimum();
    let curvatures = match problem.message_law() {
        GaussianMean | ExponentialMean => vec![1.0; optimum.len()],
        GaussianNoise(_) | ExponentialNoise(_) => {
            let away: Vec<f64> = optimum.iter().map(|w| w + 1.0).collect();
            let mut gradient = vec![0.0; optimum.len()];
            problem.gradient(&away, &mut gradient);
            gradient
        }
        _ => return Arc::default(),
    };
    let mut modes: Vec<Mode> = Vec::new();
    for ((start, optimum), curvature) in start.iter().zip(optimum).zip(curvatures) {
        let offset = start - optimum;
        match modes.last_mut() {
            Some(last) if (last.offset, last.curvature) == (offset, curvature) => last.count += 1,
            _ => modes.push(Mode {
                count: 1,
                offset,
                curvature,
            }),
        }
    }
    modes.into()
}

impl Setting {
    /// `problem` shared by `workers` = m workers with `samples` = n samples each, `byzantine` = b of them Byzantine, and a
    /// master whose rule has the law `rule`; of adversary and algorithm nothing is known.
    #[must_use]
    pub fn of(problem: &dyn Problem, samples: usize, workers: usize, byzantine: usize, rule: Law) -> Self {
        let (domain, start, optimum) = (problem.domain(), problem.start(), problem.optimum());
        let constants = problem.constants();
        let law = problem.message_law();
        Self {
            skewness: SkewnessBound::Sharp,
            convex: problem.is_convex(),
            diameter: domain.diameter(),
            reach_from_optimum: (domain.radius - distance(optimum, &domain.centre)).max(0.0),
            reach_from_start: (domain.radius - distance(&start, &domain.centre)).max(0.0),
            start_distance: distance(&start, optimum),
            modes: modes(problem, &start),
            start_excess: problem.loss(&start) - problem.loss(optimum),
            gradient_bound: problem.gradient_bound(),
            dim: problem.dim(),
            samples,
            workers,
            byzantine,
            rule,
            push: Push::Unknown,
            scheme: Scheme::Unknown,
            noise: problem.noise(),
            estimate_deviation: problem.estimate_deviation(),
            estimate: match law {
                MessageLaw::GaussianMean | MessageLaw::GaussianNoise(_) => EstimateLaw::GaussianMean,
                MessageLaw::RademacherGradient => EstimateLaw::MaybeSingular,
                MessageLaw::GaussianDesign => EstimateLaw::GaussianDesign,
                MessageLaw::ExponentialMean | MessageLaw::ExponentialNoise(_) => EstimateLaw::ExponentialMean,
                MessageLaw::RandomCurvature => EstimateLaw::RandomCurvature,
                MessageLaw::Unknown => EstimateLaw::Unknown,
            },
            law,
            constants,
        }
    }

    /// The same under an adversary of which `push` is known.
    #[must_use]
    pub fn under(self, push: Push) -> Self {
        Self { push, ..self }
    }

    /// The same with an algorithm of which `scheme` is known.
    #[must_use]
    pub fn by(self, scheme: Scheme) -> Self {
        Self { scheme, ..self }
    }

    /// The radius of W.
    #[must_use]
    pub fn radius(&self) -> f64 {
        0.5 * self.diameter
    }

    /// α = b/m.
    #[must_use]
    pub fn alpha(&self) -> f64 {
        self.byzantine as f64 / self.workers as f64
    }

    /// S, as [`Self::skewness`] says.
    ///
    /// # Errors
    /// If none is known.
    pub fn absolute_skewness(&self) -> Result<f64, Silence> {
        let known = match self.skewness {
            SkewnessBound::Sharp => self.constants.absolute_skewness,
            SkewnessBound::Paper if self.law == MessageLaw::RademacherGradient => Some(skewness::PAPER),
            SkewnessBound::Paper => None,
            SkewnessBound::Value(value) => Some(value),
        };
        known.ok_or(Silence::Unknown {
            assumption: Assumption::Skewness,
            quantity: "absolute skewness S",
        })
    }

    /// L̂D.
    pub(super) fn net_scale(&self) -> Result<f64, Silence> {
        let lipschitz = self.constants.lipschitz(self.dim).ok_or(Silence::Unknown {
            assumption: Assumption::Smoothness,
            quantity: "Lipschitz constant L_k",
        })?;
        Ok(lipschitz * self.diameter)
    }

    /// L_F.
    pub(super) fn smoothness(&self) -> Result<f64, Silence> {
        known(self.constants.smoothness, Assumption::Smoothness, "smoothness L_F")
    }

    /// V.
    pub(super) fn gradient_deviation(&self) -> Result<f64, Silence> {
        known(
            self.constants.gradient_deviation,
            Assumption::Variance,
            "deviation of the gradient V",
        )
    }

    /// F(w⁰) − F(w*).
    pub(super) fn start_excess(&self) -> Result<f64, Silence> {
        known(
            self.start_excess,
            Assumption::SizeAroundStart,
            "excess risk F(w⁰) − F(w*)",
        )
    }

    /// λ_F.
    pub(super) fn strong_convexity(&self) -> Result<f64, Silence> {
        self.constants.strong_convexity.ok_or(Silence::Unknown {
            assumption: Assumption::StrongConvexity,
            quantity: "strong convexity constant λ_F",
        })
    }
}

/// A number that a problem declares, or NaN where it does not.
fn known(value: f64, assumption: Assumption, quantity: &'static str) -> Result<f64, Silence> {
    if value.is_nan() {
        return Err(Silence::Unknown { assumption, quantity });
    }
    Ok(value)
}
