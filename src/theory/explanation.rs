//! Everything theory says of one setting, as plain data.

use serde::Serialize;

use super::exact_law::{self, ExactLawError};
use super::rivals::{RivalReport, rivals};

use super::by_chance;
use super::choice::ONE_SIDED;
pub use super::choice::{ChoiceReport, ComparedReport};
use super::lower_bound::LowerBound;
use super::skewness;
use super::worst_case::{Contender, Contest};
use crate::adversary::Push;
use crate::aggregator::count;
use crate::problem::{MessageLaw, Problem, distance};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is learned.
    pub problem: &'a dyn Problem,
    /// n, the samples of each worker.
    pub samples: usize,
    /// m, the number of workers.
    pub workers: usize,
    /// α, the Byzantine fraction.
    pub alpha: f64,
    /// β, the trim fraction; α if none.
    pub beta: Option<f64>,
    /// The rms error that is wanted.
    pub target: Option<f64>,
}

/// What theory says of a setting. A number that theory does not give is null, with the reason beside it.
///
/// ```
/// use byzrate::problem::GaussianMean;
/// use byzrate::theory::explanation::{Explanation, Question};
///
/// let problem = GaussianMean::new(1, 1.0, None)?;
/// let explained = Explanation::new(&Question {
///     problem: &problem,
///     samples: 100,
///     workers: 101,
///     alpha: 0.1,
///     beta: None,
///     target: None,
/// })?;
/// // b = ⌊αm⌋ workers are Byzantine, a fixed number, and k = ⌈βm⌉ values trimmed at each end: β is α where none is asked for.
/// assert_eq!((explained.byzantine, explained.trimmed), (10, 11));
/// let median = explained.median.omniscient.expect("a law that is known").rms_error;
/// let bound = explained.lower_bound.expect("Gaussian means").fixed_set.rms_error;
/// assert!(bound < median && median < 3.0 * bound);
/// // Of all counts k, 35 has the smallest error under the omniscient adversary, and 36 under the one-sided one.
/// let choice = explained.choice.expect("a smallest error");
/// assert_eq!((choice.aggregator, choice.trimmed, choice.adversary), ("trimmed-mean", Some(35), "omniscient"));
/// assert_eq!(choice.one_sided.trimmed, Some(36));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The problem with its parameters.
    pub problem: String,
    /// n, the samples of each worker.
    pub n: usize,
    /// m, the number of workers.
    pub m: usize,
    /// d, the dimension.
    pub dim: usize,
    /// α as asked.
    pub alpha: f64,
    /// b = ⌊αm⌋, the number of Byzantine workers: `fixed`, except where a number says `by_chance`.
    pub byzantine: usize,
    /// P(B ≤ b) if each worker were Byzantine with probability α, by chance: with which the theorems would speak of them.
    pub by_chance_within: f64,
    /// β as asked, or α.
    pub beta: f64,
    /// k = ⌈βm⌉, the values trimmed at each end.
    pub trimmed: usize,
    /// The constants that the theorems use.
    pub constants: ConstantsReport,
    /// The median's predicted error, b workers Byzantine.
    pub median: RuleReport,
    /// The trimmed mean's predicted error, b workers Byzantine.
    pub trimmed_mean: RuleReport,
    /// What no estimator can beat, under each adversary model.
    pub lower_bound: Option<LowerBoundsReport>,
    /// What each theorem guarantees.
    pub theorems: Vec<TheoremReport>,
    /// The aggregator with the smallest predicted worst-case error.
    pub choice: Option<ChoiceReport>,
    /// What a target error needs.
    pub target: Option<TargetReport>,
    /// Other rules: which are defined here, and what is known of them.
    pub rivals: Vec<RivalReport>,
}

