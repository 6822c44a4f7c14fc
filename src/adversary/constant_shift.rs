use super::error::finite;
use super::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};

/// Every Byzantine worker adds the same constant to every coordinate of its honest message.
///
/// The size is in units of σ, the noise of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConstantShift {
    size: f64,
}

impl ConstantShift {
    /// A shift by `size`·σ.
    ///
    /// # Errors
    /// If `size` is not finite.
    pub fn new(size: f64) -> Result<Self, AdversaryError> {
        finite("constant-shift", size).map(|size| Self { size })
    }
}

impl Adversary for ConstantShift {
    fn name(&self) -> &str {
        "constant-shift"
    }

    fn key(&self) -> String {
        format!("constant-shift size={}", self.size)
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        let shift = self.size * scene.noise;
        for worker in scene.byzantine.clone() {
            for value in messages.row_mut(worker) {
                *value += shift;
            }
        }
    }
}
