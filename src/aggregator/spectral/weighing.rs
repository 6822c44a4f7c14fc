use super::super::{Messages, Workspace};
use super::cloud::{Cloud, Moments};
use super::gram::{Gram, moments};

/// Takes weight from messages that lie far out in the direction of the largest variance, until at most m − 2f of it is left, and
/// writes the weighted mean of the turn whose largest variance was smallest to `out`, or of the first turn whose largest standard
/// deviation is at most `enough`. Gives how many turns it took.
///
/// Every turn leaves at least one message without weight: there are at most m.
pub(super) fn weigh(
    messages: &Messages,
    f: usize,
    enough: Option<f64>,
    workspace: &mut Workspace,
    out: &mut [f64],
) -> usize {
    let cloud = Cloud::new(messages, workspace);
    let mut weights = cloud.weights();
    if weights.iter().all(|weight| *weight == 0.0) {
        // Nobody sent a message that can be averaged.
        workspace.selector.medians(messages, out);
        return 0;
    }
    let kept = cloud.count().saturating_sub(2 * f) as f64;
    let gram = Gram::if_faster(&cloud, &weights);
    let moments = |weights: &[f64]| moments(&cloud, gram.as_ref(), weights);
    let Moments {
        deviation: mut smallest,
        mut squares,
    } = moments(&weights);
    let mut best = weights.clone();
    let mut turns = 1;
    while f > 0 && smallest > 0.0 && enough.is_none_or(|enough| smallest > enough) {
        let largest = squares.iter().fold(0.0_f64, |largest, square| largest.max(*square));
        if largest == 0.0 {
            break;
        }
        for (weight, square) in weights.iter_mut().zip(&squares) {
            *weight *= 1.0 - square / largest;
        }
        if weights.iter().sum::<f64>() <= kept {
            break;
        }
        let now = moments(&weights);
        turns += 1;
        squares = now.squares;
        if now.deviation < smallest {
            smallest = now.deviation;
            best.clone_from(&weights);
        }
    }
    cloud.write(&cloud.mean(&best), out);
    cloud.give_back(workspace);
    turns
}
