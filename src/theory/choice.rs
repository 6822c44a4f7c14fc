//! The aggregator with the smallest predicted worst-case error.

use serde::Serialize;

use super::worst_case::{Contender, Contest};
use crate::adversary::Push;
use crate::aggregator::count;

/// The aggregator with the smallest predicted worst-case error: of the median and the trimmed means of every count k.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceReport {
    /// The adversary under which its error is the smallest: `omniscient` where that law is known of all that are compared, else
    /// `one-sided`: all of b workers, a fixed number, on one side.
    pub adversary: &'static str,
    /// Its name.
    pub aggregator: &'static str,
    /// Its k, if it is a trimmed mean.
    pub trimmed: Option<usize>,
    /// Its predicted rms error under that adversary.
    pub rms_error: f64,
    /// The smallest and the largest k that it was compared with, where the law of trimmed means is known.
    pub searched: Option<(usize, usize)>,
    /// It and those it was compared with by name, as far as they withstand the attack.
    pub compared: Vec<ComparedReport>,
    /// The one with the smallest error under the one-sided adversary.
    pub one_sided: ComparedReport,
    /// The one with the smallest error under the omniscient adversary, where that law is known of all that are compared.
    pub omniscient: Option<ComparedReport>,
    /// The next larger m at which, of the mean, the median and the trimmed mean with β, another one is best (one-sided).
    pub flips_at_m: Option<usize>,
    /// Which one.
    pub flips_to: Option<&'static str>,
}

/// An aggregator that is compared, b workers Byzantine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparedReport {
    /// Its name.
    pub aggregator: &'static str,
    /// Its k, if it is a trimmed mean.
    pub trimmed: Option<usize>,
    /// Its predicted rms error under the one-sided adversary.
    pub one_sided: f64,
    /// Its predicted rms error under the omniscient adversary, where that law is known.
    pub omniscient: Option<f64>,
}

/// The name of the adversary that puts all b workers at +∞.
pub(super) const ONE_SIDED: &str = "one-sided";

/// The name of the adversary that puts all b workers on the worse side of every coordinate.
const OMNISCIENT: &str = "omniscient";

impl ChoiceReport {
    /// The search is over every k, and the median; the plain mean trims nothing. `None` where no law is known.
    pub(super) fn of(contest: &Contest) -> Option<Self> {
        let compared = compared(contest);
        let one_sided = (compared.iter())
            .min_by(|a, b| a.one_sided.total_cmp(&b.one_sided))?
            .clone();
        let known: Option<Vec<_>> = (compared.iter()).map(|rule| Some((rule, rule.omniscient?))).collect();
        let omniscient = known.and_then(|known| known.into_iter().min_by(|a, b| a.1.total_cmp(&b.1)));
        let (adversary, best, rms_error) = match omniscient {
            Some((best, rms)) => (OMNISCIENT, best, rms),
            None => (ONE_SIDED, &one_sided, one_sided.one_sided),
        };
        let most = (contest.workers - 1) / 2;
        let trims = contest.rms_trimmed(most, Push::Up).is_some();
        let flip = contest.flip_in_workers();
        Some(Self {
            adversary,
            aggregator: best.aggregator,
            trimmed: best.trimmed,
            rms_error,
            searched: trims.then(|| (contest.byzantine(), most)),
            flips_at_m: flip.map(|flip| flip.0),
            flips_to: flip.map(|flip| flip.1.name()),
            omniscient: omniscient.map(|(best, _)| best.clone()),
            one_sided,
            compared,
        })
    }
}

/// Mean, median and the trimmed mean with β, and the trimmed means of the k that are best under either adversary.
fn compared(contest: &Contest) -> Vec<ComparedReport> {
    let asked = count::trimmed(contest.trim_fraction(), contest.workers);
    let by_name = |rule: Contender| {
        Some(ComparedReport {
            aggregator: rule.name(),
            trimmed: (rule == Contender::TrimmedMean).then_some(asked),
            one_sided: contest.rms(rule)?,
            omniscient: contest.predict(rule, Push::Worst).and_then(|prediction| prediction.rms),
        })
    };
    let mut compared: Vec<ComparedReport> = Contender::ALL.into_iter().filter_map(by_name).collect();
    for push in [Push::Up, Push::Worst] {
        let Some((trimmed, _)) = contest.best_trim(push) else {
            continue;
        };
        // With nothing trimmed it is the mean, and with all but two the median.
        let named = trimmed == 0 || contest.workers - 2 * trimmed <= 2;
        if named || compared.iter().any(|rule| rule.trimmed == Some(trimmed)) {
            continue;
        }
        if let Some(one_sided) = contest.rms_trimmed(trimmed, Push::Up) {
            compared.push(ComparedReport {
                aggregator: Contender::TrimmedMean.name(),
                trimmed: Some(trimmed),
                one_sided,
                omniscient: contest.rms_trimmed(trimmed, Push::Worst),
            });
        }
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{ExponentialMean, GaussianMean, Problem};

    fn choice(problem: &dyn Problem, workers: usize, alpha: f64, beta: Option<f64>) -> ChoiceReport {
        ChoiceReport::of(&Contest::new(problem, 100, workers, alpha, beta)).expect("a law that is known")
    }

    /// Nothing that could have been chosen is better than what is, under either adversary, and both have their k.
    #[test]
    fn the_choice_is_the_best_of_every_k_under_each_adversary() {
        let problem = GaussianMean::new(2, 1.0, None).expect("valid");
        for workers in [3, 4, 11, 20, 41] {
            for alpha in [0.0, 0.1, 0.3, 0.45] {
                let choice = choice(&problem, workers, alpha, None);
                let contest = Contest::new(&problem, 100, workers, alpha, None);
                let smallest = |push| {
                    let every = (0..=(workers - 1) / 2).filter_map(|k| contest.rms_trimmed(k, push));
                    every.min_by(f64::total_cmp).expect("a k")
                };
                let (one_sided, worst) = (smallest(Push::Up), smallest(Push::Worst));
                assert_eq!(
                    (choice.adversary, choice.rms_error),
                    (OMNISCIENT, worst),
                    "{workers}, {alpha}"
                );
                assert_eq!(choice.one_sided.one_sided, one_sided, "{workers}, {alpha}");
                let best = choice.omniscient.expect("known");
                assert_eq!((best.aggregator, best.trimmed), (choice.aggregator, choice.trimmed));
                assert!(choice.compared.contains(&best) && choice.compared.contains(&choice.one_sided));
            }
        }
    }

    /// Of exponential values the omniscient law is not known: the one-sided one decides.
    #[test]
    fn where_the_omniscient_law_is_unknown_the_one_sided_one_decides() {
        let problem = ExponentialMean::new(1, 1.0, None).expect("valid");
        let choice = choice(&problem, 101, 0.1, None);
        assert_eq!((choice.adversary, choice.aggregator), (ONE_SIDED, "median"));
        assert_eq!((choice.omniscient, choice.searched), (None, None));
        assert_eq!(choice.rms_error, choice.one_sided.one_sided);
    }

    /// The trimmed mean that is asked for stays among what is compared.
    #[test]
    fn what_is_asked_for_is_compared() {
        let problem = GaussianMean::new(1, 1.0, None).expect("valid");
        for (beta, trimmed) in [(None, 11), (Some(0.2), 21)] {
            let choice = choice(&problem, 101, 0.1, beta);
            assert!(choice.compared.iter().any(|rule| rule.trimmed == Some(trimmed)));
        }
    }
}
