//! The error that a whole setting should show: problem, algorithm, aggregator and adversary together.

use super::Setting;
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::algorithm::{Rounds, Scheme};
use crate::problem::{Curvatures, MessageLaw};
use crate::stat::normal;
use crate::theory::continuous_law::InverseGammaMean;
use crate::theory::exact_law::{self, Side};

/// How good a prediction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The finite-sample law, exactly.
    ExactLaw,
    /// The fixed point of gradient descent with Gaussian messages: exact as n grows.
    SteadyState,
    /// The leading term of an expansion in 1/n, for many workers.
    Edgeworth,
}

/// A predicted error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// How good it is.
    pub kind: Kind,
    /// E‖ŵ − w*‖².
    pub mean_square: Option<f64>,
    /// The expected signed error of a coordinate.
    pub bias: Option<f64>,
}

/// What the two algorithms of the paper make of aggregates.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Course {
    /// Rounds of gradient descent with step size η.
    Descent { eta: f64, rounds: usize },
    /// The aggregate of minimisers is the estimate.
    Estimate,
}

impl Course {
    /// `None` where nothing is known of the algorithm, or where its rounds follow from the path, so that nobody knows whether
    /// it has settled.
    fn of(scheme: Scheme) -> Option<Self> {
        match scheme {
            Scheme::GradientDescent {
                eta,
                rounds: Rounds::Fixed(rounds),
            } => Some(Self::Descent { eta, rounds }),
            Scheme::OneRound => Some(Self::Estimate),
            _ => None,
        }
    }

    /// Whether it is gradient descent with step 1/L_F that has had the rounds to settle where messages are nearly Gaussian.
    fn is_settled_descent(self, smoothness: f64) -> bool {
        matches!(self, Self::Descent { eta, rounds } if eta * smoothness == 1.0 && rounds >= ROUNDS_TO_SETTLE)
    }
}

/// Predicts the error in `setting`, where a law is known: what problem, rule, adversary and algorithm declare of themselves is
/// all that is asked.
#[must_use]
pub fn predict(setting: &Setting) -> Option<Prediction> {
    let course = Course::of(setting.scheme)?;
    let prediction = match setting.law {
        MessageLaw::Unknown => None,
        MessageLaw::GaussianMean => gaussian(setting, course, &Curvatures::ONE),
        MessageLaw::GaussianNoise(curvatures) => gaussian(setting, course, &curvatures),
        MessageLaw::ExponentialMean => skewed(setting, course, EXPONENTIAL_SKEWNESS, &Curvatures::ONE),
        // The estimate is the aggregate of −z̄_k/λ_k.
        MessageLaw::ExponentialNoise(curvatures) => skewed(setting, course, -EXPONENTIAL_SKEWNESS, &curvatures),
        MessageLaw::RandomCurvature => random_curvature(setting, course),
        MessageLaw::RademacherGradient => rademacher_gradient(setting, course),
        MessageLaw::GaussianDesign => match course {
            Course::Descent { rounds, .. } => gaussian_design_gradient(setting, course, rounds),
            Course::Estimate => gaussian_design_estimate(setting),
        },
    }?;
    let far = prediction
        .mean_square
        .is_some_and(|square| FAR * square.sqrt() > setting.radius());
    let projected = matches!(course, Course::Descent { .. });
    (!(far && projected)).then_some(prediction)
}

/// W must be so many predicted rms errors wide for projection on it not to matter.
const FAR: f64 = 6.0;

/// The factor by which a round of gradient descent on a quadratic F shrinks the distance to its fixed point, at most:
/// max_k |1 − ηλ_k|. Zero for the one-round algorithm, which is there at once.
fn contraction(course: Course, curvatures: &Curvatures) -> f64 {
    match course {
        Course::Descent { eta, .. } => {
            let ends = [curvatures.smallest, curvatures.largest].map(|curvature| (1.0 - eta * curvature).abs());
            ends[0].max(ends[1])
        }
        Course::Estimate => 0.0,
    }
}

