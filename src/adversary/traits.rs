use std::fmt::Debug;
use std::ops::Range;

use super::Push;
use crate::aggregator::{Aggregator, Messages, Workspace};
use crate::problem::Problem;
use crate::stream::ReplicateStreams;

/// What the master makes of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Messages are gradients; the next iterate is w − ηg.
    Gradient {
        /// The step size η.
        eta: f64,
    },
    /// Messages are local minimisers; the aggregate is the estimate.
    Estimate,
}

impl Step {
    /// Replaces the iterate by the next one, before projection.
    pub fn apply(self, aggregate: &[f64], iterate: &mut [f64]) {
        for (w, aggregate) in iterate.iter_mut().zip(aggregate) {
            *w = self.next(*w, *aggregate);
        }
    }

    fn next(self, w: f64, aggregate: f64) -> f64 {
        match self {
            Self::Gradient { eta } => w - eta * aggregate,
            Self::Estimate => aggregate,
        }
    }
}

/// Everything an adversary knows: it is omniscient.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The number of the round, from 0.
    pub round: usize,
    /// The current iterate wᵗ.
    pub iterate: &'a [f64],
    /// What is learned; w* is known to the adversary.
    pub problem: &'a dyn Problem,
    /// The master's rule.
    pub aggregator: &'a dyn Aggregator,
    /// n, the samples of each worker.
    pub samples: usize,
    /// What the master makes of the aggregate.
    pub step: Step,
    /// The Byzantine workers' rows; the rows before are honest. On entry a Byzantine row holds what that worker would send
    /// if it were honest.
    pub byzantine: Range<usize>,
    /// α: the fraction of Byzantine workers, or the probability with which each is one.
    pub alpha: f64,
    /// The replicate's random streams; worker i may use stream i with the adversary's purpose.
    pub streams: &'a ReplicateStreams,
}

impl Scene<'_> {
    /// Coordinate k of the next iterate minus w*, before projection, where the aggregate's coordinate k is `aggregate`.
    #[must_use]
    pub fn next_error(&self, k: usize, aggregate: f64) -> f64 {
        self.step.next(self.iterate[k], aggregate) - self.problem.optimum()[k]
    }
}

/// Chooses the messages of the Byzantine workers, knowing everything.
pub trait Adversary: Send + Sync + Debug {
    /// The name in specs, tables and figures, such as `sign-flip`.
    fn name(&self) -> &str;

    /// The name with every parameter that changes what is sent, such as `constant-shift size=10`.
    fn key(&self) -> String {
        self.name().to_owned()
    }

    /// What theory may assume of the messages. A wrong declaration is found out: what is measured then contradicts it, and the
    /// finding says whose declaration it was.
    fn push(&self) -> Push {
        Push::Unknown
    }

    /// Whether the messages depend on the iterate and the honest messages alone, and not on the round. Then a run that comes to
    /// an iterate for the second time goes in a circle.
    fn is_stationary(&self) -> bool {
        false
    }

    /// Writes the rows `scene.byzantine` of `messages`.
    ///
    /// `workspace` is the aggregator's, for an adversary that tries out aggregates.
    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace);
}
