//! Median and trimmed mean of one coordinate: the definitions that every faster path obeys to the last bit.

use super::super::mean::mean_despite_overflow;

/// The median of `values`, which are reordered; for an even number of them the mean of the two middle ones.
///
/// # Panics
/// If `values` is empty.
pub fn median(values: &mut [f64]) -> f64 {
    let even = values.len().is_multiple_of(2);
    let middle = values.len() / 2;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(lower) if even => lower.midpoint(*upper),
        _ => *upper,
    }
}

/// The mean of `values` without the `trimmed` smallest and the `trimmed` largest. `scratch` is overwritten.
///
/// What lies strictly between the smallest and the largest value kept is summed in the order of the workers, and those two
/// are added last, as often as they are kept.
///
/// # Panics
/// If nothing is left.
pub fn trimmed_mean(values: &[f64], trimmed: usize, scratch: &mut Vec<f64>) -> f64 {
    let kept = values.len() - 2 * trimmed;
    scratch.clear();
    scratch.extend_from_slice(values);
    let low = *scratch.select_nth_unstable_by(trimmed, f64::total_cmp).1;
    let high = *scratch[trimmed..].select_nth_unstable_by(kept - 1, f64::total_cmp).1;
    let (mut sum, mut inner, mut up_to_low) = (0.0, 0, 0);
    for &value in values {
        if low < value && value < high {
            sum += value;
            inner += 1;
        }
        up_to_low += usize::from(value <= low || (value.is_nan() && value.is_sign_negative()));
    }
    let (lows, highs) = match low < high {
        true => (up_to_low - trimmed, kept - inner - (up_to_low - trimmed)),
        false => (kept, 0),
    };
    close(
        Kept {
            sum,
            low,
            high,
            lows,
            highs,
        },
        kept,
    )
    .unwrap_or_else(|| mean_despite_overflow(scratch[trimmed..trimmed + kept].iter().copied(), kept as f64))
}

/// What a trimmed mean keeps of a coordinate.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// The sum of what lies strictly between the ends.
    pub sum: f64,
    /// The smallest value kept.
    pub low: f64,
    /// The largest value kept.
    pub high: f64,
    /// How often the smallest value is kept.
    pub lows: usize,
    /// How often the largest value is kept.
    pub highs: usize,
}

/// The mean of `count` values kept, within their range; `None` where it takes more care: an end or the sum is not finite.
pub fn close(kept: Kept, count: usize) -> Option<f64> {
    let Kept {
        sum,
        low,
        high,
        lows,
        highs,
    } = kept;
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    if low == high {
        return Some(low + 0.0);
    }
    let sum = sum + (lows as f64 * low + highs as f64 * high);
    // Rounding must not push a mean out of the range of what was averaged. 0.0 is added for one sign of zero.
    sum.is_finite().then(|| (sum / count as f64).clamp(low, high) + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed(values: &[f64], trimmed: usize) -> f64 {
        trimmed_mean(values, trimmed, &mut Vec::new())
    }

    #[test]
    fn odd_and_even_counts() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&mut [7.0]), 7.0);
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let found = median(&mut [1.6e308, 1.7e308]);
        assert!((1.6e308..=1.7e308).contains(&found));
        assert_eq!(trimmed(&[f64::MAX, f64::MAX, 1.7e308, f64::MAX], 1), f64::MAX);
    }

    #[test]
    fn drops_both_ends() {
        assert_eq!(trimmed(&[9.0, 1.0, 2.0, 3.0, -50.0], 1), 2.0);
        assert_eq!(trimmed(&[1.0, 2.0], 0), 1.5);
        assert_eq!(trimmed(&[4.0], 0), 4.0);
    }

    #[test]
    fn ties_at_the_ends_count_as_often_as_they_are_kept() {
        assert_eq!(
            trimmed(&[1.0, 1.0, 1.0, 2.0, 4.0, 4.0, 4.0], 2),
            (1.0 + 2.0 + 4.0) / 3.0
        );
        assert_eq!(trimmed(&[1.0, 1.0, 4.0, 4.0], 1), 2.5);
        assert_eq!(trimmed(&[0.0, 1.0, 1.0, 1.0, 9.0], 1), 1.0);
    }

    #[test]
    fn infinities_that_are_kept_are_averaged() {
        assert_eq!(trimmed(&[f64::INFINITY, 1.0, 2.0, f64::INFINITY], 1), f64::INFINITY);
        assert!(trimmed(&[f64::NEG_INFINITY, 1.0, f64::INFINITY], 0).is_nan());
        assert!(trimmed(&[f64::NAN, 1.0, 2.0], 0).is_nan());
    }
}
