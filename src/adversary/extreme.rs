use super::{Adversary, Push, Scene};
use crate::aggregator::{Messages, Workspace};

/// Every Byzantine worker sends one extreme value in every coordinate.
///
/// Median and trimmed mean (k ≥ b) are non-decreasing in every message, so all b at +∞ or all b at −∞ is the exact worst
/// case over all adversaries that push one coordinate in one direction. In gradient descent a gradient of +∞ pushes the
/// iterate *down*. A NaN is just another arbitrary message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extreme {
    /// All b at +∞.
    PlusInfinity,
    /// All b at −∞.
    MinusInfinity,
    /// All b at NaN.
    NotANumber,
}

impl Extreme {
    fn value(self) -> f64 {
        match self {
            Self::PlusInfinity => f64::INFINITY,
            Self::MinusInfinity => f64::NEG_INFINITY,
            Self::NotANumber => f64::NAN,
        }
    }
}

impl Adversary for Extreme {
    fn name(&self) -> &str {
        match self {
            Self::PlusInfinity => "plus-infinity",
            Self::MinusInfinity => "minus-infinity",
            Self::NotANumber => "not-a-number",
        }
    }

    fn push(&self) -> Push {
        match self {
            Self::PlusInfinity => Push::Up,
            Self::MinusInfinity => Push::Down,
            Self::NotANumber => Push::Unknown,
        }
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        for worker in scene.byzantine.clone() {
            messages.row_mut(worker).fill(self.value());
        }
    }
}
