use super::{Direction, honest};
use crate::adversary::{Adversary, AdversaryError, Scene};
use crate::aggregator::{Messages, Workspace};
use crate::stat::normal;

/// A Little Is Enough (Baruch, Baruch and Goldberg 2019): every Byzantine worker sends μ̂ ± z·sd, in every coordinate.
///
/// z is given, or the largest that hides, [`largest_hidden`](Self::largest_hidden). The publication subtracts, which is the
/// [`Direction::Down`] of specs that say nothing.
///
/// ```
/// use byzrate::adversary::LittleIsEnough;
///
/// // The example of the publication: 24 of 50 workers.
/// assert!((LittleIsEnough::largest_hidden(50, 24) - 1.4260768722).abs() < 1e-9);
/// assert_eq!(LittleIsEnough::largest_hidden(11, 1), 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LittleIsEnough {
    factor: Option<f64>,
    direction: Direction,
}

impl LittleIsEnough {
    /// With z = [`largest_hidden`](Self::largest_hidden).
    #[must_use]
    pub fn hidden(direction: Direction) -> Self {
        Self {
            factor: None,
            direction,
        }
    }

    /// With z = `factor`.
    ///
    /// # Errors
    /// If `factor` is not finite.
    pub fn new(factor: f64, direction: Direction) -> Result<Self, AdversaryError> {
        let factor = AdversaryError::unless_finite("alie", "factor", factor)?;
        Ok(Self {
            factor: Some(factor),
            direction,
        })
    }

    /// z_max = Φ⁻¹((⌈m/2⌉ − 1)/(m − b)) for m = `workers`, of which b = `byzantine` are Byzantine.
    ///
    /// Of m − b honest normal messages, ⌊m/2⌋ + 1 − b are expected beyond it, who are a majority together with the b. As m grows it
    /// becomes z(α) = Φ⁻¹(1/(2(1−α))), by which the median errs at worst. One Byzantine worker cannot hide: for b = 1 it is 0 where m
    /// is odd, and negative, a shift the other way, where m is even. Where the honest workers are no majority, or there are two workers
    /// at most, every shift or none hides, and it is ±8, where Φ ends.
    #[must_use]
    pub fn largest_hidden(workers: usize, byzantine: usize) -> f64 {
        let below = workers.div_ceil(2).saturating_sub(1) as f64;
        let honest = workers.saturating_sub(byzantine).max(1) as f64;
        normal::quantile((below / honest).clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    }
}

impl Adversary for LittleIsEnough {
    fn name(&self) -> &str {
        "alie"
    }

    fn key(&self) -> String {
        let factor = self.factor.map_or("hidden".to_owned(), |factor| factor.to_string());
        format!("alie factor={factor} direction={}", self.direction.text())
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
        let [mean, deviation] = &mut workspace.vectors;
        honest::mean(scene, messages, mean);
        honest::deviation(scene, messages, mean, deviation);
        let factor = self
            .factor
            .unwrap_or_else(|| Self::largest_hidden(messages.workers(), scene.byzantine.len()));
        let factor = self.direction.sign() * factor;
        honest::send(messages, &scene.byzantine, |k| mean[k] + factor * deviation[k]);
    }
}
