use super::{Arena, ArenaError, Attack, Budget, attack};
use crate::adversary::Push;
use crate::aggregator::{Aggregator, Messages};
use crate::algorithm::Algorithm;
use crate::experiment::{Catalog, GridPoint, Part};
use crate::problem::Problem;
use crate::spec::{Document, SpecError};
use crate::theory::exact_law::median_bias;
use crate::theory::lower_bound::LowerBound;
use crate::theory::{Setting, prediction};

/// Where w* is put for rules that do not move with their messages, in units of s a coordinate: at home, near, and far out.
const PLACES: [f64; 3] = [0.0, 1.0, 10.0];
/// Where it is put for the others.
const USUAL_PLACE: [f64; 1] = [1.0];

/// Where rules are attacked: a problem by its name, at several places of w* where that matters, and what is known of it there.
pub struct AttackQuestion {
    /// n, m, α = b/m and d.
    pub point: GridPoint,
    /// b, at least 1 and below m.
    pub byzantine: usize,
    /// What runs.
    pub algorithm: Part<dyn Algorithm>,
    /// The seed of data and search.
    pub seed: u64,
    /// Evaluations of a rule, over all places.
    pub budget: u64,
}

/// What was found on a rule, at the place of w* that is worst for it.
pub struct AttackFound {
    /// The problem with w* there.
    pub problem: Part<dyn Problem>,
    /// What attacks reach.
    pub attack: Attack,
}

impl AttackQuestion {
    /// The problem that a section with the lines `lines` names; of a mean with w* at several places, where nobody says where it is and
    /// the rule does not move with its messages. Errors call the section `named`.
    ///
    /// # Errors
    /// If the name is unknown or a key is not allowed.
    pub fn problems(
        &self,
        catalog: &Catalog,
        (named, lines): (&str, &str),
        rule: &dyn Aggregator,
    ) -> Result<Vec<Part<dyn Problem>>, SpecError> {
        let make = |lines: String| -> Result<(Part<dyn Problem>, bool), SpecError> {
            let document = Document::new(named, lines);
            let section = document.read()?;
            let problem = catalog.problem(&self.point, &section)?;
            section.finish()?;
            Ok((problem, section.was_asked("optimum") && !section.has("optimum")))
        };
        let (problem, moves) = make(lines.to_owned())?;
        if !moves {
            return Ok(vec![problem]);
        }
        let unit = problem.noise() / (self.point.samples as f64).sqrt();
        let places: &[f64] = if rule.is_translation_equivariant() {
            &USUAL_PLACE
        } else {
            &PLACES
        };
        let moved = places
            .iter()
            .map(|place| make(format!("{lines}optimum = {:?}\n", place * unit)));
        moved.map(|made| made.map(|(problem, _)| problem)).collect()
    }

    /// The worst that attacks do to `rule` on one of `problems`, which share the budget.
    ///
    /// # Errors
    /// If there is no problem, the rule is not defined for so many messages, or the budget of all is too small.
    pub fn worst(&self, rule: &dyn Aggregator, problems: Vec<Part<dyn Problem>>) -> Result<AttackFound, ArenaError> {
        let places = problems.len() as u64;
        let budget = Budget {
            evaluations: self.budget / places.max(1),
        };
        let mut worst: Option<AttackFound> = None;
        for problem in problems {
            let attack = attack(rule, self.arena(&*problem), budget).map_err(|error| match error {
                ArenaError::Budget { least, .. } => ArenaError::Budget {
                    budget: self.budget,
                    least: least * places,
                },
                other => other,
            })?;
            let value = |attack: &Attack| attack.worst().chosen.value;
            if worst.as_ref().is_none_or(|worst| value(&attack) > value(&worst.attack)) {
                worst = Some(AttackFound { problem, attack });
            }
        }
        worst.ok_or(ArenaError::Budget {
            budget: self.budget,
            least: 1,
        })
    }

    fn arena<'a>(&'a self, problem: &'a dyn Problem) -> Arena<'a> {
        Arena {
            problem,
            algorithm: &*self.algorithm,
            samples: self.point.samples,
            workers: self.point.workers,
            byzantine: self.byzantine,
            seed: self.seed,
        }
    }

    /// The messages of all workers under the worst attack on `rule`, in the first replicate that scored it; the last b are Byzantine.
    #[must_use]
    pub fn messages(&self, rule: &dyn Aggregator, found: &AttackFound) -> Messages {
        let worst = &*found.attack.worst().adversary;
        self.arena(&*found.problem)
            .messages(rule, worst, found.attack.chosen_on)
    }

    /// s² = σ²/n times d: what mean squares are shown in units of.
    #[must_use]
    pub fn unit(&self, problem: &dyn Problem) -> f64 {
        problem.noise().powi(2) / self.point.samples as f64 * self.point.dim as f64
    }

    /// E‖ŵ − w*‖² in that unit under an adversary that declares `push`, where the law of the rule and of the messages is known.
    #[must_use]
    pub fn exact(&self, rule: &dyn Aggregator, problem: &dyn Problem, push: Push) -> Option<f64> {
        let GridPoint { samples, workers, .. } = self.point;
        let known = Setting::of(problem, samples, workers, self.byzantine, rule.law(workers));
        let predicted = prediction::predict(&known.under(push).by(self.algorithm.scheme(problem)))?;
        Some(predicted.rms?.powi(2) / self.unit(problem))
    }

    /// What no estimator beats under a fixed set of b Byzantine workers, in that unit.
    #[must_use]
    pub fn fixed_set(&self, problem: &dyn Problem) -> Option<f64> {
        let GridPoint { samples, workers, .. } = self.point;
        let bound = LowerBound::of_set(problem, samples, workers, self.byzantine)?;
        Some(bound.mean_square() / self.unit(problem))
    }

    /// z(b/m)², where the median's worst case goes as m grows.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        median_bias(self.point.alpha).ok().map(|score| score * score)
    }
}
