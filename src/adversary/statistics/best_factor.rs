use super::honest;
use crate::adversary::{Adversary, Scene};
use crate::aggregator::{Messages, Workspace};

/// The factors that are tried, each with both signs.
const FACTORS: [f64; 16] = [
    0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 30.0, 100.0, 1000.0, 1e4,
];

/// A line of messages, from which [`BestFactor`] takes the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Family {
    /// μ̂ + t·sd: that of [`LittleIsEnough`](super::LittleIsEnough).
    LittleIsEnough,
    /// −t·μ̂: that of [`InnerProduct`](super::InnerProduct).
    InnerProduct,
    /// μ̂ + t·s·1: that of [`Shift`](super::Shift).
    Shift,
}

impl Family {
    /// Writes the line's message of t = 0, and what t is multiplied with.
    fn write(self, scene: &Scene, messages: &Messages, [origin, along]: &mut [Vec<f64>; 2]) {
        honest::mean(scene, messages, origin);
        match self {
            Self::LittleIsEnough => honest::deviation(scene, messages, origin, along),
            Self::InnerProduct => {
                along.clear();
                along.extend(origin.iter().map(|mean| -mean));
                origin.fill(0.0);
            }
            Self::Shift => {
                along.clear();
                along.resize(messages.dim(), honest::scale(scene));
            }
        }
    }
}

/// The message of a family after which the next iterate is furthest from w*: an adversary that knows the rule, the honest messages and
/// w*, and tries the rule out.
///
/// The factors t are 0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 10, 30, 100, 1000 and 10 000, each with both signs: a fixed grid, since
/// the line searches that are published (Xie et al. 2019; Shejwalkar and Houmansadr 2021) end on the first plateau. Of equally good ones
/// the smallest is taken, and the positive before the negative; an error that is no number counts as infinite. A rule that draws is
/// tried with draws of the adversary's own. It is greedy over rounds, and costs 31 aggregates in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BestFactor {
    family: Family,
}

impl BestFactor {
    /// The worst message of `family`.
    #[must_use]
    pub fn new(family: Family) -> Self {
        Self { family }
    }

    fn factors() -> impl Iterator<Item = f64> {
        let signed = FACTORS.into_iter().flat_map(|factor| [factor, -factor]);
        // 0 has one sign.
        signed.skip(1)
    }
}

impl Adversary for BestFactor {
    fn name(&self) -> &str {
        match self.family {
            Family::LittleIsEnough => "optimal-alie",
            Family::InnerProduct => "optimal-ipm",
            Family::Shift => "optimal-shift",
        }
    }

    fn reads_alpha(&self) -> bool {
        false
    }

    fn is_stationary(&self) -> bool {
        true
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, workspace: &mut Workspace) {
        if honest::is_idle(scene) {
            return;
        }
        let mut line = std::mem::take(&mut workspace.vectors);
        self.family.write(scene, messages, &mut line);
        let [origin, along] = &line;
        let mut aggregate = std::mem::take(&mut workspace.ends[0]);
        aggregate.resize(messages.dim(), 0.0);
        let mut worst = (0.0, f64::NEG_INFINITY);
        for factor in Self::factors() {
            honest::send(messages, &scene.byzantine, |k| origin[k] + factor * along[k]);
            workspace.try_out(scene.aggregator, messages, &mut aggregate);
            let square: f64 = aggregate
                .iter()
                .enumerate()
                .map(|(k, value)| scene.next_error(k, *value))
                .map(|error| error * error)
                .sum();
            let square = if square.is_nan() { f64::INFINITY } else { square };
            if square > worst.1 {
                worst = (factor, square);
            }
        }
        honest::send(messages, &scene.byzantine, |k| origin[k] + worst.0 * along[k]);
        workspace.ends[0] = aggregate;
        workspace.vectors = line;
    }
}
