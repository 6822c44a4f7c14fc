use std::fmt;

use super::Deviation;

/// What a theorem bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantity {
    /// The limit of ‖wᵀ − w*‖ for many rounds.
    LimitDistance,
    /// F(wᵀ) − F(w*).
    Excess,
    /// min_t ‖∇F(wᵗ)‖.
    GradientNorm,
    /// ‖ŵ − w*‖ after one round.
    Distance,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LimitDistance => "the limit of ‖wᵀ − w*‖ as T grows",
            Self::Excess => "F(wᵀ) − F(w*)",
            Self::GradientNorm => "min_t ‖∇F(wᵗ)‖",
            Self::Distance => "‖ŵ − w*‖",
        })
    }
}

/// What a theorem guarantees in a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// What is bounded.
    pub quantity: Quantity,
    /// The bound.
    pub value: f64,
    /// Δ, Δ′ or, for Theorem 7, the bound itself, term by term.
    pub deviation: Option<Deviation>,
    /// ε, the largest that is feasible.
    pub epsilon: f64,
    /// C_ε, for the theorems that have it.
    pub c_epsilon: Option<f64>,
    /// T: the number of rounds the theorem runs; for Theorems 1 and 4, after which what is left of the start is at most
    /// `value`, so that ‖wᵀ − w*‖ is at most twice `value`.
    pub rounds: Option<usize>,
    /// The factor by which a round shrinks the distance (Theorems 1 and 4).
    pub contraction: Option<f64>,
    /// The probability with which the bound may fail.
    pub failure_probability: f64,
}

/// ⌈T⌉, at least 1.
pub(super) fn whole_rounds(rounds: f64) -> usize {
    rounds.ceil().max(1.0) as usize
}
