//! Workers that are Byzantine by chance: each with probability α, independently, so that their number B ~ Bin(m, α) is another in
//! every replicate. A theorem for ⌊αm⌋ of them speaks where B ≤ ⌊αm⌋, and a rule that withstands k of them breaks down where B > k.

use super::order_statistic::OrderStatistic;
use crate::aggregator::count;
use crate::stat::normal;

/// P(B > `count`) for `workers` = m workers, each Byzantine with probability `alpha` = α.
///
/// It is I_α(k + 1, m − k), the regularised incomplete beta function at k = `count`.
///
/// ```
/// use byzrate::theory::by_chance::{more_than, speaks_with};
///
/// // Of two workers both are Byzantine with probability α².
/// assert!((more_than(1, 2, 0.3) - 0.09).abs() < 1e-14);
/// // What is expected is exceeded about every other time.
/// assert!((speaks_with(101, 0.1) - 0.5700).abs() < 1e-4);
/// ```
#[must_use]
pub fn more_than(count: usize, workers: usize, alpha: f64) -> f64 {
    if count >= workers || alpha <= 0.0 {
        return 0.0;
    }
    if alpha >= 1.0 {
        return 1.0;
    }
    // That is how Φ⁻¹ of a uniform order statistic is distributed, known for any number of workers.
    OrderStatistic::new(count + 1, workers).map_or(f64::NAN, |law| law.cdf(normal::quantile(alpha)))
}

/// P(B ≤ ⌊αm⌋), with which a theorem for αm Byzantine workers speaks of workers that are Byzantine by chance.
#[must_use]
pub fn speaks_with(workers: usize, alpha: f64) -> f64 {
    1.0 - more_than(count::byzantine(alpha, workers), workers, alpha)
}

/// The smallest count that is exceeded with probability `lost` at most.
#[must_use]
pub fn count_exceeded_with(lost: f64, workers: usize, alpha: f64) -> usize {
    let (mut low, mut high) = (0, workers);
    while low < high {
        let middle = low.midpoint(high);
        if more_than(middle, workers, alpha) <= lost {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the sum of the binomial probabilities.
    #[test]
    fn the_tail_is_the_sum_of_its_terms() {
        for (workers, alpha) in [(1_usize, 0.4), (20, 0.05), (101, 0.1), (101, 0.3)] {
            let mut term = (1.0_f64 - alpha).powi(workers as i32);
            let mut below = 0.0;
            for count in 0..workers {
                below += term;
                assert!((more_than(count, workers, alpha) - (1.0 - below)).abs() < 1e-12);
                term *= (workers - count) as f64 / (count + 1) as f64 * alpha / (1.0 - alpha);
            }
        }
        assert_eq!(more_than(5, 5, 0.4), 0.0);
        assert_eq!(more_than(0, 5, 0.0), 0.0);
        assert_eq!(speaks_with(100, 0.0), 1.0);
    }

    #[test]
    fn the_count_is_the_smallest_one() {
        for (lost, workers, alpha) in [(0.1, 101, 0.1), (1e-5, 101, 0.2), (0.5, 3, 0.4)] {
            let count = count_exceeded_with(lost, workers, alpha);
            assert!(more_than(count, workers, alpha) <= lost);
            assert!(count == 0 || more_than(count - 1, workers, alpha) > lost);
        }
        assert_eq!(count_exceeded_with(0.0, 10, 0.0), 0);
    }
}
