use std::f64::consts::SQRT_2;

use super::condition::{condition_two, covering};
use super::constant::{price, sharp_inverse};
use super::rule::trim_condition;
use super::{Assumption, Condition, Form, Silence};
use crate::theory::Setting;

/// A bound on ‖g(w) − ∇F(w)‖ for all w in W at once (for Theorem 7, on ‖ŵ − w*‖), term by term.
///
/// The paper's are the shapes of Δ and Δ′, (3) and (5), and C_ε, (4). The factor √2 of Δ and every constant of Δ′ are this project's
/// derivations along the paper's proofs.
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
    /// What the trimmed mean's terms are made of.
    pub concentration: Option<Concentration>,
}

/// The concentration of sub-exponential gradients behind Δ′, with constants that are derived here and not the paper's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// A = 4dℓ/((1−α)nm).
    pub a: f64,
    /// B = (4dℓ + 2·log m)/n (improved: log h).
    pub b: f64,
    /// t = v·max{A, √A}, the deviation of the honest workers' mean.
    pub mean: f64,
    /// s_∞ = v·max{B, √B}, the deviation of the farthest honest worker.
    pub worst: f64,
}

impl Deviation {
    /// Δ or Δ′: the sum of the terms.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.byzantine + self.chance + self.skewness + self.net
    }
}

/// What multiplies a condition's terms: C_ε, or Φ⁻¹(½ + q)/q in the improved form.
pub(super) fn inverse_slope(condition: &Condition, form: Form) -> f64 {
    let q = condition.left();
    match form {
        Form::Improved if q > 0.0 => sharp_inverse(q) / q,
        _ => price(0.5 - q),
    }
}

/// d/(1 + nmL̂D)^d, from ℓ.
fn net_failure(setting: &Setting, covering: f64) -> f64 {
    let dim = setting.dim as f64;
    dim * libm::exp(-dim * covering)
}

/// Δ of Theorem 1 with the largest feasible ε = ½ − (α + √(dℓ/(m(1−α))) + 0.4748·S/√n):
/// Δ = 2√2/(nm) + √2·(C_ε/√n)·V·(α + √(dℓ/(m(1−α))) + 0.4748·S/√n), failing with probability at most 4d/(1 + nmL̂D)^d.
/// The paper's (3), but for √2, which is derived here: (a + b)² ≤ 2a² + 2b² adds the net.
///
/// Improved, with q the improved left side: 2/(nm) + Φ⁻¹(½ + q)·V/√n, with 2d/(1 + nmL̂D)^d; its terms share the second part in
/// proportion to those of q.
pub(super) fn median(setting: &Setting, form: Form) -> Result<Deviation, Silence> {
    let condition = condition_two(setting, form)?;
    let (n, m) = (setting.samples as f64, setting.workers as f64);
    let (root, tails) = match form {
        Form::Paper => (SQRT_2, 4.0),
        Form::Improved => (1.0, 2.0),
    };
    let factor = root * inverse_slope(&condition, form) / n.sqrt() * setting.gradient_deviation()?;
    Ok(Deviation {
        byzantine: factor * condition.byzantine,
        chance: factor * condition.chance,
        skewness: factor * condition.skewness,
        net: 2.0 * root / (n * m),
        failure_probability: tails * net_failure(setting, covering(setting)?),
        concentration: None,
    })
}

/// Δ′ of Theorem 4, the paper's (5), with constants that are derived here, β = k/m and A, B, t, s_∞ of [`Concentration`]:
/// Δ′ = √(2d)·(t + 3βs_∞)/(1−2β) + 2√2·(1+3β)/((1−2β)nm), failing with probability at most 4d/(1 + nmL̂D)^d.
///
/// Improved: √d·((1−α)t + (2β+α)s_∞)/(1−2β) + 2(1+2β)/((1−2β)nm).
pub(super) fn trimmed_mean(setting: &Setting, form: Form) -> Result<Deviation, Silence> {
    let beta = trim_condition(setting)?.byzantine;
    let covering = covering(setting)?;
    let v = setting.constants.sub_exponential.ok_or(Silence::Unknown {
        assumption: Assumption::SubExponential,
        quantity: "sub-exponential parameter v",
    })?;
    let (n, m, d) = (setting.samples as f64, setting.workers as f64, setting.dim as f64);
    let alpha = setting.alpha();
    let logarithm = match form {
        Form::Paper => libm::log(m),
        Form::Improved => libm::log(m * (1.0 - alpha)),
    };
    let a = 4.0 * d * covering / ((1.0 - alpha) * n * m);
    let b = (4.0 * d * covering + 2.0 * logarithm) / n;
    let (mean, worst) = (v * a.max(a.sqrt()), v * b.max(b.sqrt()));
    let (root, share_of_mean, share_of_worst) = match form {
        Form::Paper => (SQRT_2, 1.0, 3.0 * beta),
        Form::Improved => (1.0, 1.0 - alpha, 2.0 * beta + alpha),
    };
    let factor = root / (1.0 - 2.0 * beta);
    Ok(Deviation {
        byzantine: factor * d.sqrt() * share_of_worst * worst,
        chance: factor * d.sqrt() * share_of_mean * mean,
        skewness: 0.0,
        net: 2.0 * factor * (share_of_mean + share_of_worst) / (n * m),
        failure_probability: 4.0 * net_failure(setting, covering),
        concentration: Some(Concentration { a, b, mean, worst }),
    })
}
