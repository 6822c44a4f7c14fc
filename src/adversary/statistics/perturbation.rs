use super::honest;
use crate::adversary::Scene;
use crate::aggregator::{Messages, norm};

/// The direction −u in which [`MinMax`](super::MinMax) and [`MinSum`](super::MinSum) leave the honest mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Perturbation {
    /// u = μ̂/‖μ̂‖, against the mean; 0 where the mean is.
    Unit,
    /// u = sign μ̂, with 0 for the sign of 0.
    Sign,
    /// u = sd.
    Deviation,
}

impl Perturbation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unit, Self::Sign, Self::Deviation];

    /// The word in specs.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Sign => "sign",
            Self::Deviation => "std",
        }
    }

    /// Writes u to `direction`.
    pub(super) fn write(self, scene: &Scene, messages: &Messages, mean: &[f64], direction: &mut Vec<f64>) {
        if self == Self::Deviation {
            return honest::deviation(scene, messages, mean, direction);
        }
        let length = norm(mean);
        direction.clear();
        direction.extend(mean.iter().map(|value| match self {
            _ if *value == 0.0 => 0.0,
            Self::Unit => value / length,
            _ => value.signum(),
        }));
    }
}

/// All Byzantine workers send μ̂ − γu, or μ̂ where u = 0.
pub(super) fn send(scene: &Scene, messages: &mut Messages, mean: &[f64], direction: &[f64], gamma: f64) {
    let gamma = if gamma.is_finite() { gamma } else { 0.0 };
    honest::send(messages, &scene.byzantine, |k| mean[k] - gamma * direction[k]);
}
