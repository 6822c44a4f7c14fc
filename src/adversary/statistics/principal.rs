use super::honest;
use crate::adversary::Scene;
use crate::aggregator::{Messages, distance, norm};

/// The direction in which honest messages differ most, learned over the rounds.
///
/// It begins with the direction from μ̂ to the honest message furthest from it, and round t = 0, 1, … takes a step of Oja's rule:
/// z ← z·t/(1+t) + Cz/(1+t), normalised, with C the covariance of the honest messages over its trace, so that no unit matters.
#[derive(Clone, Debug, Default)]
pub(super) struct Principal {
    rounds: usize,
    direction: Vec<f64>,
    mean: Vec<f64>,
    pulled: Vec<f64>,
}

impl Principal {
    /// Learns from a round; there is at least one honest message.
    pub fn learn(&mut self, scene: &Scene, messages: &Messages) {
        honest::mean(scene, messages, &mut self.mean);
        if self.direction.is_empty() {
            self.begin(scene, messages);
        }
        self.pulled.clear();
        self.pulled.resize(messages.dim(), 0.0);
        let mut trace = 0.0;
        for row in honest::rows(scene, messages) {
            let along = self.along(row);
            for ((pulled, value), mean) in self.pulled.iter_mut().zip(row).zip(&self.mean) {
                let difference = value - mean;
                *pulled += along * difference;
                trace += difference * difference;
            }
        }
        let step = 1.0 / (1 + self.rounds) as f64;
        self.rounds += 1;
        // Where all messages are one, or their squares are beyond numbers, there is nothing to learn.
        if !(trace > 0.0 && trace.is_finite()) {
            return;
        }
        for (pulled, direction) in self.pulled.iter_mut().zip(&self.direction) {
            *pulled = (1.0 - step) * direction + step * *pulled / trace;
        }
        let length = norm(&self.pulled);
        if length > 0.0 && length.is_finite() {
            for (direction, pulled) in self.direction.iter_mut().zip(&self.pulled) {
                *direction = pulled / length;
            }
        }
    }

    fn begin(&mut self, scene: &Scene, messages: &Messages) {
        let mut furthest = 0.0;
        self.direction.extend_from_slice(&self.mean);
        self.direction.fill(0.0);
        for row in honest::rows(scene, messages) {
            let length = distance(row, &self.mean);
            if length > furthest && length.is_finite() {
                furthest = length;
                for ((direction, value), mean) in self.direction.iter_mut().zip(row).zip(&self.mean) {
                    *direction = (value - mean) / length;
                }
            }
        }
    }

    /// ⟨x − μ̂, z⟩ of the round last learned from.
    pub fn along(&self, row: &[f64]) -> f64 {
        let centred = row.iter().zip(&self.mean).map(|(value, mean)| value - mean);
        centred.zip(&self.direction).map(|(value, z)| value * z).sum()
    }
}
