use std::fmt;

use rand::RngExt;

use super::super::choose::mean_of_rows;
use super::super::{AggregatorError, Dependence, Messages, Workspace};
use super::Transform;

/// Which workers share a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BucketOrder {
    /// Consecutive ones of a random permutation, drawn anew in every round.
    #[default]
    Shuffled,
    /// Neighbours.
    Given,
}

impl fmt::Display for BucketOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shuffled => "shuffled",
            Self::Given => "given",
        })
    }
}

/// Bucketing (Karimireddy, He and Jaggi 2022): the rows, in random order, are dealt into ⌈m/s⌉ buckets of s consecutive ones, the last
/// of them short where s does not divide m; the rule gets the means of the buckets.
///
/// - **Domain**: 1 ≤ s ≤ m.
/// - **Ties**: none.
/// - **Equivariance**: translations, rotations and scales. The order of the workers does not matter in law when it is shuffled; in the
///   given order it does.
/// - **Hostile rows**: one spoils its bucket, which counts as one of the rows that the rule withstands out of ⌈m/s⌉; the mean of a
///   bucket with a row that is not finite is not finite. The mean of a bucket of honest rows lies in every ball that they lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucketing {
    size: usize,
    order: BucketOrder,
}

impl Bucketing {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "bucketing";

    /// Buckets of `size` = s rows.
    ///
    /// # Errors
    /// If s is 0.
    pub fn new(size: usize, order: BucketOrder) -> Result<Self, AggregatorError> {
        AggregatorError::unless_some(Self::NAME, "s", size)?;
        Ok(Self { size, order })
    }
}

impl Transform for Bucketing {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} s={} order={}", Self::NAME, self.size, self.order)
    }

    fn messages(&self, workers: usize) -> usize {
        workers.div_ceil(self.size)
    }

    /// What the rule withstands: every arbitrary row may spoil a bucket of its own.
    fn breakdown(&self, _workers: usize, rule: usize) -> usize {
        rule
    }

    fn depends_on(&self) -> Dependence {
        Dependence {
            rounds: false,
            chance: self.order == BucketOrder::Shuffled,
        }
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        if self.size > workers {
            return Err(AggregatorError::Count {
                rule: Self::NAME,
                parameter: "s",
                value: self.size,
                workers,
                domain: "a bucket must be filled",
            });
        }
        Ok(())
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn apply(&self, messages: &Messages, workspace: &mut Workspace, made: &mut Messages) {
        let workers = messages.workers();
        made.reshape(self.messages(workers), messages.dim());
        workspace.with_scratch(|workspace, scratch| {
            let order = &mut scratch.order;
            order.clear();
            order.extend(0..workers);
            if self.order == BucketOrder::Shuffled {
                let mut stream = workspace.stream();
                for last in (1..workers).rev() {
                    order.swap(last, stream.random_range(0..=last));
                }
            }
            for (bucket, members) in order.chunks(self.size).enumerate() {
                mean_of_rows(messages, members, made.row_mut(bucket));
            }
        });
    }
}
