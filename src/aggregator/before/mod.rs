//! What is done to the messages before a rule gets them.

mod adaptive_clipping;
mod bucketing;
mod clipping;
mod nearest_neighbour_mixing;

#[cfg(test)]
mod tests;

pub use adaptive_clipping::AdaptiveClipping;
pub use bucketing::{BucketOrder, Bucketing};
pub use clipping::Clipping;
pub use nearest_neighbour_mixing::NearestNeighbourMixing;

use std::fmt::Debug;
use std::sync::Arc;

use super::distance::{is_finite, norm};
use super::kernel::longest as largest_of;
use super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};

/// Makes other messages of those that the master got, for a rule that follows: see [`Before`].
pub trait Transform: Send + Sync + Debug {
    /// The name, such as `nnm`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes the result, such as `nnm f=2`.
    fn key(&self) -> String;

    /// How many messages it makes of those of `workers`.
    fn messages(&self, workers: usize) -> usize {
        workers
    }

    /// How many arbitrary messages among `workers` the transform and the rule withstand together, where the rule itself withstands
    /// `rule` among the messages that it gets.
    fn breakdown(&self, workers: usize, rule: usize) -> usize;

    /// What the new messages depend on besides the old ones.
    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    /// Whether the new messages of messages that are all moved by c are the old new ones, moved by c.
    fn is_translation_equivariant(&self) -> bool {
        false
    }

    /// Whether it is defined for `workers` messages.
    ///
    /// # Errors
    /// If it is not, with the condition that fails.
    fn check(&self, _workers: usize) -> Result<(), AggregatorError> {
        Ok(())
    }

    /// Writes the new messages, made of `messages`, to `made`, whose shape is the transform's to set.
    fn apply(&self, messages: &Messages, workspace: &mut Workspace, made: &mut Messages);
}

/// A rule behind a transform of the messages. The rule may have a transform before it as well: a chain.
///
/// Its ties and equivariance are those of the transform and of the rule, where both have them. Its ball is that of the rule, around the
/// rows that the transform makes of honest ones: every transform says where those are.
///
/// ```
/// use std::sync::Arc;
/// use byzrate::aggregator::{Aggregator, Before, Mean, Messages, NearestNeighbourMixing, Median, Workspace};
///
/// let rule = Before::new(NearestNeighbourMixing::new(1), Arc::new(Median));
/// let messages = Messages::from_values(4, 1, vec![1.0, 2.0, 4.5, f64::NAN])?;
/// let mut out = [0.0];
/// Workspace::default().aggregate(&rule, &messages, &mut out);
/// // Each honest row becomes the mean of the three honest ones.
/// assert_eq!(out, [2.5]);
/// assert_eq!(rule.key(), "nnm f=1 then median");
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Before {
    transform: Arc<dyn Transform>,
    rule: Arc<dyn Aggregator>,
    name: String,
}

impl Before {
    /// `rule`, which gets what `transform` makes of the messages.
    #[must_use]
    pub fn new(transform: impl Transform + 'static, rule: Arc<dyn Aggregator>) -> Self {
        Self {
            name: format!("{} then {}", transform.name(), rule.name()),
            transform: Arc::new(transform),
            rule,
        }
    }

    /// `rule`, which gets what all of `transforms`, the first of them first, make of the messages.
    #[must_use]
    pub fn chain(transforms: Vec<Arc<dyn Transform>>, rule: Arc<dyn Aggregator>) -> Arc<dyn Aggregator> {
        transforms.into_iter().rev().fold(rule, |rule, transform| {
            Arc::new(Self {
                name: format!("{} then {}", transform.name(), rule.name()),
                transform,
                rule,
            })
        })
    }
}

impl Aggregator for Before {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        format!("{} then {}", self.transform.key(), self.rule.key())
    }

    fn key_among(&self, workers: usize) -> String {
        let messages = self.transform.messages(workers);
        format!("{} then {}", self.transform.key(), self.rule.key_among(messages))
    }

    fn breakdown(&self, workers: usize) -> usize {
        let rule = self.rule.breakdown(self.transform.messages(workers));
        self.transform.breakdown(workers, rule)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.transform.check(workers)?;
        self.rule.check(self.transform.messages(workers))
    }

    fn depends_on(&self) -> Dependence {
        let (before, rule) = (self.transform.depends_on(), self.rule.depends_on());
        Dependence {
            rounds: before.rounds || rule.rounds,
            chance: before.chance || rule.chance,
        }
    }

    fn is_translation_equivariant(&self) -> bool {
        self.transform.is_translation_equivariant() && self.rule.is_translation_equivariant()
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        workspace.with_scratch(|workspace, scratch| {
            self.transform.apply(messages, workspace, &mut scratch.rows);
            workspace.one_step_further(|workspace| self.rule.aggregate(&scratch.rows, workspace, out));
        });
    }
}

/// Shortens `row` to the norm `longest` where it is longer. A row that is not finite is longer than any other and has no
/// direction: it becomes 0.
fn shorten(row: &mut [f64], longest: f64) {
    let length = norm(row);
    if length <= longest {
        return;
    }
    if !is_finite(row) {
        return row.fill(0.0);
    }
    if length.is_finite() {
        let factor = longest / length;
        return row.iter_mut().for_each(|value| *value *= factor);
    }
    // Finite values whose length overflows.
    let largest = largest_of(row);
    row.iter_mut().for_each(|value| *value /= largest);
    let factor = longest / norm(row);
    row.iter_mut().for_each(|value| *value *= factor);
}
