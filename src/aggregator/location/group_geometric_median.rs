use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{GeometricMedian, minority};
use std::fmt;

/// Which workers form a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Neighbours: the first m mod k groups have ⌈m/k⌉ workers, the others ⌊m/k⌋.
    #[default]
    Contiguous,
    /// Worker i, counted from 0, is in group i mod k.
    Dealt,
}

impl fmt::Display for Grouping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Grouping {
    /// The word for it, as in keys.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Contiguous => "contiguous",
            Self::Dealt => "dealt",
        }
    }

    /// The group of `worker`.
    fn group(self, worker: usize, workers: usize, groups: usize) -> usize {
        match self {
            Self::Dealt => worker % groups,
            Self::Contiguous => {
                let (small, large) = (workers / groups, workers % groups);
                let in_large = large * (small + 1);
                if worker < in_large {
                    worker / (small + 1)
                } else {
                    large + (worker - in_large) / small
                }
            }
        }
    }
}

/// The geometric median of the means of k groups of workers (Chen, Su and Xu 2017; Minsker 2015).
///
/// k = 1 is the mean, k = m the geometric median.
///
/// - **Domain**: 1 ≤ k ≤ m.
/// - **Ties**: those of [`GeometricMedian`].
/// - **Equivariance**: translations, rotations and scales. **The order of the workers matters**, as it decides who shares a group:
///   only exchanges within a group, or of whole groups of one size, leave the result as it is.
/// - **Hostile rows**: one spoils its group, and a group whose mean is not finite is left out. While q < k/2 rows are arbitrary and
///   the others lie in a ball of radius R, the result lies within R·h/√(h² − q²) of its centre, h = k − q.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupGeometricMedian {
    groups: usize,
    grouping: Grouping,
    median: GeometricMedian,
}

impl GroupGeometricMedian {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "group-geometric-median";

    /// The geometric median of the means of `groups` = k groups.
    ///
    /// # Errors
    /// If k is 0.
    pub fn new(groups: usize, grouping: Grouping) -> Result<Self, AggregatorError> {
        AggregatorError::unless_some(Self::NAME, "k", groups)?;
        Ok(Self {
            groups,
            grouping,
            median: GeometricMedian::default(),
        })
    }
}

impl Aggregator for GroupGeometricMedian {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        let median = self.median.parameters();
        format!("{} k={} groups={} {median}", Self::NAME, self.groups, self.grouping)
    }

    fn breakdown(&self, workers: usize) -> usize {
        minority(self.groups.min(workers))
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        if self.groups > workers {
            return Err(AggregatorError::Count {
                rule: Self::NAME,
                parameter: "k",
                value: self.groups,
                workers,
                domain: "no group may be empty",
            });
        }
        Ok(())
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let (workers, dim) = (messages.workers(), messages.dim());
        let groups = self.groups.min(workers);
        workspace.with_scratch(|workspace, scratch| {
            let (means, sizes) = (&mut scratch.rows, &mut scratch.order);
            means.reshape(groups, dim);
            means.values_mut().fill(0.0);
            sizes.clear();
            sizes.resize(groups, 0);
            for (worker, row) in messages.rows().enumerate() {
                let group = self.grouping.group(worker, workers, groups);
                sizes[group] += 1;
                for (sum, value) in means.row_mut(group).iter_mut().zip(row) {
                    *sum += value;
                }
            }
            for (group, size) in sizes.iter().enumerate() {
                for sum in means.row_mut(group) {
                    *sum /= *size as f64;
                }
            }
            if groups == 1 {
                out.copy_from_slice(means.row(0));
            } else {
                self.median.minimise(means, workspace, out);
            }
        });
    }
}
