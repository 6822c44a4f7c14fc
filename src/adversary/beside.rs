use super::{Adversary, Scene, Step};
use crate::aggregator::{Aggregator, Messages, Workspace};
use crate::stream::ReplicateStreams;

/// The honest messages of a single round of another system, and who meets them there: messages are estimates, and w and w* their mean.
///
/// What the b workers would send if they were honest is not known: it is taken to be the honest mean, too, which adversaries that change
/// their own message start from. α = b/m.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// A row for each honest worker.
    pub honest: &'a Messages,
    /// b, at least 1.
    pub byzantine: usize,
    /// n.
    pub samples: usize,
    /// σ, the noise of one sample.
    pub noise: f64,
    /// The rule that an adversary tries its messages out on.
    pub aggregator: &'a dyn Aggregator,
    /// The seed of what an adversary draws.
    pub seed: u64,
}

impl Beside<'_> {
    /// What the b workers send (b × d).
    #[must_use]
    pub fn sent(&self, adversary: &dyn Adversary) -> Messages {
        let honest = self.honest;
        let workers = honest.workers() + self.byzantine;
        let mean = mean(honest);
        let mut messages = honest.clone();
        messages.reshape(workers, honest.dim());
        for worker in honest.workers()..workers {
            messages.row_mut(worker).copy_from_slice(&mean);
        }
        let streams = ReplicateStreams::new(self.seed, "corrupt", 0);
        let scene = Scene {
            round: 0,
            iterate: &mean,
            optimum: &mean,
            noise: self.noise,
            aggregator: self.aggregator,
            samples: self.samples,
            step: Step::Estimate,
            byzantine: honest.workers()..workers,
            alpha: self.byzantine as f64 / workers as f64,
            streams: &streams,
        };
        let mut workspace = Workspace::default();
        workspace.begin_round(0, self.byzantine, &streams);
        adversary.corrupt(&scene, &mut messages, &mut workspace);
        let mut sent = Messages::zeros(self.byzantine, honest.dim());
        let of_byzantine = &messages.values()[honest.values().len()..];
        sent.values_mut().copy_from_slice(of_byzantine);
        sent
    }
}

fn mean(honest: &Messages) -> Vec<f64> {
    let mut mean = vec![0.0; honest.dim()];
    for row in honest.rows() {
        for (mean, value) in mean.iter_mut().zip(row) {
            *mean += value / honest.workers() as f64;
        }
    }
    mean
}
