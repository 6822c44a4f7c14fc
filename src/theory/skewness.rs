//! Proposition 1: the absolute skewness E|X|³/Var(X)^{3/2} (Definition 4) of the centred gradient coordinates, exactly.
//!
//! δ = w − w* throughout, σ the noise of a response, ε Rademacher and g standard normal.

use std::f64::consts::{E, FRAC_2_PI, SQRT_2};

use super::quadrature::for_each_node;
use crate::stat::normal;

/// The bound of Proposition 1 of the paper, for Rademacher regression.
pub const PAPER: f64 = 480.0;

/// The sharp bound for Rademacher regression, 2√(2/π) = E|g|³: the smallest S that serves every δ, σ > 0, d and k.
///
/// It is Khintchine's inequality for p = 3. Proof: write the centred ∂_k f as a + xε with a independent of ε, and let
/// G(r) = E_ε|a + √r·ε|³. For r ≤ a² it is |a|³ + 3|a|r, and beyond it is r^{3/2} + 3a²√r, with second derivative
/// ¾r^{−3/2}(r − a²) ≥ 0 and the same slope 3|a| at r = a²: G is convex. Since g has the law of |g|ε and E g² = 1, Jensen's
/// inequality gives E|a + xg|³ = E G(x²g²) ≥ G(x²) = E|a + xε|³. Replacing every ε_i by g_i in turn raises the third
/// absolute moment and keeps the variance, and ends at N(0, Var), whose absolute skewness is 2√(2/π). At w = w* nothing is
/// replaced, so the bound is attained.
pub const SHARP: f64 = 1.595_769_121_605_731;

/// Exponential values, E|e − 1|³ = 12/e − 2.
pub const EXPONENTIAL: f64 = 12.0 / E - 2.0;

/// The largest number of signs that [`rademacher_regression`] enumerates.
pub const MOST_SIGNS: usize = 24;

/// E|a + σg|³ = σ³·((u³ + 3u)·erf(u/√2) + 2φ(u)(u² + 2)) with u = |a|/σ; |a|³ at σ = 0.
#[must_use]
pub fn third_absolute_moment(a: f64, sigma: f64) -> f64 {
    let (a, sigma) = (a.abs(), sigma.abs());
    let u = a / sigma;
    // Beyond this the tail of g that changes the sign of a + σg weighs nothing.
    if sigma == 0.0 || u > 40.0 {
        return a * (a * a + 3.0 * sigma * sigma);
    }
    sigma.powi(3) * ((u * u * u + 3.0 * u) * libm::erf(u / SQRT_2) + 2.0 * normal::density(u) * (u * u + 2.0))
}

/// Proposition 1 for Rademacher regression: the absolute skewness of ∂_k f(w; z) at w = w* + `delta` with noise `sigma`,
/// k = `coordinate`.
///
/// The centred ∂_k f is Σ_{i≠k} ε_iδ_i + σg up to sign. All signs of the non-zero δ_i, i ≠ k, are enumerated in Gray order,
/// one of them fixed by symmetry. `None` for more than [`MOST_SIGNS`] of them, for a coordinate outside `delta`, or if the
/// variance is zero.
#[must_use]
pub fn rademacher_regression(delta: &[f64], sigma: f64, coordinate: usize) -> Option<f64> {
    if coordinate >= delta.len() {
        return None;
    }
    let mut others: Vec<f64> = (delta.iter().enumerate())
        .filter(|(i, value)| *i != coordinate && **value != 0.0)
        .map(|(_, value)| *value)
        .collect();
    let variance = others.iter().map(|x| x * x).sum::<f64>() + sigma * sigma;
    if others.len() > MOST_SIGNS || variance == 0.0 {
        return None;
    }
    let fixed = others.pop().unwrap_or(0.0);
    let mut signs = vec![1.0; others.len()];
    let count = 1u64 << others.len();
    let mut total = 0.0;
    for i in 0..count {
        let sum: f64 = signs.iter().zip(&others).map(|(sign, x)| sign * x).sum();
        total += third_absolute_moment(fixed + sum, sigma);
        let flip = (i + 1).trailing_zeros() as usize;
        if let Some(sign) = signs.get_mut(flip) {
            *sign = -*sign;
        }
    }
    Some(total / count as f64 / libm::pow(variance, 1.5))
}

