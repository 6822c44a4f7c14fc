use super::honest;
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace, norm};

/// What the length that the message stays below is multiplied by: a few last bits, which rounding cannot take back.
const JUST_BELOW: f64 = 1.0 - 4.0 * f64::EPSILON;

/// The attack on comparative gradient elimination (Gupta and Vaidya 2020), which drops the b longest messages, in the form of Rouault's
/// library ByzantineMomentum.
///
/// With the honest messages by their length, ‖x₍₁₎‖ ≤ … ≤ ‖x₍h₎‖, every Byzantine worker sends −v, v along x₍₁₎ + Σ_{i ≤ h−b} x₍ᵢ₎ and just
/// shorter than x₍h−b+1₎: the rule keeps all b of them, and drops the b longest honest messages. x₍₁₎ counts twice in that sum, as it
/// does there. Where the sum is 0 so is the message; with as many Byzantine workers as honest ones, or more, the sum is x₍₁₎ alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AntiCge;

impl Adversary for AntiCge {
    fn name(&self) -> &str {
        "anti-cge"
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
        let [sum, lengths] = &mut workspace.vectors;
        lengths.clear();
        lengths.extend(honest::rows(scene, messages).map(norm));
        let order = &mut workspace.order;
        order.clear();
        order.extend(0..lengths.len());
        order.sort_unstable_by(|i, j| lengths[*i].total_cmp(&lengths[*j]).then(i.cmp(j)));
        let kept = lengths.len().saturating_sub(scene.byzantine.len());
        sum.clear();
        sum.extend_from_slice(messages.row(order[0]));
        for worker in &order[..kept] {
            for (sum, value) in sum.iter_mut().zip(messages.row(*worker)) {
                *sum += value;
            }
        }
        let length = norm(sum);
        let factor = if length > 0.0 {
            lengths[order[kept]] * JUST_BELOW / length
        } else {
            0.0
        };
        honest::send(messages, &scene.byzantine, |k| -factor * sum[k]);
    }
}
