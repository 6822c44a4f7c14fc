//! Observation 1: what no estimator can beat, with explicit constants.
//!
//! Gaussian mean estimation in d dimensions: honest workers send N(μ, s²I), s = σ/√n, and each worker is Byzantine with
//! probability α < ½, independently.
//!
//! # Two worlds with the same messages
//! Let p and q be the densities of N(μ₁, s²) and N(μ₂, s²) with |μ₁ − μ₂| = 2z(α)s, z(α) = Φ⁻¹(1/(2(1 − α))): their total
//! variation distance is 2Φ(z(α)) − 1 = α/(1 − α). With Byzantine densities ((1 − α)/α)(q − p)₊ in world 1 and
//! ((1 − α)/α)(p − q)₊ in world 2, a message has density (1 − α)·max(p, q) in both (Huber's least favourable pair). An
//! estimator sees no difference: its distances a₁ and a₂ to the two means satisfy a₁ + a₂ ≥ 2z(α)s always, under one law.
//! - In one of the worlds it errs by at least z(α)s with probability at least ½.
//! - a₁² + a₂² ≥ 2z(α)²s², so in one of the worlds E‖μ̂ − μ‖² ≥ z(α)²s², and the root mean square is at least z(α)s itself.
//!
//! # Chance
//! Byzantine workers may behave, so the Gaussian minimax risk dσ²/(nm) of m honest workers remains. If the two worlds differ in
//! one coordinate and the messages are honest in the d − 1 others, with an independent prior as flat as one likes on these, the
//! coordinates' risks add: E‖μ̂ − μ‖² ≥ z(α)²s² + (d − 1)σ²/(nm). So for some μ and some adversary
//!
//! **E‖μ̂ − μ‖² ≥ max(z(α)²σ²/n + (d − 1)σ²/(nm), dσ²/(nm))**,
//!
//! the first being the larger once z(α)²m ≥ 1.
//!
//! # A fixed set of b workers
//! Where at most b workers are Byzantine, and not each with probability α, the bound is smaller: two adversary models, two bounds.
//! Draw the set by chance all the same, with α′ so small that it has more than b members with probability δ only, and then let
//! everybody be honest (Appendix G of the paper). With πᵢ(X) the probability, given the messages X, that world i has not given up,
//! E₁a₁² + E₂a₂² ≥ E\[π₁a₁² + π₂a₂²\] ≥ 2z(α′)²s²·E\[π₁ + π₂ − 1\] = 2z(α′)²s²(1 − 2δ), as min(π₁, π₂) ≥ π₁ + π₂ − 1. The other
//! coordinates never notice, so
//!
//! **E‖μ̂ − μ‖² ≥ max((1 − 2δ)z(α′)²σ²/n + (d − 1)σ²/(nm), dσ²/(nm))**
//!
//! for every δ, and [`LowerBound::fixed_set`] takes the best one. That translation into root mean squares is this project's.
//!
//! The median's largest bias for many workers is √d·z(α)s: exactly minimax for
//! d = 1, and a factor √d off in its leading term beyond, since no √d stands at α here.

use super::exact_law::median_bias;
use crate::problem::{MessageLaw, Problem};
use crate::stat::normal;
use crate::theory::order_statistic::OrderStatistic;

/// Gaussian mean estimation with Byzantine workers.
///
/// ```
/// use byzrate::theory::lower_bound::LowerBound;
///
/// // σ = 1, n = 100: s = 0.1, and z(0.2) = Φ⁻¹(0.625) = 0.3186.
/// let bound = LowerBound::independent(1, 100, 1000, 1.0, 0.2).expect("a minority");
/// assert!((bound.error() - 0.031_86).abs() < 1e-5);
/// assert!((bound.chance() - 1e-5).abs() < 1e-15);
/// assert_eq!(bound.root_mean_square(), bound.error());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LowerBound {
    /// z(α).
    score: f64,
    dim: f64,
    samples: f64,
    workers: f64,
    sigma: f64,
    /// δ, the probability that more workers are Byzantine than allowed.
    lost: f64,
}

impl LowerBound {
    /// Each of `workers` = m workers with `samples` = n samples of N(μ, σ²I) in dimension `dim` = d is Byzantine with
    /// probability `alpha`. `None` unless 0 ≤ α < ½ and d, n, m ≥ 1.
    #[must_use]
    pub fn independent(dim: usize, samples: usize, workers: usize, sigma: f64, alpha: f64) -> Option<Self> {
        let score = median_bias(alpha).ok()?;
        (dim > 0 && samples > 0 && workers > 0).then_some(Self {
            score,
            dim: dim as f64,
            samples: samples as f64,
            workers: workers as f64,
            sigma,
            lost: 0.0,
        })
    }

