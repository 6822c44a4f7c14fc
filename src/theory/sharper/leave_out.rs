use std::f64::consts::SQRT_2;

use super::paper_failure;
use crate::stat::normal;
use crate::theory::Setting;
use crate::theory::theorem::constant::{BERRY_ESSEEN, price};
use crate::theory::theorem::{Rule, Silence, StronglyConvex};

/// A part of Theorem 1's Δ that can be left out, to see how much of Δ it is. What remains is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeftOut {
    /// C_ε: 1/φ(0) = √(2π) in its place, the normal law's slope in the middle.
    Price,
    /// Both √2.
    Root,
    /// The union over a net: one w in the place of all, at the same δ.
    Net,
    /// 0.4748·S/√n.
    Skewness,
    /// α.
    Byzantine,
    /// √(dℓ/(m(1−α))).
    Chance,
}

impl LeftOut {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Price,
        Self::Root,
        Self::Net,
        Self::Skewness,
        Self::Byzantine,
        Self::Chance,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Price => "C_ε (√(2π) for it)",
            Self::Root => "both √2",
            Self::Net => "the union over the net",
            Self::Skewness => "the skewness term",
            Self::Byzantine => "α",
            Self::Chance => "chance, and the net with it",
        }
    }

    /// Δ of Theorem 1 as the paper has it, without the parts `out`; +∞ where condition (2) fails.
    ///
    /// # Errors
    /// If a constant is not known.
    pub fn deviation(setting: &Setting, out: &[Self]) -> Result<f64, Silence> {
        let keep = |part: Self| if out.contains(&part) { 0.0 } else { 1.0 };
        let (n, m, d) = (setting.samples as f64, setting.workers as f64, setting.dim as f64);
        let covering = d * libm::log1p(n * m * setting.net_scale()?);
        let net = keep(Self::Net) * keep(Self::Chance);
        let rarity = libm::log(4.0 * d) + net * covering - paper_failure(&StronglyConvex(Rule::Median), setting)?;
        let q = keep(Self::Byzantine) * setting.alpha()
            + keep(Self::Chance) * (0.5 * rarity / (m * (1.0 - setting.alpha()))).sqrt()
            + keep(Self::Skewness) * BERRY_ESSEEN * setting.absolute_skewness()? / n.sqrt();
        if q >= 0.5 {
            return Ok(f64::INFINITY);
        }
        let slope = if out.contains(&Self::Price) {
            normal::density(0.0).recip()
        } else {
            price(0.5 - q)
        };
        let root = if out.contains(&Self::Root) { 1.0 } else { SQRT_2 };
        let deviation = setting.constants.gradient_deviation / n.sqrt() * slope * q;
        Ok(root * (deviation + net * 2.0 / (n * m)))
    }
}
