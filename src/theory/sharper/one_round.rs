use super::{Improvement, Sharper};
use crate::stat::normal;
use crate::theory::continuous_law::{ContinuousLaw, GammaMean, InverseGammaMean, StudentT};
use crate::theory::theorem::{EstimateLaw, Silence};

/// The larger of |F⁻¹(Φ(z))| and |F⁻¹(Φ(−z))|.
fn farther(law: &impl ContinuousLaw, score: f64) -> f64 {
    law.at_score(score).abs().max(law.at_score(-score).abs())
}

impl Sharper<'_> {
    /// The bound of Theorem 7.
    pub(super) fn estimate_deviation(&self) -> Result<f64, Silence> {
        let setting = self.setting;
        let rarity = libm::log(self.tails() * setting.dim as f64) - self.log_failure;
        let excess = self.excess_level(rarity);
        let root_n = (setting.samples as f64).sqrt();
        let kappa = setting.estimate.distance_to_normal(setting)?;
        let mut radius = self.radius(excess + kappa);
        if self.has(Improvement::EstimateLaw) && excess < 0.5 {
            radius = radius.min(self.radius_of_law(normal::upper_quantile(0.5 - excess)));
        }
        Ok(setting.estimate_deviation / root_n * radius)
    }

    /// How far the quantiles of √n(ŵ_i − w*)_k/σ_k at the levels of ±`score` lie from zero.
    fn radius_of_law(&self, score: f64) -> f64 {
        let (samples, dim) = (self.setting.samples, self.setting.dim);
        let root_n = (samples as f64).sqrt();
        match self.setting.estimate {
            EstimateLaw::GaussianMean => score,
            EstimateLaw::ExponentialMean => root_n * farther(&GammaMean::new(samples), score),
            EstimateLaw::RandomCurvature => root_n * farther(&InverseGammaMean::new(samples), score),
            EstimateLaw::GaussianDesign if samples >= dim => {
                let degrees = samples - dim + 1;
                (samples as f64 / degrees as f64).sqrt() * farther(&StudentT::new(degrees), score)
            }
            _ => f64::INFINITY,
        }
    }
}
