use rand::RngExt;
use rand_distr::Distribution;
use rayon::prelude::*;

use super::arena::{ArenaError, MOST_NUMBERS};
use crate::aggregator::{Aggregator, Messages, Workspace};
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
    pub set: std::ops::Range<usize>,
    /// How often the rule was evaluated.
    pub evaluations: u64,
}

/// ‖F(x) − x̄_S‖² over (1/|S|)Σ_{i∈S}‖xᵢ − x̄_S‖² of the rule F for the messages x and the workers `set` = S: what κ bounds. It is
/// +∞ where F is not finite, and 0 where the messages of S do not differ at all.
#[must_use]
pub fn robustness_ratio(
    rule: &dyn Aggregator,
    messages: &Messages,
    set: std::ops::Range<usize>,
    workspace: &mut Workspace,
) -> f64 {
    let dim = messages.dim();
    let mut aggregate = vec![0.0; dim];
    workspace.aggregate(rule, messages, &mut aggregate);
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
    let found: Vec<KappaFound> = (0..SEARCHES)
        .into_par_iter()
        .map(|number| Search::new(rule, question, number).run())
        .collect();
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

struct Search<'a> {
    rule: &'a dyn Aggregator,
    question: KappaQuestion,
    number: u64,
    workspace: Workspace,
    stream: Stream,
    left: u64,
    spent: u64,
    best: KappaFound,
}

impl<'a> Search<'a> {
    fn new(rule: &'a dyn Aggregator, question: KappaQuestion, number: u64) -> Self {
        let streams = ReplicateStreams::new(question.seed, "kappa", number);
        // Of equal distances the lowest index goes first: attackers stand there in every other search.
        let set = if number.is_multiple_of(2) {
            0..question.workers - question.byzantine
        } else {
            question.byzantine..question.workers
        };
        Self {
            rule,
            question,
            number,
            workspace: Workspace::default(),
            stream: streams.worker(Purpose::Search, 0),
            left: question.evaluations / SEARCHES,
            spent: 0,
            best: KappaFound {
                ratio: f64::NEG_INFINITY,
                messages: Messages::zeros(question.workers, question.dim),
                set,
                evaluations: 0,
            },
        }
    }

    /// Takes `messages` where they are better than the best so far; whether they are.
    fn try_messages(&mut self, messages: &Messages) -> bool {
        if self.spent >= self.left {
            return false;
        }
        self.spent += 1;
        let set = self.best.set.clone();
        let ratio = robustness_ratio(self.rule, messages, set.clone(), &mut self.workspace);
        // What rounding makes of messages that hardly differ is not the rule's.
        let honest = set.flat_map(|worker| messages.row(worker));
        let (low, high) = honest.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (value.min(low), value.max(high))
        });
        if ratio <= self.best.ratio || high - low < LEAST_SPREAD * high.abs().max(low.abs()) {
            return false;
        }
        self.best.ratio = ratio;
        self.best.messages.clone_from(messages);
        true
    }

    fn run(mut self) -> KappaFound {
        self.start();
        let mut step = FIRST_STEP;
        while step > LAST_STEP && self.spent < self.left && self.best.ratio.is_finite() {
            let improved = self.steps(step);
            if !improved {
                step /= 2.0;
            }
        }
        while self.spent < self.left && self.best.ratio.is_finite() {
            self.wander();
        }
        self.best.evaluations = self.spent;
        self.best
    }

    /// Messages at two points and the others somewhere; or all of them anywhere.
    fn start(&mut self) {
        let KappaQuestion { workers, dim, .. } = self.question;
        let set = self.best.set.clone();
        let mut messages = Messages::zeros(workers, dim);
        for trial in 0..set.len() * FAR.len() {
            let zeros = 1 + (trial / FAR.len()) % set.len().max(1);
            if self.number < SEARCHES / 4 {
                let far = FAR[(trial + self.number as usize) % FAR.len()];
                for worker in 0..workers {
                    let value = match worker.checked_sub(set.start) {
                        Some(place) if place < set.len() => f64::from(u8::from(place >= zeros)),
                        _ => far,
                    };
                    messages.row_mut(worker)[0] = value;
                }
            } else {
                let heavy = self.stream.random_range(1..4);
                for value in messages.values_mut() {
                    let normal: f64 = StandardNormal.sample(&mut self.stream);
                    *value = normal.powi(heavy);
                }
                // Attackers that stand together are what rules fall for.
                if self.stream.random_bool(0.5) {
                    let first = if set.start == 0 { set.end } else { 0 };
                    let row = messages.row(first).to_vec();
                    for worker in (0..workers).filter(|worker| !set.contains(worker)) {
                        messages.row_mut(worker).copy_from_slice(&row);
                    }
                }
            }
            self.try_messages(&messages);
        }
    }

    /// One step of every message, and of all that are equal to it, up and down in every coordinate.
    fn steps(&mut self, step: f64) -> bool {
        let KappaQuestion { workers, dim, .. } = self.question;
        let mut improved = false;
        for worker in 0..workers {
            for k in 0..dim {
                for together in [false, true] {
                    for sign in [step, -step] {
                        let mut messages = self.best.messages.clone();
                        let value = messages.row(worker)[k];
                        for other in 0..workers {
                            let moves = other == worker || together && messages.row(other)[k] == value;
                            if moves {
                                messages.row_mut(other)[k] = value + sign * self.scale(value);
                            }
                        }
                        improved |= self.try_messages(&messages);
                    }
                }
                // Joining another message makes ties.
                let other = self.stream.random_range(0..workers);
                let mut messages = self.best.messages.clone();
                messages.row_mut(worker)[k] = messages.row(other)[k];
                improved |= self.try_messages(&messages);
            }
        }
        improved
    }

    /// How long a step of a value is: as long as the value where that is far out.
    fn scale(&self, value: f64) -> f64 {
        value.abs().max(1.0)
    }

    /// A random step of all messages, of any size.
    fn wander(&mut self) {
        let size: f64 = libm::exp(-9.0 * self.stream.random::<f64>());
        let share: f64 = self.stream.random();
        let mut messages = self.best.messages.clone();
        for value in messages.values_mut() {
            let normal: f64 = StandardNormal.sample(&mut self.stream);
            if self.stream.random_bool(share) {
                *value += size * normal;
            }
        }
        self.try_messages(&messages);
    }
}
