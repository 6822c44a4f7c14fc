use std::f64::consts::SQRT_2;

use super::bound::whole_rounds;
use super::{Assumption, Bound, Condition, Form, Quantity, Rule, Silence, Theorem};
use crate::theory::Setting;

/// Theorems 3 (median) and 6 (trimmed mean): smooth F, step 1/L_F, T = 2L_F(F(w⁰) − F(w*))/Δ² rounds.
///
/// min_t ‖∇F(wᵗ)‖ ≤ √2·Δ. Assumption 6 asks W to contain the ball of radius 2(M + Δ)(F(w⁰) − F(w*))/Δ² around w⁰, and Δ itself
/// depends on D: a larger W that meets it has another Δ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NonConvex(pub Rule);

impl Theorem for NonConvex {
    fn name(&self) -> &'static str {
        self.0.pick("Theorem 3", "Theorem 6")
    }

    fn statement(&self) -> &'static str {
        self.0.pick(
            "min_t ‖∇F(wᵗ)‖ ≤ √2Δ for the median, smooth F and T = 2L_F(F(w⁰) − F(w*))/Δ²",
            "min_t ‖∇F(wᵗ)‖ ≤ √2Δ′ for the trimmed mean, smooth F and T = 2L_F(F(w⁰) − F(w*))/Δ′²",
        )
    }

    fn rule(&self) -> Rule {
        self.0
    }

    fn quantity(&self) -> Quantity {
        Quantity::GradientNorm
    }

    fn assumptions(&self) -> &'static [Assumption] {
        use Assumption::{SizeAroundStart, Skewness, Smoothness, SubExponential, Variance};
        self.0.pick(
            &[Smoothness, Variance, Skewness, SizeAroundStart],
            &[Smoothness, SubExponential, SizeAroundStart],
        )
    }

    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence> {
        self.0.condition(setting, form)
    }

    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence> {
        let condition = self.condition(setting, form)?;
        let deviation = self.0.deviation(setting, form)?;
        let (delta, smoothness) = (deviation.total(), setting.smoothness()?);
        let start_excess = setting.start_excess()?;
        let gradient = setting.gradient_bound.unwrap_or(smoothness * setting.diameter);
        let need = 2.0 * (gradient + delta) * start_excess / (delta * delta);
        if setting.reach_from_start < need {
            return Err(Silence::SizeOfW {
                assumption: Assumption::SizeAroundStart,
                have: setting.reach_from_start,
                need,
            });
        }
        Ok(Bound {
            quantity: self.quantity(),
            value: SQRT_2 * delta,
            deviation: Some(deviation),
            epsilon: condition.epsilon(),
            c_epsilon: self.0.c_epsilon(&condition),
            rounds: Some(whole_rounds(2.0 * smoothness * start_excess / (delta * delta))),
            contraction: None,
            failure_probability: deviation.failure_probability,
        })
    }
}
