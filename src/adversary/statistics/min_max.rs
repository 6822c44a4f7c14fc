use super::{Perturbation, honest, perturbation};
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace};

/// Min-Max (Shejwalkar and Houmansadr 2021): every Byzantine worker sends μ̂ − γu, with the largest γ for which no honest message is
/// further from it than two honest ones are from each other.
///
/// max_i ‖μ̂ − γu − x_i‖² ≤ D, D = max_ij ‖x_i − x_j‖², is a quadratic inequality in γ for every i. With a_i = x_i − μ̂ its larger root is
/// γ_i = (√(⟨u, a_i⟩² + ‖u‖²(D − ‖a_i‖²)) − ⟨u, a_i⟩)/‖u‖², and γ the least of them; the publication halves steps instead, and ends within
/// 1e-5. Where u = 0 the message is μ̂. All distances between honest messages are taken: h²d/2 steps a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinMax {
    direction: Perturbation,
}

impl MinMax {
    /// In the direction −u of `direction`.
    #[must_use]
    pub fn new(direction: Perturbation) -> Self {
        Self { direction }
    }
}

impl Adversary for MinMax {
    fn name(&self) -> &str {
        "min-max"
    }

    fn key(&self) -> String {
        format!("min-max direction={}", self.direction.text())
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
        let rows = honest::rows(scene, messages);
        let farthest = rows
            .clone()
            .enumerate()
            .flat_map(|(i, x)| rows.clone().take(i).map(move |y| squared_distance(x, y)))
            .fold(0.0, f64::max);
        let length: f64 = direction.iter().map(|u| u * u).sum();
        let gamma = rows
            .map(|x| {
                let along: f64 = direction
                    .iter()
                    .zip(x)
                    .zip(&*mean)
                    .map(|((u, x), mean)| u * (x - mean))
                    .sum();
                let room = (farthest - squared_distance(x, mean)).max(0.0);
                // The difference of like numbers loses digits: where it is one, the product of the roots gives the larger.
                let root = (along * along + length * room).sqrt();
                if along > 0.0 {
                    room / (root + along)
                } else {
                    (root - along) / length
                }
            })
            .fold(f64::INFINITY, f64::min);
        perturbation::send(scene, messages, mean, direction, gamma);
    }
}

/// ‖x − y‖².
fn squared_distance(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum()
}
