use super::super::choose::keep_smallest;
use super::super::mean::mean_despite_overflow;

/// The mean of the `keep` values nearest to `centre`, the first of several that are equally near. What is not finite is farther than
/// anything finite.
pub(super) fn mean_around(
    values: &[f64],
    centre: f64,
    keep: usize,
    numbers: &mut Vec<f64>,
    order: &mut Vec<usize>,
) -> f64 {
    numbers.clear();
    numbers.extend(values.iter().map(|value| {
        if value.is_finite() {
            // A difference of finite numbers may overflow.
            (value - centre).abs().min(f64::MAX)
        } else {
            f64::INFINITY
        }
    }));
    keep_smallest(numbers, keep, order);
    let kept = order.iter().map(|worker| values[*worker]);
    let sum: f64 = kept.clone().sum();
    let count = order.len() as f64;
    if sum.is_finite() {
        sum / count
    } else {
        mean_despite_overflow(kept, count)
    }
}

/// The median of some values, and for an even number the mean of the two middle ones.
pub(super) fn median(values: &[f64], sorted: &mut Vec<f64>) -> f64 {
    sorted.clear();
    sorted.extend_from_slice(values);
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[(sorted.len() - 1) / 2].midpoint(sorted[sorted.len() / 2])
}
