use byzrate::adversary::{Adversary, Scene};
use byzrate::aggregator::{Messages, Workspace};
use byzrate::stat::{Moments, normal};

/// A Little Is Enough (Baruch, Baruch and Goldberg 2019): in every coordinate all Byzantine workers send μ − zσ, with μ and σ the
/// mean and the standard deviation of the honest messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LittleIsEnough {
    shift: Option<f64>,
}

/// z = Φ⁻¹((m − b − s)/(m − b)) with s = ⌊m/2 + 1⌋ − b: the largest shift that still has so many honest workers beyond it that
/// they and the attackers are a majority. It is 0, which is no attack, or negative where b is small: below 0 it is taken as 0.
#[must_use]
pub fn largest_hidden_shift(workers: usize, byzantine: usize) -> f64 {
    let honest = (workers - byzantine) as f64;
    let needed = (workers / 2 + 1).saturating_sub(byzantine) as f64;
    normal::quantile((honest - needed) / honest).max(0.0)
}

impl LittleIsEnough {
    /// With z = [`largest_hidden_shift`].
    #[must_use]
    pub fn hidden() -> Self {
        Self { shift: None }
    }

    /// With a given z.
    #[must_use]
    pub fn fixed(z: f64) -> Self {
        Self { shift: Some(z) }
    }
}

impl Adversary for LittleIsEnough {
    fn name(&self) -> &str {
        "little-is-enough"
    }

    fn key(&self) -> String {
        let z = self.shift.map_or("hidden".to_owned(), |z| z.to_string());
        format!("little-is-enough z={z}")
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        let z = self
            .shift
            .unwrap_or_else(|| largest_hidden_shift(messages.workers(), scene.byzantine.len()));
        for k in 0..messages.dim() {
            let honest: Moments = (0..scene.byzantine.start)
                .map(|worker| messages.row(worker)[k])
                .collect();
            let spread = if honest.count() < 2 {
                0.0
            } else {
                honest.variance().sqrt()
            };
            for worker in scene.byzantine.clone() {
                messages.row_mut(worker)[k] = honest.mean().value - z * spread;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the paper: 50 workers, 24 of them corrupted, s = 2, z = Φ⁻¹(24/26) = 1.43.
    #[test]
    fn shift_of_the_published_example() {
        assert!((largest_hidden_shift(50, 24) - 1.426).abs() < 1e-3);
        assert_eq!(largest_hidden_shift(40, 2), 0.0);
        assert_eq!(largest_hidden_shift(10, 1), 0.0);
    }
}
