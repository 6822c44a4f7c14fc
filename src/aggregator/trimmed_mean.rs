use super::mean::mean_despite_overflow;
use super::{Aggregator, AggregatorError, Messages, Workspace, count};

/// The coordinate-wise β-trimmed mean (Yin et al. 2018, Definition 2).
///
/// In every coordinate the k = ⌈βm⌉ largest and the k smallest values are dropped and the m − 2k others averaged. A NaN
/// counts as an extreme value (above +∞, or below −∞ where its sign bit is set). While at most k values of a coordinate
/// are arbitrary, the result lies within the range of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrimmedMean {
    beta: f64,
}

impl TrimmedMean {
    /// The trimmed mean with trim fraction `beta` in [0, ½).
    ///
    /// # Errors
    /// If `beta` is not a number in that range.
    pub fn new(beta: f64) -> Result<Self, AggregatorError> {
        if !(0.0..0.5).contains(&beta) {
            return Err(AggregatorError::TrimFraction { beta });
        }
        Ok(Self { beta })
    }

    /// The trim fraction β.
    #[must_use]
    pub fn beta(&self) -> f64 {
        self.beta
    }

    /// The trim count k = ⌈βm⌉ for `workers` = m.
    #[must_use]
    pub fn trimmed(&self, workers: usize) -> usize {
        count::trimmed(self.beta, workers)
    }
}

impl Aggregator for TrimmedMean {
    fn name(&self) -> &str {
        "trimmed-mean"
    }

    fn key(&self) -> String {
        format!("trimmed-mean beta={}", self.beta)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.trimmed(workers)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        let trimmed = self.trimmed(workers);
        if 2 * trimmed >= workers {
            return Err(AggregatorError::NothingLeft {
                beta: self.beta,
                trimmed,
                workers,
            });
        }
        Ok(())
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let trimmed = self.trimmed(messages.workers());
        for (k, value) in out.iter_mut().enumerate() {
            messages.copy_column(k, &mut workspace.column);
            *value = trimmed_mean_of(&mut workspace.column, trimmed);
        }
    }
}

/// The mean of `values`, which are reordered, without the `trimmed` smallest and the `trimmed` largest.
fn trimmed_mean_of(values: &mut [f64], trimmed: usize) -> f64 {
    let kept = values.len() - 2 * trimmed;
    let middle = if trimmed == 0 {
        values
    } else {
        let (_, _, upper) = values.select_nth_unstable_by(trimmed - 1, f64::total_cmp);
        upper.select_nth_unstable_by(kept, f64::total_cmp).0
    };
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    let mut sum = 0.0;
    for &value in &*middle {
        sum += value;
        low = low.min(value);
        high = high.max(value);
    }
    let count = kept as f64;
    let mean = if sum.is_finite() {
        sum / count
    } else {
        mean_despite_overflow(middle.iter().copied(), count)
    };
    if mean.is_nan() {
        return mean;
    }
    // Rounding must not push a mean out of the range of what was averaged.
    mean.clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_both_ends() {
        assert_eq!(trimmed_mean_of(&mut [9.0, 1.0, 2.0, 3.0, -50.0], 1), 2.0);
        assert_eq!(trimmed_mean_of(&mut [1.0, 2.0], 0), 1.5);
    }

    #[test]
    fn twenty_nine_of_a_hundred() {
        assert_eq!(TrimmedMean::new(0.29).map(|rule| rule.trimmed(100)), Ok(29));
    }

    #[test]
    fn refuses_what_trims_everything() {
        assert!(matches!(
            TrimmedMean::new(0.5),
            Err(AggregatorError::TrimFraction { .. })
        ));
        assert!(matches!(
            TrimmedMean::new(f64::NAN),
            Err(AggregatorError::TrimFraction { .. })
        ));
        let rule = TrimmedMean::new(0.45).expect("a valid fraction");
        assert!(rule.check(20).is_ok());
        assert_eq!(
            rule.check(8),
            Err(AggregatorError::NothingLeft {
                beta: 0.45,
                trimmed: 4,
                workers: 8
            })
        );
    }
}
