use std::fmt;

use super::{Improvement, Sharper, approach, paper_failure};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::{Rounds, Scheme};
use crate::problem::{
    AdditiveNoise, Gaussian, GaussianDesign, Potential, Problem, RademacherRegression, RegressionData, Shape,
};
use crate::theory::exact_law::{median_one_sided, trimmed_mean_one_sided};
use crate::theory::theorem::{Convex, NonConvex, OneRoundQuadratic, Quantity, Rule, StronglyConvex, Theorem};
use crate::theory::{Setting, prediction};

/// One theorem at one point, where its bound is compared with sharper ones and with the error that it bounds.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The theorem.
    pub theorem: &'static dyn Theorem,
    /// What is learned, and W.
    pub problem: &'static str,
    /// d.
    pub dim: usize,
    /// n.
    pub samples: usize,
    /// m.
    pub workers: usize,
    /// b.
    pub byzantine: usize,
    /// What can be improved, in the order of the table.
    pub improvements: &'static [Improvement],
}

const MEDIAN: &[Improvement] = &[
    Improvement::Minkowski,
    Improvement::SharpInverse,
    Improvement::ExactCount,
    Improvement::StructuralSkewness,
    Improvement::TwoTails,
    Improvement::ExactTail,
    Improvement::NetRadius,
    Improvement::Lattice,
    Improvement::Recursion,
    Improvement::Localised,
];

const TRIMMED_MEAN: &[Improvement] = &[
    Improvement::Minkowski,
    Improvement::Attained,
    Improvement::Subsets,
    Improvement::NetRadius,
    Improvement::Lattice,
    Improvement::Recursion,
    Improvement::Localised,
];

const ONE_ROUND: &[Improvement] = &[
    Improvement::SharpInverse,
    Improvement::ExactCount,
    Improvement::TwoTails,
    Improvement::ExactTail,
    Improvement::EstimateLaw,
];

