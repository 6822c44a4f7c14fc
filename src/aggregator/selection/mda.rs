use super::super::choose::mean_of_rows;
use super::super::rows::Rows;
use super::super::sets::refuse_too_many;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Power, SelectionScratch};

/// Minimum-diameter averaging (also called Brute; El Mhamdi et al. 2018): the mean of the m − f messages of the smallest diameter.
///
/// The diameter of a set is its largest distance max ‖xᵢ − xⱼ‖, where f is the number of Byzantine workers reckoned with and m that
/// of all; of equal diameters the set that comes first counts, in the lexicographic order of indices. Equal diameters need no equal
/// distances: two messages that are inside a set but far from each other may replace each other, and the order of the workers decides.
///
/// Defined for m ≥ 2f + 1 and at most [200,000 sets](Self::MOST_SETS), of which there are m over f. Commutes with translations,
/// rotations and scaling. A message with NaN or ±∞, or one whose squared distances overflow, is infinitely far from the others: at
/// most f of them, wherever they stand, are not averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mda {
    byzantine: usize,
}

impl Mda {
    /// Its name, whatever f is.
    pub const NAME: &'static str = "mda";

    /// The most sets that are looked at.
    pub const MOST_SETS: u64 = 200_000;

    /// MDA for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self { byzantine }
    }
}

/// The search for the set of the smallest diameter.
struct Search<'a> {
    rows: &'a Rows,
    workers: usize,
    size: usize,
    members: &'a mut Vec<usize>,
    best: &'a mut Vec<usize>,
    smallest: f64,
}

impl Search<'_> {
    /// Completes the members, whose diameter is `diameter`, by workers from `next` on.
    fn complete(&mut self, next: usize, diameter: f64) {
        if self.members.len() == self.size {
            self.smallest = diameter;
            self.best.clone_from(self.members);
            return;
        }
        let missing = self.size - self.members.len();
        for worker in next..=self.workers - missing {
            let distances = self.members.iter().map(|member| self.rows.distance(*member, worker));
            let larger = distances.fold(diameter, f64::max);
            // A set that is no better than an earlier one does not count.
            if larger < self.smallest {
                self.members.push(worker);
                self.complete(worker + 1, larger);
                self.members.pop();
            }
        }
    }
}

impl Aggregator for Mda {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} f={}", Self::NAME, self.byzantine)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.byzantine.min(workers.saturating_sub(1) / 2)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(Self::NAME, self.byzantine, workers, 2, 1)?;
        refuse_too_many(Self::NAME, self.byzantine, workers, Self::MOST_SETS)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let workers = messages.workers();
        let size = workers.saturating_sub(self.byzantine).max(1);
        workspace.selector.medians(messages, out);
        let SelectionScratch {
            rows, order, chosen, ..
        } = &mut workspace.selection;
        rows.take(messages, Some(out), size);
        rows.measure(Power::Second);
        // Where no set is finite, the first one counts.
        chosen.clear();
        chosen.extend(0..size);
        order.clear();
        let mut search = Search {
            rows,
            workers,
            size,
            members: order,
            best: chosen,
            smallest: f64::INFINITY,
        };
        search.complete(0, 0.0);
        mean_of_rows(messages, chosen, out);
    }
}