/// 1 where all Byzantine workers push up, or there are none, and −1 where all push down.
fn push(setting: &Setting) -> Option<f64> {
    match setting.push {
        _ if setting.byzantine == 0 => Some(1.0),
        Push::Up => Some(1.0),
        Push::Down => Some(-1.0),
        _ => None,
    }
}

/// What 1 − ηλ may be off zero by, since η = 1/λ is rounded.
const ROUNDING: f64 = 1e-12;

/// Whether what is left of the start after all rounds, at most a share of the diameter of W, is nothing beside `size`.
fn has_settled(setting: &Setting, course: Course, curvatures: &Curvatures, size: f64) -> bool {
    const NOTHING: f64 = 1e-6;
    let left = match course {
        Course::Descent { rounds, .. } => contraction(course, curvatures).powf(rounds as f64),
        Course::Estimate => 0.0,
    };
    left * setting.diameter <= NOTHING * size
}

/// The moments of the aggregate of h standard normal messages and b Byzantine ones, and the sign of its bias.
fn standard_law(setting: &Setting, course: Course) -> Option<(exact_law::Moments, f64)> {
    let (m, b) = (setting.workers, setting.byzantine);
    let sign = push(setting)?;
    // A gradient that is too large pushes the iterate down.
    let sign = match course {
        Course::Descent { .. } => -sign,
        Course::Estimate => sign,
    };
    let moments = match setting.rule {
        Law::Median => exact_law::median_one_sided(m, b).ok()?,
        Law::TrimmedMean { trimmed } => exact_law::trimmed_mean_one_sided(m, b, trimmed).ok()?,
        Law::Mean if b == 0 => exact_law::trimmed_mean_one_sided(m, 0, 0).ok()?,
        _ => return None,
    };
    Some((moments, sign))
}

/// Gaussian noise in the gradient of a quadratic F, as in mean estimation, where λ_k = 1. At the fixed point of gradient
/// descent, as after one round of minimisers, coordinate k is −g_k/λ_k with g the aggregate of the noises.
///
/// An adversary that looks at the iterate has a fixed law only where one round forgets the iterate.
fn gaussian(setting: &Setting, course: Course, curvatures: &Curvatures) -> Option<Prediction> {
    let s = setting.noise / (setting.samples as f64).sqrt();
    let square = setting.dim as f64 * s * s * curvatures.mean_square_inverse;
    if setting.push == Push::Worst && setting.byzantine > 0 {
        if contraction(course, curvatures) > ROUNDING {
            return None;
        }
        let (m, b) = (setting.workers, setting.byzantine);
        let worst = match setting.rule {
            Law::Median => exact_law::median_omniscient(m, b),
            Law::TrimmedMean { trimmed } => exact_law::trimmed_mean_omniscient(m, b, trimmed),
            _ => return None,
        };
        return worst.ok().map(|worst| Prediction {
            kind: Kind::ExactLaw,
            mean_square: Some(square * worst.mean_square),
            bias: Some(0.0),
        });
    }
    let (moments, sign) = standard_law(setting, course)?;
    let mean_square = square * moments.mean_square;
    has_settled(setting, course, curvatures, mean_square.sqrt()).then_some(Prediction {
        kind: Kind::ExactLaw,
        mean_square: Some(mean_square),
        bias: Some(sign * s * moments.mean * curvatures.mean_inverse),
    })
}

/// κ₃ of the exponential law.
const EXPONENTIAL_SKEWNESS: f64 = 2.0;

