//! The standard normal distribution, to full relative accuracy in both tails.
//!
//! `Φ` is the distribution function, `Q = 1 − Φ` the survival function and `φ` the density of N(0, 1).

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// 1/√(2π).
const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
/// log √(2π).
const LN_SQRT_TAU: f64 = 0.918_938_533_204_672_8;
/// 1/√2 minus its nearest double.
const FRAC_1_SQRT_2_LOW: f64 = -4.833_646_656_726_457e-17;
/// From here on the asymptotic series of Mills' ratio is exact to rounding.
const SERIES_FROM: f64 = 10.0;

/// Density φ(x) = exp(−x²/2)/√(2π).
pub fn density(x: f64) -> f64 {
    if x.is_infinite() {
        return 0.0;
    }
    let square = x * x;
    // The rounding error of x² would otherwise be magnified by the exponential.
    let lost = x.mul_add(x, -square);
    FRAC_1_SQRT_TAU * libm::exp(-0.5 * square) * (1.0 - 0.5 * lost)
}

/// Distribution function Φ(x) = P(N(0, 1) ≤ x).
pub fn cdf(x: f64) -> f64 {
    survival(-x)
}

/// Survival function Q(x) = P(N(0, 1) > x) = erfc(x/√2)/2.
pub fn survival(x: f64) -> f64 {
    if x >= SERIES_FROM {
        return density(x) * mills_series(x);
    }
    let argument = x * FRAC_1_SQRT_2;
    let value = 0.5 * libm::erfc(argument);
    if x <= 1.0 {
        return value;
    }
    // In the upper tail the rounding of x/√2 would cost a relative error of x² ulp.
    let lost = x.mul_add(FRAC_1_SQRT_2, -argument) + x * FRAC_1_SQRT_2_LOW;
    value - lost * std::f64::consts::SQRT_2 * density(x)
}

/// log Φ(x), finite for every finite x.
pub fn log_cdf(x: f64) -> f64 {
    log_survival(-x)
}

/// log Q(x), finite for every finite x, also where Q(x) itself underflows (x > 38).
pub fn log_survival(x: f64) -> f64 {
    if x < 0.0 {
        libm::log1p(-survival(-x))
    } else if x < SERIES_FROM {
        libm::log(survival(x))
    } else if x.is_infinite() {
        f64::NEG_INFINITY
    } else {
        libm::log(mills_series(x)) - 0.5 * x * x - LN_SQRT_TAU
    }
}

/// Hazard rate φ(x)/Q(x), which is also the mean of N(0, 1) given that it exceeds x.
///
/// By symmetry `hazard(-x)` is φ(x)/Φ(x).
pub fn hazard(x: f64) -> f64 {
    if x >= SERIES_FROM {
        mills_series(x).recip()
    } else {
        density(x) / survival(x)
    }
}

/// Quantile Φ⁻¹(p): −∞ at p ≤ 0, +∞ at p ≥ 1, NaN at NaN.
///
/// For p next to 1 use [`upper_quantile`] with 1 − p, which loses no digits.
pub fn quantile(p: f64) -> f64 {
    let beyond = p - 0.5;
    if p.is_nan() {
        f64::NAN
    } else if beyond.abs() <= 0.25 {
        central_quantile(beyond)
    } else if p < 0.5 {
        -tail_quantile(p)
    } else {
        tail_quantile(1.0 - p)
    }
}

/// The x with Φ(x) = ½ + `beyond`, by Newton's method from two terms of its series; relatively exact next to 0.
fn central_quantile(beyond: f64) -> f64 {
    let mut x = TAU.sqrt() * beyond * (1.0 + TAU / 6.0 * beyond * beyond);
    for _ in 0..4 {
        x -= (0.5 * libm::erf(x * FRAC_1_SQRT_2) - beyond) / density(x);
    }
    x
}

/// The x with Q(x) = `p` ≤ ¼, by Newton's method on log Q from Hastings' rational function, which is right to 5e-4 (Abramowitz and
/// Stegun, 26.2.23).
fn tail_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::INFINITY;
    }
    let target = libm::log(p);
    let t = (-2.0 * target).sqrt();
    let rise = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let fall = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = t - rise / fall;
    for _ in 0..3 {
        x += (log_survival(x) - target) / hazard(x);
    }
    x
}

/// Upper quantile Q⁻¹(p) = −Φ⁻¹(p): the point exceeded with probability p.
pub fn upper_quantile(p: f64) -> f64 {
    -quantile(p)
}

