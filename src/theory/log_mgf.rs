//! Proposition 2: the logarithm of the moment generating function of the centred gradient coordinates of Rademacher
//! regression, exactly, and its sub-Gaussian bound.
//!
//! With δ = w − w* the centred ∂_k f has the law of Σ_{i≠k} ε_iδ_i + σg.

/// log E exp(λ·∂_k f) = Σ_{i≠k} log cosh(λδ_i) + λ²σ²/2 for the centred ∂_k f, k = `coordinate`, at w = w* + `delta`.
#[must_use]
pub fn rademacher_regression(delta: &[f64], sigma: f64, coordinate: usize, lambda: f64) -> f64 {
    let signs: f64 = others(delta, coordinate).map(|x| log_cosh(lambda * x)).sum();
    signs + 0.5 * (lambda * sigma).powi(2)
}

/// v = √(‖δ_{−k}‖² + σ²): log E exp(λ·∂_k f) ≤ λ²v²/2 for *every* λ, since cosh x ≤ e^{x²/2}.
///
/// So ∂_k f is v-sub-Gaussian, which is more than the v-sub-exponential of Definition 5 (|λ| < 1/v); v² is its variance, so no
/// smaller v would do.
#[must_use]
pub fn sub_gaussian_parameter(delta: &[f64], sigma: f64, coordinate: usize) -> f64 {
    let square: f64 = others(delta, coordinate).map(|x| x * x).sum();
    (square + sigma * sigma).sqrt()
}

fn others(delta: &[f64], coordinate: usize) -> impl Iterator<Item = f64> + '_ {
    let kept = move |(i, x): (usize, &f64)| (i != coordinate).then_some(*x);
    delta.iter().enumerate().filter_map(kept)
}

/// log cosh x, without overflow at large x or cancellation at small x.
fn log_cosh(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        // cosh x − 1 = 2 sinh²(x/2).
        libm::log1p(2.0 * libm::sinh(0.5 * x).powi(2))
    } else {
        x + libm::log1p(libm::exp(-2.0 * x)) - std::f64::consts::LN_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn closed_forms() {
        assert!((log_cosh(1e-5) - (5e-11 - 1e-20 / 12.0)).abs() < 1e-25);
        assert!((log_cosh(2.0) - libm::log(libm::cosh(2.0))).abs() < 1e-15);
        assert!((log_cosh(-800.0) - (800.0 - std::f64::consts::LN_2)).abs() < 1e-12);
        let got = rademacher_regression(&[1.0, 9.0, 0.5], 0.5, 1, 2.0);
        assert!((got - (libm::log(libm::cosh(2.0)) + libm::log(libm::cosh(1.0)) + 0.5)).abs() < 1e-14);
    }

    #[test]
    fn the_parameter_is_the_smallest() {
        let (delta, sigma) = ([0.3, -0.4, 7.0], 0.2);
        let v = sub_gaussian_parameter(&delta, sigma, 2);
        assert!((v * v - 0.29).abs() < 1e-15);
        let lambda = 1e-4;
        let curvature = 2.0 * rademacher_regression(&delta, sigma, 2, lambda) / (lambda * lambda);
        assert!((curvature - v * v).abs() < 1e-8);
    }

    proptest! {
        #[test]
        fn bounded_for_every_lambda(delta in prop::collection::vec(-3.0f64..3.0, 1..9), sigma in 0.0f64..3.0, lambda in -50.0f64..50.0) {
            let v = sub_gaussian_parameter(&delta, sigma, 0);
            let bound = 0.5 * (lambda * v).powi(2);
            prop_assert!(rademacher_regression(&delta, sigma, 0, lambda) <= bound * (1.0 + 1e-12) + 1e-300);
        }
    }
}
