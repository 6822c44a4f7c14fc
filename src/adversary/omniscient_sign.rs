use super::{Adversary, Extreme, Push, Scene};
use crate::aggregator::{Messages, Workspace};

/// All b at +∞ or all b at −∞ in every coordinate, whichever moves the next iterate further from w* in that coordinate.
///
/// This is the exact worst case in one round for every rule that is non-decreasing in every coordinate of every message,
/// such as median and trimmed mean: the reachable aggregates of a coordinate form an interval, and these are its ends.
/// Over several rounds it is greedy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OmniscientSign;

impl Adversary for OmniscientSign {
    fn name(&self) -> &str {
        "omniscient-sign"
    }

    fn push(&self) -> Push {
        Push::Worst
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        let dim = messages.dim();
        let [mut low, mut high] = std::mem::take(&mut workspace.ends);
        for (extreme, aggregate) in [(Extreme::MinusInfinity, &mut low), (Extreme::PlusInfinity, &mut high)] {
            aggregate.resize(dim, 0.0);
            extreme.corrupt(scene, messages, workspace);
            workspace.try_out(scene.aggregator, messages, aggregate);
        }
        for k in 0..dim {
            let up = scene.next_error(k, high[k]).abs() >= scene.next_error(k, low[k]).abs();
            let value = if up { f64::INFINITY } else { f64::NEG_INFINITY };
            for worker in scene.byzantine.clone() {
                messages.row_mut(worker)[k] = value;
            }
        }
        workspace.ends = [low, high];
    }
}