/// Φ(b) − Φ(a) for a ≤ b, without cancellation when the two are close or far out in the same tail; 0 if b ≤ a.
pub fn interval_probability(a: f64, b: f64) -> f64 {
    let width = b - a;
    // Also catches a = b = ±∞, where the width is NaN.
    if width.is_nan() || width <= 0.0 {
        0.0
    } else if width * (0.5 * (a + b)).abs().max(1.0) < 0.5 {
        interval_series(0.5 * (a + b), 0.5 * width)
    } else if a >= 0.0 {
        survival(a) - survival(b)
    } else {
        cdf(b) - cdf(a)
    }
}

/// Σ_k 2 He_{2k}(c) r^{2k+1}/(2k+1)! · φ(c): the integral of φ over [c − r, c + r], term by term from its Taylor series.
fn interval_series(centre: f64, radius: f64) -> f64 {
    let (mut even, mut odd) = (1.0, centre);
    let mut factor = 2.0 * radius;
    let mut sum = factor;
    for k in 1..8 {
        let order = f64::from(2 * k);
        even = centre * odd - (order - 1.0) * even;
        odd = centre * even - order * odd;
        factor *= radius * radius / (order * (order + 1.0));
        sum += factor * even;
    }
    density(centre) * sum
}

/// Mills' ratio Q(x)/φ(x) = x⁻¹(1 − x⁻² + 3x⁻⁴ − 15x⁻⁶ + …), for x ≥ [`SERIES_FROM`].
fn mills_series(x: f64) -> f64 {
    let step = -(x * x).recip();
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..25 {
        term *= step * f64::from(2 * k + 1);
        sum += term;
        if term.abs() < 1e-18 {
            break;
        }
    }
    sum / x
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::*;

    /// x, φ(x), Φ(x), Q(x), log Q(x), φ(x)/Q(x) to 20 digits; NaN where a double cannot hold the value.
    #[rustfmt::skip]
    const TABLE: [[f64; 6]; 15] = [
        [-20.0, 5.5209483621597631896e-88, 2.7536241186062336951e-89, 1.0, -2.7536241186062336951e-89, 5.5209483621597631896e-88],
        [-8.3, 4.3816394355093327219e-16, 5.2055697448902540246e-17, 0.99999999999999994794, -5.2055697448902541601e-17, 4.3816394355093329499e-16],
        [-3.7, 0.00042478027055075140767, 0.00010779973347738826148, 0.99989220026652261174, -0.00010780554428626334314, 0.00042482606668751456891],
        [-1.0, 0.2419707245191433498, 0.15865525393145705141, 0.84134474606854294859, -0.17275377902344988953, 0.28759997093917836123],
        [-0.25, 0.38666811680284920694, 0.40129367431707627576, 0.59870632568292372424, -0.51298407540943043213, 0.64583937101681726584],
        [0.0, 0.39894228040143267794, 0.5, 0.5, -std::f64::consts::LN_2, 0.79788456080286535588],
        [1e-9, 0.39894228040143267774, 0.5000000003989422804, 0.4999999996010577196, -0.69314718135782987054, 0.79788456143948512836],
        [0.5, 0.35206532676429947777, 0.69146246127401310364, 0.30853753872598689636, -1.1759117615936186089, 1.1410777703680644809],
        [1.7, 0.094049077376886930263, 0.95543453724145695634, 0.044565462758543043664, -3.1107960975524813963, 2.110357921928187549],
        [4.9, 2.4389607458933541272e-6, 0.99999952081672340968, 4.7918327659031898681e-7, -14.551182689355312642, 5.0898286001298836334],
        [9.9, 2.0811768202028224234e-22, 1.0, 2.0813752194932061247e-23, -52.226428300404045066, 9.9990467874868232095],
        [10.1, 2.8165665442762394109e-23, 1.0, 2.7621094717645167894e-24, -54.246047542693631266, 10.197157545956836539],
        [37.4, 7.3119853455051102315e-305, 1.0, 1.953681561648992248e-306, -703.92132288326433121, 37.426699872897794232],
        [60.0, 0.0, 1.0, 0.0, -1805.0135606805671387, 60.01665742024112493],
        [1000.5, 0.0, 1.0, 0.0, -500507.95219468622672, 1000.500999498252882],
    ];

    fn assert_close(name: &str, at: f64, got: f64, want: f64, relative: f64) {
        assert!(
            (got - want).abs() <= relative * want.abs(),
            "{name}({at}) = {got:e}, not {want:e}"
        );
    }

    #[test]
    fn values_match_20_digit_references_in_both_tails() {
        for [x, density_x, cdf_x, survival_x, log_survival_x, hazard_x] in TABLE {
            assert_close("density", x, density(x), density_x, 2e-15);
            assert_close("density", -x, density(-x), density_x, 2e-15);
            assert_close("cdf", x, cdf(x), cdf_x, 2e-15);
            assert_close("cdf", -x, cdf(-x), survival_x, 2e-15);
            assert_close("survival", x, survival(x), survival_x, 2e-15);
            assert_close("log_survival", x, log_survival(x), log_survival_x, 2e-15);
            assert_close("log_cdf", -x, log_cdf(-x), log_survival_x, 2e-15);
            assert_close("hazard", x, hazard(x), hazard_x, 4e-15);
        }
    }

    #[test]
    fn quantiles_are_those_of_statrs() {
        use statrs::distribution::{ContinuousCDF, Normal};

        for i in 1..2000 {
            let central = f64::from(i) / 2000.0;
            for p in [central, 0.5 + 1e-9 * central, libm::pow(10.0, -0.15 * f64::from(i))] {
                let (found, known) = (quantile(p), Normal::standard().inverse_cdf(p));
                assert!(
                    (found - known).abs() <= 1e-12 * known.abs(),
                    "{p}: {found} against {known}"
                );
            }
        }
    }

    #[test]
    fn infinite_and_nan_arguments_give_the_limits() {
        let inf = f64::INFINITY;
        assert_eq!([density(inf), cdf(-inf), survival(inf)], [0.0; 3]);
        assert_eq!([cdf(inf), survival(-inf)], [1.0; 2]);
        assert_eq!([log_cdf(inf), log_survival(inf)], [0.0, -inf]);
        assert_eq!([quantile(0.0), quantile(1.0), upper_quantile(0.0)], [-inf, inf, inf]);
        assert_eq!([hazard(-inf), interval_probability(inf, inf)], [0.0; 2]);
        assert!(
            [density(f64::NAN), cdf(f64::NAN), quantile(f64::NAN), hazard(f64::NAN)]
                .iter()
                .all(|v| v.is_nan())
        );
    }

    #[test]
    fn quantile_matches_20_digit_references() {
        for (p, want) in [
            (1e-300, -37.047096299361199237),
            (1e-100, -21.273453560965324294),
            (1e-20, -9.2623400897984075796),
            (1e-9, -5.9978070150076868614),
            (0.001, -3.0902323061678135354),
            (0.1, -1.2815515655446004353),
            (0.4, -0.25334710313579974132),
            (0.75, 0.6744897501960817432),
            (0.999, 3.0902323061678132778),
        ] {
            assert_close("quantile", p, quantile(p), want, 4e-16);
            assert_close("upper_quantile", p, upper_quantile(p), -want, 4e-16);
        }
        assert_eq!(quantile(0.5), 0.0);
    }

    #[test]
    fn interval_probability_matches_20_digit_references() {
        for (a, b, want) in [
            (0.3, 0.30000001, 3.8138781468769665156e-9),
            (5.0, 5.01, 1.4501394593611973005e-8),
            (-0.2, 0.2, 0.15851941887820605477),
            (8.0, 9.0, 6.2198319858658302829e-16),
            (-3.0, 7.0, 0.99865010196709009293),
            (-9.0, -8.5, 9.3666759816079342894e-18),
            (20.0, 20.1, 2.3846560322340947396e-89),
        ] {
            assert_close("interval", a, interval_probability(a, b), want, 4e-15);
            assert_close("interval", -b, interval_probability(-b, -a), want, 4e-15);
            assert_eq!(interval_probability(b, a), 0.0);
        }
    }

    #[test]
    fn interval_series_meets_the_difference_of_tails_where_they_change_over() {
        for centre in [0.0f64, 0.4, 1.0, 2.5, 6.0, 9.0] {
            let radius = 0.25 / centre.abs().max(1.0);
            let (a, b) = (centre - radius, centre + radius);
            // The endpoints are rounded.
            let (centre, radius) = (0.5 * (a + b), 0.5 * (b - a));
            assert_close(
                "interval",
                centre,
                interval_series(centre, radius),
                survival(a) - survival(b),
                1e-14,
            );
        }
    }
}
