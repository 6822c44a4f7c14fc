use super::clipped::clipped;
use super::course::{Course, push, standard_law};
use super::predict::FAR;
use super::{Kind, Prediction};
use crate::adversary::Push;
use crate::aggregator::Law;
use crate::problem::Curvatures;
use crate::stat::normal;
use crate::theory::continuous_law::GammaMean;
use crate::theory::exact_law::{self, Side};
use crate::theory::{Mode, Setting};

/// Additive noise in the gradient of a quadratic F, λ_k(w − w*)_k + z_k, as in mean estimation, where λ_k = 1. A rule that moves with
/// its messages gives λ_k(w − w*)_k + g_k in every round, g the aggregate of the noises z, so that after T rounds
///
/// > (w − w*)_k = ρ_kᵀe_k − (1 − ρ_kᵀ)g_k/λ_k, ρ_k = 1 − ηλ_k, e = w⁰ − w*,
///
/// exactly. After one round of minimisers it is −g_k/λ_k.
struct Modes {
    /// What is left of e_k, and the factor of −g_k, of so many coordinates that are alike.
    coordinates: Vec<(f64, f64, f64)>,
    dim: f64,
}

impl Modes {
    /// `None` where W may have stopped the iterate on its way, unless the start is forgotten: ‖g_k/λ_k‖ is about `size` once it is.
    fn of(setting: &Setting, course: Course, size: f64) -> Option<Self> {
        /// What is left of the start, over what stays of the noise, once it is forgotten.
        const NOTHING: f64 = 1e-6;
        let mode = |mode: &Mode| match course {
            Course::Estimate => (0.0, mode.curvature.recip(), 0.0, mode.count as f64),
            Course::Descent { eta, rounds } => {
                let factor = 1.0 - eta * mode.curvature;
                let left = libm::pow(factor, rounds as f64);
                (
                    left * mode.offset,
                    (1.0 - left) / mode.curvature,
                    factor,
                    mode.count as f64,
                )
            }
        };
        let modes: Vec<_> = setting.modes.iter().map(mode).collect();
        let left = modes
            .iter()
            .map(|(left, _, _, count)| count * left * left)
            .sum::<f64>()
            .sqrt();
        let forgotten = left <= NOTHING * size;
        // Every coordinate then goes one way, from e_k towards −g_k/λ_k.
        let one_way = modes.iter().all(|(_, _, factor, _)| (0.0..=1.0).contains(factor));
        let inside = one_way && setting.start_distance + FAR * size <= setting.reach_from_optimum;
        let far = FAR * size > setting.radius();
        let known = match course {
            Course::Estimate => true,
            Course::Descent { .. } => inside || (forgotten && !far),
        };
        known.then(|| Self {
            coordinates: modes
                .into_iter()
                .map(|(left, gain, _, count)| (left, gain, count))
                .collect(),
            dim: setting.dim as f64,
        })
    }

    /// E‖w − w*‖² and the mean of the expected coordinates, where −g_k has the given moments in every coordinate.
    fn moments(&self, mean: f64, mean_square: f64) -> (f64, f64) {
        let square = |(left, gain, count): &(f64, f64, f64)| {
            count * (left * left + 2.0 * left * gain * mean + gain * gain * mean_square)
        };
        let bias = self
            .coordinates
            .iter()
            .map(|(left, gain, count)| count * (left + gain * mean))
            .sum::<f64>();
        (self.coordinates.iter().map(square).sum(), bias / self.dim)
    }

    /// The exact law, in units of `unit`.
    fn exact(&self, unit: f64, mean: f64, mean_square: f64) -> Prediction {
        let scaled = Self {
            coordinates: self
                .coordinates
                .iter()
                .map(|(left, gain, count)| (left / unit, *gain, *count))
                .collect(),
            dim: self.dim,
        };
        let (square, bias) = scaled.moments(mean, mean_square);
        Prediction {
            kind: Kind::ExactLaw,
            rms: Some(unit * square.sqrt()),
            bias: Some(unit * bias),
            remainder: 0.0,
        }
    }
}

