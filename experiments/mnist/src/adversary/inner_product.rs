use byzrate::adversary::{Adversary, Scene};
use byzrate::aggregator::{Messages, Workspace};

/// Inner-product manipulation (Xie, Koyejo and Gupta 2020): every Byzantine worker sends −ε times the mean of the honest messages.
///
/// Small ε hides among honest messages; a large one turns the plain mean round once εb > m − b.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InnerProduct {
    /// ε.
    pub size: f64,
}

impl Adversary for InnerProduct {
    fn name(&self) -> &str {
        "inner-product"
    }

    fn key(&self) -> String {
        format!("inner-product size={}", self.size)
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        let honest = scene.byzantine.start;
        for k in 0..messages.dim() {
            let mean = (0..honest).map(|worker| messages.row(worker)[k]).sum::<f64>() / honest as f64;
            for worker in scene.byzantine.clone() {
                messages.row_mut(worker)[k] = -self.size * mean;
            }
        }
    }
}
