//! Which aggregator has the smallest predicted worst-case error, and how large n or m must be for a target error.

use std::sync::Arc;

use super::Setting;
use crate::adversary::Push;
use crate::aggregator::{Aggregator, Law, Mean, Median, TrimmedMean, count};
use crate::algorithm::{Rounds, Scheme};
use crate::problem::{MessageLaw, Problem};
use crate::theory::prediction::{self, Prediction};

/// A setting in which aggregators are compared, with gradient descent at step 1/L_F run to its fixed point.
#[derive(Clone, Debug)]
pub struct Contest<'a> {
    /// What is learned.
    pub problem: &'a dyn Problem,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// α, the Byzantine fraction; b = ⌊αm⌋.
    pub alpha: f64,
    /// β of the trimmed mean; α if none, so that k = ⌈αm⌉.
    pub beta: Option<f64>,
    /// What does not depend on the counts: it takes vectors of length d to find out.
    base: Arc<Setting>,
}

/// Rounds after which gradient descent is at its fixed point.
const SETTLED: usize = usize::MAX;

/// The aggregators that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Contender {
    /// The plain mean.
    Mean,
    /// The coordinate-wise median.
    Median,
    /// The coordinate-wise trimmed mean with the contest's β.
    TrimmedMean,
}

impl Contender {
    /// All of them. Of equal ones the first counts as best: without trimming the trimmed mean is the mean.
    pub const ALL: [Self; 3] = [Self::Mean, Self::Median, Self::TrimmedMean];

    /// The aggregator's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => Aggregator::name(&Mean),
            Self::Median => Aggregator::name(&Median),
            Self::TrimmedMean => TrimmedMean::NAME,
        }
    }
}

impl<'a> Contest<'a> {
    /// `problem` shared by `workers` = m workers with `samples` = n samples each, the fraction `alpha` of them Byzantine, and the trim
    /// fraction `beta`; α if none.
    #[must_use]
    pub fn new(problem: &'a dyn Problem, samples: usize, workers: usize, alpha: f64, beta: Option<f64>) -> Self {
        Self {
            problem,
            samples,
            workers,
            alpha,
            beta,
            base: Arc::new(Setting::of(problem, samples, workers, 0, Law::Unknown)),
        }
    }

    /// The same with another number of samples.
    fn with_samples(&self, samples: usize) -> Self {
        Self {
            samples,
            ..self.clone()
        }
    }

    /// The same with another number of workers.
    fn with_workers(&self, workers: usize) -> Self {
        Self {
            workers,
            ..self.clone()
        }
    }

    /// b = ⌊αm⌋.
    #[must_use]
    pub fn byzantine(&self) -> usize {
        count::byzantine(self.alpha, self.workers)
    }

    /// β, or α where none is given.
    #[must_use]
    pub fn trim_fraction(&self) -> f64 {
        self.beta.unwrap_or(self.alpha)
    }

    /// What theory may assume of `rule`; `None` where it does not withstand the Byzantine workers.
    fn law(&self, rule: Contender) -> Option<Law> {
        let trimmed_mean;
        let rule: &dyn Aggregator = match rule {
            Contender::Mean => &Mean,
            Contender::Median => &Median,
            Contender::TrimmedMean => {
                trimmed_mean = TrimmedMean::new(self.trim_fraction()).ok()?;
                &trimmed_mean
            }
        };
        let workers = self.workers;
        (rule.check(workers).is_ok() && rule.breakdown(workers) >= self.byzantine()).then(|| rule.law(workers))
    }

    /// What is predicted for gradient descent with the aggregator `rule` under an adversary that declares `push`; `None` where
    /// the rule does not withstand it or no law is known.
    #[must_use]
    pub fn predict(&self, rule: Contender, push: Push) -> Option<Prediction> {
        self.predict_law(self.law(rule)?, push)
    }

    fn predict_law(&self, law: Law, push: Push) -> Option<Prediction> {
        // Spares what a setting needs and a prediction without a law does not.
        if self.base.law == MessageLaw::Unknown {
            return None;
        }
        let scheme = Scheme::GradientDescent {
            eta: 1.0 / self.base.constants.smoothness,
            rounds: Rounds::Fixed(SETTLED),
        };
        let setting = Setting {
            samples: self.samples,
            workers: self.workers,
            byzantine: self.byzantine(),
            rule: law,
            ..(*self.base).clone()
        };
        prediction::predict(&setting.under(push).by(scheme))
    }

    /// The predicted one-sided worst-case rms error (E‖ŵ − w*‖²)^½ of `rule`.
    #[must_use]
    pub fn rms(&self, rule: Contender) -> Option<f64> {
        self.predict(rule, Push::Up)?.rms
    }

