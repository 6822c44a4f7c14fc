use super::constant::{BERRY_ESSEEN, berry_esseen_sharp};
use super::{Form, Remedy, Silence};
use crate::theory::Setting;

/// A condition *left side* ≤ ½ − ε, term by term.
///
/// For the median the left side is q of the bound: the distance in probability from the middle. For the trimmed mean it is β
/// alone, all of it in `byzantine`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// α (improved: min{need − ½, α}), or β.
    pub byzantine: f64,
    /// √(dℓ/(m(1−α))), or √(log(nmd)/(2m(1−α))) in Theorem 7.
    pub chance: f64,
    /// The Berry–Esseen term, 0.4748·S/√n, or C̃/√n in Theorem 7.
    pub skewness: f64,
}

impl Condition {
    /// The left side.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.byzantine + self.chance + self.skewness
    }

    /// The largest feasible ε, ½ minus the left side.
    #[must_use]
    pub fn epsilon(&self) -> f64 {
        0.5 - self.left()
    }

    /// Passes if some ε > 0 is feasible; NaN (b > m) is not.
    pub(super) fn hold(self, name: &'static str, remedy: impl FnOnce() -> Remedy) -> Result<Self, Silence> {
        if self.left() < 0.5 {
            return Ok(self);
        }
        Err(Silence::Condition {
            name,
            left: self.left(),
            excess: self.left() - 0.5,
            remedy: remedy(),
        })
    }
}

/// α, or min{need − ½, α} with need = (⌊m/2⌋ + 1)/h: P(med > z) is at most the probability that fewer than h·need honest values
/// are at most z. (The integer part makes need − ½ the larger at b = 0 and 1, where α serves as in the paper.)
pub(super) fn byzantine_term(setting: &Setting, form: Form) -> f64 {
    match form {
        Form::Paper => setting.alpha(),
        Form::Improved => {
            let honest = setting.workers as f64 * (1.0 - setting.alpha());
            ((setting.workers / 2 + 1) as f64 / honest - 0.5).min(setting.alpha())
        }
    }
}

/// 0.4748·S, or Shevtsova's structural constant at S.
pub(super) fn skewness_constant(setting: &Setting, form: Form) -> Result<f64, Silence> {
    let skewness = setting.absolute_skewness()?;
    Ok(match form {
        Form::Paper => BERRY_ESSEEN * skewness,
        Form::Improved => berry_esseen_sharp(skewness),
    })
}

/// ℓ = log(1 + nmL̂D).
pub(super) fn covering(setting: &Setting) -> Result<f64, Silence> {
    Ok(libm::log1p(
        setting.samples as f64 * setting.workers as f64 * setting.net_scale()?,
    ))
}

/// Condition (2) of Theorem 1, α + √(dℓ/(m(1−α))) + 0.4748·S/√n ≤ ½ − ε, or its improved form.
pub(super) fn condition_two(setting: &Setting, form: Form) -> Result<Condition, Silence> {
    left_side(setting, form)?.hold("condition (2)", || Remedy::of_condition_two(setting, form))
}

/// The terms of condition (2)'s left side, whether or not it holds.
///
/// # Errors
/// If a constant is not known.
pub fn left_side(setting: &Setting, form: Form) -> Result<Condition, Silence> {
    let honest = setting.workers as f64 * (1.0 - setting.alpha());
    Ok(Condition {
        byzantine: byzantine_term(setting, form),
        chance: (setting.dim as f64 * covering(setting)? / honest).sqrt(),
        skewness: skewness_constant(setting, form)? / (setting.samples as f64).sqrt(),
    })
}
