use super::error::finite;
use super::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};

/// Every Byzantine worker sends −c times its honest message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignFlip {
    size: f64,
}

impl SignFlip {
    /// The factor is −`size`.
    ///
    /// # Errors
    /// If `size` is not finite.
    pub fn new(size: f64) -> Result<Self, AdversaryError> {
        finite("sign-flip", size).map(|size| Self { size })
    }
}

impl Adversary for SignFlip {
    fn name(&self) -> &str {
        "sign-flip"
    }

    fn key(&self) -> String {
        format!("sign-flip size={}", self.size)
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        for worker in scene.byzantine.clone() {
            for value in messages.row_mut(worker) {
                *value *= -self.size;
            }
        }
    }
}
