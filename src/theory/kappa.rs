//! κ-robustness: how far a rule may be taken from the honest mean, whatever the honest messages are.
//!
//! A rule F is (f, κ)-robust (Allouah et al. 2023) if for all messages x₁, …, x_m and every set S of m − f of them
//! ‖F(x) − x̄_S‖² ≤ κ·(1/|S|)Σ_{i∈S}‖xᵢ − x̄_S‖².
//!
//! Of n samples a worker the right-hand side is κ·dσ²/n: an error of order √α. That messages are means of samples does not enter; the
//! order α of the paper is what their law adds.

use crate::aggregator::Law;

/// The smallest κ of the rule of `law` among m = `workers` messages of which f = `byzantine` are arbitrary, where it is known and finite.
///
/// A trimmed mean that drops k ≥ f values at each end has κ = k/(m − f − k) exactly, in every dimension, and the median is the one
/// with k = ⌊(m − 1)/2⌋. (Ours.)
///
/// *Proof.* Coordinates add up on both sides: let d = 1. The rule does not decrease in any message, so that its extremes have all f
/// messages outside S at +∞, or all at −∞; let it be +∞. The h = m − f values of S then have the ranks 1 to h among all, and k ≥ f drops
/// what is infinite: the rule is the mean of the m − 2k values of S with the ranks k + 1 to m − k, Σwᵢx₍ᵢ₎ with weights w that sum to 1.
/// Over sorted values with Σ(x₍ᵢ₎ − x̄)² = h the largest Σ(wᵢ − 1/h)x₍ᵢ₎ is √h times the length of the projection of w − 1/h on the sorted
/// vectors. Above rank k the weights fall, from 1/(m − 2k) to 0, so that isotonic regression pools them all: they become 1/(h − k). The
/// square is h·[(h − k)(1/(h − k) − 1/h)² + k/h²] = k/(h − k). It is attained by k values at 0 and h − k at 1. ∎
#[must_use]
pub fn exact(law: Law, workers: usize, byzantine: usize) -> Option<f64> {
    let trimmed = match law {
        Law::Mean => 0,
        Law::Median => workers.checked_sub(1)? / 2,
        Law::TrimmedMean { trimmed } => trimmed,
        Law::Unknown => return None,
    };
    let kept = workers.checked_sub(byzantine + trimmed)?;
    (trimmed >= byzantine && kept > 0 && 2 * trimmed < workers).then(|| trimmed as f64 / kept as f64)
}

/// f/(m − 2f): no rule has a smaller κ (Allouah et al. 2023); none for f ≥ m/2.
#[must_use]
pub fn lower_bound(workers: usize, byzantine: usize) -> Option<f64> {
    let left = workers.checked_sub(2 * byzantine).filter(|left| *left > 0)?;
    Some(byzantine as f64 / left as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::{Aggregator, Median, Messages, TrimmedMean, Workspace};

    /// (‖F − x̄_S‖²) over the variance of S: the first h messages.
    fn ratio(rule: &dyn Aggregator, values: &[f64], honest: usize) -> f64 {
        let messages = Messages::from_values(values.len(), 1, values.to_vec()).expect("a matrix");
        let mut out = [0.0];
        Workspace::default().aggregate(rule, &messages, &mut out);
        let mean = values[..honest].iter().sum::<f64>() / honest as f64;
        let variance = values[..honest].iter().map(|x| (x - mean).powi(2)).sum::<f64>() / honest as f64;
        (out[0] - mean).powi(2) / variance
    }

    /// On all two-point data, with the others at ±∞, the largest ratio is the formula, and is never passed.
    #[test]
    fn two_points_attain_it() {
        for workers in [5usize, 7, 8, 10, 21, 40] {
            for byzantine in 1..=3.min((workers - 1) / 2) {
                let most = (workers - 1) / 2;
                for trimmed in byzantine..=most {
                    let rule = TrimmedMean::new(trimmed as f64 / workers as f64).expect("a fraction");
                    let honest = workers - byzantine;
                    let mut largest = 0.0_f64;
                    for zeros in 1..honest {
                        for far in [f64::INFINITY, f64::NEG_INFINITY] {
                            let mut values = vec![1.0; workers];
                            values[..zeros].fill(0.0);
                            values[honest..].fill(far);
                            largest = largest.max(ratio(&rule, &values, honest));
                            if trimmed == most {
                                assert_eq!(ratio(&rule, &values, honest), ratio(&Median, &values, honest));
                            }
                        }
                    }
                    let law = Law::TrimmedMean { trimmed };
                    let kappa = exact(law, workers, byzantine).expect("known");
                    assert!(
                        (largest / kappa - 1.0).abs() < 1e-12,
                        "{workers} {byzantine} {trimmed}: {largest} {kappa}"
                    );
                }
                let (median, m, f) = (exact(Law::Median, workers, byzantine), workers as f64, byzantine as f64);
                let formula = if workers % 2 == 1 {
                    (m - 1.0) / (m + 1.0 - 2.0 * f)
                } else {
                    (m - 2.0) / (m + 2.0 - 2.0 * f)
                };
                assert!((median.expect("known") - formula).abs() < 1e-12);
            }
        }
    }

    /// 1,000 random data sets a setting never pass it. Seeded by a linear congruence, so that nothing is left to chance.
    #[test]
    fn random_data_do_not_pass_it() {
        let mut state = 1u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        for (workers, byzantine, trimmed) in [(7, 2, 2), (7, 2, 3), (11, 2, 4), (12, 3, 3), (12, 3, 5)] {
            let rule = TrimmedMean::new(trimmed as f64 / workers as f64).expect("a fraction");
            let kappa = exact(Law::TrimmedMean { trimmed }, workers, byzantine).expect("known");
            for _ in 0..1_000 {
                let values: Vec<f64> = (0..workers).map(|_| uniform().powi(4)).collect();
                let found = ratio(&rule, &values, workers - byzantine);
                assert!(
                    found <= kappa * (1.0 + 1e-12),
                    "{workers} {byzantine} {trimmed}: {found} above {kappa}"
                );
            }
        }
    }

    #[test]
    fn the_trimmed_mean_attains_the_lower_bound() {
        for (workers, byzantine) in [(5, 1), (7, 2), (41, 4), (101, 20)] {
            let law = Law::TrimmedMean { trimmed: byzantine };
            assert_eq!(exact(law, workers, byzantine), lower_bound(workers, byzantine));
        }
        assert_eq!(lower_bound(8, 4), None);
        assert_eq!(exact(Law::TrimmedMean { trimmed: 1 }, 7, 2), None);
        assert_eq!(exact(Law::Mean, 7, 0), Some(0.0));
        assert_eq!(exact(Law::Mean, 7, 1), None);
        assert_eq!(exact(Law::Unknown, 7, 1), None);
    }
}
