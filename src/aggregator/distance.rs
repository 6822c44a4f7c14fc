//! Lengths of vectors whatever their entries are: squares overflow long before lengths do.

/// ‖v‖ of the entries `values`: +∞ where an entry is not finite, NaN included, or the length itself overflows.
pub(super) fn length(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let squares: f64 = values.clone().map(|value| value * value).sum();
    if (1e-280..=1e300).contains(&squares) {
        return squares.sqrt();
    }
    let mut largest = 0.0_f64;
    for value in values.clone() {
        if !value.is_finite() {
            return f64::INFINITY;
        }
        largest = largest.max(value.abs());
    }
    if largest == 0.0 {
        return 0.0;
    }
    let squares: f64 = values.map(|value| (value / largest) * (value / largest)).sum();
    largest * squares.sqrt()
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