    /// The bound for `problem` with `workers` = m workers of `samples` = n samples each, Byzantine by chance: each with
    /// probability `alpha`. `None` where the workers' means are not Gaussian, which is what Observation 1 is about.
    #[must_use]
    pub fn by_chance(problem: &dyn Problem, samples: usize, workers: usize, alpha: f64) -> Option<Self> {
        (problem.message_law() == MessageLaw::GaussianMean)
            .then(|| Self::independent(problem.dim(), samples, workers, problem.noise(), alpha))?
    }

    /// The bound for `problem` with `workers` = m workers of `samples` = n samples each, at most `byzantine` = b of which are
    /// Byzantine. `None` where the workers' means are not Gaussian.
    #[must_use]
    pub fn of_set(problem: &dyn Problem, samples: usize, workers: usize, byzantine: usize) -> Option<Self> {
        (problem.message_law() == MessageLaw::GaussianMean)
            .then(|| Self::fixed_set(problem.dim(), samples, workers, problem.noise(), byzantine))?
    }

    /// At most `byzantine` = b of the workers are Byzantine: [`Self::fixed_count`] with the δ that makes the bound on the root mean
    /// square largest. `None` unless 2b < m and d, n, m ≥ 1.
    ///
    /// ```
    /// use byzrate::theory::lower_bound::LowerBound;
    ///
    /// // In units of s = σ/√n, for b = 100 of m = 1001 workers and for workers Byzantine with probability 100/1001.
    /// let fixed = LowerBound::fixed_set(1, 1, 1001, 1.0, 100).expect("a minority");
    /// let by_chance = LowerBound::independent(1, 1, 1001, 1.0, 100.0 / 1001.0).expect("a minority");
    /// assert!((fixed.root_mean_square() - 0.1116).abs() < 5e-5);
    /// assert!((by_chance.root_mean_square() - 0.1396).abs() < 5e-5);
    /// ```
    #[must_use]
    pub fn fixed_set(dim: usize, samples: usize, workers: usize, sigma: f64, byzantine: usize) -> Option<Self> {
        /// Looked at from 10⁻⁶ to a half, equally far apart by their ratio.
        const STEPS: usize = 48;
        if 2 * byzantine >= workers {
            return None;
        }
        let lost: [f64; STEPS] = std::array::from_fn(|step| 0.5 * libm::pow(2e-6, (step + 1) as f64 / STEPS as f64));
        let fractions = fractions_for_count(byzantine, workers, &lost)?;
        let attack = |bound: &Self| bound.error() * (1.0 - 2.0 * bound.lost).max(0.0).sqrt();
        (fractions.into_iter().zip(lost))
            .filter_map(|(fraction, lost)| Self::with_fraction(dim, samples, workers, sigma, fraction, lost))
            .reduce(|best, other| if attack(&other) > attack(&best) { other } else { best })
    }

    /// At most `byzantine` = b of the workers are Byzantine.
    ///
    /// The adversary draws the set with α′ = [`fraction_for_count`](b, m, δ) and gives up, with probability at most δ = `lost`,
    /// when it is larger than b.
    #[must_use]
    pub fn fixed_count(
        dim: usize,
        samples: usize,
        workers: usize,
        sigma: f64,
        byzantine: usize,
        lost: f64,
    ) -> Option<Self> {
        let fraction = fraction_for_count(byzantine, workers, lost)?;
        Self::with_fraction(dim, samples, workers, sigma, fraction, lost)
    }

    /// The adversary draws the set with α′ = `fraction`, and gives up with probability at most δ = `lost`.
    fn with_fraction(dim: usize, samples: usize, workers: usize, sigma: f64, fraction: f64, lost: f64) -> Option<Self> {
        Some(Self {
            lost: if fraction > 0.0 { lost } else { 0.0 },
            ..Self::independent(dim, samples, workers, sigma, fraction.min(0.5 - f64::EPSILON))?
        })
    }

    /// 2z(α)s, how far two means may lie apart and give the same messages.
    #[must_use]
    pub fn separation(&self) -> f64 {
        2.0 * self.error()
    }