/// Gaussian noise. An adversary that looks at the iterate has a fixed law only where one round forgets the iterate; while what is
/// left of the start is large beside all that any adversary can add, it is known but for that.
pub(super) fn gaussian(setting: &Setting, course: Course, curvatures: &Curvatures) -> Option<Prediction> {
    let s = setting.noise / (setting.samples as f64).sqrt();
    let size = s * (setting.dim as f64 * curvatures.mean_square_inverse).sqrt();
    if let Some((moments, sign)) = standard_law(setting, course) {
        return match Modes::of(setting, course, size * moments.mean_square.sqrt()) {
            Some(modes) => Some(modes.exact(s, sign * moments.mean, moments.mean_square)),
            None => clipped(setting, course),
        };
    }
    let (m, b) = (setting.workers, setting.byzantine);
    // Whatever is sent, the aggregate lies between what all at −∞ and what all at +∞ make of it.
    let worst = match setting.rule {
        Law::Median => exact_law::median_omniscient(m, b).ok()?,
        Law::TrimmedMean { trimmed } => exact_law::trimmed_mean_omniscient(m, b, trimmed).ok()?,
        _ => return None,
    };
    let modes = Modes::of(setting, course, size * worst.mean_square.sqrt())?;
    let forgets = match course {
        Course::Estimate => true,
        Course::Descent { eta, .. } => {
            let ends = [curvatures.smallest, curvatures.largest].map(|curvature| (1.0 - eta * curvature).abs());
            ends[0].max(ends[1]) <= ROUNDING
        }
    };
    if setting.push == Push::Worst && forgets {
        return Some(Prediction {
            bias: Some(0.0),
            remainder: worst.error,
            ..modes.exact(s, 0.0, worst.mean_square)
        });
    }
    let (left, added) = (modes.moments(0.0, 0.0).0.sqrt(), s * worst.mean_square.sqrt());
    let gains = modes
        .coordinates
        .iter()
        .map(|(_, gain, count)| count * gain * gain)
        .sum::<f64>()
        .sqrt();
    let remainder = added * gains / left;
    (remainder <= SMALL).then_some(Prediction {
        kind: Kind::Transient,
        rms: Some(left),
        bias: None,
        remainder,
    })
}

/// What 1 − ηλ may be off zero by, since η = 1/λ is rounded.
const ROUNDING: f64 = 1e-12;

/// A share of what is predicted that may be left out.
const SMALL: f64 = 0.02;

/// Means z̄ of n exponential values less their expectation, in mean estimation (`sign` = 1: w is z̄'s aggregate) or as noise of
/// the gradient of a quadratic F (`sign` = −1: coordinate k is −z̄_k's aggregate over λ_k).
///
/// The law of their median is known exactly, since z̄ + 1 is a Gamma value over n. A gradient that is too large pushes the iterate
/// down.
pub(super) fn exponential(setting: &Setting, course: Course, sign: f64, curvatures: &Curvatures) -> Option<Prediction> {
    let (n, m, b) = (setting.samples, setting.workers, setting.byzantine);
    let dim = setting.dim as f64;
    let exact = |mean: f64, mean_square: f64| {
        let rms = setting.noise * (dim * curvatures.mean_square_inverse * mean_square).sqrt();
        Some(Modes::of(setting, course, rms)?.exact(setting.noise, sign * mean, mean_square))
    };
    match setting.rule {
        Law::Mean if b == 0 => exact(0.0, (n as f64 * m as f64).recip()),
        Law::Median => {
            let pushed = push(setting)? * sign;
            let side = match course {
                Course::Estimate if pushed > 0.0 => Side::Up,
                Course::Descent { .. } if pushed < 0.0 => Side::Up,
                _ => Side::Down,
            };
            let law = exact_law::median_of_law(&GammaMean::new(n), m, b, side).ok()?;
            exact(law.mean, law.mean_square)
        }
        Law::TrimmedMean { trimmed } => skewed_trimmed_mean(setting, course, trimmed, sign, curvatures),
        Law::Mean | Law::Unknown => None,
    }
}

