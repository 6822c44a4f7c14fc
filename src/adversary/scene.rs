use std::ops::Range;

use super::{Adversary, Step};
use crate::aggregator::{Aggregator, Messages, Workspace, count};
use crate::stream::ReplicateStreams;

/// Everything an adversary knows: it is omniscient.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The number of the round, from 0.
    pub round: usize,
    /// The current iterate wᵗ.
    pub iterate: &'a [f64],
    /// w*, which the adversary knows (length d).
    pub optimum: &'a [f64],
    /// σ, the noise of one sample.
    pub noise: f64,
    /// The master's rule.
    pub aggregator: &'a dyn Aggregator,
    /// n, the samples of each worker.
    pub samples: usize,
    /// What the master makes of the aggregate.
    pub step: Step,
    /// The Byzantine workers' rows; the rows before are honest. On entry a Byzantine row holds what that worker would send
    /// if it were honest, with the labels that it holds.
    pub byzantine: Range<usize>,
    /// α: the fraction of Byzantine workers, or the probability with which each is one.
    pub alpha: f64,
    /// The replicate's random streams; worker i may use stream i with the adversary's purpose.
    pub streams: &'a ReplicateStreams,
}

impl Scene<'_> {
    /// A round at the master, once the honest messages are there: the adversary writes the Byzantine rows of `messages`, and
    /// `aggregate` becomes the aggregate of all. [`Step::apply`] makes the next iterate of it, before projection.
    ///
    /// ```
    /// use byzrate::adversary::{Extreme, Scene, Step};
    /// use byzrate::aggregator::{Mean, Median, Messages, Workspace};
    /// use byzrate::stream::ReplicateStreams;
    ///
    /// // Gradients of five workers in one dimension, of which the last is Byzantine.
    /// let honest = Messages::from_values(5, 1, vec![0.1, 0.2, 0.3, 0.4, 0.2])?;
    /// let streams = ReplicateStreams::new(1, "documentation", 0);
    /// let mut scene = Scene {
    ///     round: 0,
    ///     iterate: &[1.0],
    ///     optimum: &[0.0],
    ///     noise: 1.0,
    ///     aggregator: &Median,
    ///     samples: 100,
    ///     step: Step::Gradient { eta: 1.0 },
    ///     byzantine: 4..5,
    ///     alpha: 0.2,
    ///     streams: &streams,
    /// };
    /// let mut aggregate = [0.0];
    /// scene.round(&Extreme::PlusInfinity, &mut honest.clone(), &mut Workspace::default(), &mut aggregate);
    /// assert_eq!(aggregate, [0.3]);
    /// scene.aggregator = &Mean;
    /// scene.round(&Extreme::PlusInfinity, &mut honest.clone(), &mut Workspace::default(), &mut aggregate);
    /// assert_eq!(aggregate, [f64::INFINITY]);
    /// # Ok::<(), byzrate::aggregator::MessagesError>(())
    /// ```
    pub fn round(
        &self,
        adversary: &dyn Adversary,
        messages: &mut Messages,
        workspace: &mut Workspace,
        aggregate: &mut [f64],
    ) {
        self.corrupt(adversary, messages, workspace);
        workspace.aggregate(self.aggregator, messages, aggregate);
    }

    /// The first half of a round at the master: the adversary writes the Byzantine rows of `messages`.
    pub(crate) fn corrupt(&self, adversary: &dyn Adversary, messages: &mut Messages, workspace: &mut Workspace) {
        let reckoned = count::byzantine(self.alpha, messages.workers());
        workspace.begin_round(self.round, reckoned, self.streams);
        adversary.corrupt(self, messages, workspace);
    }

    /// Coordinate k of the next iterate minus w*, before projection, where the aggregate's coordinate k is `aggregate`.
    #[must_use]
    pub fn next_error(&self, k: usize, aggregate: f64) -> f64 {
        self.step.next(self.iterate[k], aggregate) - self.optimum[k]
    }
}
