//! How long vectors are, whatever their entries are: squares overflow long before lengths do.

/// So many sums run side by side, whatever the processor has: a length has the same last bit everywhere.
const LANES: usize = 8;

/// Σ v², summed in lanes; +∞ where that is not finite.
pub(super) fn sum_of_squares(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    for (k, value) in values.enumerate() {
        lanes[k % LANES] += value * value;
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    let sum: f64 = ((a + b) + (c + d)) + ((e + f) + (g + h));
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// The largest absolute value; +∞ where one is not finite.
pub(super) fn longest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |longest: f64, value| {
        if value.is_finite() {
            longest.max(value.abs())
        } else {
            f64::INFINITY
        }
    })
}

/// ‖v‖ of the entries `values`: +∞ where an entry is not finite, NaN included, or the length itself overflows.
fn length(values: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let squares = sum_of_squares(values.clone());
    if (1e-280..=1e300).contains(&squares) {
        return squares.sqrt();
    }
    let largest = longest(values.clone());
    if largest == 0.0 || largest.is_infinite() {
        return largest;
    }
    largest * sum_of_squares(values.map(|value| value / largest)).sqrt()
}

/// ‖v‖, as [`length`] has it.
pub(crate) fn norm(vector: &[f64]) -> f64 {
    length(vector.iter().copied())
}

/// ‖x − z‖: +∞ from a row that is not finite to everything, itself included.
pub(crate) fn distance(x: &[f64], z: &[f64]) -> f64 {
    length(x.iter().zip(z).map(|(x, z)| x - z))
}

/// Whether every entry is finite.
pub(super) fn is_finite(row: &[f64]) -> bool {
    row.iter().all(|value| value.is_finite())
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
