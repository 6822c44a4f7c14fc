use std::sync::Arc;

use super::arena::{Arena, ArenaError, Replicates};
use super::counted::Counted;
use super::crafted::{Crafted, Heading};
use super::families::{self, clusters, fixed};
use super::most_harmful::MostHarmful;
use super::refine::{Reached, refine};
use crate::adversary::Adversary;
use crate::aggregator::Aggregator;
use crate::stat::{Estimate, Moments};

/// How much is looked at: evaluations of the rule, whether by the master or by an adversary that tries it out, and never seconds, so that
/// the same is found on every machine.
///
/// Half of them choose the worst attack, the other half scores what was chosen, on replicates of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The evaluations.
    pub evaluations: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { evaluations: 60_000 }
    }
}

/// Looks at every attack on as many replicates as one part in this many of the budget.
const PARTS: u64 = 600;
/// On so many replicates at least.
const FEWEST: u64 = 10;
/// How many attacks the search starts from.
const STARTS: usize = 4;
/// The share of the search that is kept for attacks that try several others out.
const KEPT: f64 = 0.15;

impl Budget {
    fn replicates(self) -> u64 {
        self.evaluations / PARTS
    }
}

/// One attack on a rule.
#[derive(Clone, Debug)]
pub struct Attacked {
    /// The family.
    pub family: &'static str,
    /// The worst of the family.
    pub adversary: Arc<dyn Adversary>,
    /// E‖ŵ − w*‖² on the replicates by which it was chosen: too high for the worst of many.
    pub chosen: Estimate,
    /// The same on fresh replicates.
    pub fresh: Estimate,
    /// The 95 % quantile of ‖ŵ − w*‖ on the fresh replicates.
    pub quantile: f64,
}

/// What attacks reach against one rule.
#[derive(Clone, Debug)]
pub struct Attack {
    /// The worst of every family, and what the search found.
    pub attacks: Vec<Attacked>,
    /// Which of them is the worst on the replicates by which it was chosen.
    pub worst: usize,
    /// Replicates by which attacks were chosen.
    pub chosen_on: u64,
    /// Fresh replicates.
    pub scored_on: u64,
    /// How often the rule was evaluated.
    pub evaluations: u64,
}

impl Attack {
    /// The worst attack.
    #[must_use]
    pub fn worst(&self) -> &Attacked {
        &self.attacks[self.worst]
    }
}

/// An attack that was looked at.
struct Candidate {
    family: &'static str,
    adversary: Arc<dyn Adversary>,
    chosen: Estimate,
    /// Evaluations of the rule a replicate.
    cost: f64,
}

/// Everything that the search looks at goes through here.
struct Trials<'a> {
    arena: Arena<'a>,
    rule: Counted<'a>,
    replicates: Replicates,
    count: u64,
}

impl Trials<'_> {
    fn look(&mut self, family: &'static str, adversary: Arc<dyn Adversary>) -> Candidate {
        let before = self.rule.calls();
        let errors = (self.arena).squared_errors(&self.rule, &*adversary, &mut self.replicates);
        Candidate {
            family,
            adversary,
            chosen: mean(&errors),
            cost: (self.rule.calls() - before) as f64 / self.count as f64,
        }
    }

    /// What a look at an attack that evaluates the rule so often would come to.
    fn would_spend(&self, a_replicate: usize) -> u64 {
        self.rule.calls() + self.count * a_replicate as u64
    }
}

/// The mean; +∞ without a standard error where a value is lost.
fn mean(values: &[f64]) -> Estimate {
    if values.iter().all(|value| value.is_finite()) {
        values.iter().copied().collect::<Moments>().mean()
    } else {
        Estimate {
            value: f64::INFINITY,
            standard_error: f64::NAN,
        }
    }
}

/// Looks for the worst attack on `rule` in `arena`: families of attacks, then a search over direction, size and split of the attackers,
/// then what chooses between the worst of those in every replicate.
///
/// E‖ŵ − w*‖² of the worst is a lower bound on the worst case. All rules get the same data and the same budget.
///
/// ```
/// use byzrate::aggregator::Median;
/// use byzrate::algorithm::OneRound;
/// use byzrate::league::{Arena, Budget, attack};
/// use byzrate::problem::GaussianMean;
///
/// let problem = GaussianMean::new(1, 1.0, None)?.with_optimum(1.0)?;
/// let arena = Arena { problem: &problem, algorithm: &OneRound, samples: 1, workers: 21, byzantine: 4, seed: 1 };
/// let found = attack(&Median, arena, Budget { evaluations: 12_000 })?;
/// // All four at +∞ alone give .18.
/// assert!(found.worst().fresh.value > 0.15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If no worker is Byzantine or all are, the rule is not defined for so many workers, or the budget is too small.
pub fn attack(rule: &dyn Aggregator, arena: Arena, budget: Budget) -> Result<Attack, ArenaError> {
    arena.check(rule)?;
    let least = FEWEST * PARTS;
    if budget.evaluations < least {
        return Err(ArenaError::Budget {
            budget: budget.evaluations,
            least,
        });
    }
    // What attacks are chosen on is drawn once, and held.
    let held = arena.held()?;
    let count = budget.replicates().min(held);
    let mut trials = Trials {
        rule: Counted::new(rule),
        replicates: arena.draw(0..count),
        arena,
        count,
    };
    let found = search(&mut trials, budget.evaluations / 2);
    let spent = trials.rule.calls();
    let cost: f64 = found.iter().map(|candidate| candidate.cost).sum();
    let scored_on = (((budget.evaluations - spent.min(budget.evaluations)) as f64 / cost.max(1.0)) as u64).max(2);
    let mut errors = vec![Vec::with_capacity(scored_on as usize); found.len()];
    let mut next = count;
    while next < count + scored_on {
        let end = (next + held).min(count + scored_on);
        let mut fresh = arena.draw(next..end);
        for (errors, candidate) in errors.iter_mut().zip(&found) {
            errors.extend(arena.squared_errors(&trials.rule, &*candidate.adversary, &mut fresh));
        }
        next = end;
    }
    let attacked = |(candidate, errors): (Candidate, Vec<f64>)| Attacked {
        family: candidate.family,
        adversary: candidate.adversary,
        chosen: candidate.chosen,
        fresh: mean(&errors),
        quantile: upper_quantile(errors),
    };
    let attacks: Vec<Attacked> = found.into_iter().zip(errors).map(attacked).collect();
    let worst = place_of_largest(attacks.iter().map(|attacked| attacked.chosen.value));
    Ok(Attack {
        attacks,
        worst,
        chosen_on: count,
        scored_on,
        evaluations: trials.rule.calls(),
    })
}

