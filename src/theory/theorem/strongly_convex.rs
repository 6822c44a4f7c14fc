use super::bound::whole_rounds;
use super::{Assumption, Bound, Condition, Form, Quantity, Rule, Silence, Theorem};
use crate::theory::Setting;

/// Theorems 1 (median) and 4 (trimmed mean): λ_F-strongly convex F, step 1/L_F.
///
/// ‖wᵀ − w*‖ ≤ (1 − λ_F/(L_F + λ_F))ᵀ·‖w⁰ − w*‖ + (2/λ_F)·Δ, w* in W with ∇F(w*) = 0.
///
/// Improved: a gradient step of length 1/L_F contracts by 1 − λ_F/L_F, so that ‖wᵗ⁺¹ − w*‖ ≤ (1 − λ_F/L_F)·‖wᵗ − w*‖ + Δ/L_F
/// and the limit is Δ/λ_F; quadratics attain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StronglyConvex(pub Rule);

impl Theorem for StronglyConvex {
    fn name(&self) -> &'static str {
        self.0.pick("Theorem 1", "Theorem 4")
    }

    fn statement(&self) -> &'static str {
        self.0.pick(
            "‖wᵀ − w*‖ ≤ (1 − λ_F/(L_F + λ_F))ᵀ‖w⁰ − w*‖ + (2/λ_F)Δ for the median and strongly convex F",
            "‖wᵀ − w*‖ ≤ (1 − λ_F/(L_F + λ_F))ᵀ‖w⁰ − w*‖ + (2/λ_F)Δ′ for the trimmed mean and strongly convex F",
        )
    }

    fn rule(&self) -> Rule {
        self.0
    }

    fn quantity(&self) -> Quantity {
        Quantity::LimitDistance
    }

    fn assumptions(&self) -> &'static [Assumption] {
        use Assumption::{Minimiser, Skewness, Smoothness, StrongConvexity, SubExponential, Variance};
        self.0.pick(
            &[Smoothness, Minimiser, Variance, Skewness, StrongConvexity],
            &[Smoothness, Minimiser, SubExponential, StrongConvexity],
        )
    }

    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence> {
        self.0.condition(setting, form)
    }

    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence> {
        let convexity = setting.strong_convexity()?;
        if setting.reach_from_optimum <= 0.0 {
            return Err(Silence::NotMet {
                assumption: Assumption::Minimiser,
                reason: "w* does not lie inside W",
            });
        }
        let condition = self.condition(setting, form)?;
        let deviation = self.0.deviation(setting, form)?;
        let smoothness = setting.smoothness()?;
        let left = |value: f64| libm::log(setting.start_distance / value);
        // The printed T is a little more than what the contraction needs: −log(1 − x) ≥ x.
        let (value, contraction, rounds) = match form {
            Form::Paper => {
                let value = 2.0 * deviation.total() / convexity;
                let contraction = 1.0 - convexity / (smoothness + convexity);
                (value, contraction, (smoothness + convexity) / convexity * left(value))
            }
            Form::Improved => {
                let value = deviation.total() / convexity;
                let contraction = 1.0 - convexity / smoothness;
                (value, contraction, -left(value) / libm::log(contraction))
            }
        };
        Ok(Bound {
            quantity: self.quantity(),
            value,
            deviation: Some(deviation),
            epsilon: condition.epsilon(),
            c_epsilon: self.0.c_epsilon(&condition),
            rounds: Some(whole_rounds(rounds)),
            contraction: Some(contraction),
            failure_probability: deviation.failure_probability,
        })
    }
}
