//! The limits of the exact laws as m → ∞ at a fixed Byzantine fraction α = b/m and trim fraction β = k/m.

use super::setting::ExactLawError;
use crate::stat::normal::{density, interval_probability, quantile, upper_quantile};

/// Bias of the median under the one-sided adversary, z(α) = Φ⁻¹(1/(2(1−α))), in units of s.
///
/// z(α)/α → √(2π)/2 as α → 0.
///
/// # Errors
/// [`ExactLawError::FractionOutOfRange`] unless 0 ≤ α < ½.
pub fn median_bias(alpha: f64) -> Result<f64, ExactLawError> {
    check_fraction(alpha)?;
    // 1/(2(1−α)) − ½, which rounding the level itself would spoil at small α; the Newton step restores it.
    let excess = 0.5 * alpha / (1.0 - alpha);
    let z = quantile(0.5 + excess);
    Ok(if z < 1.0 {
        z - (interval_probability(0.0, z) - excess) / density(z)
    } else {
        z
    })
}

/// Variance of the median under the one-sided adversary, q(1−q)/(h φ(z)²) with q = 1/(2(1−α)) and z = z(α), in units
/// of s², for h honest workers.
///
/// # Errors
/// [`ExactLawError::FractionOutOfRange`] unless 0 ≤ α < ½; [`ExactLawError::NoWorkers`] if h = 0.
pub fn median_variance(alpha: f64, honest: usize) -> Result<f64, ExactLawError> {
    let at_bias = density(median_bias(alpha)?);
    if honest == 0 {
        return Err(ExactLawError::NoWorkers);
    }
    let level = 0.5 / (1.0 - alpha);
    let rest = (0.5 - alpha) / (1.0 - alpha);
    Ok(level * rest / (honest as f64 * at_bias * at_bias))
}

/// Bias of the trimmed mean under the one-sided adversary, (1−α)/(1−2β)·\[φ(lo) − φ(hi)\] with lo = Φ⁻¹(β/(1−α)) and
/// hi = Φ⁻¹((1−β)/(1−α)), in units of s.
///
/// # Errors
/// [`ExactLawError::FractionOutOfRange`] unless 0 ≤ α < ½; [`ExactLawError::TrimFractionOutOfRange`] unless α ≤ β < ½.
pub fn trimmed_mean_bias(alpha: f64, beta: f64) -> Result<f64, ExactLawError> {
    check_fraction(alpha)?;
    if !(alpha <= beta && beta < 0.5) {
        return Err(ExactLawError::TrimFractionOutOfRange {
            trim: beta,
            byzantine: alpha,
        });
    }
    let low = quantile(beta / (1.0 - alpha));
    let high = upper_quantile((beta - alpha) / (1.0 - alpha));
    Ok((1.0 - alpha) / (1.0 - 2.0 * beta) * (density(low) - density(high)))
}

fn check_fraction(alpha: f64) -> Result<(), ExactLawError> {
    if (0.0..0.5).contains(&alpha) {
        Ok(())
    } else {
        Err(ExactLawError::FractionOutOfRange(alpha))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::exact_law::{median_one_sided, trimmed_mean_one_sided};

    #[test]
    fn published_constants_are_reproduced() {
        assert!((median_bias(0.1).unwrap() - 0.13971).abs() < 5e-6);
        assert!((trimmed_mean_bias(0.1, 0.1).unwrap() - 0.21307).abs() < 5e-6);
        assert!((trimmed_mean_bias(0.1, 0.2).unwrap() - 0.16261).abs() < 5e-6);
    }

    #[test]
    fn no_attack_means_no_bias() {
        assert_eq!(median_bias(0.0), Ok(0.0));
        for beta in [0.0, 0.05, 0.3] {
            assert_eq!(trimmed_mean_bias(0.0, beta), Ok(0.0));
        }
        let pi = std::f64::consts::PI;
        assert!((median_variance(0.0, 100).unwrap() / (pi / 200.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn small_fractions_keep_their_digits() {
        let slope = (2.0 * std::f64::consts::PI).sqrt() / 2.0;
        for alpha in [1e-12, 1e-9] {
            // z(α) = slope·(α + α² + O(α³)).
            let ratio = median_bias(alpha).unwrap() / (slope * alpha * (1.0 + alpha));
            assert!((ratio - 1.0).abs() < 1e-14, "{alpha}: {ratio}");
        }
    }

    #[test]
    fn exact_laws_approach_the_limits_like_one_over_m() {
        for (alpha, beta) in [(0.01, 0.01), (0.1, 0.1), (0.1, 0.2), (0.25, 0.3), (0.4, 0.4)] {
            let mut previous = None;
            for workers in [99_999usize, 999_999] {
                let m = workers as f64;
                let byzantine = (alpha * m) as usize;
                let trim = (beta * m) as usize;
                let (alpha, beta) = (byzantine as f64 / m, trim as f64 / m);
                let median = median_one_sided(workers, byzantine).unwrap();
                let trimmed = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
                let variance = median_variance(alpha, workers - byzantine).unwrap();
                let gaps = [
                    median.mean / median_bias(alpha).unwrap() - 1.0,
                    trimmed.mean / trimmed_mean_bias(alpha, beta).unwrap() - 1.0,
                    median.variance() / variance - 1.0,
                ];
                assert!(
                    gaps.iter().all(|gap| gap.abs() < 200.0 / m),
                    "{alpha}, {beta}, {m}: {gaps:?}"
                );
                if let Some(previous) = previous.replace(gaps) {
                    // Ten times the workers, a tenth of the gap, up to the next order and the rounding of b and k.
                    for (large, small) in [(previous[0], gaps[0]), (previous[2], gaps[2])] {
                        assert!((large / small - 10.0).abs() < 0.1, "{alpha}: {large:e} then {small:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn fractions_out_of_range_are_refused() {
        for alpha in [-0.1, 0.5, f64::NAN] {
            assert!(matches!(median_bias(alpha), Err(ExactLawError::FractionOutOfRange(_))));
            assert!(matches!(
                trimmed_mean_bias(alpha, 0.4),
                Err(ExactLawError::FractionOutOfRange(_))
            ));
        }
        for beta in [0.05, 0.5, f64::NAN] {
            let error = trimmed_mean_bias(0.1, beta);
            assert!(
                matches!(error, Err(ExactLawError::TrimFractionOutOfRange { byzantine: 0.1, .. })),
                "{error:?}"
            );
        }
        assert_eq!(median_variance(0.1, 0), Err(ExactLawError::NoWorkers));
    }
}
