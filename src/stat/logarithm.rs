//! Differences of logarithms in which nothing cancels.

use std::f64::consts::TAU;

/// From here on Stirling's series is exact to rounding.
const STIRLING_FROM: f64 = 16.0;

/// The remainder μ(z) = log Γ(z) − (z − ½)·log z + z − ½·log 2π of Stirling's formula, for z > 0.
pub(crate) fn stirling_remainder(z: f64) -> f64 {
    if z < STIRLING_FROM {
        return libm::lgamma(z) - (z - 0.5) * libm::log(z) + z - 0.5 * libm::log(TAU);
    }
    let square = z.powi(-2);
    (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0)))) / z
}

/// e − log(1 + e) for e > −1, without cancellation: with r = e/(2 + e), log(1 + e) = 2(r + r³/3 + r⁵/5 + …).
pub(crate) fn excess_over_log(e: f64) -> f64 {
    if e.abs() > 0.5 {
        return e - libm::log1p(e);
    }
    let r = e / (2.0 + e);
    let square = r * r;
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 0..20 {
        sum += power / f64::from(2 * k + 3);
        power *= square;
    }
    r * (e - 2.0 * square * sum)
}