/// Without attack and with many workers, the median of means of values of skewness κ₃ is biased by −σκ₃/(6n), and a trimmed
/// mean by that times 2z_β·φ(z_β)/(1−2β), z_β = Φ⁻¹(1−β) (Edgeworth). In gradient descent as in one round:
/// −median(−x) = median(x).
fn skewed(setting: &Setting, course: Course, skewness: f64, curvatures: &Curvatures) -> Option<Prediction> {
    const MANY_WORKERS: usize = 50;
    let median = -setting.noise * skewness * curvatures.mean_inverse / (6.0 * setting.samples as f64);
    if setting.byzantine > 0
        || setting.workers < MANY_WORKERS
        || !has_settled(setting, course, curvatures, median.abs())
    {
        return None;
    }
    let factor = match setting.rule {
        Law::Mean => 0.0,
        Law::Median => 1.0,
        Law::TrimmedMean { trimmed } => {
            let beta = trimmed as f64 / setting.workers as f64;
            if beta == 0.0 {
                0.0
            } else {
                let z = normal::upper_quantile(beta);
                2.0 * z * normal::density(z) / (1.0 - 2.0 * beta)
            }
        }
        Law::Unknown => return None,
    };
    Some(Prediction {
        kind: Kind::Edgeworth,
        mean_square: None,
        bias: Some(factor * median),
    })
}

/// The median of minimisers 1/h̄, exactly.
///
/// Gradient descent with the median ends there too if m is odd, since the median of h̄w − 1 is zero at w = 1/median(h̄) as
/// long as w > 0, which holds as n grows. A gradient that is too large pushes the iterate down.
fn random_curvature(setting: &Setting, course: Course) -> Option<Prediction> {
    let (m, b, n) = (setting.workers, setting.byzantine, setting.samples);
    let (up, down, kind) = match course {
        Course::Estimate => (Side::Up, Side::Down, Kind::ExactLaw),
        _ if course.is_settled_descent(setting.constants.smoothness) && m % 2 == 1 => {
            (Side::Down, Side::Up, Kind::SteadyState)
        }
        Course::Descent { .. } => return None,
    };
    let side = match setting.push {
        _ if b == 0 => up,
        Push::Up => up,
        Push::Down => down,
        _ => return None,
    };
    let rank = match side {
        Side::Up => m / 2 + 1,
        Side::Down => (m / 2 + 1).checked_sub(b)?,
    };
    // 1/h̄ exceeds x with probability of order x⁻ⁿ, and so must all honest values from this rank on.
    let beyond = (m + 1).checked_sub(b + rank)?;
    if setting.rule != Law::Median || n.saturating_mul(beyond) <= 2 {
        return None;
    }
    let moments = exact_law::median_of_law(&InverseGammaMean::new(n), m, b, side).ok()?;
    Some(Prediction {
        kind,
        mean_square: Some(setting.dim as f64 * moments.mean_square),
        bias: Some(moments.mean),
    })
}

/// Rounds after which gradient descent with step 1/L_F is at its fixed point where messages are nearly Gaussian.
const ROUNDS_TO_SETTLE: usize = 5;

/// Robust gradient descent on Rademacher regression, where ∂_k F_i(w) is about N(δ_k, (‖δ‖² − δ_k² + σ²)/n): at its fixed
/// point δ_k² = E2·(‖δ‖² − δ_k² + σ²)/n with E2 = E err² of the aggregator's exact law, so
/// ‖δ‖² = d·E2·σ²/(n − (d−1)·E2).
fn rademacher_gradient(setting: &Setting, course: Course) -> Option<Prediction> {
    if !course.is_settled_descent(setting.constants.smoothness) {
        return None;
    }
    let (moments, _) = standard_law(setting, course)?;
    let (n, d) = (setting.samples as f64, setting.dim as f64);
    let rest = n - (d - 1.0) * moments.mean_square;
    (rest > 0.0).then(|| Prediction {
        kind: Kind::SteadyState,
        mean_square: Some(d * moments.mean_square * setting.noise * setting.noise / rest),
        bias: None,
    })
}

