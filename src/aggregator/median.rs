use super::{Aggregator, Messages, Workspace};

/// The coordinate-wise median (Yin et al. 2018, Definition 1).
///
/// Coordinate k is the median of the k-th coordinates of the messages; for an even number of messages the mean of the two
/// middle values. A NaN counts as an extreme value (above +∞, or below −∞ where its sign bit is set) and never spreads.
/// The result does not depend on the order of the workers, not even in its last bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Median;

impl Aggregator for Median {
    fn name(&self) -> &str {
        "median"
    }

    fn breakdown(&self, workers: usize) -> usize {
        workers.saturating_sub(1) / 2
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        for (k, value) in out.iter_mut().enumerate() {
            messages.copy_column(k, &mut workspace.column);
            *value = median_of(&mut workspace.column);
        }
    }
}

/// The median of `values`, which are reordered.
///
/// # Panics
/// If `values` is empty.
pub(crate) fn median_of(values: &mut [f64]) -> f64 {
    let even = values.len().is_multiple_of(2);
    let middle = values.len() / 2;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(lower) if even => lower.midpoint(*upper),
        _ => *upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_and_even_counts() {
        assert_eq!(median_of(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median_of(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median_of(&mut [7.0]), 7.0);
    }

    #[test]
    fn huge_values_do_not_overflow() {
        let median = median_of(&mut [1.6e308, 1.7e308]);
        assert!((1.6e308..=1.7e308).contains(&median));
    }
}
