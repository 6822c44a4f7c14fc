use super::{Perturbation, honest, perturbation};
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace, distance, norm};

/// Min-Sum (Shejwalkar and Houmansadr 2021): every Byzantine worker sends μ̂ − γu, with the largest γ for which its squared distances to
/// the honest messages sum to no more than those of some honest message do.
///
/// Σ_i ‖μ̂ − γu − x_i‖² = Σ_i ‖x_i − μ̂‖² + hγ²‖u‖², and the sum from x_j is the same with h‖x_j − μ̂‖²: γ = min_j ‖x_j − μ̂‖/‖u‖, for whichever
/// message the publication means by "some", the one of the least sum. Where u = 0 the message is μ̂.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinSum {
    direction: Perturbation,
}

impl MinSum {
    /// In the direction −u of `direction`.
    #[must_use]
    pub fn new(direction: Perturbation) -> Self {
        Self { direction }
    }
}

impl Adversary for MinSum {
    fn name(&self) -> &str {
        "min-sum"
    }

    fn key(&self) -> String {
        format!("min-sum direction={}", self.direction.text())
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
        let [mean, direction] = &mut workspace.vectors;
        honest::mean(scene, messages, mean);
        self.direction.write(scene, messages, mean, direction);
        let nearest = honest::rows(scene, messages)
            .map(|x| distance(x, mean))
            .fold(f64::INFINITY, f64::min);
        let gamma = nearest / norm(direction);
        perturbation::send(scene, messages, mean, direction, gamma);
    }
}