/// Robust gradient descent on least squares with Gaussian design, where ∂_k F_i(w) is about
/// N(λ_kδ_k, λ_k(δᵀΣδ + λ_kδ_k² + σ²)/n): with u = Σ^½δ, u_k² = E2·(‖u‖² + u_k² + σ²)/n at the fixed point, so
/// ‖u‖² = d·E2·σ²/(n − (d+1)·E2), alike in every coordinate, and ‖δ‖² = Σ_k u_k²/λ_k = E2·σ̃²/(n − (d+1)·E2).
///
/// With the plain mean this is exact, pooled least squares. Else the gradients' skewness and kurtosis change E2 by a share of
/// about 1/(2n) (Edgeworth), so that nothing is predicted for small n.
fn gaussian_design_gradient(setting: &Setting, course: Course, rounds: usize) -> Option<Prediction> {
    const ENOUGH_SAMPLES: usize = 50;
    if !course.is_settled_descent(setting.constants.smoothness) || setting.samples < ENOUGH_SAMPLES {
        return None;
    }
    let (moments, _) = standard_law(setting, course)?;
    let (n, d) = (setting.samples as f64, setting.dim as f64);
    let rest = n - (d + 1.0) * moments.mean_square;
    let mean_square = (rest > 0.0).then(|| moments.mean_square * setting.estimate_deviation.powi(2) / rest)?;
    // What is left of the way from the start in the direction of the smallest eigenvalue.
    let contraction = 1.0 - setting.constants.strong_convexity? / setting.constants.smoothness;
    let left = setting.diameter * contraction.powf(rounds as f64);
    (left <= 1e-3 * mean_square.sqrt()).then_some(Prediction {
        kind: Kind::SteadyState,
        mean_square: Some(mean_square),
        bias: None,
    })
}

