//! Median and trimmed mean of one coordinate: the definitions that every faster path obeys to the last bit.

use super::super::mean::mean_despite_overflow;

/// The order statistics `ranks` = [r, s], r ≤ s, of `values` in their total order. `scratch` is overwritten.
///
/// # Panics
/// If there are not so many values.
pub fn order_statistics(values: &[f64], ranks: [usize; 2], scratch: &mut Vec<f64>) -> [f64; 2] {
    scratch.clear();
    scratch.extend_from_slice(values);
    let [first, second] = ranks;
    let first_value = *scratch.select_nth_unstable_by(first, f64::total_cmp).1;
    let second_value = *scratch[first..]
        .select_nth_unstable_by(second - first, f64::total_cmp)
        .1;
    [first_value, second_value]
}

/// The median of values whose middle two, or for an odd number the middle one twice, are `middle`.
pub fn median([lower, upper]: [f64; 2]) -> f64 {
    lower.midpoint(upper)
}

/// The mean of `values` without the `trimmed` smallest and the `trimmed` largest; the smallest and the largest value kept are
/// `low` and `high`. `scratch` is overwritten.
///
/// What lies strictly between these is summed in the order of the workers, and they are added last, as often as they are kept.
pub fn trimmed_mean(values: &[f64], trimmed: usize, [low, high]: [f64; 2], scratch: &mut Vec<f64>) -> f64 {
    let kept = values.len() - 2 * trimmed;
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
    .unwrap_or_else(|| {
        scratch.clear();
        scratch.extend_from_slice(values);
        scratch.sort_unstable_by(f64::total_cmp);
        mean_despite_overflow(scratch[trimmed..trimmed + kept].iter().copied(), kept as f64)
    })
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

    fn median_of(values: &[f64]) -> f64 {
        let ranks = [(values.len() - 1) / 2, values.len() / 2];
        median(order_statistics(values, ranks, &mut Vec::new()))
    }

    fn trimmed(values: &[f64], trimmed: usize) -> f64 {
        let scratch = &mut Vec::new();
        let ends = order_statistics(values, [trimmed, values.len() - trimmed - 1], scratch);
        trimmed_mean(values, trimmed, ends, scratch)
    }

    #[test]
    fn odd_and_even_counts() {
        assert_eq!(median_of(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median_of(&[4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median_of(&[7.0]), 7.0);
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let found = median_of(&[1.6e308, 1.7e308]);
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
