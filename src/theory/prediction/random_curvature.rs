use super::{Course, Kind, Prediction};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::theory::Setting;
use crate::theory::continuous_law::InverseGammaMean;
use crate::theory::exact_law::{self, Side};

/// The median of minimisers 1/h̄, exactly.
///
/// Gradient descent with the median ends there too if m is odd, since the median of h̄w − 1 is zero at w = 1/median(h̄) as
/// long as w > 0, which holds as n grows. A gradient that is too large pushes the iterate down.
pub(super) fn random_curvature(setting: &Setting, course: Course) -> Option<Prediction> {
    let (m, b, n) = (setting.workers, setting.byzantine, setting.samples);
    let (up, down, kind) = match course {
        Course::Estimate => (Side::Up, Side::Down, Kind::ExactLaw),
        _ if course.is_settled_descent(setting.constants.smoothness) && m % 2 == 1 => {
            (Side::Down, Side::Up, Kind::SteadyState)
        }
        Course::Descent { .. } => return None,
    };
    let side = match setting.push {
        _ if b == 0 => up,
        Push::Up => up,
        Push::Down => down,
        _ => return None,
    };
    let rank = match side {
        Side::Up => m / 2 + 1,
        Side::Down => (m / 2 + 1).checked_sub(b)?,
    };
    // 1/h̄ exceeds x with probability of order x⁻ⁿ, and so must all honest values from this rank on.
    let beyond = m.checked_sub(b + rank - 1)?;
    if setting.rule != Law::Median || n.saturating_mul(beyond) <= 2 {
        return None;
    }
    let moments = exact_law::median_of_law(&InverseGammaMean::new(n), m, b, side).ok()?;
    Some(Prediction {
        kind,
        rms: Some((setting.dim as f64 * moments.mean_square).sqrt()),
        bias: Some(moments.mean),
        remainder: 0.0,
    })
}
