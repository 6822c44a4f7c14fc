use super::{Direction, honest};
use crate::adversary::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};

/// Every Byzantine worker sends μ̂ ± c·s in every coordinate, s = σ/√n.
///
/// s is the deviation of a coordinate of one message where messages are means, and of a gradient of mean estimation; gradients of other
/// problems have their own, and c counts in s all the same. The family holds the far cluster (c → ∞), A Little Is Enough (c = z), and
/// in between what rules that select messages take for honest: those are worst off at c between ½ and 3.
/// [`ConstantShift`](crate::adversary::ConstantShift) moves every worker's own message, by σ and not by s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    size: f64,
    direction: Direction,
}

impl Shift {
    /// With c = `size`.
    ///
    /// # Errors
    /// If `size` is not finite.
    pub fn new(size: f64, direction: Direction) -> Result<Self, AdversaryError> {
        let size = AdversaryError::unless_finite("shift", "size", size)?;
        Ok(Self { size, direction })
    }
}

impl Adversary for Shift {
    fn name(&self) -> &str {
        "shift"
    }

    fn key(&self) -> String {
        format!("shift size={} direction={}", self.size, self.direction.text())
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
        let shift = self.direction.sign() * self.size * honest::scale(scene);
        honest::send(messages, &scene.byzantine, |k| mean[k] + shift);
    }
}
