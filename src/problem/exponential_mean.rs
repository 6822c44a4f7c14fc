use rand_distr::Distribution;

use super::mean_estimation::{MeanEstimation, SampleLaw};
use super::{CoordinateLaw, MessageLaw, PartLaw};
use crate::sampling::Gamma;
use crate::stream::Stream;

/// Mean estimation with a skewed law: z_k = σ(e_k − 1) with independent e_k ~ Exp(1).
///
/// The skewness κ₃ = 2 makes the median of many workers' means biased by −σκ₃/(6n) = −σ/(3n) (Edgeworth): the 1/n term of
/// the median's rate.
pub type ExponentialMean = MeanEstimation<Exponential>;

/// The exponential law moved to mean 0. The mean of n values is one draw of Γ(n, 1)/n − 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exponential;

impl SampleLaw for Exponential {
    fn name(&self) -> &'static str {
        "exponential"
    }

    /// E|e − 1|³ = 12/e − 2.
    fn absolute_skewness(&self) -> f64 {
        12.0 / std::f64::consts::E - 2.0
    }

    fn message_law(&self) -> MessageLaw {
        MessageLaw::ExponentialMean
    }

    fn coordinate_law(&self, sigma: f64) -> CoordinateLaw {
        CoordinateLaw::Exponential { deviation: sigma }
    }

    fn part_law(&self) -> Option<PartLaw> {
        Some(PartLaw::Exponential)
    }

    /// About 1.4333: 2(−λ − log(1 − λ))/λ² grows with λ, so that E exp(λ(e − 1)) ≤ exp(v²λ²/2) binds as λ → 1/v only, and
    /// v solves it with equality there.
    fn sub_exponential(&self) -> Option<f64> {
        let excess = |v: f64| 2.0 * (-1.0 / v - libm::log1p(-1.0 / v)) - 1.0;
        let (mut low, mut high) = (1.01, 4.0);
        for _ in 0..80 {
            let middle = 0.5 * (low + high);
            if excess(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }

    fn draw_means(&self, samples: usize, mut stream: Stream, means: &mut [f64]) {
        let n = samples as f64;
        let law = Gamma::new(n, 1.0 / n).expect("n is at least 1");
        for mean in means {
            *mean = law.sample(&mut stream) - 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_exponential_parameter_bounds_the_log_moment_generating_function() {
        let v = Exponential.sub_exponential().expect("exponential tails");
        for i in 1..1000 {
            let lambda = f64::from(i) / 1000.0 / v;
            for lambda in [lambda, -lambda] {
                let log_mgf = -lambda - libm::log1p(-lambda);
                assert!(log_mgf <= v * v * lambda * lambda / 2.0 * (1.0 + 1e-12), "{lambda}");
            }
        }
        let beyond = 0.999_999 / (v * 0.999);
        assert!(
            -beyond - libm::log1p(-beyond) > (v * 0.999 * beyond).powi(2) / 2.0,
            "v is the smallest"
        );
    }
}
