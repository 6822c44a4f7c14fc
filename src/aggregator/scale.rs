//! The deviation of one message, estimated from the messages.

use super::distance::norm;
use super::{Messages, Workspace};

/// Φ⁻¹(¾): what the median of |x| is for a standard normal x.
pub(super) const QUARTILE: f64 = 0.674_489_750_196_081_7;

/// The median of |xᵢ − c| over Φ⁻¹(¾), the median absolute deviation: a normal law's standard deviation. What is no number is infinitely
/// far; of an even count the smaller middle one is taken, which more rows cannot make infinite.
pub(super) fn median_deviation(column: &[f64], centre: f64, deviations: &mut Vec<f64>) -> f64 {
    deviations.clear();
    deviations.extend(column.iter().map(|x| {
        let off = (x - centre).abs();
        if off.is_nan() { f64::INFINITY } else { off }
    }));
    let middle = (deviations.len() - 1) / 2;
    let (_, median, _) = deviations.select_nth_unstable_by(middle, f64::total_cmp);
    *median / QUARTILE
}

/// ŝ = √(Σₖ ŝₖ²/d), ŝₖ the [`median_deviation`] of coordinate k about its median: the deviation of a message in one coordinate, where the
/// covariance is s²I, and else the root of the mean variance. While fewer than half the rows are arbitrary and the others' entries lie
/// within R of a point, ŝ ≤ 2R/Φ⁻¹(¾). +∞ where half the rows are not finite.
pub(super) fn message_deviation(messages: &Messages, workspace: &mut Workspace) -> f64 {
    workspace.with_scratch(|workspace, scratch| {
        let [scales, deviations] = &mut scratch.vectors;
        scales.clear();
        scales.resize(messages.dim(), 0.0);
        workspace.selector.medians(messages, scales);
        messages.for_each_column(&mut workspace.column, |k, column| {
            scales[k] = median_deviation(column, scales[k], deviations);
        });
        norm(scales) / (messages.dim() as f64).sqrt()
    })
}

#[cfg(test)]
mod tests {
    use rand_distr::Distribution;

    use super::*;
    use crate::sampling::StandardNormal;
    use crate::stream::{Purpose, ReplicateStreams};

    fn of(workers: usize, dim: usize, values: Vec<f64>) -> f64 {
        let messages = Messages::from_values(workers, dim, values).expect("messages");
        message_deviation(&messages, &mut Workspace::default())
    }

    /// Medians 2 and 10, deviations 1 and 4 (the middle of 0, 1, 7 and of 0, 4, 6).
    #[test]
    fn coordinates_are_averaged_as_squares() {
        let found = of(3, 2, vec![1.0, 10.0, 2.0, 4.0, 9.0, 14.0]);
        let expected = 8.5_f64.sqrt() / QUARTILE;
        assert!((found / expected - 1.0).abs() < 1e-15, "{found}, not {expected}");
        assert!(
            (of(3, 2, vec![1e200, 1e201, 2e200, 4e200, 9e200, 1.4e201]) / 1e200 / found - 1.0).abs() < 1e-14,
            "squares overflow long before"
        );
    }

    /// Of 4001 normal messages in 30 coordinates it errs by √(1.36/(m·d)) = .34 %, and by 4.5 times that with probability 1e-5; seeded.
    #[test]
    fn it_is_consistent_for_normal_messages() {
        let mut stream = ReplicateStreams::new(1, "scale", 0).worker(Purpose::Data, 0);
        let values = (0..4001 * 30).map(|_| {
            let standard: f64 = StandardNormal.sample(&mut stream);
            3.0 * standard - 7.0
        });
        let found = of(4001, 30, values.collect());
        assert!((found / 3.0 - 1.0).abs() < 0.015, "{found}");
    }

    #[test]
    fn fewer_than_half_the_rows_leave_it_bounded() {
        for bad in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308] {
            for (workers, hostile) in [(7, 3), (8, 3)] {
                let mut values: Vec<f64> = (0..workers).map(|i| (i % 3) as f64 - 1.0).collect();
                values[..hostile].fill(bad);
                let found = of(workers, 1, values);
                assert!(found <= 2.0 / QUARTILE, "{bad}: {found}");
            }
        }
        assert_eq!(of(4, 1, vec![f64::NAN; 4]), f64::INFINITY);
    }
}
