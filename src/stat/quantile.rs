use serde::Serialize;

use super::{Interval, normal};

/// A sample quantile with a distribution-free interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantile {
    /// The probability p.
    pub probability: f64,
    /// The smallest value with at least p of the sample at or below it.
    pub value: f64,
    /// An interval for the true quantile between two order statistics.
    pub interval: Interval,
}

/// The `probability`-quantile of `sorted` (ascending), with an interval of confidence about `level`.
///
/// The number of values below the true quantile is Bin(R, p); the interval's ends are the order statistics at its normal
/// quantiles, clipped to the sample. `None` for an empty sample.
#[must_use]
pub fn quantile(sorted: &[f64], probability: f64, level: f64) -> Option<Quantile> {
    let count = sorted.len() as f64;
    let centre = count * probability;
    let reach = normal::quantile(0.5 + 0.5 * level) * (centre * (1.0 - probability)).sqrt();
    let at = |rank: f64| {
        let index = (rank.ceil() - 1.0).clamp(0.0, (count - 1.0).max(0.0)) as usize;
        sorted.get(index).copied()
    };
    Some(Quantile {
        probability,
        value: at(centre)?,
        interval: Interval {
            low: at(centre - reach)?,
            high: at(centre + reach + 1.0)?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn median_of_a_hundred() {
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        let median = quantile(&sorted, 0.5, 0.95).expect("a sample");
        assert_eq!(median.value, 50.0);
        assert_eq!((median.interval.low, median.interval.high), (41.0, 61.0));
        assert_eq!(quantile(&[], 0.5, 0.95), None);
    }

    /// 2000 seeded samples of uniforms: coverage within 5 standard errors of at least the nominal 95 %.
    #[test]
    fn interval_covers() {
        let mut stream = rand::rngs::ChaCha8Rng::seed_from_u64(5);
        let covered = (0..2000)
            .filter(|_| {
                let mut sample: Vec<f64> = (0..200).map(|_| stream.random()).collect();
                sample.sort_by(f64::total_cmp);
                let interval = quantile(&sample, 0.9, 0.95).expect("a sample").interval;
                interval.low <= 0.9 && 0.9 <= interval.high
            })
            .count();
        let coverage = covered as f64 / 2000.0;
        assert!(coverage > 0.95 - 5.0 * (0.05f64 * 0.95 / 2000.0).sqrt(), "{coverage}");
    }
}
