use super::honest;
use super::principal::Principal;
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace};

/// Mimic (Karimireddy, He and Jaggi 2022): all Byzantine workers send what one honest worker does, so that a rule gives it too much
/// weight. Nothing about such messages is unlikely, and where workers hold different data what is lost is everybody else's.
///
/// The worker is fixed, or is chosen anew in every round: argmax_i ⟨x_i − μ̂, z⟩, the lowest index where several are, with z the
/// direction in which honest messages differ most, learned over the rounds by Oja's rule: it begins with the direction from μ̂ to the
/// honest message furthest from it, and in round t = 0, 1, … becomes z·t/(1+t) + Cz/(1+t), normalised, with C the covariance of the
/// honest messages over its trace. (The publication learns z in rounds that it does not count, and keeps the worker then.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mimic {
    /// The worker, unless it is chosen.
    index: Option<usize>,
}

impl Mimic {
    /// Of the worker `index`, from 0, or the last honest one where there are not so many.
    #[must_use]
    pub fn of(index: usize) -> Self {
        Self { index: Some(index) }
    }

    /// Of the worker that stands out most in the direction of the rounds so far.
    #[must_use]
    pub fn adaptive() -> Self {
        Self { index: None }
    }
}

impl Adversary for Mimic {
    fn name(&self) -> &str {
        "mimic"
    }

    fn key(&self) -> String {
        let index = self.index.map_or("adaptive".to_owned(), |index| index.to_string());
        format!("mimic index={index}")
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        self.index.is_some()
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        if honest::is_idle(scene) {
            return;
        }
        let index = self.index.unwrap_or_else(|| {
            let principal = workspace.adversary_state(Principal::default);
            principal.learn(scene, messages);
            let mut best = (0, f64::NEG_INFINITY);
            for (worker, row) in honest::rows(scene, messages).enumerate() {
                let along = principal.along(row);
                if along > best.1 {
                    best = (worker, along);
                }
            }
            best.0
        });
        honest::copy(messages, index.min(scene.byzantine.start - 1), &scene.byzantine);
    }
}
