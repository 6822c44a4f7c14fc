use std::ops::Range;

use rand::RngExt;
use rand_distr::Distribution;
use rayon::prelude::*;

use super::arena::{ArenaError, MOST_NUMBERS};
use crate::aggregator::{Aggregator, Asked, Messages, Workspace};
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, ReplicateStreams, Stream};

/// Where κ is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KappaQuestion {
    /// m, the number of messages.
    pub workers: usize,
    /// f, how many of them are outside the set S.
    pub byzantine: usize,
    /// d.
    pub dim: usize,
    /// Evaluations of the rule.
    pub evaluations: u64,
    /// The seed of the search.
    pub seed: u64,
}

/// The largest ratio that was found, which is at most κ.
#[derive(Clone, Debug, PartialEq)]
pub struct KappaFound {
    /// ‖F(x) − x̄_S‖² over (1/|S|)Σ_{i∈S}‖xᵢ − x̄_S‖².
    pub ratio: f64,
    /// The messages x; those of S are `set`.
    pub messages: Messages,
    /// S, as the range of its workers.
    pub set: Range<usize>,
    /// How often the rule was evaluated.
    pub evaluations: u64,
}

/// ‖F(x) − x̄_S‖² over (1/|S|)Σ_{i∈S}‖xᵢ − x̄_S‖² of the rule F for the messages x and the workers `set` = S: what κ bounds. It is
/// +∞ where F is not finite, and 0 where the messages of S do not differ at all.
#[must_use]
pub fn robustness_ratio(
    rule: &dyn Aggregator,
    messages: &Messages,
    set: Range<usize>,
    workspace: &mut Workspace,
) -> f64 {
    let mut aggregate = vec![0.0; messages.dim()];
    workspace.aggregate(rule, messages, &mut aggregate);
    ratio(&aggregate, messages, set)
}

/// The same of the aggregate.
fn ratio(aggregate: &[f64], messages: &Messages, set: Range<usize>) -> f64 {
    let count = set.len() as f64;
    let (mut distance, mut variance) = (0.0, 0.0);
    for (k, aggregate) in aggregate.iter().enumerate() {
        let values = set.clone().map(|worker| messages.row(worker)[k]);
        let mean = values.clone().sum::<f64>() / count;
        distance += (aggregate - mean).powi(2);
        variance += values.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    }
    if !distance.is_finite() {
        f64::INFINITY
    } else if variance > 0.0 {
        distance / variance
    } else {
        0.0
    }
}

/// Independent searches, each from a start of its own.
const SEARCHES: u64 = 48;
/// Steps, relative to the spread of the messages.
const FIRST_STEP: f64 = 0.5;
const LAST_STEP: f64 = 1e-5;
/// How far out messages are put at the start.
const FAR: [f64; 6] = [1e3, -1e3, 0.0, 1.0, 0.5, 2.0];
/// A spread below this part of the largest value is one of rounding errors.
const LEAST_SPREAD: f64 = 1e-6;

/// Looks for messages that take `rule` as far from the mean of m − f of them as their variance allows: a lower bound on κ.
///
/// Searches start from messages at two points, at which κ of the trimmed mean is attained, and from random ones; each goes on by steps of
/// one message, of all that are equal to it, or of all at once, while those help.
///
/// # Errors
/// If f = 0 or f ≥ m, or the rule is not defined for m messages.
pub fn kappa(rule: &dyn Aggregator, question: KappaQuestion) -> Result<KappaFound, ArenaError> {
    let KappaQuestion {
        workers,
        byzantine,
        evaluations,
        ..
    } = question;
    if byzantine == 0 || byzantine >= workers {
        return Err(ArenaError::Byzantine { byzantine, workers });
    }
    if evaluations < SEARCHES {
        return Err(ArenaError::Budget {
            budget: evaluations,
            least: SEARCHES,
        });
    }
    rule.check(workers)?;
    // Every search holds a few copies.
    let most = MOST_NUMBERS / SEARCHES as usize;
    if workers.checked_mul(question.dim).is_none_or(|numbers| numbers > most) {
        let dim = question.dim;
        return Err(ArenaError::Size { workers, dim, most });
    }
    let mut searches: Vec<Search> = (0..SEARCHES).map(|number| Search::new(question, number)).collect();
    // No thread is to be without work.
    let share = searches.len().div_ceil(rayon::current_num_threads());
    let together = rule.at_once(workers, question.dim).min(share).max(1);
    searches
        .par_chunks_mut(together)
        .for_each(|together| run(rule, together));
    let found: Vec<KappaFound> = searches.into_iter().map(Search::end).collect();
    let evaluations = found.iter().map(|found| found.evaluations).sum();
    let mut largest = found[0].clone();
    for found in found {
        if found.ratio > largest.ratio {
            largest = found;
        }
    }
    largest.evaluations = evaluations;
    Ok(largest)
}