/// The constants of a setting.
#[derive(Clone, Debug, Serialize)]
pub struct ConstantsReport {
    /// σ, the noise of one sample.
    pub sigma: f64,
    /// s = σ/√n, the deviation of one worker's mean.
    pub worker_deviation: f64,
    /// z(α) = Φ⁻¹(1/(2(1−α))) at α = b/m.
    pub z_alpha: f64,
    /// λ_F.
    pub strong_convexity: Option<f64>,
    /// L_F.
    pub smoothness: f64,
    /// L_k.
    pub coordinate_lipschitz: Option<f64>,
    /// L̂.
    pub lipschitz: Option<f64>,
    /// D, the diameter of W.
    pub diameter: f64,
    /// D₀ = ‖w⁰ − w*‖.
    pub start_distance: f64,
    /// V.
    pub gradient_deviation: f64,
    /// S, the sharp bound.
    pub absolute_skewness: Option<f64>,
    /// S as the paper states it for Rademacher regression.
    pub absolute_skewness_paper: Option<f64>,
    /// v.
    pub sub_exponential: Option<f64>,
}

/// The predicted error of gradient descent with one aggregator, and of the one-round algorithm on Gaussian means.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// All b workers at +∞.
    pub one_sided: Option<ErrorReport>,
    /// All b workers at +∞ or −∞, coordinate by coordinate whichever is worse.
    pub omniscient: Option<ErrorReport>,
    /// Why a law is not known.
    pub unknown: Vec<String>,
}

/// A predicted error under one adversary.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorReport {
    /// E of the error of one coordinate in the direction of the attack; its absolute value for the omniscient adversary.
    pub mean_error: Option<f64>,
    /// E of the squared error of one coordinate.
    pub mean_squared_error: f64,
    /// What the rms error may be off by, as a share of it: 0 of an exact law, else what its computation or expansion leaves out.
    pub relative_error: f64,
    /// The 95 % quantile of the error of one coordinate in the direction of the attack.
    pub quantile_95: Option<f64>,
    /// (E‖ŵ − w*‖²)^½ over all coordinates.
    pub rms_error: f64,
}

/// What no estimator can beat (Observation 1), under two models of who is Byzantine.
#[derive(Clone, Debug, Serialize)]
pub struct LowerBoundsReport {
    /// At most b workers, a fixed set: what the predicted errors and the theorems are about.
    pub fixed_set: LowerBoundReport,
    /// Each worker with probability α, by chance.
    pub by_chance: LowerBoundReport,
}

/// What no estimator can beat, under one model of who is Byzantine.
#[derive(Clone, Debug, Serialize)]
pub struct LowerBoundReport {
    /// 2z(α)s: how far two means may lie apart and give the same messages; for a fixed set with the smaller fraction α′.
    pub separation: f64,
    /// z(α)s: any estimator errs by at least this with at least the probability below, in one of two worlds.
    pub error: f64,
    /// ½; for a fixed set ½ − δ, δ the probability that α′ makes too many workers Byzantine.
    pub probability: f64,
    /// dσ²/(nm): the mean squared error that remains without Byzantine workers.
    pub chance: f64,
    /// A lower bound on the worst-case (E‖ŵ − w*‖²)^½.
    pub rms_error: f64,
}

impl From<LowerBound> for LowerBoundReport {
    fn from(bound: LowerBound) -> Self {
        Self {
            separation: bound.separation(),
            error: bound.error(),
            probability: bound.probability(),
            chance: bound.chance(),
            rms_error: bound.root_mean_square(),
        }
    }
}

