use super::super::choose::{keep_smallest, mean_of_rows};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::cloud::Cloud;
use super::gram::{Gram, moments};

/// One pass of a spectral filter: the mean of the m − f messages of the smallest |v·(xᵢ − x̄)|, where x̄ is the mean of all and v the top
/// eigenvector of their covariance.
///
/// - **Domain**: m ≥ 2f + 1.
/// - **Ties**: of equal projections the lowest index is kept; where the top eigenvalue is multiple, the solver chooses the direction.
/// - **Equivariance**: translations, rotations and scales, up to rounding and ties. The order of the workers does not matter, up to
///   rounding and ties.
/// - **Hostile rows**: a row that is not finite, or whose difference from the median is not, has the largest projection and is left out
///   of mean and eigenvector: up to f of them are not averaged. Of finite arbitrary rows the rule withstands one, since two in
///   different directions hide behind each other. While one row is arbitrary, f ≥ 1 and the others lie within R of a point c, the
///   result lies within R·(1 + √(m + 4m²/(m − 2)²)/(m − f)) of c: the top eigenvector points at a row that is farther out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spectral {
    f: usize,
}

impl Spectral {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "spectral";

    /// The rule that drops `f` messages.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Aggregator for Spectral {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    /// One, however many are dropped: they are dropped in one direction.
    fn breakdown(&self, workers: usize) -> usize {
        self.f.min(usize::from(workers > 2))
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.f, workers, 2, 1)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let cloud = Cloud::new(messages, workspace);
        let weights = cloud.weights();
        let finite = weights.iter().filter(|weight| **weight > 0.0).count();
        if finite == 0 {
            return workspace.selector.medians(messages, out);
        }
        let gram = Gram::if_faster(&cloud, &weights);
        let mut squares = moments(&cloud, gram.as_ref(), &weights).squares;
        for (square, weight) in squares.iter_mut().zip(&weights) {
            if *weight == 0.0 {
                *square = f64::INFINITY;
            }
        }
        let keep = cloud.count().saturating_sub(self.f).min(finite);
        workspace.with_scratch(|_, scratch| {
            keep_smallest(&squares, keep, &mut scratch.order);
            mean_of_rows(messages, &scratch.order, out);
        });
    }
}