/// Runs searches in lockstep: the rule aggregates the messages that each looks at next at once.
fn run(rule: &dyn Aggregator, searches: &mut [Search]) {
    loop {
        let mut going: Vec<&mut Search> = searches.iter_mut().filter_map(Search::propose).collect();
        if going.is_empty() {
            return;
        }
        let mut asked: Vec<Asked> = going.iter_mut().map(|search| search.ask()).collect();
        Workspace::aggregate_all(rule, &mut asked);
        for search in going {
            search.judge();
        }
    }
}

/// What a search looks at next.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// The start of this number.
    Start(usize),
    /// A step of this length, the one of this number in its turn, and whether an earlier one of the turn helped.
    Step { length: f64, number: usize, helped: bool },
    /// A random step of all messages, of any size.
    Wander,
}

struct Search {
    question: KappaQuestion,
    number: u64,
    workspace: Workspace,
    stream: Stream,
    left: u64,
    phase: Phase,
    /// The messages that are looked at, and their aggregate.
    tried: Messages,
    aggregate: Vec<f64>,
    best: KappaFound,
}

/// The steps of one coordinate of one message: up and down, alone and with all that are equal to it, and onto another one.
const STEPS: usize = 5;

impl Search {
    fn new(question: KappaQuestion, number: u64) -> Self {
        let streams = ReplicateStreams::new(question.seed, "kappa", number);
        // Of equal distances the lowest index goes first: attackers stand there in every other search.
        let set = if number.is_multiple_of(2) {
            0..question.workers - question.byzantine
        } else {
            question.byzantine..question.workers
        };
        let zeros = Messages::zeros(question.workers, question.dim);
        Self {
            question,
            number,
            workspace: Workspace::default(),
            stream: streams.worker(Purpose::Search, 0),
            left: question.evaluations / SEARCHES,
            phase: Phase::Start(0),
            tried: zeros.clone(),
            aggregate: vec![0.0; question.dim],
            best: KappaFound {
                ratio: f64::NEG_INFINITY,
                messages: zeros,
                set,
                evaluations: 0,
            },
        }
    }

    fn end(self) -> KappaFound {
        self.best
    }

    /// Writes what is looked at next to `tried`; `None` where the search is over.
    fn propose(&mut self) -> Option<&mut Self> {
        let KappaQuestion { workers, dim, .. } = self.question;
        if self.best.evaluations >= self.left {
            return None;
        }
        loop {
            match self.phase {
                Phase::Start(trial) if trial < self.best.set.len() * FAR.len() => {
                    self.start(trial);
                    self.phase = Phase::Start(trial + 1);
                    break;
                }
                Phase::Start(_) => {
                    self.phase = Phase::Step {
                        length: FIRST_STEP,
                        number: 0,
                        helped: false,
                    };
                }
                Phase::Step { number: 0, .. } | Phase::Wander if !self.best.ratio.is_finite() => return None,
                Phase::Step { length, number: 0, .. } if length <= LAST_STEP => self.phase = Phase::Wander,
                Phase::Step { length, number, helped } if number == STEPS * workers * dim => {
                    self.phase = Phase::Step {
                        length: if helped { length } else { length / 2.0 },
                        number: 0,
                        helped: false,
                    };
                }
                Phase::Step { length, number, helped } => {
                    self.step(length, number);
                    self.phase = Phase::Step {
                        length,
                        number: number + 1,
                        helped,
                    };
                    break;
                }
                Phase::Wander => {
                    self.wander();
                    break;
                }
            }
        }
        Some(self)
    }