/// Those of `all` but the last `last`.
const fn without_last(all: &'static [Improvement], last: usize) -> &'static [Improvement] {
    all.split_at(all.len() - last).0
}

/// The ball of radius 1 around w*, from whose edge gradient descent starts.
const REGRESSION: &str = "Rademacher regression, σ = 1, W of radius 1 around w*";
const CONVEX: &str = "F = √(1 + w²) − 1 with noise N(0, 1), w⁰ = −5, W of radius 10 around w*";
const COSINE: &str = "F = 1 − cos w with noise N(0, 1), w⁰ = −1, W as large as Assumption 6 asks";
const DESIGN: &str = "least squares with Gaussian design, σ = 1";

impl Example {
    /// One for each theorem, in order.
    #[must_use]
    pub fn all() -> [Self; 7] {
        let regression = |theorem, improvements| Self {
            theorem,
            problem: REGRESSION,
            dim: 5,
            samples: 1000,
            workers: 2000,
            byzantine: 200,
            improvements,
        };
        let potential = |theorem, problem, improvements| Self {
            theorem,
            problem,
            dim: 1,
            samples: 1000,
            workers: 1001,
            byzantine: 100,
            improvements,
        };
        [
            regression(&StronglyConvex(Rule::Median), MEDIAN),
            potential(&Convex(Rule::Median), CONVEX, without_last(MEDIAN, 1)),
            potential(&NonConvex(Rule::Median), COSINE, without_last(MEDIAN, 2)),
            regression(&StronglyConvex(Rule::TrimmedMean), TRIMMED_MEAN),
            potential(&Convex(Rule::TrimmedMean), CONVEX, without_last(TRIMMED_MEAN, 1)),
            potential(&NonConvex(Rule::TrimmedMean), COSINE, without_last(TRIMMED_MEAN, 2)),
            Self {
                problem: DESIGN,
                ..regression(&OneRoundQuadratic, ONE_ROUND)
            },
        ]
    }

    /// The problem on a ball of radius `radius` around w*.
    fn made(&self, radius: f64) -> Option<Box<dyn Problem>> {
        let potential = |shape, start| {
            let potential = Potential::new(self.dim, 1.0, shape).ok()?;
            let problem = AdditiveNoise::new(potential, Gaussian, 1.0, Some(radius), Some(vec![start])).ok()?;
            Some(Box::new(problem) as Box<dyn Problem>)
        };
        match self.problem {
            CONVEX => potential(Shape::Convex, -5.0),
            COSINE => potential(Shape::Cosine, -1.0),
            DESIGN => {
                let problem = GaussianDesign::new(self.dim, 1.0, 1.0, Some(radius), RegressionData::Sufficient);
                Some(Box::new(problem.ok()?))
            }
            _ => {
                let problem = RademacherRegression::new(self.dim, 1.0, Some(radius), RegressionData::Sufficient);
                Some(Box::new(problem.ok()?))
            }
        }
    }

    /// The setting on a ball of radius `radius` around w*; k = b.
    fn within(&self, radius: f64) -> Option<Setting> {
        let rule = match self.theorem.rule() {
            Rule::TrimmedMean => Law::TrimmedMean {
                trimmed: self.byzantine,
            },
            _ => Law::Median,
        };
        let problem = self.made(radius)?;
        Some(Setting::of(&*problem, self.samples, self.workers, self.byzantine, rule))
    }

    /// The radius of W; for Theorems 3 and 6 the smallest at which W contains the ball of radius 2(M + Δ)(F(w⁰) − F(w*))/Δ² around w⁰,
    /// Δ being that of `with`.
    fn radius(&self, with: &[Improvement], log_failure: Option<f64>) -> Option<f64> {
        match self.problem {
            CONVEX => return Some(10.0),
            COSINE => {}
            _ => return Some(1.0),
        }
        let too_small = |radius: f64| -> Option<bool> {
            let setting = self.within(radius)?;
            let delta = self
                .sharper(&setting, with, log_failure)?
                .deviation(self.theorem.rule())
                .ok()?;
            let gradient = setting.gradient_bound?;
            Some(setting.reach_from_start < 2.0 * (gradient + delta) * setting.start_excess / (delta * delta))
        };
        let [mut low, mut high] = [1.0, 1.0];
        while too_small(high)? {
            [low, high] = [high, 2.0 * high];
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if too_small(middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }

    fn sharper<'a>(
        &self,
        setting: &'a Setting,
        with: &'a [Improvement],
        log_failure: Option<f64>,
    ) -> Option<Sharper<'a>> {
        let failure = log_failure.or_else(|| paper_failure(self.theorem, setting).ok())?;
        Some(Sharper::new(setting, with, failure))
    }

    /// The bound with the improvements `with` at failure probability `failure`, or at that with which the paper's bound may fail.
    ///
    /// `None` if nothing is said.
    #[must_use]
    pub fn bound(&self, with: &[Improvement], failure: Option<f64>) -> Option<f64> {
        let log_failure = failure.map(libm::log);
        let radius = self.radius(with, log_failure)?;
        let setting = self.within(radius)?;
        let log_failure = self.sharper(&setting, with, log_failure)?.log_failure;
        let bound = approach::bound(self.theorem, with, log_failure, radius, |radius| self.within(radius));
        bound.ok().filter(|bound| bound.is_finite())
    }

    /// Δ or Δ′ with the improvements `with`, over all of W; for Theorem 7 the bound.
    #[must_use]
    pub fn deviation(&self, with: &[Improvement], failure: Option<f64>) -> Option<f64> {
        let log_failure = failure.map(libm::log);
        let setting = self.setting()?;
        let sharper = self.sharper(&setting, with, log_failure)?;
        sharper.deviation(self.theorem.rule()).ok()
    }

    /// The setting, on W as the paper's form needs it.
    #[must_use]
    pub fn setting(&self) -> Option<Setting> {
        self.within(self.radius(&[], None)?)
    }

    /// The logarithm of the probability with which the paper's bound may fail.
    #[must_use]
    pub fn log_failure(&self) -> Option<f64> {
        paper_failure(self.theorem, &self.setting()?).ok()
    }

    /// The rms of what is bounded where all Byzantine workers are at +∞, as its law has it: exact for Theorem 7, in the steady state for
    /// Theorems 1 and 4. For the others, where the gradient is off by the same at every w, what gradient descent makes of its exact rms.
    #[must_use]
    pub fn error(&self) -> Option<f64> {
        let setting = self.setting()?.under(Push::Up);
        let (m, b) = (self.workers, self.byzantine);
        let scheme = match self.theorem.quantity() {
            Quantity::Distance => Scheme::OneRound,
            Quantity::LimitDistance => Scheme::GradientDescent {
                eta: 1.0,
                rounds: Rounds::Fixed(12),
            },
            _ => {
                let law = match self.theorem.rule() {
                    Rule::TrimmedMean => trimmed_mean_one_sided(m, b, b),
                    _ => median_one_sided(m, b),
                };
                let deviation = setting.noise * (law.ok()?.mean_square / self.samples as f64).sqrt();
                return self.descended(deviation);
            }
        };
        prediction::predict(&setting.by(scheme))?.rms
    }

    /// F(wᵗ) − F(w*), or min |F′(wᵗ)|, of gradient descent in one dimension whose gradient is off by `deviation`, away from w*, after more
    /// rounds than any theorem asks for.
    fn descended(&self, deviation: f64) -> Option<f64> {
        const ROUNDS: usize = 100_000;
        let problem = self.made(10.0)?;
        let mut w = problem.start();
        let (mut gradient, mut smallest) = ([0.0], f64::INFINITY);
        for _ in 0..ROUNDS {
            problem.gradient(&w, &mut gradient);
            smallest = smallest.min(gradient[0].abs());
            w[0] -= gradient[0] + deviation;
        }
        Some(match self.theorem.quantity() {
            Quantity::GradientNorm => smallest,
            _ => problem.loss(&w) - problem.loss(problem.optimum()),
        })
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at (d, n, m, α) = ({}, {}, {}, {:.4}): {}",
            self.theorem.name(),
            self.dim,
            self.samples,
            self.workers,
            self.byzantine as f64 / self.workers as f64,
            self.problem
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::LeftOut;
    use super::*;

    /// As an independent program finds them.
    #[test]
    fn theorem_one_to_five_digits() {
        let [example, ..] = Example::all();
        let close = |got: Option<f64>, want: f64| {
            let got = got.expect("speaks");
            assert!((got / want - 1.0).abs() < 1e-5, "{got} against {want}");
        };
        let all = example.improvements;
        close(example.bound(&[], None), 2.0 * 0.187_554_8);
        close(example.bound(&[Improvement::ExactTail], None), 2.0 * 0.123_763);
        close(example.bound(&[Improvement::NetRadius], None), 2.0 * 0.158_159_4);
        close(example.deviation(&all[..6], None), 0.071_137_42);
        close(example.deviation(&all[..8], None), 0.065_117_68);
        close(example.deviation(&all[..8], Some(0.01)), 0.047_494_31);
        close(example.error(), 0.010_098_05);
    }

    /// Likewise: Minkowski with the attained bound, and with means of k workers as well.
    #[test]
    fn theorem_four_to_seven_digits() {
        let example = Example::all()[3];
        for (count, want) in [(2, 0.282_882_518), (3, 0.083_812_300)] {
            let got = example.deviation(&example.improvements[..count], None).expect("speaks");
            assert!((got / want - 1.0).abs() < 1e-7, "{got} against {want}");
        }
    }

    /// Each improvement on top of the others, and the error below all of them.
    #[test]
    fn bounds_fall_towards_the_error_and_stay_above() {
        for example in Example::all() {
            let mut last = f64::INFINITY;
            for count in 0..=example.improvements.len() {
                let bound = example.bound(&example.improvements[..count], None).expect("speaks");
                assert!(bound < last, "{example}: {bound} after {last}");
                last = bound;
            }
            let sharpest = example.bound(example.improvements, Some(0.01)).expect("speaks");
            let error = example.error().expect("predicted");
            assert!(error < sharpest && sharpest < last, "{example}: {error}, {sharpest}");
        }
    }

    #[test]
    fn what_is_left_out_makes_the_deviation_smaller() {
        let [example, ..] = Example::all();
        let setting = example.setting().expect("valid");
        let whole = LeftOut::deviation(&setting, &[]).expect("known");
        assert!((whole / example.deviation(&[], None).expect("known") - 1.0).abs() < 1e-12);
        for part in LeftOut::ALL {
            assert!(
                LeftOut::deviation(&setting, &[part]).expect("known") < 0.9 * whole,
                "{}",
                part.name()
            );
        }
        let none = LeftOut::deviation(&setting, &LeftOut::ALL).expect("known");
        assert!(none < 1e-12, "{none}");
    }
}
