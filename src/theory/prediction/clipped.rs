use super::course::{Course, push};
use super::{Kind, Prediction};
use crate::aggregator::Law;
use crate::theory::Setting;
use crate::theory::order_statistic::OrderStatistic;

/// What 1 − ηλ, or the distance of w* to the centre of W, may be off zero by.
const ROUNDING: f64 = 1e-12;

/// Gaussian noise in one dimension, where W stops the iterate: a step of length 1/λ ends at w* − g/λ wherever it begins, g the aggregate of
/// the noises, and the projection takes it to the nearest point of W, so that with w* in the middle of W
///
/// > w − w* = −g/λ, kept within ±R,
///
/// after every round. Known where g is one order statistic of the honest values: for the median and odd m, with all Byzantine values on
/// one side.
pub(super) fn clipped(setting: &Setting, course: Course) -> Option<Prediction> {
    let Course::Descent { eta, rounds } = course else {
        return None;
    };
    let mode = setting.modes.first()?;
    let in_the_middle = (setting.reach_from_optimum / setting.radius() - 1.0).abs() <= ROUNDING;
    let forgets = (1.0 - eta * mode.curvature).abs() <= ROUNDING && rounds > 0;
    let (m, b) = (setting.workers, setting.byzantine);
    if setting.dim != 1 || setting.rule != Law::Median || m.is_multiple_of(2) || !in_the_middle || !forgets {
        return None;
    }
    let law = OrderStatistic::new(m / 2 + 1, m.checked_sub(b)?).ok()?;
    let unit = setting.noise / (setting.samples as f64).sqrt() / mode.curvature;
    let most = setting.radius() / unit;
    let [mean, mean_square] = law.expectations(&[-most, most], |g| {
        let kept = g.clamp(-most, most);
        [kept, kept * kept]
    });
    // Where nobody pushes the two sides are alike.
    let sign = if b == 0 { 0.0 } else { -push(setting)? };
    Some(Prediction {
        kind: Kind::ExactLaw,
        rms: Some(unit * mean_square.sqrt()),
        bias: Some(unit * sign * mean),
        remainder: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adversary::Push;
    use crate::algorithm::{Rounds, Scheme};
    use crate::problem::GaussianMean;
    use crate::theory::prediction::predict;

    fn predicted(radius: f64, byzantine: usize, push: Push) -> Option<Prediction> {
        let problem = GaussianMean::new(1, 1.0, Some(radius)).expect("valid");
        let scheme = Scheme::GradientDescent {
            eta: 1.0,
            rounds: Rounds::Fixed(3),
        };
        predict(
            &Setting::of(&problem, 100, 101, byzantine, Law::Median)
                .under(push)
                .by(scheme),
        )
    }

    /// In a W that is wide it is the law without projection, in one that is small its radius, and it grows in between.
    #[test]
    fn from_the_radius_to_the_law_itself() {
        let rms = |radius| predicted(radius, 10, Push::Up).and_then(|law| law.rms).expect("known");
        let wide = rms(10.0);
        assert!((rms(0.1) / wide - 1.0).abs() < 1e-9);
        assert!((rms(1e-5) / 1e-5 - 1.0).abs() < 1e-3);
        let radii: Vec<f64> = (1..10).map(|i| 0.005 * f64::from(i)).collect();
        assert!(radii.windows(2).all(|pair| rms(pair[0]) < rms(pair[1])));
        assert!(radii.iter().all(|radius| rms(*radius) < wide.min(*radius)));
    }

    /// Simpson's rule on the density of X_(51:91), cut off at ±R.
    #[test]
    fn as_an_independent_quadrature_finds_it() {
        let law = OrderStatistic::new(51, 91).expect("valid");
        let most = 0.2;
        let steps = 4000;
        let mut square = most * most * (law.survival(most) + law.cdf(-most));
        for i in 0..steps {
            let at = |j: f64| -most + 2.0 * most * j / f64::from(steps);
            let (low, high) = (at(f64::from(i)), at(f64::from(i) + 1.0));
            square += at(f64::from(i) + 0.5).powi(2) * (law.cdf(high) - law.cdf(low));
        }
        let got = predicted(0.02, 10, Push::Up).and_then(|law| law.rms).expect("known");
        assert!((got / (0.1 * square.sqrt()) - 1.0).abs() < 1e-6, "{got}");
    }

    #[test]
    fn the_sides_mirror_and_what_is_not_known_stays_so() {
        let bias = |push| predicted(0.02, 10, push).and_then(|law| law.bias).expect("known");
        assert_eq!(bias(Push::Up), -bias(Push::Down));
        assert!(bias(Push::Up) < 0.0);
        assert_eq!(predicted(0.02, 0, Push::Up).and_then(|law| law.bias), Some(0.0));
        assert_eq!(predicted(0.02, 10, Push::Unknown), None);
        assert_eq!(predicted(0.02, 51, Push::Up), None);
    }
}
