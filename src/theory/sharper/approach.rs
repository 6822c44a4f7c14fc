use super::{Improvement, Sharper};
use crate::theory::Setting;
use crate::theory::theorem::{Quantity, Silence, Theorem};

/// How often W is narrowed.
const STAGES: u32 = 3;
/// What the iterates come within after finitely many rounds: a little more than their limit.
const BEYOND_LIMIT: f64 = 1.01;

/// The bound of `theorem` on the ball W of radius `radius` around w*, where `within` gives the setting on a smaller one.
///
/// With [`Improvement::Localised`], in Theorems 1 and 4: with probability 1 − δ/3 the iterates come within 1.01 times the bound ρ₁ of w*
/// and stay there, so that from then on W might as well have been that ball; and so on, twice. V, v and the net's points are those of the
/// smaller ball.
///
/// # Errors
/// If a constant is not known.
pub(super) fn bound(
    theorem: &dyn Theorem,
    with: &[Improvement],
    log_failure: f64,
    radius: f64,
    within: impl Fn(f64) -> Option<Setting>,
) -> Result<f64, Silence> {
    let at = |radius: f64, log_failure: f64| match within(radius) {
        Some(setting) => Sharper::new(&setting, with, log_failure).bound(theorem),
        None => Ok(f64::INFINITY),
    };
    if !(with.contains(&Improvement::Localised) && theorem.quantity() == Quantity::LimitDistance) {
        return at(radius, log_failure);
    }
    let log_share = log_failure - libm::log(f64::from(STAGES));
    let (mut radius, mut least) = (radius, f64::INFINITY);
    for _ in 0..STAGES {
        least = at(radius, log_share)?.min(least);
        radius = radius.min(BEYOND_LIMIT * least);
    }
    Ok(least)
}