    /// z(α)s: in one of the two worlds every estimator errs by at least this with the probability [`Self::probability`], and,
    /// if δ = 0, by at least this in root mean square.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.score * self.sigma / self.samples.sqrt()
    }

    /// δ, the probability of more Byzantine workers than a fixed set has; 0 for workers that are Byzantine by chance.
    #[must_use]
    pub fn lost(&self) -> f64 {
        self.lost
    }

    /// ½ − δ.
    #[must_use]
    pub fn probability(&self) -> f64 {
        (0.5 - self.lost).max(0.0)
    }

    /// P(χ²_d ≥ d): without Byzantine workers every estimator errs by √(dσ²/(nm)) or more with this probability, for some μ. By
    /// Anderson's inequality (1955) no prior flat enough lets an estimator do better than the mean, whose squared error is
    /// σ²χ²_d/(nm). It is .317 at d = 1, and comes near ½ as d grows: the "constant probability" of Observation 1.
    #[must_use]
    pub fn chance_probability(&self) -> f64 {
        // Q(a + 1, x) = Q(a, x) + xᵃe⁻ˣ/Γ(a + 1) with a = d/2, from Q(½, x) = erfc √x or Q(1, x) = e⁻ˣ on.
        let x = 0.5 * self.dim;
        let odd = self.dim % 2.0 == 1.0;
        let (mut a, mut sum) = if odd {
            (0.5, libm::erfc(x.sqrt()))
        } else {
            (1.0, libm::exp(-x))
        };
        while a < x {
            sum += libm::exp(a * libm::log(x) - x - libm::lgamma(a + 1.0));
            a += 1.0;
        }
        sum
    }

    /// dσ²/(nm), the Gaussian minimax risk without Byzantine workers.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.dim * self.sigma * self.sigma / (self.samples * self.workers)
    }

    /// The lower bound on the worst-case E‖μ̂ − μ‖² of any estimator.
    ///
    /// max((1 − 2δ)z(α)²s² + (d − 1)σ²/(nm), dσ²/(nm)), with α′ for α where δ > 0.
    #[must_use]
    pub fn mean_square(&self) -> f64 {
        let attack = 2.0 * self.probability() * self.error().powi(2);
        (attack + self.chance() * (self.dim - 1.0) / self.dim).max(self.chance())
    }

    /// √ of [`Self::mean_square`], where no square can overflow.
    #[must_use]
    pub fn root_mean_square(&self) -> f64 {
        let chance = self.sigma * (self.dim / (self.samples * self.workers)).sqrt();
        let attack = self.error() * (2.0 * self.probability()).sqrt();
        libm::hypot(attack, chance * ((self.dim - 1.0) / self.dim).sqrt()).max(chance)
    }
}

/// The total variation distance 2Φ(t/2) − 1 of N(0, 1) and N(t, 1).
#[must_use]
pub fn total_variation(separation: f64) -> f64 {
    2.0 * normal::interval_probability(0.0, 0.5 * separation.abs())
}

/// α′ with P(Bin(m, α′) > b) = δ: how often each worker may be Byzantine, independently, for at most `byzantine` = b of
/// `workers` = m to be so but with probability δ = `lost`.
///
/// It is the δ-quantile of Beta(b + 1, m − b), Clopper and Pearson's lower end after b + 1 hits, and that is the law of Φ(X_(b+1:m)),
/// whose quantiles are known for any number of workers. 0 for b = 0 (nothing need be given up), `None` unless b < m and 0 < δ < 1.
#[must_use]
pub fn fraction_for_count(byzantine: usize, workers: usize, lost: f64) -> Option<f64> {
    fractions_for_count(byzantine, workers, &[lost]).map(|[fraction]| fraction)
}

