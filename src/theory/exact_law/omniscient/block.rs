//! One value of a block of order statistics, given those at its ends.

use super::cumulants::{Cumulants, ORDER};
use crate::theory::quadrature::rule;

/// Where the density has fallen by e⁻⁴² from its largest value, nothing is left.
const TWICE_DROP: f64 = 84.0;

/// The cumulants of g(Z), Z from N(0, 1) given that it lies between `low`, which may be −∞, and `high`, where g is smooth.
pub(super) fn between(low: f64, high: f64, g: &impl Fn(f64) -> f64) -> Cumulants {
    let nearest = high.min(0.0);
    let low = low.max(-(nearest * nearest + TWICE_DROP).sqrt());
    let (centre, radius) = (0.5 * (low + high), 0.5 * (high - low));
    let mut values = [(0.0, 0.0); NODES];
    let (mut total, mut mean) = (0.0, 0.0);
    for (value, &(node, weight)) in values.iter_mut().zip(rule()) {
        let step = radius * node;
        let mass = weight * libm::exp(-step * (centre + 0.5 * step));
        let at_node = g(centre + step);
        *value = (at_node, mass);
        total += mass;
        mean += mass * at_node;
    }
    mean /= total;
    let mut moments = [0.0; ORDER + 1];
    for (value, mass) in values {
        let (distance, mut power) = (value - mean, mass / total);
        for moment in &mut moments {
            *moment += power;
            power *= distance;
        }
    }
    Cumulants::of_moments(&moments).shifted(mean)
}

/// The nodes of the quadrature's one rule.
const NODES: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::exact_law::truncated_normal;

    #[test]
    fn mean_and_variance_are_those_of_a_truncated_normal_value() {
        for (low, high) in [(-1.0, 2.0), (0.3, 0.3001), (-4.0, 3.0), (2.0, 2.1)] {
            let got = between(low, high, &|z| z);
            let (mean, variance) = truncated_normal::between(low, high);
            assert!((got.order(1) - mean).abs() < 1e-14, "{got:?}");
            assert!((got.order(2) / variance - 1.0).abs() < 1e-10, "{got:?}");
        }
        for high in [-6.0, -1.0, 0.0, 1.5] {
            let got = between(f64::NEG_INFINITY, high, &|z| z);
            let (mean, variance) = truncated_normal::above(-high);
            assert!((got.order(1) + mean).abs() < 1e-13, "{high}: {got:?}, {mean}");
            assert!((got.order(2) / variance - 1.0).abs() < 1e-11, "{high}: {got:?}");
        }
    }

    /// On a narrow interval it is uniform: κ₄ = −(2r)⁴/120, κ₆ = (2r)⁶/252.
    #[test]
    fn a_narrow_interval_is_uniform() {
        let got = between(0.0, 2e-3, &|z| 1e3 * z);
        assert!((got.order(4) / (-16.0 / 120.0) - 1.0).abs() < 1e-5, "{got:?}");
        assert!((got.order(6) / (64.0 / 252.0) - 1.0).abs() < 1e-5, "{got:?}");
    }
}
