use super::{Probed, Trajectory};
use crate::adversary::{Adversary, Labels, Scene, Step};
use crate::aggregator::{Aggregator, Asked, Messages, Workspace};
use crate::problem::{Problem, Shards};
use crate::stream::ReplicateStreams;

/// Who takes part in one replicate, and with what data.
#[derive(Clone, Copy)]
pub struct Parties<'a> {
    /// What is learned.
    pub problem: &'a dyn Problem,
    /// The workers' data.
    pub shards: &'a dyn Shards,
    /// n, the samples of each worker.
    pub samples: usize,
    /// The number of workers m.
    pub workers: usize,
    /// The number of Byzantine workers b: the last b of the m.
    pub byzantine: usize,
    /// α, of which b/m may be a random realisation.
    pub alpha: f64,
    /// The master's rule.
    pub aggregator: &'a dyn Aggregator,
    /// What the Byzantine workers do.
    pub adversary: &'a dyn Adversary,
    /// The replicate's random streams.
    pub streams: &'a ReplicateStreams,
}

/// Memory kept between replicates.
#[derive(Clone, Debug)]
pub struct Buffers {
    /// The messages of the round.
    pub messages: Messages,
    /// The aggregator's memory.
    pub workspace: Workspace,
    /// The aggregate (length d).
    pub aggregate: Vec<f64>,
    /// The iterate (length d).
    pub iterate: Vec<f64>,
    /// What the last run did.
    pub trajectory: Trajectory,
    /// What the last probe found.
    pub probe: Probed,
    /// ∂_1F_i(w) − ∂_1F(w) of every worker at the probed w; empty where nothing was probed.
    pub deviations: Vec<f64>,
    /// Gradients at −w of the workers whose labels are flipped, and −w.
    mirrored: (Messages, Vec<f64>),
}

impl Default for Buffers {
    fn default() -> Self {
        Self {
            messages: Messages::zeros(0, 1),
            workspace: Workspace::default(),
            aggregate: Vec::new(),
            iterate: Vec::new(),
            trajectory: Trajectory::default(),
            probe: Probed::default(),
            deviations: Vec::new(),
            mirrored: (Messages::zeros(0, 1), Vec::new()),
        }
    }
}

impl Buffers {
    /// Makes room for m = `workers` messages in dimension `dim`, and restarts the trajectory.
    pub fn prepare(&mut self, workers: usize, dim: usize) {
        self.messages.reshape(workers, dim);
        self.aggregate.resize(dim, 0.0);
        self.iterate.resize(dim, 0.0);
        self.trajectory.restart(dim);
        self.workspace.restart();
        self.probe = Probed::default();
        self.deviations.clear();
    }
}

/// The master aggregates the messages of several replicates at once, all by the rule `rule`.
pub(super) fn aggregate_all<'a>(rule: &dyn Aggregator, buffers: impl Iterator<Item = &'a mut Buffers>) {
    let ask = |buffers: &'a mut Buffers| Asked {
        messages: &buffers.messages,
        workspace: &mut buffers.workspace,
        out: &mut buffers.aggregate,
    };
    Workspace::aggregate_all(rule, &mut buffers.map(ask).collect::<Vec<_>>());
}

impl Parties<'_> {
    /// A round of gradient descent, the number `round` from 0: wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ)) is the next iterate of `buffers`.
    pub fn round(&self, round: usize, step: Step, buffers: &mut Buffers) {
        self.aggregate_gradients(round, step, buffers);
        self.descend(step, buffers);
    }

    /// The end of a round: the next iterate of `buffers`, once the aggregate is there.
    pub(super) fn descend(&self, step: Step, buffers: &mut Buffers) {
        step.apply(&buffers.aggregate, &mut buffers.iterate);
        self.problem.domain().project(&mut buffers.iterate);
        buffers.trajectory.push(&buffers.iterate, self.problem);
    }

    /// The first half of a round: g(wᵗ), the aggregate of the workers' gradients at the iterate of `buffers`. It counts as a round in
    /// which each worker receives and sends d floats.
    pub fn aggregate_gradients(&self, round: usize, step: Step, buffers: &mut Buffers) {
        self.shards.gradients(&buffers.iterate, &mut buffers.messages);
        self.exchange(round, step, buffers);
        buffers.trajectory.count(1, true);
        buffers.trajectory.push_aggregate(&buffers.aggregate);
    }

    /// After the honest messages are in `buffers`: the adversary corrupts them, and the master aggregates. It counts as a round in
    /// which each worker sends d floats and receives none.
    pub fn aggregate(&self, round: usize, step: Step, buffers: &mut Buffers) {
        self.exchange(round, step, buffers);
        buffers.trajectory.count(1, false);
    }

    /// A round at the master that is not counted as one of the run.
    pub(super) fn exchange(&self, round: usize, step: Step, buffers: &mut Buffers) {
        self.corrupt(round, step, buffers);
        let Buffers {
            messages,
            workspace,
            aggregate,
            ..
        } = buffers;
        workspace.aggregate(self.aggregator, messages, aggregate);
    }

    /// What comes before the master aggregates: the adversary corrupts the honest messages that are in `buffers`. It is not counted.
    pub fn corrupt(&self, round: usize, step: Step, buffers: &mut Buffers) {
        if self.adversary.labels() == Labels::Flipped && self.problem.mirrors_labels() && self.byzantine > 0 {
            self.flip_labels(step, buffers);
        }
        let scene = Scene {
            round,
            iterate: &buffers.iterate,
            optimum: self.problem.optimum(),
            noise: self.problem.noise(),
            aggregator: self.aggregator,
            samples: self.samples,
            step,
            byzantine: self.workers - self.byzantine..self.workers,
            alpha: self.alpha,
            streams: self.streams,
        };
        scene.corrupt(self.adversary, &mut buffers.messages, &mut buffers.workspace);
    }

    /// Turns what the Byzantine workers would send into what they would if all their labels were flipped.
    fn flip_labels(&self, step: Step, buffers: &mut Buffers) {
        let Buffers {
            messages,
            iterate,
            mirrored: (gradients, opposite),
            ..
        } = buffers;
        let poisoned = self.workers - self.byzantine..self.workers;
        if let Step::Gradient { .. } = step {
            opposite.clear();
            opposite.extend(iterate.iter().map(|w| -w));
            gradients.reshape(self.workers, messages.dim());
            self.shards.gradients(opposite, gradients);
            for worker in poisoned.clone() {
                messages.row_mut(worker).copy_from_slice(gradients.row(worker));
            }
        }
        for worker in poisoned {
            for value in messages.row_mut(worker) {
                *value = -*value;
            }
        }
    }
}
