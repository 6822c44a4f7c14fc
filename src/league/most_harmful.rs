use std::sync::Arc;

use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace};

/// Tries several attacks out in every round, and sends what moves the next iterate farthest from w*; the first of several equals.
///
/// An adversary sees the honest messages before it writes its own: of a list of attacks it need not choose one for good. Greedy over
/// several rounds. Attacks that want flipped labels ([`Adversary::labels`]) are not for this list: messages are computed once, on the true ones.
#[derive(Clone, Debug)]
pub struct MostHarmful {
    attacks: Vec<Arc<dyn Adversary>>,
}

impl MostHarmful {
    /// The most harmful of `attacks`; of none it is what honest workers send.
    #[must_use]
    pub fn new(attacks: Vec<Arc<dyn Adversary>>) -> Self {
        Self { attacks }
    }
}

impl Adversary for MostHarmful {
    fn name(&self) -> &str {
        "most-harmful"
    }

    fn key(&self) -> String {
        let keys: Vec<String> = self.attacks.iter().map(|attack| attack.key()).collect();
        format!("most-harmful of [{}]", keys.join("; "))
    }

    fn reads_alpha(&self) -> bool {
        self.attacks.iter().any(|attack| attack.reads_alpha())
    }

    fn is_stationary(&self) -> bool {
        self.attacks.iter().all(|attack| attack.is_stationary())
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        let dim = messages.dim();
        let rows = scene.byzantine.start * dim..scene.byzantine.end * dim;
        let honest = messages.values()[rows.clone()].to_vec();
        let mut worst = honest.clone();
        let mut most = f64::NEG_INFINITY;
        let mut aggregate = vec![0.0; dim];
        for attack in &self.attacks {
            messages.values_mut()[rows.clone()].copy_from_slice(&honest);
            attack.corrupt(scene, messages, workspace);
            workspace.try_out(scene.aggregator, messages, &mut aggregate);
            let square: f64 = (0..dim).map(|k| scene.next_error(k, aggregate[k]).powi(2)).sum();
            // What is lost is the most harm there is.
            let harm = if square.is_nan() { f64::INFINITY } else { square };
            if harm > most {
                most = harm;
                worst.copy_from_slice(&messages.values()[rows.clone()]);
            }
        }
        messages.values_mut()[rows].copy_from_slice(&worst);
    }
}
