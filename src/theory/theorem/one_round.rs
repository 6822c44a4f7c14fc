use super::condition::byzantine_term;
use super::constant::price;
use super::deviation::inverse_slope;
use super::sample_size::first;
use super::{Assumption, Bound, Condition, Deviation, Form, Quantity, Remedy, Rule, Silence, Theorem};
use crate::theory::Setting;

/// Theorem 7: the median of the workers' own estimates (Algorithm 2), for convex quadratic losses and λ_F-strongly convex F.
///
/// If q = α + √(log(nmd)/(2m(1−α))) + C̃/√n ≤ ½ − ε, then with probability at least 1 − 4/(nm),
/// ‖ŵ − w*‖ ≤ (C_ε/√n)·σ̃·q, σ̃² = Σ_k σ_k² the asymptotic variance of √n(ŵ_i − w*).
///
/// C̃ = √n·κ_n is this project's, computed where [`EstimateLaw`](super::EstimateLaw) knows the law; the authors' own C̃ is not public.
/// Improved: need − ½ for α, Φ⁻¹(½ + q) for C_ε·q, and 2/(nm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneRoundQuadratic;

/// Each look at a number of samples costs a search for κ_n, so that few are looked at.
const MOST_SAMPLES: usize = 1 << 14;

impl OneRoundQuadratic {
    /// The terms of the condition's left side, whether or not it holds.
    ///
    /// # Errors
    /// If the law of one worker's estimate is not known.
    pub fn left_side(setting: &Setting, form: Form) -> Result<Condition, Silence> {
        terms(setting, form)
    }
}

fn terms(setting: &Setting, form: Form) -> Result<Condition, Silence> {
    let (n, m) = (setting.samples as f64, setting.workers as f64);
    let logarithm = libm::log(n * m * setting.dim as f64);
    Ok(Condition {
        byzantine: byzantine_term(setting, form),
        chance: (logarithm / (2.0 * m * (1.0 - setting.alpha()))).sqrt(),
        skewness: setting.estimate.distance_to_normal(setting)?,
    })
}

fn remedy(setting: &Setting, form: Form) -> Remedy {
    let (samples, workers, alpha) = (setting.samples, setting.workers, setting.alpha());
    let (n, d) = (samples as f64, setting.dim as f64);
    let byzantine = |m: f64| match form {
        Form::Paper => alpha,
        Form::Improved => ((0.5 + 1.0 / m) / (1.0 - alpha) - 0.5).min(alpha),
    };
    let kappa = |samples: usize| {
        let setting = Setting {
            samples,
            ..setting.clone()
        };
        setting.estimate.distance_to_normal(&setting).unwrap_or(f64::INFINITY)
    };
    let holds = |n: f64, m: f64, kappa: f64| {
        byzantine(m) + (libm::log(n * m * d) / (2.0 * m * (1.0 - alpha))).sqrt() + kappa < 0.5
    };
    let here = kappa(samples);
    let limit = |kappa: f64| byzantine(f64::INFINITY) + kappa < 0.5;
    Remedy {
        alpha,
        workers: limit(here)
            .then(|| first(1 << 60, |m| holds(n, m as f64, here)))
            .flatten(),
        samples: first(MOST_SAMPLES, |n| holds(n as f64, workers as f64, kappa(n))),
        samples_with_any_workers: first(MOST_SAMPLES, |n| limit(kappa(n))),
    }
}

impl Theorem for OneRoundQuadratic {
    fn name(&self) -> &'static str {
        "Theorem 7"
    }

    fn statement(&self) -> &'static str {
        "‖ŵ − w*‖ ≤ (C_ε/√n)σ̃(α + √(log(nmd)/(2m(1−α))) + C̃/√n) for one round of the median and quadratic losses"
    }

    fn rule(&self) -> Rule {
        Rule::Median
    }

    fn quantity(&self) -> Quantity {
        Quantity::Distance
    }

    fn assumptions(&self) -> &'static [Assumption] {
        &[
            Assumption::Quadratic,
            Assumption::LocalConvexity,
            Assumption::StrongConvexity,
        ]
    }

    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence> {
        terms(setting, form)?.hold("the condition of Theorem 7", || remedy(setting, form))
    }

    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence> {
        setting.strong_convexity()?;
        let condition = self.condition(setting, form)?;
        let (n, m) = (setting.samples as f64, setting.workers as f64);
        let factor = inverse_slope(&condition, form) / n.sqrt() * setting.estimate_deviation;
        let tails = match form {
            Form::Paper => 4.0,
            Form::Improved => 2.0,
        };
        let deviation = Deviation {
            byzantine: factor * condition.byzantine,
            chance: factor * condition.chance,
            skewness: factor * condition.skewness,
            net: 0.0,
            failure_probability: tails / (n * m),
            concentration: None,
        };
        Ok(Bound {
            quantity: self.quantity(),
            value: deviation.total(),
            deviation: Some(deviation),
            epsilon: condition.epsilon(),
            c_epsilon: Some(price(condition.epsilon())),
            rounds: Some(1),
            contraction: None,
            failure_probability: deviation.failure_probability,
        })
    }
}
