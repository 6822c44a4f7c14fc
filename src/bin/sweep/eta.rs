//! How long a run still takes, by what its cells took so far.

use std::time::{Duration, Instant};

use byzrate::experiment::Experiment;

/// Nothing is said before: the first cells tell little.
const SOONEST: Duration = Duration::from_secs(2);

/// What is known of the cells of a run. Cells of one experiment cost about the same; of different ones they differ by a factor of a
/// thousand, so that each is measured by itself, and one that has not begun is expected to cost what its size says.
#[derive(Debug)]
pub struct Eta {
    begun: Instant,
    shares: Vec<Share>,
    current: usize,
}

/// An experiment's share of a run.
#[derive(Debug)]
struct Share {
    name: String,
    cells: usize,
    finished: usize,
    /// The numbers that a cell's first batch takes: of all arms, workers and coordinates.
    size: f64,
    spent: Duration,
    since: Option<Instant>,
}

impl Eta {
    pub fn new(experiments: &[&Experiment], now: Instant) -> Self {
        let share = |experiment: &&Experiment| Share {
            name: experiment.name.clone(),
            cells: experiment.cells.len(),
            finished: 0,
            size: size(experiment),
            spent: Duration::ZERO,
            since: None,
        };
        Self {
            begun: now,
            shares: experiments.iter().map(share).collect(),
            current: 0,
        }
    }

    /// An experiment begins, and the one before has ended.
    pub fn started(&mut self, experiment: &str, now: Instant) {
        if let Some(before) = self.shares.get_mut(self.current) {
            before.pause(now);
        }
        if let Some(next) = self.shares.iter().position(|share| share.name == experiment) {
            self.current = next;
            self.shares[next].since = Some(now);
        }
    }

    pub fn finished(&mut self) {
        if let Some(share) = self.shares.get_mut(self.current) {
            share.finished = (share.finished + 1).min(share.cells);
        }
    }

    /// So many of the finished cells are drawn further.
    pub fn taken_back(&mut self, cells: usize) {
        if let Some(share) = self.shares.get_mut(self.current) {
            share.finished = share.finished.saturating_sub(cells);
        }
    }

    /// The seconds that are left, once something is known.
    pub fn left(&self, now: Instant) -> Option<f64> {
        if now.duration_since(self.begun) < SOONEST {
            return None;
        }
        let spent = |share: &Share| share.spent(now).as_secs_f64();
        let done: f64 = self.shares.iter().map(|share| share.finished as f64 * share.size).sum();
        if done == 0.0 {
            return None;
        }
        let each_size = self.shares.iter().map(spent).sum::<f64>() / done;
        let left = self.shares.iter().map(|share| {
            let each = if share.finished > 0 {
                spent(share) / share.finished as f64
            } else {
                each_size * share.size
            };
            (share.cells - share.finished) as f64 * each
        });
        Some(left.sum())
    }
}

impl Share {
    fn pause(&mut self, now: Instant) {
        self.spent = self.spent(now);
        self.since = None;
    }

    fn spent(&self, now: Instant) -> Duration {
        self.spent + self.since.map_or(Duration::ZERO, |since| now.duration_since(since))
    }
}

fn size(experiment: &Experiment) -> f64 {
    let cells = experiment.cells.iter();
    let numbers: f64 = cells
        .map(|cell| (cell.arms.len() * cell.workers) as f64 * cell.dim() as f64)
        .sum();
    numbers * experiment.replication.batch as f64 / experiment.cells.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use byzrate::experiment::{Catalog, Overrides, built_in, decode};

    use super::*;

    #[test]
    fn an_experiment_is_expected_to_go_on_as_it_began_and_others_by_their_size() {
        let read = |name: &str| {
            let document = built_in(name).expect("a built-in experiment");
            decode(&document, &Catalog::default(), &Overrides::default()).expect("allowed")
        };
        let (first, second) = (read("rate-in-n"), read("small-w"));
        let begun = Instant::now();
        let after = |seconds: f64| begun + Duration::from_secs_f64(seconds);
        let mut eta = Eta::new(&[&first, &second], begun);
        eta.started("rate-in-n", begun);
        assert_eq!(eta.left(after(1.0)), None, "too soon");
        assert_eq!(eta.left(after(5.0)), None, "nothing is known");
        for _ in 0..first.cells.len() / 2 {
            eta.finished();
        }
        let others = |each: f64| second.cells.len() as f64 * each * size(&second) / size(&first);
        let each = 12.0 / (first.cells.len() / 2) as f64;
        let left = eta.left(after(12.0)).expect("known");
        assert!((left - 12.0 - others(each)).abs() < 1e-6, "{left}");
        // What is drawn further costs what it did.
        eta.taken_back(2);
        assert!(eta.left(after(12.0)).expect("known") > left + 2.0 * each);
        eta.finished();
        eta.finished();
        for _ in 0..first.cells.len() / 2 {
            eta.finished();
        }
        eta.started("small-w", after(24.0));
        for _ in 0..second.cells.len() {
            eta.finished();
        }
        assert_eq!(eta.left(after(25.0)), Some(0.0));
    }
}
