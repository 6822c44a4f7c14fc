use super::{Assumption, Silence};
use crate::theory::Setting;
use crate::theory::continuous_law::{GammaMean, InverseGammaMean, StudentT, distance_to_normal};

/// What is known of the law of one worker's estimate ŵ_i, for Theorem 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EstimateLaw {
    /// Nothing.
    #[default]
    Unknown,
    /// The worker's risk has many minimisers with positive probability, as in Rademacher regression.
    MaybeSingular,
    /// (ŵ_i − w*)_k ~ N(0, σ_k²/n): the mean of Gaussian data, up to scale.
    GaussianMean,
    /// (ŵ_i − w*)_k ~ ±σ_k(Γ(n, 1)/n − 1): the mean of centred exponential data, up to scale and sign.
    ExponentialMean,
    /// (ŵ_i − w*)_k ~ n/Γ(n, 1) − 1: one over a mean of exponential curvatures.
    RandomCurvature,
    /// (ŵ_i − w*)_k ~ σ_k·t_ν/√ν, ν = n − d + 1: least squares with Gaussian design x ~ N(0, Σ), σ_k² = σ²(Σ⁻¹)_kk. κ_n does not
    /// depend on Σ.
    GaussianDesign,
}

impl EstimateLaw {
    /// κ_n = max_k sup_x |P(√n(ŵ_i − w*)_k/σ_k ≤ x) − Φ(x)| in `setting`.
    ///
    /// The C̃ of Theorem 7 serves as C̃/√n, and C̃ = √n·κ_n always serves: this project's choice, as the authors' own C̃ is not public.
    ///
    /// # Errors
    /// If the law is not known, or the estimate not determined.
    pub fn distance_to_normal(self, setting: &Setting) -> Result<f64, Silence> {
        let (samples, dim) = (setting.samples, setting.dim);
        let n = samples as f64;
        match self {
            Self::Unknown => Err(Silence::Unknown {
                assumption: Assumption::Quadratic,
                quantity: "C̃ (the law of one worker's estimate)",
            }),
            Self::MaybeSingular => Err(Silence::NotMet {
                assumption: Assumption::LocalConvexity,
                reason: "a worker's data may leave its estimate undetermined",
            }),
            Self::GaussianMean => Ok(0.0),
            Self::ExponentialMean => Ok(distance_to_normal(&GammaMean::new(samples), 0.0, n.sqrt().recip())),
            Self::RandomCurvature => Ok(distance_to_normal(
                &InverseGammaMean::new(samples),
                0.0,
                n.sqrt().recip(),
            )),
            Self::GaussianDesign if samples < dim => Err(Silence::SingularDesign { samples, dim }),
            Self::GaussianDesign => {
                let degrees = samples - dim + 1;
                Ok(distance_to_normal(
                    &StudentT::new(degrees),
                    0.0,
                    (degrees as f64 / n).sqrt(),
                ))
            }
        }
    }
}