    /// The predicted rms error (E‖ŵ − w*‖²)^½ of the trimmed mean that drops `trimmed` = k values at each end, under an adversary that
    /// declares `push`. `None` unless b ≤ k < m/2, or where no law is known.
    #[must_use]
    pub fn rms_trimmed(&self, trimmed: usize, push: Push) -> Option<f64> {
        let withstands = self.byzantine() <= trimmed && 2 * trimmed < self.workers;
        let law = Law::TrimmedMean { trimmed };
        withstands.then(|| self.predict_law(law, push)?.rms).flatten()
    }

    /// The count k from b to the median's ⌊(m − 1)/2⌋ with the smallest predicted rms error of the trimmed mean under an adversary that
    /// declares `push`, and that error.
    ///
    /// In k the error falls and then rises (a test looks at every k of many settings), so that the search narrows in on the smallest
    /// of a few counts.
    #[must_use]
    pub fn best_trim(&self, push: Push) -> Option<(usize, f64)> {
        /// Counts that are looked at in each round.
        const LOOKS: usize = 8;
        let (mut low, mut high) = (self.byzantine(), self.workers.checked_sub(1)? / 2);
        if low > high {
            return None;
        }
        loop {
            let step = (high - low).div_ceil(LOOKS).max(1);
            let counts = (low..high).step_by(step).chain([high]);
            let errors = counts.filter_map(|trimmed| Some((trimmed, self.rms_trimmed(trimmed, push)?)));
            let (trimmed, rms) = errors.min_by(|one, other| one.1.total_cmp(&other.1))?;
            if step == 1 {
                return Some((trimmed, rms));
            }
            low = low.max(trimmed.saturating_sub(step - 1));
            high = high.min(trimmed + step - 1);
        }
    }

