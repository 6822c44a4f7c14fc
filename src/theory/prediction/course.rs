use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::{Rounds, Scheme};
use crate::theory::Setting;
use crate::theory::exact_law;

/// What the two algorithms of the paper make of aggregates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Course {
    /// Rounds of gradient descent with step size η.
    Descent { eta: f64, rounds: usize },
    /// The aggregate of minimisers is the estimate.
    Estimate,
}

impl Course {
    /// `None` where nothing is known of the algorithm, or where its rounds follow from the path, so that nobody knows whether
    /// it has settled.
    pub fn of(scheme: Scheme) -> Option<Self> {
        match scheme {
            Scheme::GradientDescent {
                eta,
                rounds: Rounds::Fixed(rounds),
            } => Some(Self::Descent { eta, rounds }),
            Scheme::OneRound => Some(Self::Estimate),
            _ => None,
        }
    }

    /// Whether it is gradient descent with step 1/L_F that has had the rounds to settle where messages are nearly Gaussian.
    pub fn is_settled_descent(self, smoothness: f64) -> bool {
        matches!(self, Self::Descent { eta, rounds } if eta * smoothness == 1.0 && rounds >= ROUNDS_TO_SETTLE)
    }
}

/// 1 where all Byzantine workers push up, or there are none, and −1 where all push down.
pub(super) fn push(setting: &Setting) -> Option<f64> {
    match setting.push {
        _ if setting.byzantine == 0 => Some(1.0),
        Push::Up => Some(1.0),
        Push::Down => Some(-1.0),
        _ => None,
    }
}

/// The moments of the aggregate of h standard normal messages and b Byzantine ones, and the sign of its bias.
pub(super) fn standard_law(setting: &Setting, course: Course) -> Option<(exact_law::Moments, f64)> {
    let (m, b) = (setting.workers, setting.byzantine);
    let sign = push(setting)?;
    // A gradient that is too large pushes the iterate down.
    let sign = match course {
        Course::Descent { .. } => -sign,
        Course::Estimate => sign,
    };
    let moments = match setting.rule {
        Law::Median => exact_law::median_one_sided(m, b).ok()?,
        Law::TrimmedMean { trimmed } => exact_law::trimmed_mean_one_sided(m, b, trimmed).ok()?,
        Law::Mean if b == 0 => exact_law::trimmed_mean_one_sided(m, 0, 0).ok()?,
        _ => return None,
    };
    Some((moments, sign))
}

/// Rounds after which gradient descent with step 1/L_F is at its fixed point where messages are nearly Gaussian.
const ROUNDS_TO_SETTLE: usize = 5;
