use super::ContinuousLaw;
use crate::stat::normal;

/// sup_x |F(location + scale·x) − Φ(x)|, the Kolmogorov distance of the standardised law to N(0, 1), to about 1e-12.
///
/// The ends of the support are looked at by themselves, since the difference has a corner there.
pub(crate) fn distance_to_normal(law: &impl ContinuousLaw, location: f64, scale: f64) -> f64 {
    let difference = |x: f64| {
        let point = location + scale * x;
        if x > 0.0 {
            (law.survival(point) - normal::survival(x)).abs()
        } else {
            (law.cdf(point) - normal::cdf(x)).abs()
        }
    };
    let ends = law.support().map(|end| {
        if end.is_finite() {
            difference((end - location) / scale)
        } else {
            0.0
        }
    });
    ends.into_iter().fold(largest_difference(0.01, difference), f64::max)
}

/// The largest value of a smooth function on \[−9, 9\] that is 0 at least: a grid of the width `width` finds the largest bump, which
/// golden sections then climb.
pub(crate) fn largest_difference(width: f64, difference: impl Fn(f64) -> f64) -> f64 {
    let half = (9.0 / width).round() as i32;
    let (mut at, mut largest) = (0.0, 0.0);
    for i in -half..=half {
        let x = width * f64::from(i);
        let here = difference(x);
        if here > largest {
            (at, largest) = (x, here);
        }
    }
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (at - width, at + width);
    for _ in 0..40 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if difference(left) > difference(right) {
            high = right;
        } else {
            low = left;
        }
    }
    largest.max(difference(0.5 * (low + high)))
}
