use super::condition::condition_two;
use super::constant::price;
use super::{Condition, Deviation, Form, Silence, deviation};
use crate::aggregator::Law;
use crate::theory::Setting;

/// The master's rule in Algorithm 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Option I, the coordinate-wise median: Theorems 1, 2, 3 with Δ.
    Median,
    /// Option II, the coordinate-wise trimmed mean: Theorems 4, 5, 6 with Δ′.
    TrimmedMean,
}

impl Rule {
    /// The rule of an aggregator that declares the law `law`.
    ///
    /// # Errors
    /// [`Silence::Rule`] for any other law than those of median and trimmed mean.
    pub fn of_law(law: Law) -> Result<Self, Silence> {
        match law {
            Law::Median => Ok(Self::Median),
            Law::TrimmedMean { .. } => Ok(Self::TrimmedMean),
            Law::Mean | Law::Unknown => Err(Silence::Rule),
        }
    }

    /// Condition (2) for the median; α ≤ β ≤ ½ − ε for the trimmed mean, where both forms agree.
    ///
    /// # Errors
    /// If it fails, or needs a constant that is not known.
    pub fn condition(self, setting: &Setting, form: Form) -> Result<Condition, Silence> {
        match self {
            Self::Median => condition_two(setting, form),
            Self::TrimmedMean => trim_condition(setting),
        }
    }

    /// Δ for the median, Δ′ for the trimmed mean; see [`Deviation`] and [`Form`].
    ///
    /// The shapes are the paper's, (3) and (5); √2 in the one and the constants of the other are derived here.
    ///
    /// Median: Δ = 2√2/(nm) + √2·(C_ε/√n)·V·(α + √(dℓ/(m(1−α))) + 0.4748·S/√n). Trimmed mean:
    /// Δ′ = √(2d)·(t + 3βs_∞)/(1−2β) + 2√2·(1+3β)/((1−2β)nm). ℓ = log(1 + nmL̂D).
    ///
    /// # Errors
    /// If the condition fails, or a constant is not known.
    pub fn deviation(self, setting: &Setting, form: Form) -> Result<Deviation, Silence> {
        match self {
            Self::Median => deviation::median(setting, form),
            Self::TrimmedMean => deviation::trimmed_mean(setting, form),
        }
    }

    /// C_ε at the condition's largest ε, for the median.
    pub(super) fn c_epsilon(self, condition: &Condition) -> Option<f64> {
        (self == Self::Median).then(|| price(condition.epsilon()))
    }

    /// Picks the median's or the trimmed mean's.
    pub(super) fn pick<T>(self, median: T, trimmed_mean: T) -> T {
        match self {
            Self::Median => median,
            Self::TrimmedMean => trimmed_mean,
        }
    }
}

/// α ≤ β < ½, in counts: b ≤ k < m/2.
pub(super) fn trim_condition(setting: &Setting) -> Result<Condition, Silence> {
    let (workers, byzantine) = (setting.workers, setting.byzantine);
    let Law::TrimmedMean { trimmed } = setting.rule else {
        return Err(Silence::NoTrimCount);
    };
    if trimmed < byzantine {
        Err(Silence::TrimBelowByzantine { trimmed, byzantine })
    } else if 2 * trimmed >= workers {
        Err(Silence::NothingKept { trimmed, workers })
    } else {
        Ok(Condition {
            byzantine: trimmed as f64 / workers as f64,
            chance: 0.0,
            skewness: 0.0,
        })
    }
}
