use super::Course;
use super::least_squares::{gaussian_design_estimate, gaussian_design_gradient, rademacher_gradient};
use super::quadratic::{exponential, gaussian};
use super::random_curvature::random_curvature;
use crate::adversary::Push;
use crate::problem::{Curvatures, MessageLaw};
use crate::theory::Setting;

/// How good a prediction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The finite-sample law, exactly but for what its computation leaves out.
    ExactLaw,
    /// The fixed point of gradient descent with Gaussian messages: exact as n grows.
    SteadyState,
    /// The leading term of an expansion in 1/n, for many workers.
    Edgeworth,
    /// What is left of the start while it is large, but for what any attack can add.
    Transient,
}

/// A predicted error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// How good it is.
    pub kind: Kind,
    /// (E‖ŵ − w*‖²)^½.
    pub rms: Option<f64>,
    /// The expected signed error of a coordinate.
    pub bias: Option<f64>,
    /// The size of what the prediction leaves out, relative to it: 0 where the law is exact to rounding, else that of the
    /// next term.
    pub remainder: f64,
}

/// Predicts the error in `setting`, where a law is known: what problem, rule, adversary and algorithm declare of themselves is
/// all that is asked.
#[must_use]
pub fn predict(setting: &Setting) -> Option<Prediction> {
    let honest = (setting.push == Push::Honest).then(|| Setting {
        byzantine: 0,
        ..setting.clone()
    });
    let setting = honest.as_ref().unwrap_or(setting);
    let course = Course::of(setting.scheme)?;
    let prediction = match setting.law {
        MessageLaw::Unknown => None,
        // These know themselves whether W stops an iterate.
        MessageLaw::GaussianMean => return gaussian(setting, course, &Curvatures::ONE),
        MessageLaw::GaussianNoise(curvatures) => return gaussian(setting, course, &curvatures),
        MessageLaw::ExponentialMean => return exponential(setting, course, 1.0, &Curvatures::ONE),
        // The estimate is the aggregate of −z̄_k/λ_k.
        MessageLaw::ExponentialNoise(curvatures) => return exponential(setting, course, -1.0, &curvatures),
        MessageLaw::RandomCurvature => random_curvature(setting, course),
        MessageLaw::RademacherGradient => rademacher_gradient(setting, course),
        MessageLaw::GaussianDesign => match course {
            Course::Descent { rounds, .. } => gaussian_design_gradient(setting, course, rounds),
            Course::Estimate => gaussian_design_estimate(setting),
        },
    }?;
    let far = prediction.rms.is_some_and(|rms| FAR * rms > setting.radius());
    let projected = matches!(course, Course::Descent { .. });
    (!(far && projected)).then_some(prediction)
}

/// W must be so many predicted rms errors wide for projection on it not to matter.
pub(super) const FAR: f64 = 6.0;
