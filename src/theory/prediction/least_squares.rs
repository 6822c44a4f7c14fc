use super::course::{Course, push, standard_law};
use super::{Kind, Prediction};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::theory::Setting;
use crate::theory::exact_law;

/// The gradients' skewness and kurtosis change E2 by a share of about 1/(2n) (Edgeworth), and its root by half of that.
fn next_term(setting: &Setting) -> f64 {
    0.25 / setting.samples as f64
}

/// Robust gradient descent on Rademacher regression, where ∂_k F_i(w) is about N(δ_k, (‖δ‖² − δ_k² + σ²)/n): at its fixed
/// point δ_k² = E2·(‖δ‖² − δ_k² + σ²)/n with E2 = E err² of the aggregator's exact law, so
/// ‖δ‖² = d·E2·σ²/(n − (d−1)·E2).
pub(super) fn rademacher_gradient(setting: &Setting, course: Course) -> Option<Prediction> {
    if !course.is_settled_descent(setting.constants.smoothness) {
        return None;
    }
    let (moments, _) = standard_law(setting, course)?;
    let (n, d) = (setting.samples as f64, setting.dim as f64);
    let rest = n - (d - 1.0) * moments.mean_square;
    (rest > 0.0).then(|| Prediction {
        kind: Kind::SteadyState,
        rms: Some(setting.noise * (d * moments.mean_square / rest).sqrt()),
        bias: None,
        remainder: next_term(setting),
    })
}

/// Robust gradient descent on least squares with Gaussian design, where ∂_k F_i(w) is about
/// N(λ_kδ_k, λ_k(δᵀΣδ + λ_kδ_k² + σ²)/n): with u = Σ^½δ, u_k² = E2·(‖u‖² + u_k² + σ²)/n at the fixed point, so
/// ‖u‖² = d·E2·σ²/(n − (d+1)·E2), alike in every coordinate, and ‖δ‖² = Σ_k u_k²/λ_k = E2·σ̃²/(n − (d+1)·E2).
///
/// With the plain mean this is exact, pooled least squares. Else the gradients' skewness and kurtosis change E2 by a share of
/// about 1/(2n) (Edgeworth), so that nothing is predicted for small n.
pub(super) fn gaussian_design_gradient(setting: &Setting, course: Course, rounds: usize) -> Option<Prediction> {
    const ENOUGH_SAMPLES: usize = 50;
    if !course.is_settled_descent(setting.constants.smoothness) || setting.samples < ENOUGH_SAMPLES {
        return None;
    }
    let (moments, _) = standard_law(setting, course)?;
    let (n, d) = (setting.samples as f64, setting.dim as f64);
    let rest = n - (d + 1.0) * moments.mean_square;
    let rms = (rest > 0.0).then(|| setting.estimate_deviation * (moments.mean_square / rest).sqrt())?;
    // What is left of the way from the start in the direction of the smallest eigenvalue.
    let contraction = 1.0 - setting.constants.strong_convexity? / setting.constants.smoothness;
    let left = setting.diameter * libm::pow(contraction, rounds as f64);
    (left <= 1e-3 * rms).then_some(Prediction {
        kind: Kind::SteadyState,
        rms: Some(rms),
        bias: None,
        remainder: next_term(setting),
    })
}

/// One round on least squares with Gaussian design: (ŵ_i − w*)_k is σ/√λ_k times one law in every coordinate, so the mean square
/// is σ̃² times that of the law's aggregate.
pub(super) fn gaussian_design_estimate(setting: &Setting) -> Option<Prediction> {
    let (n, m, d) = (setting.samples, setting.workers, setting.dim);
    if setting.push == Push::Worst && setting.byzantine > 0 {
        let trim = match setting.rule {
            Law::Median => (m - 1) / 2,
            Law::TrimmedMean { trimmed } => trimmed,
            _ => return None,
        };
        let law = exact_law::one_round_gaussian_design_omniscient(d, n, m, setting.byzantine, trim).ok()?;
        return Some(Prediction {
            kind: Kind::ExactLaw,
            rms: Some(setting.estimate_deviation * law.mean_square.sqrt()),
            bias: Some(0.0),
            remainder: law.error,
        });
    }
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
    let deviation = setting.estimate_deviation;
    // Where eigenvalues differ so do the coordinates' biases, and σ̃ does not tell their mean.
    let isotropic = ((deviation / setting.noise).powi(2) / d as f64 - 1.0).abs() < 1e-9;
    Some(Prediction {
        kind: Kind::ExactLaw,
        rms: Some(deviation * law.mean_square.sqrt()),
        bias: isotropic.then_some(sign * setting.noise * law.mean),
        remainder: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::super::predict;
    use super::*;
    use crate::algorithm::{Rounds, Scheme};
    use crate::problem::{GaussianDesign, MessageLaw, RegressionData};

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
            let rms = prediction.and_then(|p| p.rms).expect("a known law");
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
            assert!((up.rms.expect("known").powi(2) - expected).abs() < 1e-8);
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
            assert!((stretched.rms.expect("known").powi(2) - expected).abs() < 1e-7);
            assert_eq!(stretched.bias, None);
            assert_eq!(
                predict(&Setting {
                    samples: dim - 1,
                    ..isotropic.clone()
                }),
                None
            );
            // The worse of two sides, known within a thousandth; further out than one side.
            let worst = predict(&Setting {
                push: Push::Worst,
                ..isotropic
            })
            .expect("a known law");
            assert_eq!((worst.kind, worst.bias), (Kind::ExactLaw, Some(0.0)));
            assert!(worst.remainder <= 1e-3);
            let ratio = worst.rms.expect("known") / up.rms.expect("known");
            assert!((1.2..1.4).contains(&ratio), "{ratio}");
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
        let square = |setting: &Setting| {
            predict(setting)
                .and_then(|prediction| prediction.rms)
                .map(|rms| rms * rms)
        };
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

    /// What is left of the start shrinks by 1 − λ_F/L_F a round: at λ_F = 1 and L_F = 2 by one half, so that ten rounds leave 2⁻¹⁰ of a
    /// diameter of 2, and twenty 2⁻²⁰, against a thousandth of an error of .07.
    #[test]
    fn the_start_is_forgotten_by_the_ratio_of_the_curvatures() {
        let steep = |rounds: usize| {
            let mut steep = setting(Law::Mean);
            steep.byzantine = 0;
            steep.workers = 2;
            steep.constants.smoothness = 2.0;
            steep.scheme = Scheme::GradientDescent {
                eta: 0.5,
                rounds: Rounds::Fixed(rounds),
            };
            predict(&steep)
        };
        assert_eq!(steep(10), None);
        let rms = steep(20).and_then(|prediction| prediction.rms).expect("forgotten");
        assert!((rms * rms - 1.0 / 198.0).abs() < 1e-15, "{rms}");
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