/// Without attack and with many workers, a trimmed mean of means of values of skewness κ₃ is biased by −σκ₃/(6n) times
/// 2z_β·φ(z_β)/(1−2β), z_β = Φ⁻¹(1−β) (Edgeworth). What that leaves out is known of the median alone, and taken to be as large here.
fn skewed_trimmed_mean(
    setting: &Setting,
    course: Course,
    trimmed: usize,
    sign: f64,
    curvatures: &Curvatures,
) -> Option<Prediction> {
    const MANY_WORKERS: usize = 50;
    /// κ₃ of the exponential law.
    const SKEWNESS: f64 = 2.0;
    let (n, m) = (setting.samples, setting.workers);
    let median = -SKEWNESS / (6.0 * n as f64);
    let size = sign * setting.noise * curvatures.mean_inverse;
    let left = Modes::of(setting, course, (size * median).abs())?
        .moments(0.0, 0.0)
        .0
        .sqrt();
    if setting.byzantine > 0 || m < MANY_WORKERS || left > 1e-6 * (size * median).abs() {
        return None;
    }
    let beta = trimmed as f64 / m as f64;
    let factor = if beta == 0.0 {
        0.0
    } else {
        let z = normal::upper_quantile(beta);
        2.0 * z * normal::density(z) / (1.0 - 2.0 * beta)
    };
    let exact = exact_law::median_of_law(&GammaMean::new(n), m, 0, Side::Up).ok()?;
    Some(Prediction {
        kind: Kind::Edgeworth,
        rms: None,
        bias: Some(size * factor * median),
        remainder: (exact.mean / median - 1.0).abs(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::predict;
    use super::*;
    use crate::algorithm::{Rounds, Scheme};
    use crate::problem::{ExponentialMean, GaussianMean};

    fn of(problem: &ExponentialMean, samples: usize, workers: usize, rule: Law) -> Prediction {
        predict(&Setting::of(problem, samples, workers, 0, rule).by(Scheme::OneRound)).expect("a known law")
    }

    /// The bias in σ/n: −1/3 of the median, −0.18744 of the mean that trims a tenth, −0.32626 of the one that trims 0.4
    /// (2zφ(z)/(1 − 2β)/3, z = 1.28155 and 0.25335, by hand), none of the plain mean.
    #[test]
    fn what_is_trimmed_less_is_biased_less() {
        let problem = ExponentialMean::new(3, 2.0, None).expect("valid");
        let coefficient = |rule| of(&problem, 100, 100_001, rule).bias.expect("known") * 100.0 / 2.0;
        for (rule, expected) in [
            (Law::Median, -0.333_33),
            (Law::TrimmedMean { trimmed: 10_000 }, -0.187_44),
            (Law::TrimmedMean { trimmed: 40_000 }, -0.326_26),
            (Law::Mean, 0.0),
        ] {
            let found = coefficient(rule);
            assert!((found - expected).abs() < 1e-3, "{rule:?}: {found} against {expected}");
        }
        // What is left out is what the median's own expansion leaves out: a share of some 1/n.
        let left_out = of(&problem, 20, 101, Law::TrimmedMean { trimmed: 10 }).remainder;
        assert!((0.001..0.05).contains(&left_out), "{left_out}");
    }

    /// One round with step 1 forgets the start: under the omniscient adversary, but for what the moments of its law leave out, 0 of the
    /// median of odd m.
    #[test]
    fn the_worse_side_of_every_coordinate_is_predicted_of_every_rule() {
        let problem = GaussianMean::new(3, 2.0, None).expect("valid");
        for (workers, rule, law) in [
            (101, Law::Median, exact_law::median_omniscient(101, 10)),
            (100, Law::Median, exact_law::median_omniscient(100, 10)),
            (
                100,
                Law::TrimmedMean { trimmed: 10 },
                exact_law::trimmed_mean_omniscient(100, 10, 10),
            ),
            (
                101,
                Law::TrimmedMean { trimmed: 36 },
                exact_law::trimmed_mean_omniscient(101, 10, 36),
            ),
        ] {
            let law = law.expect("known");
            let descent = Scheme::GradientDescent {
                eta: 1.0,
                rounds: Rounds::Fixed(1),
            };
            for scheme in [descent, Scheme::OneRound] {
                let setting = Setting::of(&problem, 25, workers, 10, rule)
                    .under(Push::Worst)
                    .by(scheme);
                let found = predict(&setting).expect("a known law");
                let rms = 0.4 * (3.0 * law.mean_square).sqrt();
                assert!((found.rms.expect("known") / rms - 1.0).abs() < 1e-12, "{found:?}");
                assert_eq!(
                    (found.kind, found.bias, found.remainder),
                    (Kind::ExactLaw, Some(0.0), law.error)
                );
                assert_eq!(found.remainder == 0.0, (workers, rule) == (101, Law::Median));
            }
        }
    }

    /// After two halvings of a start at 10, 2.5 is left; ¾ of what an attack can add in a round is all that it has added.
    #[test]
    fn what_is_left_of_the_start_is_known_but_for_what_any_attack_adds() {
        let problem = GaussianMean::new(1, 2.0, None).expect("valid");
        let after = |push: Push, rule: Law, samples: usize| {
            predict(&Setting {
                start_distance: 10.0,
                reach_from_optimum: 20.0,
                modes: [Mode {
                    count: 1,
                    offset: 10.0,
                    curvature: 1.0,
                }]
                .into(),
                ..Setting::of(&problem, samples, 101, 10, rule)
                    .under(push)
                    .by(Scheme::GradientDescent {
                        eta: 0.5,
                        rounds: Rounds::Fixed(2),
                    })
            })
        };
        let s = 2.0 / 1e4f64.sqrt();
        let median = exact_law::median_omniscient(101, 10).expect("known").mean_square;
        let trimmed = exact_law::trimmed_mean_omniscient(101, 10, 11)
            .expect("known")
            .mean_square;
        for (rule, most) in [(Law::Median, median), (Law::TrimmedMean { trimmed: 11 }, trimmed)] {
            for push in [Push::Worst, Push::Unknown] {
                let prediction = after(push, rule, 10_000).expect("far from w*");
                assert_eq!((prediction.kind, prediction.rms), (Kind::Transient, Some(2.5)));
                let expected = 0.75 * s * most.sqrt() / 2.5;
                assert!((prediction.remainder / expected - 1.0).abs() < 1e-12, "{rule:?}");
            }
        }
        // Near w* the attack is all there is, and no law of it is known.
        assert_eq!(after(Push::Worst, Law::Median, 1), None);
        let law = after(Push::Up, Law::Median, 10_000).expect("an exact law");
        let median = exact_law::median_one_sided(101, 10).expect("known");
        let square = 2.5f64.powi(2) - 2.0 * 2.5 * 0.75 * s * median.mean + (0.75 * s).powi(2) * median.mean_square;
        assert!((law.rms.expect("known") / square.sqrt() - 1.0).abs() < 1e-12);
        assert!((law.bias.expect("known") - (2.5 - 0.75 * s * median.mean)).abs() < 1e-12);
    }
}
