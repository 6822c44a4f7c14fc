//! The constants of the bounds.

use std::f64::consts::PI;

use crate::stat::normal;

/// C₀ of the Berry–Esseen inequality sup|F_n − Φ| ≤ C₀γ/√n that the paper uses, quoted from I. Shevtsova, *On the absolute
/// constants in the Berry–Esseen type inequalities for identically distributed summands* (2011, arXiv 1111.6554).
pub const BERRY_ESSEEN: f64 = 0.4748;

/// min{0.33554(γ + 0.415), 0.3328(γ + 0.429)}, which bounds √n·sup|F_n − Φ| for an absolute skewness γ ≥ 1.
///
/// Quoted, not proved here, from the abstract of Shevtsova (2011, arXiv 1111.6554); 0.4748γ follows from the first as γ ≥ 1.
#[must_use]
pub fn berry_esseen_sharp(absolute_skewness: f64) -> f64 {
    (0.33554 * (absolute_skewness + 0.415)).min(0.3328 * (absolute_skewness + 0.429))
}

/// C_ε = √(2π)·exp(½·Φ⁻¹(1 − ε)²) (paper, equation 4): the inverse of the normal density at its 1 − ε quantile.
///
/// ε lies in (0, ½]; C_½ = √(2π), and C_ε grows without bound as ε → 0.
#[must_use]
pub fn price(epsilon: f64) -> f64 {
    (2.0 * PI).sqrt() * libm::exp(0.5 * normal::upper_quantile(epsilon).powi(2))
}

/// Φ⁻¹(½ + q), how far a normal quantile moves when its probability moves by q in \[0, ½).
///
/// The paper bounds it by C_{½−q}·q, the slope at the far end times q: too large by 1.02, 1.10, 1.27, 1.78, 7.9 at q = .1, .2,
/// .3, .4, .49.
#[must_use]
pub fn sharp_inverse(q: f64) -> f64 {
    normal::upper_quantile(0.5 - q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_at_one_sixth() {
        assert!((price(1.0 / 6.0) - 4.00239).abs() < 5e-6);
        assert!((price(0.5) - (2.0 * PI).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn the_price_over_the_sharp_inverse() {
        for (q, ratio) in [(0.1, 1.02), (0.2, 1.10), (0.3, 1.27), (0.4, 1.78), (0.49, 7.9)] {
            let got = price(0.5 - q) * q / sharp_inverse(q);
            assert!((got - ratio).abs() < if q > 0.45 { 0.05 } else { 0.005 }, "{q}: {got}");
        }
    }

    #[test]
    fn the_sharper_constant_is_never_above_the_papers() {
        for i in 0..1000 {
            let skewness = 1.0 + f64::from(i) * 0.5;
            assert!(berry_esseen_sharp(skewness) <= BERRY_ESSEEN * skewness);
        }
        assert!((berry_esseen_sharp(1.0) - 0.474_789_1).abs() < 1e-12);
        assert_eq!(berry_esseen_sharp(100.0), 0.3328 * 100.429);
    }
}