/// What a theorem guarantees, or why it is silent.
#[derive(Clone, Debug, Serialize)]
pub struct TheoremReport {
    /// Such as `theorem-1`.
    pub theorem: String,
    /// Its name in the paper.
    #[serde(skip)]
    pub name: &'static str,
    /// What it says, in a line.
    pub statement: &'static str,
    /// What it assumes.
    pub assumptions: Vec<String>,
    /// What is bounded.
    pub bounds: Option<String>,
    /// Whether its condition holds.
    pub speaks: bool,
    /// Why not, and what would help.
    pub silence: Option<String>,
    /// The smallest m at this n, α and d at which it speaks.
    pub smallest_m: Option<usize>,
    /// The smallest n at this m, α and d at which it speaks.
    pub smallest_n: Option<usize>,
    /// The largest feasible ε.
    pub epsilon: Option<f64>,
    /// C_ε.
    pub c_epsilon: Option<f64>,
    /// Δ or Δ′ and its terms.
    pub deviation: Option<DeviationReport>,
    /// The bound with the paper's constants.
    pub bound: Option<f64>,
    /// Δ or Δ′ with improvements that the paper's proof allows for free.
    pub improved_deviation: Option<f64>,
    /// The bound with these improvements.
    pub improved_bound: Option<f64>,
    /// Whether the paper states a skewness other than the sharp one, on which this theorem depends.
    #[serde(skip)]
    pub skewness_matters: bool,
    /// The bound with the skewness that the paper states, for Rademacher regression; null where it is then silent.
    pub bound_with_paper_skewness: Option<f64>,
    /// The probability with which it may fail.
    pub failure_probability: Option<f64>,
    /// The factor by which a round shrinks the distance to the limit.
    pub contraction: Option<f64>,
    /// T, the rounds after which it holds.
    pub rounds: Option<usize>,
    /// The bound over the predicted rms error under the one-sided adversary.
    pub bound_over_predicted: Option<f64>,
    /// The bound over the lower bound for a fixed set of b workers.
    pub bound_over_lower_bound: Option<f64>,
}

/// Δ or Δ′ and its terms.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeviationReport {
    /// The Byzantine term.
    pub byzantine: f64,
    /// The chance term.
    pub chance: f64,
    /// The skewness term.
    pub skewness: f64,
    /// The net term.
    pub net: f64,
    /// Their sum.
    pub total: f64,
}

/// What a target error needs.
#[derive(Clone, Debug, Serialize)]
pub struct TargetReport {
    /// The rms error that is wanted.
    pub rms_error: f64,
    /// The adversary under which it is wanted: `one-sided`, ⌊αm⌋ workers on one side.
    pub adversary: &'static str,
    /// For every aggregator, the smallest n at this m, and the smallest m at this n, α and β.
    pub needs: Vec<NeedReport>,
}

/// What one aggregator needs for a target error.
#[derive(Clone, Debug, Serialize)]
pub struct NeedReport {
    /// The aggregator.
    pub aggregator: &'static str,
    /// The smallest n at this m.
    pub smallest_n: Option<usize>,
    /// The smallest m at this n and α; none where the Byzantine term alone is above the target.
    pub smallest_m: Option<usize>,
}

impl Explanation {
    /// Answers `question`.
    ///
    /// # Errors
    /// If α is not in [0, ½), or β is below α or trims everything: exactly when the exact laws are not defined.
    pub fn new(question: &Question) -> Result<Self, ExactLawError> {
        let problem = question.problem;
        let byzantine = count::byzantine(question.alpha, question.workers);
        let beta = question.beta.unwrap_or(question.alpha);
        let trimmed = count::trimmed(beta, question.workers);
        // Checks the counts before anything is computed. That β = α leaves nothing of a few workers is no mistake of who asks.
        exact_law::median_one_sided(question.workers, byzantine)?;
        if question.beta.is_some() {
            exact_law::trimmed_mean_one_sided(question.workers, byzantine, trimmed)?;
        }
        let z_alpha = exact_law::median_bias(byzantine as f64 / question.workers as f64)?;
        let contest = Contest::new(
            problem,
            question.samples,
            question.workers,
            question.alpha,
            question.beta,
        );
        let (n, m) = (question.samples, question.workers);
        let bounds =
            LowerBound::of_set(problem, n, m, byzantine).zip(LowerBound::by_chance(problem, n, m, question.alpha));
        let lower_bound = bounds.map(|(fixed_set, by_chance)| LowerBoundsReport {
            fixed_set: fixed_set.into(),
            by_chance: by_chance.into(),
        });
        let floor = lower_bound.as_ref().map(|bounds| bounds.fixed_set.rms_error);
        Ok(Self {
            problem: problem.key(),
            n: question.samples,
            m: question.workers,
            dim: problem.dim(),
            alpha: question.alpha,
            byzantine,
            by_chance_within: by_chance::speaks_with(question.workers, question.alpha),
            beta,
            trimmed,
            constants: constants(question, z_alpha),
            median: rule(question, &contest, Contender::Median),
            trimmed_mean: rule(question, &contest, Contender::TrimmedMean),
            lower_bound,
            theorems: super::theorem_report::reports(question, byzantine, trimmed, &contest, floor),
            choice: ChoiceReport::of(&contest),
            rivals: rivals(question.workers, byzantine),
            target: question.target.map(|target| TargetReport {
                rms_error: target,
                adversary: ONE_SIDED,
                needs: (Contender::ALL.into_iter())
                    .filter(|rule| contest.rms(*rule).is_some())
                    .map(|rule| NeedReport {
                        aggregator: rule.name(),
                        smallest_n: contest.smallest_samples(rule, target),
                        smallest_m: contest.smallest_workers(rule, target),
                    })
                    .collect(),
            }),
        })
    }
}

