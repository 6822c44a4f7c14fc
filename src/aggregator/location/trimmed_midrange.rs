use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};

/// The trimmed midrange (Su and Vaidya 2016): in every coordinate the f largest and the f smallest values are dropped, and the
/// smallest and the largest of the others averaged, (x₍f+1₎ + x₍m−f₎)/2.
///
/// f = 0 is the midrange, and 2f = m − 1 the median.
///
/// - **Domain**: 2f < m.
/// - **Ties**: equal values are interchangeable.
/// - **Equivariance**: translations and scales, and monotone in every message; no rotations. The order of the workers does not
///   matter, not even in the last bit.
/// - **Hostile rows**: a NaN counts as an extreme value (above +∞, or below −∞ where its sign bit is set). While at most f rows are
///   arbitrary, every coordinate lies within the range of the honest ones, so that the result lies within R·√d of c where honest rows
///   lie within R of c.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrimmedMidrange {
    f: usize,
}

impl TrimmedMidrange {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "trimmed-midrange";

    /// The midrange of what is left when `f` values are dropped at each end.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Aggregator for TrimmedMidrange {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    fn breakdown(&self, _workers: usize) -> usize {
        self.f
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::unless_minority(Self::NAME, self.f, workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        messages.for_each_column(&mut workspace.column, |k, column| {
            let rank = |rank: usize, column: &mut [f64]| *column.select_nth_unstable_by(rank, f64::total_cmp).1;
            let last = column.len() - 1;
            let (low, high) = (rank(self.f, column), rank(last - self.f, column));
            let sum = low + high;
            out[k] = if sum.is_finite() {
                sum / 2.0
            } else {
                low / 2.0 + high / 2.0
            };
        });
    }
}
