use super::asked::{filling, side_by_side};
use super::{Aggregator, AggregatorError, Asked, Dependence, Law, Messages, Workspace, count};

/// The coordinate-wise β-trimmed mean (Yin et al. 2018, Definition 2).
///
/// In every coordinate the k = ⌈βm⌉ largest and the k smallest values are dropped and the m − 2k others averaged. A NaN
/// counts as an extreme value (above +∞, or below −∞ where its sign bit is set). While at most k values of a coordinate
/// are arbitrary, the result lies within the range of the others.
///
/// ```
/// use byzrate::aggregator::{Aggregator, Messages, TrimmedMean, Workspace};
///
/// let rule = TrimmedMean::new(0.25)?;
/// let messages = Messages::from_values(4, 1, vec![1.0, 2.0, 1e308, -5.0])?;
/// let mut out = [0.0];
/// Workspace::default().aggregate(&rule, &messages, &mut out);
/// assert_eq!(out, [1.5]);
/// // k = 1 of 4 values is dropped at each end, which is too few against two attackers.
/// assert!(rule.check_against(4, 1).is_ok() && rule.check_against(4, 2).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrimmedMean {
    beta: f64,
}

impl TrimmedMean {
    /// Its name, whatever β is.
    pub const NAME: &'static str = "trimmed-mean";

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
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} beta={}", Self::NAME, self.beta)
    }

    fn key_among(&self, workers: usize) -> String {
        format!("{} k={}", Self::NAME, self.trimmed(workers))
    }

    fn is_translation_equivariant(&self) -> bool {
        true
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

    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        let trimmed = self.trimmed(workers);
        if trimmed < byzantine {
            return Err(AggregatorError::TooFewTrimmed {
                beta: self.beta,
                trimmed,
                byzantine,
                workers,
            });
        }
        Ok(())
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn law(&self, workers: usize) -> Law {
        Law::TrimmedMean {
            trimmed: self.trimmed(workers),
        }
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let trimmed = self.trimmed(messages.workers());
        workspace.selector.trimmed_means(messages, trimmed, out);
    }

    fn aggregate_single(&self, messages: &Messages<f32>, workspace: &mut Workspace, out: &mut [f64]) {
        let trimmed = self.trimmed(messages.workers());
        workspace.selector.trimmed_means(messages, trimmed, out);
    }

    fn at_once(&self, workers: usize, dim: usize) -> usize {
        filling(workers, dim)
    }

    fn aggregate_all(&self, asked: &mut [Asked]) {
        side_by_side(asked, |messages, workspace, out| {
            self.aggregate(messages, workspace, out)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
