use std::f64::consts::SQRT_2;

use super::Improvement;
use crate::theory::Setting;
use crate::theory::theorem::{Quantity, Rule, Silence, Theorem};

/// The theorems' bounds in a setting, with some improvements, at a failure probability δ.
#[derive(Clone, Copy, Debug)]
pub struct Sharper<'a> {
    pub(super) setting: &'a Setting,
    pub(super) with: &'a [Improvement],
    /// log δ.
    pub(super) log_failure: f64,
}

/// The logarithm of the probability with which the paper's bound may fail: of 4d/(1 + nmL̂D)ᵈ, which is the number of the net's points
/// to the power −1, and of 4/(nm) for Theorem 7.
///
/// # Errors
/// If a constant is not known.
pub fn paper_failure(theorem: &dyn Theorem, setting: &Setting) -> Result<f64, Silence> {
    let (n, m, d) = (setting.samples as f64, setting.workers as f64, setting.dim as f64);
    if theorem.quantity() == Quantity::Distance {
        return Ok(libm::log(4.0 / (n * m)));
    }
    Ok(libm::log(4.0 * d) - d * libm::log1p(n * m * setting.net_scale()?))
}

/// (9/4)·D₀Δ + Δ²/L_F, what F exceeds F(w*) by after T = ⌈L_F·D₀/Δ⌉ rounds at most.
fn excess(start: f64, delta: f64, smoothness: f64) -> f64 {
    2.25 * start * delta + delta * delta / smoothness
}

impl<'a> Sharper<'a> {
    /// With the improvements `with`, and `log_failure` = log δ, such as [`paper_failure`].
    #[must_use]
    pub fn new(setting: &'a Setting, with: &'a [Improvement], log_failure: f64) -> Self {
        Self {
            setting,
            with,
            log_failure,
        }
    }

    /// Whether it has that improvement.
    pub(super) fn has(&self, improvement: Improvement) -> bool {
        self.with.contains(&improvement)
    }

    /// Δ for the median, Δ′ for the trimmed mean: with probability 1 − δ, ‖g(w) − ∇F(w)‖ is at most that for all w in W. +∞ where nothing
    /// is said.
    ///
    /// # Errors
    /// If a constant is not known, or no count of trimmed workers serves.
    pub fn deviation(&self, rule: Rule) -> Result<f64, Silence> {
        match rule {
            Rule::TrimmedMean => self.trimmed_deviation(),
            _ => self.median_deviation(),
        }
    }