/// The same for several δ.
fn fractions_for_count<const N: usize>(byzantine: usize, workers: usize, lost: &[f64; N]) -> Option<[f64; N]> {
    if byzantine >= workers || !lost.iter().all(|lost| 0.0 < *lost && *lost < 1.0) {
        None
    } else if byzantine == 0 {
        Some([0.0; N])
    } else {
        let law = OrderStatistic::new(byzantine + 1, workers).ok()?;
        Some(law.quantiles(lost).map(normal::cdf))
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::*;
    use crate::stat::clopper_pearson;

    #[test]
    fn fractions_for_counts_are_those_of_clopper_and_pearson() {
        for (byzantine, workers) in [(1, 2), (1, 30), (10, 101), (49, 101), (300, 1000)] {
            for lost in [1e-6, 0.01, 0.3, 0.5] {
                let got = fraction_for_count(byzantine, workers, lost).expect("a fraction");
                let want = clopper_pearson(byzantine + 1, workers, 1.0 - 2.0 * lost).low;
                assert!(
                    (got / want - 1.0).abs() < 1e-6,
                    "{byzantine} of {workers}, {lost}: {got} {want}"
                );
            }
        }
        // Of so many workers the count is normal: b = mα′ + z·√(mα′), but for a skewness of 1/√b.
        let got = fraction_for_count(1_000_000, 1_000_000_000_000, 0.01).expect("a fraction");
        assert!((got / 1e-6 - (1.0 - 2.326_347_9e-3)).abs() < 1e-5, "{got}");
    }

    #[test]
    fn the_separation_spends_the_whole_contamination() {
        for alpha in [0.0, 0.01, 0.1, 0.3, 0.45] {
            let bound = LowerBound::independent(1, 1, 10, 1.0, alpha).unwrap();
            assert!((total_variation(bound.separation()) - alpha / (1.0 - alpha)).abs() < 1e-14);
        }
    }

    #[test]
    fn half_the_separation_is_the_medians_bias() {
        let bound = LowerBound::independent(3, 100, 1000, 2.0, 0.1).unwrap();
        let bias = median_bias(0.1).unwrap() * 2.0 / 10.0;
        assert_eq!(bound.error(), bias);
        assert_eq!(bound.probability(), 0.5);
        assert!((bound.mean_square() - (bias * bias + 2.0 * 4.0 / 1e5)).abs() < 1e-17);
        assert!((bound.root_mean_square().powi(2) - bound.mean_square()).abs() < 1e-17);
    }

    #[test]
    fn without_byzantine_workers_chance_is_left() {
        let bound = LowerBound::independent(3, 100, 10, 1.0, 0.0).unwrap();
        assert_eq!(bound.mean_square(), 3.0 / 1000.0);
        assert_eq!(LowerBound::fixed_count(3, 100, 10, 1.0, 0, 0.05), Some(bound));
    }

    #[test]
    fn a_fixed_count_costs_fraction_and_probability() {
        for (workers, byzantine, lost, want) in [
            (101, 10, 0.05, 0.062_288_889_634_208_381),
            (1000, 100, 0.01, 0.079_955_091_771_629_85),
        ] {
            let got = fraction_for_count(byzantine, workers, lost).unwrap();
            assert!((got - want).abs() < 1e-9, "{got}");
        }
        let independent = LowerBound::independent(1, 50, 101, 1.0, 10.0 / 101.0).unwrap();
        let fixed = LowerBound::fixed_count(1, 50, 101, 1.0, 10, 0.05).unwrap();
        assert!(fixed.error() < independent.error() && fixed.mean_square() < independent.mean_square());
        assert_eq!(fixed.probability(), 0.45);
    }

    /// Below the exact worst error of the median, and of all rules that are known: for a fixed set under the omniscient adversary.
    #[test]
    fn the_best_bound_for_a_fixed_set_lies_below_what_is_attained() {
        for (workers, byzantine) in [(11, 1), (101, 10), (101, 30), (1001, 100), (1001, 400)] {
            let best = LowerBound::fixed_set(1, 1, workers, 1.0, byzantine).unwrap();
            let attained = crate::theory::exact_law::median_omniscient(workers, byzantine).unwrap();
            assert!(best.mean_square() < attained.mean_square, "{workers}, {byzantine}");
            for lost in [0.001, 0.01, 0.05, 0.2] {
                let other = LowerBound::fixed_count(1, 1, workers, 1.0, byzantine, lost).unwrap();
                assert!(other.root_mean_square() < 1.001 * best.root_mean_square());
            }
        }
        assert_eq!(LowerBound::fixed_set(1, 1, 10, 1.0, 5), None);
        assert_eq!(
            LowerBound::fixed_set(2, 1, 10, 1.0, 0),
            LowerBound::independent(2, 1, 10, 1.0, 0.0)
        );
    }

    #[test]
    fn a_half_or_more_is_no_setting() {
        assert_eq!(LowerBound::independent(1, 1, 1, 1.0, 0.5), None);
        assert_eq!(fraction_for_count(5, 5, 0.1), None);
        assert_eq!(fraction_for_count(1, 5, 0.0), None);
    }

    #[test]
    fn the_bound_grows_with_alpha_and_falls_with_n() {
        let at = |alpha, n| LowerBound::independent(2, n, 100, 1.0, alpha).unwrap().mean_square();
        assert!(at(0.1, 10) < at(0.2, 10) && at(0.2, 10) < at(0.4, 10) && at(0.2, 20) < at(0.2, 10));
    }

    /// P(χ²_d ≥ d), by tables.
    #[test]
    fn without_attack_an_error_of_the_usual_size_is_usual() {
        for (dim, want) in [
            (1, 0.317_310_507_862_914),
            (2, 0.367_879_441_171_442),
            (3, 0.391_625_176_271_089),
            (5, 0.415_880_186_995_508),
            (100, 0.481_191_684_527_957),
        ] {
            let bound = LowerBound::independent(dim, 10, 10, 1.0, 0.0).expect("a minority");
            assert!(
                (bound.chance_probability() - want).abs() < 1e-12,
                "{dim}: {}",
                bound.chance_probability()
            );
        }
    }
}
