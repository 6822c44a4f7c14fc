use super::honest;
use crate::adversary::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};

/// Inner-product manipulation (Xie, Koyejo and Gupta 2019): every Byzantine worker sends −ε·μ̂.
///
/// A small ε hides among honest messages; a large one turns the plain mean round once εb > m − b. With ε = 1 it is the sign flip of
/// programs that flip the mean, and "fall of empires" with 1 − ε for its factor. At μ̂ = 0 it sends 0: where honest messages scatter
/// around 0, as gradients at w* do, it does no harm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InnerProduct {
    epsilon: f64,
}

impl InnerProduct {
    /// With ε = `epsilon`.
    ///
    /// # Errors
    /// If `epsilon` is negative or not finite.
    pub fn new(epsilon: f64) -> Result<Self, AdversaryError> {
        AdversaryError::unless_not_negative("ipm", "epsilon", epsilon).map(|epsilon| Self { epsilon })
    }
}

impl Adversary for InnerProduct {
    fn name(&self) -> &str {
        "ipm"
    }

    fn key(&self) -> String {
        format!("ipm epsilon={}", self.epsilon)
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        if honest::is_idle(scene) {
            return;
        }
        let [mean, _] = &mut workspace.vectors;
        honest::mean(scene, messages, mean);
        honest::send(messages, &scene.byzantine, |k| -self.epsilon * mean[k]);
    }
}
