use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::values::{mean_around, median};
use super::{Power, SelectionScratch};

/// Bulyan (El Mhamdi et al. 2018): messages chosen by [`Krum`](super::Krum) one after the other, then a mean around the median in
/// every coordinate.
///
/// With f Byzantine workers reckoned with among m, θ = m − 2f messages are chosen: each is the one of the smallest sum of squared
/// distances from its max(1, r − f − 2) nearest others among the r that are left. In every coordinate the result is the mean of the
/// θ − 2f chosen values that are nearest to their median. The lowest index wins where scores or distances are equal.
///
/// Defined for m ≥ 4f + 3. Commutes with translations and scaling; not with rotations. A message with NaN or ±∞ is infinitely far
/// from the others: at most f of them, wherever they stand, are not chosen. Equal messages far out are at distance 0 from each other,
/// and the last of the θ may be among them; the second step drops those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bulyan {
    byzantine: usize,
}

impl Bulyan {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "bulyan";

    /// Bulyan for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self { byzantine }
    }
}

impl Aggregator for Bulyan {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.byzantine)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.byzantine.min(workers.saturating_sub(3) / 4)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.byzantine, workers, 4, 3)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let workers = messages.workers();
        workspace.selector.medians(messages, out);
        let Workspace { column, selection, .. } = workspace;
        let SelectionScratch {
            rows,
            numbers,
            order,
            chosen,
            there,
            ..
        } = selection;
        rows.take(messages, Some(out), workers.saturating_sub(self.byzantine));
        rows.measure(Power::Second);
        rows.sort_neighbours();
        there.clear();
        there.resize(workers, true);
        chosen.clear();
        let count = workers.saturating_sub(2 * self.byzantine).max(1);
        while chosen.len() < count {
            let left = workers - chosen.len();
            let neighbours = left.saturating_sub(self.byzantine + 2).max(1);
            let candidates = (0..workers).filter(|worker| there[*worker]);
            let scored = candidates.map(|worker| (rows.score(worker, neighbours, there), worker));
            // The first of several minima.
            let Some((_, best)) = scored.min_by(|a, b| a.0.total_cmp(&b.0)) else {
                break;
            };
            there[best] = false;
            chosen.push(best);
        }
        chosen.sort_unstable();
        let keep = count.saturating_sub(2 * self.byzantine);
        for (k, value) in out.iter_mut().enumerate() {
            column.clear();
            column.extend(chosen.iter().map(|worker| messages.row(*worker)[k]));
            let centre = median(column, numbers);
            *value = mean_around(column, centre, keep, numbers, order);
        }
    }
}
