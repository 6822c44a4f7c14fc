use super::super::choose::mean_of_rows;
use super::super::distance::is_finite;
use super::super::kernel::means_of_sets;
use super::super::selection::SelectionScratch;
use super::super::{AggregatorError, Messages, Power, Workspace};
use super::Transform;

/// Nearest-neighbour mixing (NNM, Allouah et al. 2023): every row becomes the mean of the m − f rows nearest to it, itself included.
///
/// - **Domain**: 2f < m.
/// - **Ties**: of rows at equal distances the lowest index is nearer, and a row is nearest to itself.
/// - **Equivariance**: translations, rotations and scales. The order of the workers does not matter, up to ties and rounding.
/// - **Hostile rows**: a row that is not finite is at distance +∞ from everything, and is handed on as it is: it counts as one of the
///   rows that the rule withstands. While at most f rows are arbitrary and the others lie within R of a point c, the row made of an
///   honest one lies within R·(1 + 2f/(m − f)) of c: an arbitrary row is averaged only where it is nearer than an honest row that it
///   replaces, so within 3R of c, and at most f of m − f are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearestNeighbourMixing {
    f: usize,
}

impl NearestNeighbourMixing {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "nnm";

    /// The transform that leaves out the `f` farthest rows of every mean.
    #[must_use]
    pub fn new(f: usize) -> Self {
        Self { f }
    }
}

impl Transform for NearestNeighbourMixing {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.f)
    }

    /// The smaller of f and what the rule withstands: the row made of an arbitrary one is arbitrary as well.
    fn breakdown(&self, _workers: usize, rule: usize) -> usize {
        rule.min(self.f)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::unless_minority(Self::NAME, self.f, workers)
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn apply(&self, messages: &Messages, workspace: &mut Workspace, made: &mut Messages) {
        let workers = messages.workers();
        let averaged = workers - self.f;
        made.reshape(workers, messages.dim());
        workspace.with_scratch(|workspace, scratch| {
            let [centre, _] = &mut scratch.vectors;
            centre.clear();
            centre.resize(messages.dim(), 0.0);
            workspace.selector.medians(messages, centre);
            let SelectionScratch {
                rows, order, finite, ..
            } = &mut workspace.selection;
            rows.take(messages, Some(centre), averaged);
            rows.measure(Power::Second);
            // One set has one sum, whichever row asks: the nearest are in the order of their indices.
            rows.nearest_of_each(averaged, &mut workspace.selector, order);
            means_of_sets(
                messages.values(),
                messages.dim(),
                order,
                averaged,
                made.values_mut(),
                finite,
            );
            for ((worker, row), set) in messages.rows().enumerate().zip(order.chunks_exact(averaged)) {
                let mean = made.row_mut(worker);
                if !rows.is_finite(worker) && !is_finite(row) {
                    mean.copy_from_slice(row);
                } else if !finite[worker] {
                    // A sum may overflow where the mean does not.
                    mean_of_rows(messages, set, mean);
                }
            }
        });
    }
}