/// The root of the smallest value that 95 % of `squares` do not exceed.
fn upper_quantile(mut squares: Vec<f64>) -> f64 {
    squares.sort_unstable_by(f64::total_cmp);
    let rank = (0.95 * squares.len() as f64).ceil() as usize;
    squares[rank.clamp(1, squares.len()) - 1].sqrt()
}

fn place_of_largest(values: impl Iterator<Item = f64>) -> usize {
    let mut largest = (0, f64::NEG_INFINITY);
    for (place, value) in values.enumerate() {
        if value > largest.1 {
            largest = (place, value);
        }
    }
    largest.0
}

/// The worst of every family, what refining the worst clusters gave, and the most harmful of all.
fn search(trials: &mut Trials, budget: u64) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for family in fixed() {
        let looked = family
            .attacks
            .into_iter()
            .map(|attack| trials.look(family.name, attack));
        found.extend(worst_of(looked.collect()));
    }
    let mut reached: Vec<(Reached, Candidate)> = Vec::new();
    for attack in clusters() {
        let candidate = trials.look(families::name(attack.direction), Arc::new(attack));
        let mean_square = candidate.chosen.value;
        reached.push((Reached { attack, mean_square }, candidate));
    }
    let mut starts = Vec::new();
    for direction in Heading::ALL {
        let (own, others): (Vec<_>, Vec<_>) = reached
            .into_iter()
            .partition(|(at, _)| at.attack.direction == direction);
        reached = others;
        let worst = place_of_largest(own.iter().map(|(at, _)| at.mean_square));
        if let Some((at, candidate)) = own.into_iter().nth(worst) {
            starts.push(at);
            found.push(candidate);
        }
    }
    starts.sort_by(|a, b| b.mean_square.total_cmp(&a.mean_square));
    starts.truncate(STARTS);
    let refined = refine_all(starts, trials, budget - (KEPT * budget as f64) as u64);
    found.extend(refined);
    harmful(&mut found, trials, budget);
    found
}

/// The worst that refining `starts` in turn reaches.
fn refine_all(starts: Vec<Reached>, trials: &mut Trials, budget: u64) -> Option<Candidate> {
    let parties = (trials.arena.workers - trials.arena.byzantine, trials.arena.byzantine);
    let count = starts.len() as u64;
    let mut best: Option<Candidate> = None;
    for (done, start) in starts.into_iter().enumerate() {
        // What is left is shared by those that are left.
        let share = budget.saturating_sub(trials.rule.calls()) / (count - done as u64);
        let limit = trials.rule.calls() + share;
        let rounds = trials.arena.algorithm.rounds();
        refine(start, parties, &mut |attack: &Crafted| {
            if trials.would_spend(rounds) > limit {
                return None;
            }
            let candidate = trials.look("search", Arc::new(*attack));
            let mean_square = candidate.chosen.value;
            if best.as_ref().is_none_or(|best| mean_square > best.chosen.value) {
                best = Some(candidate);
            }
            Some(mean_square)
        });
    }
    best
}

/// Adds what chooses in every replicate between the worst two, and between the worst four, where the budget allows.
fn harmful(found: &mut Vec<Candidate>, trials: &mut Trials, budget: u64) {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by(|a, b| found[*b].chosen.value.total_cmp(&found[*a].chosen.value));
    let mut looked = Vec::new();
    for several in [2, 4] {
        let worst: Vec<&Candidate> = order.iter().take(several).map(|place| &found[*place]).collect();
        let tries: f64 = worst.iter().map(|candidate| candidate.cost + 1.0).sum();
        if trials.would_spend(tries.ceil() as usize + 1) > budget {
            continue;
        }
        let attacks = worst.iter().map(|candidate| Arc::clone(&candidate.adversary)).collect();
        looked.push(trials.look("most harmful of several", Arc::new(MostHarmful::new(attacks))));
    }
    found.extend(worst_of(looked));
}

fn worst_of(candidates: Vec<Candidate>) -> Option<Candidate> {
    let worst = place_of_largest(candidates.iter().map(|candidate| candidate.chosen.value));
    candidates.into_iter().nth(worst)
}