/// One round on least squares with Gaussian design: (ŵ_i − w*)_k is σ/√λ_k times one law in every coordinate, so the mean square
/// is σ̃² times that of the law's aggregate.
fn gaussian_design_estimate(setting: &Setting) -> Option<Prediction> {
    let (n, m, d) = (setting.samples, setting.workers, setting.dim);
    let sign = push(setting)?;
    let law = match setting.rule {
        Law::Median => exact_law::one_round_gaussian_design(d, n, m, setting.byzantine).ok()?,
        // The variance of t_ν/√ν is 1/(ν − 2), and ν = n − d + 1.
        Law::Mean if setting.byzantine == 0 && n > d + 1 => exact_law::Moments {
            mean: 0.0,
            mean_square: 1.0 / (m as f64 * (n - d - 1) as f64),
        },
        _ => return None,
    };
    let square = setting.estimate_deviation.powi(2);
    // Where eigenvalues differ so do the coordinates' biases, and σ̃ does not tell their mean.
    let isotropic = (square / (d as f64 * setting.noise.powi(2)) - 1.0).abs() < 1e-9;
    Some(Prediction {
        kind: Kind::ExactLaw,
        mean_square: Some(square * law.mean_square),
        bias: isotropic.then_some(sign * setting.noise * law.mean),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{GaussianDesign, RegressionData};

    fn descent(rounds: usize) -> Scheme {
        Scheme::GradientDescent {
            eta: 1.0,
            rounds: Rounds::Fixed(rounds),
        }
    }

    /// W has radius 1, and L_F = λ_F = 1.
    fn setting(rule: Law) -> Setting {
        let problem = GaussianDesign::new(1, 1.0, 1.0, Some(1.0), RegressionData::Sufficient).expect("valid");
        Setting::of(&problem, 100, 101, 10, rule)
            .under(Push::Up)
            .by(descent(20))
    }

    /// Predicted steady states against independently computed values, to the digits given.
    #[test]
    fn steady_states() {
        let rows = [
            (Law::Median, 5, 100, 101, 10, 1.0, 0.0426),
            (Law::Median, 10, 50, 101, 20, 1.0, 0.155_55),
            (Law::Median, 5, 20, 101, 10, 0.5, 0.0478),
            (Law::TrimmedMean { trimmed: 10 }, 5, 100, 100, 10, 1.0, 0.0528),
        ];
        for (rule, dim, samples, workers, byzantine, noise, expected) in rows {
            let prediction = predict(&Setting {
                law: MessageLaw::RademacherGradient,
                noise,
                dim,
                samples,
                workers,
                byzantine,
                ..setting(rule)
            });
            let rms = prediction.and_then(|p| p.mean_square).expect("a known law").sqrt();
            assert!((rms - expected).abs() < 0.00005, "{rms} against {expected}");
        }
    }

    /// Per-coordinate errors of σ·t_ν/√ν medians, independently computed to the digits given (m = 101, b = 10).
    #[test]
    fn one_round_with_gaussian_design() {
        for (samples, dim, mean, square) in [
            (20, 5, 0.035_040_662_1, 0.002_347_241_7),
            (10, 1, 0.044_771_337_3, 0.003_833_308_7),
        ] {
            let (sigma, inverse_eigenvalues) = (3.0, dim as f64 + 7.0);
            let isotropic = Setting {
                noise: sigma,
                estimate_deviation: sigma * (dim as f64).sqrt(),
                dim,
                samples,
                scheme: Scheme::OneRound,
                ..setting(Law::Median)
            };
            let up = predict(&isotropic).expect("a known law");
            let expected = 9.0 * dim as f64 * square;
            assert_eq!(up.kind, Kind::ExactLaw);
            assert!((up.mean_square.expect("known") - expected).abs() < 1e-8);
            assert!((up.bias.expect("known") - sigma * mean).abs() < 1e-9);
            let down = predict(&Setting {
                push: Push::Down,
                ..isotropic.clone()
            });
            assert_eq!(down.and_then(|down| down.bias), up.bias.map(|bias| -bias));
            let stretched = predict(&Setting {
                estimate_deviation: sigma * inverse_eigenvalues.sqrt(),
                ..isotropic.clone()
            })
            .expect("a known law");
            let expected = 9.0 * inverse_eigenvalues * square;
            assert!((stretched.mean_square.expect("known") - expected).abs() < 1e-7);
            assert_eq!(stretched.bias, None);
            assert_eq!(
                predict(&Setting {
                    samples: dim - 1,
                    ..isotropic.clone()
                }),
                None
            );
            assert_eq!(
                predict(&Setting {
                    push: Push::Worst,
                    ..isotropic
                }),
                None
            );
        }
    }

    /// Pooled least squares: E‖ŵ − w*‖² = dσ²/(nm − d − 1), by gradient descent with the plain mean; one round is worse.
    #[test]
    fn gaussian_design_without_byzantine_workers() {
        let pooled = Setting {
            estimate_deviation: 5f64.sqrt(),
            dim: 5,
            workers: 10,
            byzantine: 0,
            ..setting(Law::Mean)
        };
        let square = |setting: &Setting| predict(setting).and_then(|prediction| prediction.mean_square);
        assert!((square(&pooled).expect("known") - 5.0 / 994.0).abs() < 1e-15);
        let averaged = Setting {
            scheme: Scheme::OneRound,
            ..pooled.clone()
        };
        assert!((square(&averaged).expect("known") - 5.0 / 940.0).abs() < 1e-15);
        let mut unsettled = pooled.clone();
        unsettled.constants.strong_convexity = Some(0.1);
        assert_eq!(square(&unsettled), None);
        assert_eq!(
            square(&Setting {
                scheme: descent(200),
                ..unsettled
            }),
            square(&pooled)
        );
        assert_eq!(square(&Setting { samples: 49, ..pooled }), None);
    }

    /// What declares nothing gets no prediction, and neither does what only looks at gradients or stops by its path.
    #[test]
    fn what_is_unknown_is_not_predicted() {
        let known = setting(Law::Median);
        assert!(predict(&known).is_some());
        let unknown = [
            setting(Law::Unknown),
            known.clone().under(Push::Unknown),
            known.clone().by(Scheme::Unknown),
            known.clone().by(Scheme::Probe),
            known.by(Scheme::GradientDescent {
                eta: 1.0,
                rounds: Rounds::OfPath,
            }),
        ];
        for setting in unknown {
            assert_eq!(predict(&setting), None, "{setting:?}");
        }
    }
}