    fn ask(&mut self) -> Asked<'_> {
        Asked {
            messages: &self.tried,
            workspace: &mut self.workspace,
            out: &mut self.aggregate,
        }
    }

    /// Takes what was looked at where it is better than the best so far.
    fn judge(&mut self) {
        self.best.evaluations += 1;
        let set = self.best.set.clone();
        let ratio = ratio(&self.aggregate, &self.tried, set.clone());
        // What rounding makes of messages that hardly differ is not the rule's.
        let honest = set.flat_map(|worker| self.tried.row(worker));
        let (low, high) = honest.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (value.min(low), value.max(high))
        });
        if ratio <= self.best.ratio || high - low < LEAST_SPREAD * high.abs().max(low.abs()) {
            return;
        }
        self.best.ratio = ratio;
        self.best.messages.clone_from(&self.tried);
        if let Phase::Step { helped, .. } = &mut self.phase {
            *helped = true;
        }
    }

    /// Messages at two points and the others somewhere; or all of them anywhere.
    fn start(&mut self, trial: usize) {
        let set = self.best.set.clone();
        let messages = &mut self.tried;
        messages.values_mut().fill(0.0);
        if self.number < SEARCHES / 4 {
            let zeros = 1 + (trial / FAR.len()) % set.len().max(1);
            let far = FAR[(trial + self.number as usize) % FAR.len()];
            for worker in 0..self.question.workers {
                let value = match worker.checked_sub(set.start) {
                    Some(place) if place < set.len() => f64::from(u8::from(place >= zeros)),
                    _ => far,
                };
                messages.row_mut(worker)[0] = value;
            }
            return;
        }
        let heavy = self.stream.random_range(1..4);
        for value in messages.values_mut() {
            let normal: f64 = StandardNormal.sample(&mut self.stream);
            *value = normal.powi(heavy);
        }
        // Attackers that stand together are what rules fall for.
        if self.stream.random_bool(0.5) {
            let first = if set.start == 0 { set.end } else { 0 };
            let row = messages.row(first).to_vec();
            for worker in (0..self.question.workers).filter(|worker| !set.contains(worker)) {
                messages.row_mut(worker).copy_from_slice(&row);
            }
        }
    }

    /// The step `number` of length `length` from the best messages.
    fn step(&mut self, length: f64, number: usize) {
        let KappaQuestion { workers, dim, .. } = self.question;
        let (worker, k) = (number / STEPS / dim, number / STEPS % dim);
        let (best, tried) = (&self.best.messages, &mut self.tried);
        tried.clone_from(best);
        let value = best.row(worker)[k];
        let (together, sign) = match number % STEPS {
            0 => (false, length),
            1 => (false, -length),
            2 => (true, length),
            3 => (true, -length),
            // Joining another message makes ties.
            _ => {
                let other = self.stream.random_range(0..workers);
                tried.row_mut(worker)[k] = best.row(other)[k];
                return;
            }
        };
        // As long as the value where that is far out.
        let moved = value + sign * value.abs().max(1.0);
        for other in 0..workers {
            if other == worker || together && best.row(other)[k] == value {
                tried.row_mut(other)[k] = moved;
            }
        }
    }

    fn wander(&mut self) {
        let size: f64 = libm::exp(-9.0 * self.stream.random::<f64>());
        let share: f64 = self.stream.random();
        self.tried.clone_from(&self.best.messages);
        for value in self.tried.values_mut() {
            let normal: f64 = StandardNormal.sample(&mut self.stream);
            if self.stream.random_bool(share) {
                *value += size * normal;
            }
        }
    }
}
