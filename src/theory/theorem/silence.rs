use std::fmt;

use thiserror::Error;

use super::condition::skewness_constant;
use super::sample_size::LARGEST;
use super::{Form, smallest_samples, smallest_workers};
use crate::theory::Setting;

/// What a theorem assumes, with the paper's number where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assumption {
    /// Assumption 1: ∂_k f(·; z) is L_k-Lipschitz for every z, and F is L_F-smooth.
    Smoothness,
    /// Assumption 2: the minimiser w* of F lies inside W, ∇F(w*) = 0.
    Minimiser,
    /// Assumption 3: E‖∇f(w; z) − ∇F(w)‖² ≤ V².
    Variance,
    /// Assumption 4: the absolute skewness of every ∂_k f(w; z) is at most S.
    Skewness,
    /// Assumption 5: W contains the ball of radius 2‖w⁰ − w*‖ around w*.
    SizeAroundOptimum,
    /// Assumption 6: W contains the ball of radius 2(M + Δ)(F(w⁰) − F(w*))/Δ² around w⁰.
    SizeAroundStart,
    /// Assumption 7: every ∂_k f(w; z) is v-sub-exponential.
    SubExponential,
    /// Assumption 8: every worker's empirical risk F_i is strongly convex.
    LocalConvexity,
    /// f is a convex quadratic for every z, which Theorem 7 asks besides.
    Quadratic,
    /// F is convex.
    Convexity,
    /// F is λ_F-strongly convex.
    StrongConvexity,
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Smoothness => "Assumption 1 (Lipschitz derivatives)",
            Self::Minimiser => "Assumption 2 (the minimiser lies inside W)",
            Self::Variance => "Assumption 3 (bounded variance)",
            Self::Skewness => "Assumption 4 (bounded skewness)",
            Self::SubExponential => "Assumption 7 (sub-exponential gradients)",
            Self::SizeAroundOptimum => "Assumption 5 (W contains a ball around w*)",
            Self::SizeAroundStart => "Assumption 6 (W contains a ball around w⁰)",
            Self::LocalConvexity => "Assumption 8 (strongly convex empirical risks)",
            Self::Quadratic => "quadratic losses",
            Self::Convexity => "convexity of F",
            Self::StrongConvexity => "strong convexity of F",
        })
    }
}

/// What would make a condition hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    /// α.
    pub alpha: f64,
    /// The smallest m at this n and α, if one helps.
    pub workers: Option<usize>,
    /// The smallest n at this m and α, if one helps.
    pub samples: Option<usize>,
    /// The smallest n for which some m helps at this α.
    pub samples_with_any_workers: Option<usize>,
}

impl Remedy {
    /// That of condition (2).
    pub(super) fn of_condition_two(setting: &Setting, form: Form) -> Self {
        let alpha = setting.alpha();
        let limit = match form {
            Form::Paper => 0.5 - alpha,
            Form::Improved => 0.5 - 0.5 * alpha / (1.0 - alpha),
        };
        let any = skewness_constant(setting, form)
            .ok()
            .filter(|_| limit > 0.0)
            .map(|constant| (constant / limit).powi(2).floor() + 1.0)
            .filter(|samples| *samples < LARGEST as f64)
            .map(|samples| samples as usize);
        Self {
            alpha,
            workers: smallest_workers(setting, form, 0.0).ok().flatten(),
            samples: smallest_samples(setting, form, 0.0).ok().flatten(),
            samples_with_any_workers: any,
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.workers, self.samples, self.samples_with_any_workers) {
            (Some(m), Some(n), _) => write!(f, "m = {m} at this n or n = {n} at this m would do"),
            (Some(m), None, _) => write!(f, "m = {m} would do at this n, and no n does at this m"),
            (None, Some(n), _) => write!(f, "n = {n} would do at this m, and no m does at this n"),
            (None, None, Some(n)) => write!(f, "with n = {n} and enough workers it would hold"),
            (None, None, None) => write!(f, "no n or m helps at alpha = {}", self.alpha),
        }
    }
}

/// Why a theorem says nothing about a setting.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum Silence {
    /// Something that an assumption speaks of is not known to be finite.
    #[error("{assumption}: no finite {quantity} is known")]
    Unknown {
        /// The assumption.
        assumption: Assumption,
        /// What is missing.
        quantity: &'static str,
    },
    /// An assumption is not met, and no number says by how much.
    #[error("{assumption} is not met: {reason}")]
    NotMet {
        /// The assumption.
        assumption: Assumption,
        /// Why.
        reason: &'static str,
    },
    /// Condition (2), or that of Theorem 7, fails for every ε > 0.
    #[error("{name} fails: its left side is {left:.4}, {excess:.4} above 1/2; {remedy}")]
    Condition {
        /// Which condition.
        name: &'static str,
        /// Its left side.
        left: f64,
        /// The left side minus ½.
        excess: f64,
        /// What would make it hold.
        remedy: Remedy,
    },
    /// W is too small.
    #[error("{assumption} fails: W contains the ball of radius {have:.4}, and {need:.4} is needed")]
    SizeOfW {
        /// Assumption 5 or 6.
        assumption: Assumption,
        /// The radius of the largest ball in W.
        have: f64,
        /// The radius needed.
        need: f64,
    },
    /// A worker's data do not determine its estimate.
    #[error("{samples} samples do not determine {dim} coordinates: Assumption 8 fails; n = {dim} would do")]
    SingularDesign {
        /// The samples n.
        samples: usize,
        /// The dimension d.
        dim: usize,
    },
    /// A theorem on the trimmed mean was asked without a trim count.
    #[error("no trim count is given")]
    NoTrimCount,
    /// Fewer values are trimmed than workers are Byzantine.
    #[error(
        "{trimmed} values are trimmed at each end, but {byzantine} workers are Byzantine; k = {byzantine} would do"
    )]
    TrimBelowByzantine {
        /// The trim count k.
        trimmed: usize,
        /// The number of Byzantine workers b.
        byzantine: usize,
    },
    /// Everything is trimmed.
    #[error("trimming {trimmed} values at each end of {workers} leaves none")]
    NothingKept {
        /// The trim count k.
        trimmed: usize,
        /// The number of workers m.
        workers: usize,
    },
    /// The theorem is about a fixed number of Byzantine workers, and here they are so by chance.
    #[error(
        "each of {workers} workers is Byzantine with probability {alpha}, by chance: at most {byzantine} are so, of which the theorem speaks, with probability {probability:.3}"
    )]
    ByChance {
        /// ⌊αm⌋.
        byzantine: usize,
        /// The number of workers m.
        workers: usize,
        /// α.
        alpha: f64,
        /// P(B ≤ ⌊αm⌋).
        probability: f64,
    },
    /// No theorem of the paper is about the rule.
    #[error("no theorem of the paper is about a rule that declares no law of the median or the trimmed mean")]
    Rule,
}
