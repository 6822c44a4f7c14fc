//! The uniform deviation Δ (median) and Δ′ (trimmed mean) of Theorems 1 and 4, and the number of rounds they ask for.

use std::f64::consts::{PI, SQRT_2};

use thiserror::Error;

use crate::problem::Constants;
use crate::stat::normal;

/// The constant of the Berry–Esseen inequality that the paper uses (Shevtsova 2014).
pub const BERRY_ESSEEN: f64 = 0.4748;

/// C_ε = √(2π)·exp(½·Φ⁻¹(1 − ε)²) (paper, equation 4): the inverse of the normal density at its 1 − ε quantile.
///
/// ε lies in (0, ½]; C_½ = √(2π), and C_ε grows without bound as ε → 0.
#[must_use]
pub fn price(epsilon: f64) -> f64 {
    (2.0 * PI).sqrt() * (0.5 * normal::upper_quantile(epsilon).powi(2)).exp()
}

/// What the uniform bounds depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The problem's constants over W.
    pub constants: Constants,
    /// D, the diameter of W.
    pub diameter: f64,
    /// d, the dimension.
    pub dim: usize,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// b, the number of Byzantine workers.
    pub byzantine: usize,
}

/// Why a theorem says nothing about a setting.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Silence {
    /// A constant that the theorem needs is not known.
    #[error("the problem knows no finite {0}")]
    Constant(&'static str),
    /// Condition (2) of Theorem 1 fails for every ε > 0.
    #[error(
        "condition (2) fails: alpha + sqrt(d log(1 + nmLD) / (m (1 - alpha))) + 0.4748 S / sqrt(n) is {left:.4}, and must be \
         below 1/2; more workers or samples are needed"
    )]
    ConditionTwo {
        /// The left side.
        left: f64,
    },
    /// Fewer values are trimmed than workers are Byzantine.
    #[error("{trimmed} values are trimmed at each end, but {byzantine} workers are Byzantine")]
    TrimBelowByzantine {
        /// The trim count k.
        trimmed: usize,
        /// The number of Byzantine workers b.
        byzantine: usize,
    },
    /// No theorem of the paper is about this aggregator.
    #[error("no theorem of the paper is about the aggregator {0}")]
    Aggregator(String),
}

/// A uniform bound on ‖g(w) − ∇F(w)‖ over W, term by term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deviation {
    /// The term of the Byzantine fraction, of order α/√n (median) or β/√n up to logarithms (trimmed mean).
    pub byzantine: f64,
    /// The term of chance, of order √(d/(nm)) up to logarithms.
    pub chance: f64,
    /// The term of skewness, of order 1/n; zero for the trimmed mean.
    pub skewness: f64,
    /// The term of the net over W, of order 1/(nm).
    pub net: f64,
    /// The probability with which the bound may fail.
    pub failure_probability: f64,
}

impl Deviation {
    /// Δ or Δ′: the sum of the terms.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.byzantine + self.chance + self.skewness + self.net
    }
}

/// ℓ = log(1 + nmL̂D), and (1 + nmL̂D)^d by its logarithm, for the failure probability 4d/(1 + nmL̂D)^d.
fn covering(setting: &Setting) -> Result<(f64, f64), Silence> {
    let lipschitz = setting
        .constants
        .lipschitz(setting.dim)
        .ok_or(Silence::Constant("Lipschitz constant L_k"))?;
    let log = (setting.samples as f64 * setting.workers as f64 * lipschitz * setting.diameter).ln_1p();
    let dim = setting.dim as f64;
    Ok((log, (4.0 * dim).min(f64::MAX) * (-dim * log).exp()))
}

/// Δ of Theorem 1 with the largest feasible ε = ½ − (α + √(dℓ/(m(1−α))) + 0.4748·S/√n):
/// Δ = 2√2/(nm) + √2·(C_ε/√n)·V·(α + √(dℓ/(m(1−α))) + 0.4748·S/√n).
///
/// # Errors
/// If a constant is unknown or condition (2) fails.
pub fn median_deviation(setting: &Setting) -> Result<Deviation, Silence> {
    let (log, failure_probability) = covering(setting)?;
    let skewness = setting
        .constants
        .absolute_skewness
        .ok_or(Silence::Constant("absolute skewness S"))?;
    let (n, m) = (setting.samples as f64, setting.workers as f64);
    let alpha = setting.byzantine as f64 / m;
    let chance = (setting.dim as f64 * log / (m * (1.0 - alpha))).sqrt();
    let skew = BERRY_ESSEEN * skewness / n.sqrt();
    let left = alpha + chance + skew;
    if left >= 0.5 {
        return Err(Silence::ConditionTwo { left });
    }
    let factor = SQRT_2 * price(0.5 - left) / n.sqrt() * setting.constants.gradient_deviation;
    Ok(Deviation {
        byzantine: factor * alpha,
        chance: factor * chance,
        skewness: factor * skew,
        net: 2.0 * SQRT_2 / (n * m),
        failure_probability,
    })
}

