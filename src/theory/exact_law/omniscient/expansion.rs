//! E|S| and E|S|·D of a nearly normal S from moments of S and D.

use std::f64::consts::{FRAC_2_PI, PI};

use super::parts::JointMoments;

/// E|S| and E|S|·D, and what may be wrong with them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Absolute {
    /// E|S|.
    pub sum: f64,
    /// E|S|·D.
    pub with_difference: f64,
    /// The size of the terms of the highest order in both: what is left out is smaller where the series converges.
    pub last_terms: [f64; 2],
}

/// The Edgeworth series of the density of S, symmetric, of standardised cumulants λ_j = κ_j/σʲ:
///
/// E|S| = σ√(2/π)·(1 − λ₄/24 + λ₆/240 − 5λ₄²/384 …),
///
/// and, with f the density of S and κ_{1j} the joint cumulant of D and j times S, which is 0 for odd j,
///
/// E|S|·D = E|S|·E D + Σ_j κ_{1j}/j!·E|S|⁽ʲ⁾ = E|S|·E D + κ₁₂·f(0) + κ₁₄·f″(0)/12 + …
pub(super) fn absolute(joint: &JointMoments) -> Absolute {
    let [_, _, square, _, fourth, _, sixth] = joint.sum;
    let deviation = square.sqrt();
    let kurtosis = fourth / (square * square) - 3.0;
    let next = sixth / (square * square * square) - 15.0 * (1.0 + kurtosis);
    let normal = deviation * FRAC_2_PI.sqrt();
    let last = next / 240.0 - 5.0 * kurtosis * kurtosis / 384.0;
    let sum = normal * (1.0 - kurtosis / 24.0 + last);

    let mean = joint.mixed[0];
    let with_two = joint.mixed[2] - mean * square;
    let with_four = joint.mixed[4] - mean * fourth - 6.0 * with_two * square;
    let at_zero = 1.0 / (deviation * (2.0 * PI).sqrt());
    let curvature = -at_zero / square;
    let last_mixed = with_two * at_zero * (35.0 * kurtosis * kurtosis / 384.0 - next / 48.0)
        + with_four * curvature * (15.0 / 24.0) * kurtosis / 12.0;
    let mixed = with_two * at_zero * (1.0 + kurtosis / 8.0) + with_four * curvature / 12.0;
    let with_difference = sum * mean + mixed + last_mixed;
    Absolute {
        sum,
        with_difference,
        last_terms: [(last * normal).abs(), (last * normal * mean).abs() + last_mixed.abs()],
    }
}