fn constants(question: &Question, z_alpha: f64) -> ConstantsReport {
    let problem = question.problem;
    let constants = problem.constants();
    ConstantsReport {
        sigma: problem.noise(),
        worker_deviation: problem.noise() / (question.samples as f64).sqrt(),
        z_alpha,
        strong_convexity: constants.strong_convexity,
        smoothness: constants.smoothness,
        coordinate_lipschitz: constants.coordinate_lipschitz,
        lipschitz: constants.lipschitz(problem.dim()),
        diameter: problem.domain().diameter(),
        start_distance: distance(&problem.start(), problem.optimum()),
        gradient_deviation: constants.gradient_deviation,
        absolute_skewness: constants.absolute_skewness,
        absolute_skewness_paper: matches!(problem.message_law(), MessageLaw::RademacherGradient)
            .then_some(skewness::PAPER),
        sub_exponential: constants.sub_exponential,
    }
}

fn rule(question: &Question, contest: &Contest, rule: Contender) -> RuleReport {
    let dim = question.problem.dim() as f64;
    let mut unknown = Vec::new();
    let s = question.problem.noise() / (question.samples as f64).sqrt();
    let (m, b) = (question.workers, contest.byzantine());
    let gaussian = question.problem.message_law() == MessageLaw::GaussianMean;
    let one_sided = contest.predict(rule, Push::Up).and_then(|prediction| {
        let rms = prediction.rms?;
        let quantile = (rule == Contender::Median && gaussian)
            .then(|| exact_law::median_quantile(m, b, 0.95).ok())
            .flatten();
        Some(ErrorReport {
            mean_error: prediction.bias.map(f64::abs),
            mean_squared_error: rms * rms / dim,
            relative_error: prediction.remainder,
            quantile_95: quantile.map(|quantile| s * quantile),
            rms_error: rms,
        })
    });
    let trimmed = count::trimmed(contest.trim_fraction(), m);
    if rule == Contender::TrimmedMean && 2 * trimmed >= m {
        let unknown = vec![
            ExactLawError::NothingKept {
                workers: m,
                trim: trimmed,
            }
            .to_string(),
        ];
        return RuleReport {
            one_sided: None,
            omniscient: None,
            unknown,
        };
    }
    if one_sided.is_none() {
        unknown.push(format!(
            "no law of the error of {} is known for {}",
            rule.name(),
            question.problem.name()
        ));
    }
    let omniscient = if gaussian {
        let law = match rule {
            Contender::Median => exact_law::median_omniscient(m, b),
            Contender::Mean | Contender::TrimmedMean => exact_law::trimmed_mean_omniscient(m, b, trimmed),
        };
        match law {
            Ok(law) => Some(ErrorReport {
                mean_error: Some(s * law.mean),
                mean_squared_error: s * s * law.mean_square,
                relative_error: law.error,
                quantile_95: None,
                rms_error: s * (dim * law.mean_square).sqrt(),
            }),
            Err(error) => {
                unknown.push(error.to_string());
                None
            }
        }
    } else {
        unknown.push(format!(
            "the omniscient worst case of {} is not known",
            question.problem.name()
        ));
        None
    };
    RuleReport {
        one_sided,
        omniscient,
        unknown,
    }
}
