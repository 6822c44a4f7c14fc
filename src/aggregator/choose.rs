//! Which messages are kept, and their mean.

use std::cmp::Ordering;

use super::Messages;
use super::mean::mean_despite_overflow;

/// The order of two workers by their `numbers`, and by their index where those are equal.
pub(super) fn by(numbers: &[f64], one: usize, other: usize) -> Ordering {
    numbers[one].total_cmp(&numbers[other]).then(one.cmp(&other))
}

/// The worker of the smallest number, the first of several.
pub(super) fn smallest(numbers: &[f64], order: &mut Vec<usize>) -> usize {
    keep_smallest(numbers, 1, order);
    order[0]
}

/// Leaves in `order` the `keep` workers of the smallest numbers, in the order of their indices; the first of several that are equal.
pub(super) fn keep_smallest(numbers: &[f64], keep: usize, order: &mut Vec<usize>) {
    order.clear();
    order.extend(0..numbers.len());
    let keep = keep.clamp(1, numbers.len());
    order.select_nth_unstable_by(keep - 1, |a, b| by(numbers, *a, *b));
    order.truncate(keep);
    order.sort_unstable();
}

/// Writes the mean of the `chosen` rows of `messages` to `out`.
pub(super) fn mean_of_rows(messages: &Messages, chosen: &[usize], out: &mut [f64]) {
    out.fill(0.0);
    for worker in chosen {
        for (sum, value) in out.iter_mut().zip(messages.row(*worker)) {
            *sum += value;
        }
    }
    let count = chosen.len() as f64;
    for (k, sum) in out.iter_mut().enumerate() {
        *sum = if sum.is_finite() {
            *sum / count
        } else {
            mean_despite_overflow(chosen.iter().map(|worker| messages.row(*worker)[k]), count)
        };
    }
}
