use rand_distr::Distribution;

use super::error::finite;
use super::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};
use crate::sampling::StandardNormal;
use crate::stream::Purpose;

/// Every Byzantine worker adds independent Gaussian noise to every coordinate of its honest message.
///
/// The noise has standard deviation `size` in units of σ, the noise of one sample. It is the same in every round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaussianNoise {
    size: f64,
}

impl GaussianNoise {
    /// Noise of standard deviation `size`·σ.
    ///
    /// # Errors
    /// If `size` is not finite.
    pub fn new(size: f64) -> Result<Self, AdversaryError> {
        finite("gaussian-noise", size).map(|size| Self { size })
    }
}

impl Adversary for GaussianNoise {
    fn name(&self) -> &str {
        "gaussian-noise"
    }

    fn key(&self) -> String {
        format!("gaussian-noise size={}", self.size)
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        let deviation = self.size * scene.noise;
        for worker in scene.byzantine.clone() {
            let mut stream = scene.streams.worker(Purpose::Adversary, worker);
            for value in messages.row_mut(worker) {
                let standard: f64 = StandardNormal.sample(&mut stream);
                *value += deviation * standard;
            }
        }
    }
}
