//! How large W must be for a theorem to speak.

use super::{Form, NonConvex, Rule, Silence, Theorem};
use crate::theory::Setting;

/// The smallest radius of W, from `from` on, at which `theorem` speaks; `setting` gives the setting at a radius. `None` if it
/// is silent at every radius.
///
/// Assumption 5 asks for a fixed ball. Assumption 6 asks for one of radius 2(M + Δ)(F(w⁰) − F(w*))/Δ², and Δ depends on the
/// diameter D through ℓ = log(1 + nmL̂D), and on some problems through V and S too. As Δ grows with D the need falls while W
/// grows, so that they meet at one radius at most, which bisection finds; iterating the need instead may diverge. Beyond it
/// the theorem speaks until condition (2) fails.
pub fn smallest_radius(theorem: &dyn Theorem, form: Form, from: f64, setting: impl Fn(f64) -> Setting) -> Option<f64> {
    let bound = |radius: f64| theorem.bound(&setting(radius), form);
    let too_small = |radius: f64| matches!(bound(radius), Err(Silence::SizeOfW { .. }));
    let (mut low, mut high) = (from, from);
    while too_small(high) {
        low = high;
        high = (2.0 * high).max(f64::MIN_POSITIVE);
        if !high.is_finite() {
            return None;
        }
    }
    loop {
        let middle = low + 0.5 * (high - low);
        if !(low < middle && middle < high) {
            break;
        }
        if too_small(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    bound(high).is_ok().then_some(high)
}

/// The smallest radius of W, from `from` on, that meets Assumption 6 for both Theorem 3 and Theorem 6, as the paper states
/// them, or for the one of them that speaks. `None` if both are silent at every radius.
pub fn radius_of_assumption_six(from: f64, setting: impl Fn(f64) -> Setting) -> Option<f64> {
    let radii =
        [Rule::Median, Rule::TrimmedMean].map(|rule| smallest_radius(&NonConvex(rule), Form::Paper, from, &setting));
    radii.into_iter().flatten().reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregator::Law;
    use crate::problem::{AdditiveNoise, Gaussian, Potential, Shape};
    use crate::theory::theorem::{Assumption, Convex};

    fn problem(shape: Shape, dim: usize) -> AdditiveNoise<Gaussian> {
        let potential = Potential::new(dim, 1.0, shape).expect("valid");
        AdditiveNoise::new(potential, Gaussian, 1.0, Some(1e3), Some(vec![1.0; dim])).expect("valid")
    }

    /// n = 1000, α = β = .1.
    fn at(problem: &AdditiveNoise<Gaussian>, workers: usize, radius: f64) -> Setting {
        let byzantine = workers / 10;
        let rule = Law::TrimmedMean { trimmed: byzantine };
        Setting::of(&problem.within(radius), 1000, workers, byzantine, rule)
    }

    /// Radii at m = 10000, θ = σ = 1 and w⁰ = (1, …, 1), found by an independent program with 30 digits.
    #[test]
    fn the_root_of_assumption_six_matches_the_reference() {
        for (dim, median, trimmed_mean) in [
            (1, 1_959.965_640_175_14, 36.986_709_986_042_4),
            (2, 2_064.469_173_028_79, 30.612_016_059_352_5),
            (3, 2_037.928_557_307_6, 27.241_455_744_331_9),
        ] {
            let problem = problem(Shape::Cosine, dim);
            let from = (dim as f64).sqrt();
            for (rule, want) in [(Rule::Median, median), (Rule::TrimmedMean, trimmed_mean)] {
                let theorem = NonConvex(rule);
                let got = smallest_radius(&theorem, Form::Paper, from, |radius| at(&problem, 10_000, radius));
                let got = got.expect("speaks");
                assert!((got / want - 1.0).abs() < 1e-12, "{dim} {rule:?}: {got}");
                let bound = |share: f64| theorem.bound(&at(&problem, 10_000, share * got), Form::Paper);
                assert!(bound(1.0).is_ok() && bound(2.0).is_ok());
                assert!(matches!(
                    bound(0.99),
                    Err(Silence::SizeOfW {
                        assumption: Assumption::SizeAroundStart,
                        ..
                    })
                ));
            }
            let both = radius_of_assumption_six(from, |radius| at(&problem, 10_000, radius)).expect("speaks");
            assert!((both / median - 1.0).abs() < 1e-12);
        }
    }

    /// M grows with D where no bound on the gradient is known, and the need with it: W meets it only where condition (2) is
    /// about to fail, which many workers put off beyond every number.
    #[test]
    fn a_gradient_bound_that_grows_with_w_may_leave_no_radius() {
        let problem = problem(Shape::Cosine, 1);
        let theorem = NonConvex(Rule::Median);
        let growing = |workers: usize, radius: f64| Setting {
            gradient_bound: None,
            ..at(&problem, workers, radius)
        };
        let radius = |workers: usize| smallest_radius(&theorem, Form::Paper, 1.0, |radius| growing(workers, radius));
        let found = radius(1_000).expect("speaks");
        assert!(found > 1e30 && theorem.bound(&growing(1_000, found), Form::Paper).is_ok());
        assert_eq!(radius(10_000), None);
    }

    #[test]
    fn a_theorem_that_is_silent_for_another_reason_has_no_radius() {
        let cosine = problem(Shape::Cosine, 1);
        let few = |radius| at(&cosine, 20, radius);
        assert_eq!(smallest_radius(&NonConvex(Rule::Median), Form::Paper, 1.0, few), None);
        // The trimmed mean's condition is about counts alone.
        let trimmed_mean = smallest_radius(&NonConvex(Rule::TrimmedMean), Form::Paper, 1.0, few);
        assert!(trimmed_mean.is_some());
        assert_eq!(radius_of_assumption_six(1.0, few), trimmed_mean);
        let unknown = |radius| {
            let mut setting = few(radius);
            setting.constants.coordinate_lipschitz = None;
            setting
        };
        assert_eq!(radius_of_assumption_six(1.0, unknown), None);
        let convex = |radius| at(&cosine, 10_000, radius);
        assert_eq!(smallest_radius(&Convex(Rule::Median), Form::Paper, 2.0, convex), None);
    }

    #[test]
    fn assumption_five_asks_for_twice_the_distance() {
        let convex = problem(Shape::Convex, 3);
        for rule in [Rule::Median, Rule::TrimmedMean] {
            let setting = |radius| at(&convex, 10_000, radius);
            let radius = smallest_radius(&Convex(rule), Form::Paper, 3f64.sqrt(), setting).expect("speaks");
            assert!((radius / (2.0 * 3f64.sqrt()) - 1.0).abs() < 1e-14, "{radius}");
        }
    }
}
