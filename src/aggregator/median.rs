use super::asked::{filling, side_by_side};
use super::{Aggregator, Asked, Dependence, Law, Messages, Workspace};

/// The coordinate-wise median (Yin et al. 2018, Definition 1).
///
/// Coordinate k is the median of the k-th coordinates of the messages; for an even number of messages the mean of the two
/// middle values. A NaN counts as an extreme value (above +∞, or below −∞ where its sign bit is set) and never spreads.
/// The result does not depend on the order of the workers, not even in its last bit.
///
/// ```
/// use byzrate::aggregator::{Aggregator, Median, Messages, Workspace};
///
/// // Three workers of dimension 2; the last one is Byzantine.
/// let messages = Messages::from_values(3, 2, vec![0.9, 2.1, 1.1, 1.9, f64::INFINITY, f64::NAN])?;
/// let mut out = [0.0; 2];
/// Workspace::default().aggregate(&Median, &messages, &mut out);
/// assert_eq!(out, [1.1, 2.1]);
/// assert_eq!(Median.breakdown(3), 1);
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Median;

impl Aggregator for Median {
    fn name(&self) -> &str {
        "median"
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn breakdown(&self, workers: usize) -> usize {
        workers.saturating_sub(1) / 2
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn law(&self, _workers: usize) -> Law {
        Law::Median
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        workspace.selector.medians(messages, out);
    }

    fn aggregate_single(&self, messages: &Messages<f32>, workspace: &mut Workspace, out: &mut [f64]) {
        workspace.selector.medians(messages, out);
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