/// Δ′ of Theorem 4 with explicit constants: with A = 4dℓ/((1−α)nm), B = (4dℓ + 2 log m)/n, t = v·max(A, √A) and
/// s = v·max(B, √B), Δ′ = √(2d)·(t + 3βs)/(1−2β) + 2√2·(1+3β)/((1−2β)nm), β = k/m.
///
/// # Errors
/// If a constant is unknown or `trimmed` = k is below b.
pub fn trimmed_mean_deviation(setting: &Setting, trimmed: usize) -> Result<Deviation, Silence> {
    if trimmed < setting.byzantine {
        return Err(Silence::TrimBelowByzantine {
            trimmed,
            byzantine: setting.byzantine,
        });
    }
    let (log, failure_probability) = covering(setting)?;
    let v = setting
        .constants
        .sub_exponential
        .ok_or(Silence::Constant("sub-exponential parameter v"))?;
    let (n, m, d) = (setting.samples as f64, setting.workers as f64, setting.dim as f64);
    let (alpha, beta) = (setting.byzantine as f64 / m, trimmed as f64 / m);
    let mean = 4.0 * d * log / ((1.0 - alpha) * n * m);
    let worst = (4.0 * d * log + 2.0 * m.ln()) / n;
    let factor = (2.0 * d).sqrt() / (1.0 - 2.0 * beta);
    Ok(Deviation {
        byzantine: factor * 3.0 * beta * v * worst.max(worst.sqrt()),
        chance: factor * v * mean.max(mean.sqrt()),
        skewness: 0.0,
        net: 2.0 * SQRT_2 * (1.0 + 3.0 * beta) / ((1.0 - 2.0 * beta) * n * m),
        failure_probability,
    })
}

/// The smallest T with (1 − λ_F/(L_F + λ_F))ᵀ·D₀ ≤ (2/λ_F)·Δ: from then on Theorem 1 (or 4) bounds the error by
/// (4/λ_F)·Δ.
///
/// # Errors
/// If F is not strongly convex.
pub fn strongly_convex_rounds(constants: &Constants, deviation: f64, start: f64) -> Result<usize, Silence> {
    let convexity = constants
        .strong_convexity
        .ok_or(Silence::Constant("strong convexity constant λ_F"))?;
    let contraction = 1.0 - convexity / (constants.smoothness + convexity);
    let rounds = ((2.0 * deviation / convexity) / start).ln() / contraction.ln();
    Ok(rounds.ceil().max(1.0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Problem, RademacherRegression, RegressionData};

    fn regression(dim: usize, samples: usize, workers: usize, byzantine: usize) -> Setting {
        let problem = RademacherRegression::new(dim, 1.0, None, RegressionData::Sufficient).expect("valid");
        Setting {
            constants: problem.constants(),
            diameter: problem.domain().diameter(),
            dim,
            samples,
            workers,
            byzantine,
        }
    }

    #[test]
    fn price_at_one_sixth() {
        assert!((price(1.0 / 6.0) - 4.00239).abs() < 5e-6);
        assert!((price(0.5) - (2.0 * PI).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn bounds_of_the_worked_example() {
        let setting = regression(5, 1000, 2000, 200);
        let median = median_deviation(&setting).expect("condition (2) holds").total();
        assert!((median - 0.188).abs() < 0.0005, "{median}");
        let trimmed = trimmed_mean_deviation(&setting, 200).expect("k = b").total();
        assert!((trimmed - 1.07).abs() < 0.005, "{trimmed}");
    }

    #[test]
    fn condition_two_at_the_smallest_number_of_workers() {
        for (dim, samples, alpha, smallest) in [(1, 100, 0.0, 52), (5, 100, 0.0, 356), (50, 1000, 0.0, 4391)] {
            assert_eq!(alpha, 0.0);
            assert!(median_deviation(&regression(dim, samples, smallest, 0)).is_ok());
            assert!(matches!(
                median_deviation(&regression(dim, samples, smallest - 1, 0)),
                Err(Silence::ConditionTwo { .. })
            ));
        }
    }

    #[test]
    fn rounds_shrink_the_start_below_the_deviation() {
        let constants = regression(2, 100, 100, 0).constants;
        let rounds = strongly_convex_rounds(&constants, 0.01, 1.0).expect("strongly convex");
        assert!(0.5f64.powi(rounds as i32) <= 0.02 && 0.5f64.powi(rounds as i32 - 1) > 0.02);
    }
}