    /// The rule with the smallest predicted one-sided worst-case rms error, and that error; of the trimmed means, that of β alone.
    #[must_use]
    pub fn best(&self) -> Option<(Contender, f64)> {
        let errors = Contender::ALL
            .into_iter()
            .filter_map(|rule| Some((rule, self.rms(rule)?)));
        errors.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The nearest larger m at which another rule is [`best`](Self::best), and which one; up to m = 2000.
    #[must_use]
    pub fn flip_in_workers(&self) -> Option<(usize, Contender)> {
        let (now, _) = self.best()?;
        let flipped = |workers| {
            let contest = self.with_workers(workers);
            let others = Contender::ALL.into_iter().filter(|rule| *rule != now);
            // Laws are costly: where only one is known there is nothing to compare it with.
            let mut errors = others.filter_map(|rule| Some((rule, contest.rms(rule)?))).peekable();
            errors.peek()?;
            let own = contest.rms(now).map(|rms| (now, rms));
            let errors: Vec<_> = errors.chain(own).collect();
            let rank = |rule| Contender::ALL.iter().position(|one| *one == rule);
            let better = |one: &&(Contender, f64), other: &&(Contender, f64)| {
                one.1.total_cmp(&other.1).then(rank(one.0).cmp(&rank(other.0)))
            };
            let (best, _) = *errors.iter().min_by(better)?;
            (best != now).then_some((workers, best))
        };
        let mut workers = self.workers;
        // Whole multiples of the pattern of ⌊αm⌋ would be exact; a tenth more each time finds the flip within 10 %.
        while workers < LARGEST_FLIP {
            let next = workers + (workers / 10).max(1);
            if flipped(next).is_some() {
                return (workers + 1..=next).find_map(flipped);
            }
            workers = next;
        }
        None
    }

    /// The smallest n at which the predicted worst-case rms error of `rule` is at most `target`.
    ///
    /// The prediction falls with n, so that bisection is exact.
    #[must_use]
    pub fn smallest_samples(&self, rule: Contender, target: f64) -> Option<usize> {
        smallest(LARGEST_SAMPLES, |samples| {
            self.with_samples(samples).reaches(rule, target)
        })
    }

    fn reaches(&self, rule: Contender, target: f64) -> bool {
        self.rms(rule).is_some_and(|rms| rms <= target)
    }

    /// An m at which the predicted worst-case rms error of `rule` is at most `target`, at the same α, such that none of the
    /// [`NEIGHBOURS`] smaller ones has it. `None` where the Byzantine term alone is above the target, or no such m is below
    /// [`LARGEST_WORKERS`].
    ///
    /// With m the count ⌊αm⌋ jumps, so the error falls in a zigzag: bisection finds its trend, and the neighbours are tried.
    #[must_use]
    pub fn smallest_workers(&self, rule: Contender, target: f64) -> Option<usize> {
        let reaches = |workers| self.with_workers(workers).reaches(rule, target);
        let high = smallest(LARGEST_WORKERS, reaches)?;
        (high.saturating_sub(NEIGHBOURS).max(1)..=high).find(|&workers| reaches(workers))
    }
}

/// The smallest count of at least 1 that `holds`, if one up to `largest` does and it goes on holding from there: by doubling,
/// then bisection.
fn smallest(largest: usize, holds: impl Fn(usize) -> bool) -> Option<usize> {
    let mut high = 1;
    while !holds(high) {
        high *= 2;
        if high > largest {
            return None;
        }
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// The largest m that is tried for a target error.
pub const LARGEST_WORKERS: usize = 1 << 20;

/// The largest m at which a change of the best rule is looked for.
const LARGEST_FLIP: usize = 2_000;

/// The largest n that is tried for a target error.
const LARGEST_SAMPLES: usize = 1 << 50;

/// How many smaller m are tried beside the trend.
pub const NEIGHBOURS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::GaussianMean;

    fn contest(problem: &GaussianMean, samples: usize, workers: usize, alpha: f64) -> Contest<'_> {
        Contest::new(problem, samples, workers, alpha, None)
    }

    /// The median beats the trimmed mean with β = α from m of about 100 (α = .05), 40 (.1), 20 (.2) on.
    #[test]
    fn the_choice_flips_with_the_number_of_workers() {
        let problem = GaussianMean::new(1, 1.0, None).expect("valid");
        for (alpha, few, many) in [(0.05, 40, 200), (0.1, 20, 80), (0.2, 5, 40)] {
            let (few, many) = (contest(&problem, 100, few, alpha), contest(&problem, 100, many, alpha));
            assert_eq!(few.best().map(|best| best.0), Some(Contender::TrimmedMean), "{alpha}");
            assert_eq!(many.best().map(|best| best.0), Some(Contender::Median), "{alpha}");
            let flip = few.flip_in_workers().expect("a flip");
            assert!(few.workers < flip.0 && flip.0 <= many.workers, "{flip:?}");
        }
    }

    /// That the search finds the smallest error of every k.
    fn misses_nothing(workers: usize, alpha: f64, push: Push) {
        let problem = GaussianMean::new(1, 1.0, None).expect("valid");
        let contest = contest(&problem, 10_000, workers, alpha);
        let every = (contest.byzantine()..).take_while(|k| 2 * k < workers);
        let errors = every.filter_map(|k| Some((k, contest.rms_trimmed(k, push)?)));
        let want = errors.min_by(|one, other| one.1.total_cmp(&other.1));
        let got = contest.best_trim(push);
        assert!(got.is_some());
        assert_eq!(
            got.map(|best| best.1),
            want.map(|best| best.1),
            "{workers}, {alpha}, {push:?}: {got:?}, {want:?}"
        );
    }

    #[test]
    fn the_search_over_trim_counts_misses_nothing() {
        for workers in [1, 2, 3, 10, 21, 50, 101, 160] {
            for alpha in [0.0, 0.02, 0.1, 0.25, 0.4, 0.49] {
                misses_nothing(workers, alpha, Push::Up);
            }
        }
        // By two exact laws: 36 of each end rather than the median.
        let problem = GaussianMean::new(1, 1.0, None).expect("valid");
        let best = contest(&problem, 100, 101, 0.1).best_trim(Push::Up).expect("known");
        assert_eq!(best.0, 36);
        assert!((best.1 - 0.018_56).abs() < 5e-6);
    }

    #[test]
    fn the_search_under_the_omniscient_adversary_misses_nothing() {
        for workers in (1..=60).step_by(5).chain([4, 10, 50, 101]) {
            for alpha in [0.0, 0.02, 0.1, 0.25, 0.4, 0.49] {
                misses_nothing(workers, alpha, Push::Worst);
            }
        }
    }

    #[test]
    fn without_byzantine_workers_the_mean_is_best() {
        let problem = GaussianMean::new(2, 1.0, None).expect("valid");
        assert_eq!(
            contest(&problem, 10, 21, 0.0).best().map(|best| best.0),
            Some(Contender::Mean)
        );
    }

    #[test]
    fn the_smallest_sample_size_is_the_smallest() {
        let problem = GaussianMean::new(3, 1.0, None).expect("valid");
        let contest = contest(&problem, 1, 101, 0.1);
        for rule in [Contender::Median, Contender::TrimmedMean] {
            let n = contest.smallest_samples(rule, 0.01).expect("reachable");
            assert!(contest.with_samples(n).rms(rule).expect("known") <= 0.01);
            assert!(contest.with_samples(n - 1).rms(rule).expect("known") > 0.01);
        }
    }

    #[test]
    fn more_workers_do_not_beat_the_byzantine_term() {
        let problem = GaussianMean::new(1, 1.0, None).expect("valid");
        let contest = contest(&problem, 100, 101, 0.1);
        // z(0.1)·s = 0.01397.
        assert_eq!(contest.smallest_workers(Contender::Median, 0.0139), None);
        let m = contest.smallest_workers(Contender::Median, 0.0145).expect("reachable");
        assert!(contest.with_workers(m).rms(Contender::Median).expect("known") <= 0.0145);
    }
}
