use super::honest;
use crate::adversary::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};

/// All Byzantine workers send one message far away, μ̂ + R·s in every coordinate, s = σ/√n.
///
/// It is finite, and equal messages are as close to each other as can be, which rules that look at distances reward; rules that lose
/// what is not finite keep it. As R grows it is the worst case of median and trimmed mean, and of the geometric median, whose pull by
/// one message has length 1 however far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FarCluster {
    factor: f64,
}

impl FarCluster {
    /// With R = `factor`.
    ///
    /// # Errors
    /// If `factor` is not finite.
    pub fn new(factor: f64) -> Result<Self, AdversaryError> {
        AdversaryError::unless_finite("far-cluster", "factor", factor).map(|factor| Self { factor })
    }
}

impl Adversary for FarCluster {
    fn name(&self) -> &str {
        "far-cluster"
    }

    fn key(&self) -> String {
        format!("far-cluster factor={}", self.factor)
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
        let far = self.factor * honest::scale(scene);
        honest::send(messages, &scene.byzantine, |k| mean[k] + far);
    }
}