/// Least squares with Gaussian design x ~ N(0, I): the absolute skewness of ∂_k f at δ_k = `along` and
/// `across` = √(‖δ‖² − δ_k² + σ²).
///
/// The centred ∂_k f is δ_k(x² − 1) + across·x·g with x, g independent N(0, 1), of variance 2δ_k² + across². Given x it is
/// normal about a = δ_k(x² − 1); what is left is an integral over x. From 8/π at δ_k = 0 (the product of two normal values)
/// to E|x² − 1|³/2^{3/2} = 3.0729… as across → 0. `None` if both are zero.
#[must_use]
pub fn gaussian_design(along: f64, across: f64) -> Option<f64> {
    let (along, across) = (along.abs(), across.abs());
    let largest = along.max(across);
    if largest == 0.0 || !largest.is_finite() {
        return None;
    }
    let (along, across) = (along / largest, across / largest);
    // About x = 1, an edge, the integrand turns over within a layer of the width across/(2·along). However thin that is, its third power
    // is too small for the panels beside it to miss more than 2e-14 of the whole.
    let edges: [f64; 27] = std::array::from_fn(|i| 0.5 * i as f64);
    let mut moment = 0.0;
    for_each_node(&edges, |x, weight| {
        let given = third_absolute_moment(along * (x * x - 1.0), across * x);
        moment += 2.0 * weight * normal::density(x) * given;
    });
    Some(moment / libm::pow(2.0 * along * along + across * across, 1.5))
}

/// 8/π, the absolute skewness of the product of two independent normal values: Gaussian design at w = w*.
pub const GAUSSIAN_DESIGN_AT_OPTIMUM: f64 = 4.0 * FRAC_2_PI;

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::*;
    use proptest::prelude::*;

    /// `skewness.csv`.
    #[test]
    fn reference_values() {
        let close = |got: f64, want: f64| assert!((got - want).abs() < 6e-11, "{got} against {want}");
        close(rademacher_regression(&[1.0, 1.0], 1.0, 0).unwrap(), 1.478_766_159_138);
        close(rademacher_regression(&[0.0; 7], 1.0, 3).unwrap(), 1.595_769_121_6);
        close(gaussian_design(0.0, 1.7).unwrap(), 2.546_479_089_5);
        close(gaussian_design(1.0, 0.0).unwrap(), 3.072_931_533_8);
        close(EXPONENTIAL, 2.414_553_294_0);
        close(GAUSSIAN_DESIGN_AT_OPTIMUM, 2.546_479_089_5);
        close(SHARP, 2.0 * (2.0 / std::f64::consts::PI).sqrt());
    }

    #[test]
    fn between_the_extremes_20_digit_quadratures_are_met() {
        for (along, across, want) in [
            (1.0, 1.0, 3.006_594_140_772_975_1),
            (1.0, 0.1, 3.072_915_732_001_120_6),
            (1.0, 0.01, 3.072_931_532_215_865_4),
            (1.0, 0.0012, 3.072_931_533_812_988),
            (0.2, 3.0, 2.554_870_679_829_448_9),
        ] {
            let got: f64 = gaussian_design(along, across).unwrap();
            assert!((got / want - 1.0).abs() < 1e-13, "{along} {across}: {got}");
        }
        let got = rademacher_regression(&[0.5, -0.3, 9.0, 0.2], 0.7, 2).unwrap();
        assert!((got - 1.554_870_199_320_543_5).abs() < 1e-14, "{got}");
    }

    #[test]
    fn what_has_no_skewness_is_refused() {
        assert_eq!(rademacher_regression(&[1.0], 0.0, 0), None);
        assert_eq!(rademacher_regression(&[1.0], 1.0, 1), None);
        assert_eq!(rademacher_regression(&[1.0; MOST_SIGNS + 2], 1.0, 0), None);
        assert_eq!(gaussian_design(0.0, 0.0), None);
    }

    #[test]
    fn the_third_moment_is_continuous_where_the_closed_form_is_left() {
        for u in [39.999_999, 40.000_001] {
            assert!((third_absolute_moment(u, 1.0) / (u * (u * u + 3.0)) - 1.0).abs() < 1e-15);
        }
        assert_eq!(third_absolute_moment(-2.0, 0.0), 8.0);
    }

    proptest! {
        #[test]
        fn never_above_the_sharp_bound(delta in prop::collection::vec(-3.0f64..3.0, 1..9), sigma in 0.01f64..3.0) {
            let skewness = rademacher_regression(&delta, sigma, 0).unwrap();
            prop_assert!((1.0..=SHARP * (1.0 + 1e-14)).contains(&skewness), "{}", skewness);
        }

        #[test]
        fn gaussian_design_is_scale_free(along in 0.0f64..3.0, across in 0.01f64..3.0) {
            let (one, other) = (gaussian_design(along, across).unwrap(), gaussian_design(7.0 * along, -7.0 * across).unwrap());
            prop_assert!((one / other - 1.0).abs() < 1e-12);
            prop_assert!((2.5..3.073).contains(&one));
        }
    }
}
