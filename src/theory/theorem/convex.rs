use super::bound::whole_rounds;
use super::{Assumption, Bound, Condition, Form, Quantity, Rule, Silence, Theorem};
use crate::theory::Setting;

/// Theorems 2 (median) and 5 (trimmed mean): convex F, step 1/L_F, T = L_F·D₀/Δ rounds.
///
/// F(wᵀ) − F(w*) ≤ 16·D₀·Δ·(1 + Δ/(2L_F)) as printed. Δ/L_F is a length, so the factor is dimensionally inconsistent; the proof
/// gives 16·D₀·Δ + Δ²/(2L_F), which is the improved form. Neither is below the other throughout: the proof's is the smaller
/// for D₀ > 1/16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convex(pub Rule);

impl Theorem for Convex {
    fn name(&self) -> &'static str {
        self.0.pick("Theorem 2", "Theorem 5")
    }

    fn statement(&self) -> &'static str {
        self.0.pick(
            "F(wᵀ) − F(w*) ≤ 16‖w⁰ − w*‖Δ(1 + Δ/(2L_F)) for the median, convex F and T = L_F‖w⁰ − w*‖/Δ",
            "F(wᵀ) − F(w*) ≤ 16‖w⁰ − w*‖Δ′(1 + Δ′/(2L_F)) for the trimmed mean, convex F and T = L_F‖w⁰ − w*‖/Δ′",
        )
    }

    fn rule(&self) -> Rule {
        self.0
    }

    fn quantity(&self) -> Quantity {
        Quantity::Excess
    }

    fn assumptions(&self) -> &'static [Assumption] {
        use Assumption::{Convexity, Minimiser, SizeAroundOptimum, Skewness, Smoothness, SubExponential, Variance};
        self.0.pick(
            &[Smoothness, Minimiser, Variance, Skewness, SizeAroundOptimum, Convexity],
            &[Smoothness, Minimiser, SubExponential, SizeAroundOptimum, Convexity],
        )
    }

    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence> {
        self.0.condition(setting, form)
    }

    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence> {
        if !setting.convex {
            return Err(Silence::NotMet {
                assumption: Assumption::Convexity,
                reason: "F is not known to be convex",
            });
        }
        let start = setting.start_distance;
        if setting.reach_from_optimum < 2.0 * start {
            return Err(Silence::SizeOfW {
                assumption: Assumption::SizeAroundOptimum,
                have: setting.reach_from_optimum,
                need: 2.0 * start,
            });
        }
        let condition = self.condition(setting, form)?;
        let deviation = self.0.deviation(setting, form)?;
        let (delta, smoothness) = (deviation.total(), setting.smoothness()?);
        let value = match form {
            Form::Paper => 16.0 * start * delta * (1.0 + delta / (2.0 * smoothness)),
            Form::Improved => 16.0 * start * delta + delta * delta / (2.0 * smoothness),
        };
        Ok(Bound {
            quantity: self.quantity(),
            value,
            deviation: Some(deviation),
            epsilon: condition.epsilon(),
            c_epsilon: self.0.c_epsilon(&condition),
            rounds: Some(whole_rounds(smoothness * start / delta)),
            contraction: None,
            failure_probability: deviation.failure_probability,
        })
    }
}
