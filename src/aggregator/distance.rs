//! How long vectors are, whatever their entries are: squares overflow long before lengths do.

use super::kernel::longest;

/// So many sums run side by side, whatever the processor has: a length has the same last bit everywhere.
pub(super) const LANES: usize = 8;
/// One number a sum.
pub(super) type Lanes = [f64; LANES];

/// The sum of the lanes, always of the same pairs.
#[inline(always)]
pub(super) fn total([a, b, c, d, e, f, g, h]: Lanes) -> f64 {
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// Adds (x − z)² of some coordinates, the first of which is a multiple of eight, to `lanes`.
#[inline(always)]
pub(super) fn add_squared_differences(x: &[f64], z: &[f64], lanes: &mut Lanes) {
    let mut sums = *lanes;
    let ((x, x_rest), (z, z_rest)) = (x.as_chunks::<LANES>(), z.as_chunks::<LANES>());
    for (x, z) in x.iter().zip(z) {
        for lane in 0..LANES {
            sums[lane] += (x[lane] - z[lane]) * (x[lane] - z[lane]);
        }
    }
    *lanes = sums;
    for ((x, z), sum) in x_rest.iter().zip(z_rest).zip(lanes) {
        *sum += (x - z) * (x - z);
    }
}

/// Σ v², summed in lanes; +∞ where that is not finite.
pub(super) fn squared_norm(vector: &[f64]) -> f64 {
    sum_of_squares(vector.iter().copied())
}

/// Σ (x − z)², summed in lanes; +∞ where that is not finite.
pub(super) fn squared_distance(x: &[f64], z: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    add_squared_differences(x, z, &mut lanes);
    finite(total(lanes))
}

/// The sum, or +∞ where that is not a number.
pub(super) fn finite(sum: f64) -> f64 {
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// Σ v², to the same bits.
fn sum_of_squares(values: impl Iterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    for (k, value) in values.enumerate() {
        lanes[k % LANES] += value * value;
    }
    finite(total(lanes))
}

/// ‖v‖ of the entries `values`, whose sum of squares is `squares`: +∞ where an entry is not finite, NaN included, or the length
/// itself overflows.
fn length(squares: f64, values: impl Iterator<Item = f64> + Clone) -> f64 {
    if (1e-280..=1e300).contains(&squares) {
        return squares.sqrt();
    }
    let largest = values.clone().fold(0.0, |largest: f64, value| {
        if value.is_finite() {
            largest.max(value.abs())
        } else {
            f64::INFINITY
        }
    });
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    largest * sum_of_squares(values.map(|value| value / largest)).sqrt()
}

/// ‖v‖, as [`length`] has it.
pub(crate) fn norm(vector: &[f64]) -> f64 {
    length(squared_norm(vector), vector.iter().copied())
}

/// ‖x − z‖: +∞ from a row that is not finite to everything, itself included.
pub(crate) fn distance(x: &[f64], z: &[f64]) -> f64 {
    distance_of_squared(squared_distance(x, z), x, z)
}

/// The same where the squared distance is known.
pub(super) fn distance_of_squared(squares: f64, x: &[f64], z: &[f64]) -> f64 {
    length(squares, x.iter().zip(z).map(|(x, z)| x - z))
}

/// Whether every entry is finite.
pub(super) fn is_finite(row: &[f64]) -> bool {
    longest(row).is_finite()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_survive_what_their_squares_do_not() {
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert!((norm(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-15);
        assert!((norm(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm(&[0.0, -0.0]), 0.0);
        assert_eq!(norm(&[1.0, f64::NAN]), f64::INFINITY);
        assert_eq!(distance(&[f64::INFINITY], &[f64::INFINITY]), f64::INFINITY);
        assert_eq!(distance(&[1e308], &[-1e308]), f64::INFINITY);
    }
}