    /// What `theorem` says of its quantity. +∞ where it says nothing. Assumptions 5 and 6, on the size of W, are the caller's to meet.
    ///
    /// # Errors
    /// If a constant is not known, or no count of trimmed workers serves.
    pub fn bound(&self, theorem: &dyn Theorem) -> Result<f64, Silence> {
        let setting = self.setting;
        let recursion = self.has(Improvement::Recursion);
        let smoothness = setting.constants.smoothness;
        Ok(match theorem.quantity() {
            Quantity::LimitDistance => {
                let factor = if recursion { 1.0 } else { 2.0 };
                factor * self.deviation(theorem.rule())? / setting.strong_convexity()?
            }
            Quantity::Excess => {
                let (start, delta) = (setting.start_distance, self.deviation(theorem.rule())?);
                if recursion {
                    excess(start, delta, smoothness)
                } else {
                    16.0 * start * delta * (1.0 + delta / (2.0 * smoothness))
                }
            }
            Quantity::GradientNorm => SQRT_2 * self.deviation(theorem.rule())?,
            Quantity::Distance => self.estimate_deviation()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::Law;
    use crate::problem::{GaussianDesign, RademacherRegression, RegressionData};
    use crate::theory::theorem::{Form, OneRoundQuadratic, StronglyConvex};
    use proptest::prelude::*;

    fn regression(workers: usize, byzantine: usize, rule: Law) -> Setting {
        let problem = RademacherRegression::new(3, 1.0, None, RegressionData::Sufficient).expect("valid");
        Setting::of(&problem, 400, workers, byzantine, rule)
    }

    fn same(got: f64, want: f64) {
        assert!((got / want - 1.0).abs() < 1e-12, "{got} against {want}");
    }

    #[test]
    fn with_nothing_improved_the_bounds_are_the_papers() {
        for (workers, byzantine) in [(2000, 100), (3001, 0), (5000, 751)] {
            for rule in [Rule::Median, Rule::TrimmedMean] {
                let setting = regression(workers, byzantine, Law::TrimmedMean { trimmed: byzantine });
                let theorem = StronglyConvex(rule);
                let failure = paper_failure(&theorem, &setting).expect("known");
                let paper = theorem.bound(&setting, Form::Paper).expect("speaks");
                let own = Sharper::new(&setting, &[], failure);
                same(own.bound(&theorem).expect("known"), paper.value);
                same(
                    own.deviation(rule).expect("known"),
                    paper.deviation.expect("known").total(),
                );
                same(libm::exp(failure), paper.failure_probability);
            }
        }
        let problem = GaussianDesign::new(3, 1.0, 1.0, None, RegressionData::Sufficient).expect("valid");
        let setting = Setting::of(&problem, 400, 501, 50, Law::Median);
        let failure = paper_failure(&OneRoundQuadratic, &setting).expect("known");
        let paper = OneRoundQuadratic.bound(&setting, Form::Paper).expect("speaks");
        let own = Sharper::new(&setting, &[], failure);
        same(own.bound(&OneRoundQuadratic).expect("known"), paper.value);
        same(libm::exp(failure), paper.failure_probability);
    }

    /// That form spends 2e^{−2t} on a failure probability of half the size.
    #[test]
    fn the_improved_form_is_five_of_the_improvements() {
        let setting = regression(2000, 200, Law::Median);
        let failure = paper_failure(&StronglyConvex(Rule::Median), &setting).expect("known");
        let own = Sharper::new(&setting, &Improvement::OF_IMPROVED_MEDIAN, failure - libm::log(2.0));
        let improved = Rule::Median.deviation(&setting, Form::Improved).expect("speaks");
        same(own.deviation(Rule::Median).expect("known"), improved.total());
    }

    #[test]
    fn where_the_condition_fails_nothing_is_said() {
        let setting = regression(51, 20, Law::Median);
        for with in [
            &[][..],
            &[
                Improvement::ExactTail,
                Improvement::SharpInverse,
                Improvement::NetRadius,
            ],
        ] {
            assert_eq!(
                Sharper::new(&setting, with, -80.0).deviation(Rule::Median),
                Ok(f64::INFINITY)
            );
        }
        let most = regression(51, 26, Law::Median);
        let with = [Improvement::ExactTail];
        assert_eq!(
            Sharper::new(&most, &with, -3.0).deviation(Rule::Median),
            Ok(f64::INFINITY)
        );
    }

    proptest! {
        /// The largest that is found is about D₀Δ, where the push all but stops the descent.
        ///
        /// T = ⌈L_F·D₀/Δ⌉ rounds on Σ_k λ_k(√(1 + w_k²) − 1) in two dimensions, the gradient off by Δ in whatever direction, mostly away
        /// from w*.
        #[test]
        fn no_descent_ends_above_nine_quarters(
            start in prop::collection::vec(-9.0f64..9.0, 2),
            curvature in 0.0f64..=1.0,
            delta in 0.02f64..2.0,
            turns in prop::collection::vec((0.0f64..std::f64::consts::TAU, prop::bool::weighted(0.3)), 40),
        ) {
            let curvatures = [1.0, curvature];
            let distance = libm::hypot(start[0], start[1]);
            prop_assume!(distance > delta);
            let mut w = [start[0], start[1]];
            let rounds = (distance / delta).ceil() as usize;
            for round in 0..rounds {
                let (angle, random) = turns[round % turns.len()];
                let norm = libm::hypot(w[0], w[1]).max(1e-300);
                let away = if random { [libm::cos(angle), libm::sin(angle)] } else { [-w[0] / norm, -w[1] / norm] };
                for k in 0..2 {
                    let gradient = curvatures[k] * w[k] / (1.0 + w[k] * w[k]).sqrt();
                    w[k] -= gradient + delta * away[k];
                }
            }
            let reached: f64 = (0..2).map(|k| curvatures[k] * ((1.0 + w[k] * w[k]).sqrt() - 1.0)).sum();
            prop_assert!(reached <= excess(distance, delta, 1.0), "{}", reached / (distance * delta));
        }
    }
}
