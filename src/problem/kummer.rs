//! Kummer's function ₁F₁ at a negative argument, and the moments of the sphere that it gives.

/// ₁F₁(a; b; −x) for 0 < a ≤ b and x ≥ 0, to about 1e-13 relative: a positive, decreasing function of x that is 1 at 0.
///
/// By Kummer's transform it is e^{−x}·Σ_s (b−a)_s/(b)_s·xˢ/s!, a sum of positive terms; for large x the expansion
/// Γ(b)/Γ(b−a)·x^{−a}·Σ_s (a)_s(a−b+1)_s/(s!·xˢ) (DLMF 13.7.2), whose first neglected part is of order e^{−x}.
pub(super) fn kummer(a: f64, b: f64, x: f64) -> f64 {
    // A lost iterate has no distance from w*, and its sum would have no end.
    if a == b || x.is_nan() {
        return libm::exp(-x);
    }
    if b >= LARGE_PARAMETER {
        return for_large_parameter(a, b, x);
    }
    if x > 50.0 + 10.0 * b {
        return for_large(a, b, x);
    }
    // The sum grows like e^x: e^500 at a time is moved to the exponent, where it is exact.
    let large = libm::exp(500.0);
    let (mut term, mut sum, mut exponent, mut s) = (1.0, 1.0, -x, 0.0);
    loop {
        let ratio = (b - a + s) * x / ((b + s) * (s + 1.0));
        term *= ratio;
        sum += term;
        s += 1.0;
        if ratio < 0.5 && term < 1e-17 * sum {
            return sum * libm::exp(exponent);
        }
        if sum > large {
            term /= large;
            sum /= large;
            exponent += 500.0;
        }
    }
}

/// From this b on the expansion in 1/b is exact to rounding at every x, for a of a few units.
const LARGE_PARAMETER: f64 = 500.0;

/// The sum's terms grow in number like x, which is of the order of the dimension here. With c = b − a − 1 and t of law Beta(a, b − a),
/// E e^{−xt} is the integral of t^{a−1}·e^{−(x+c)t}·y(t), y = exp(c(t + log(1 − t))) = Σ_k y_k·tᵏ with (k + 1)y_{k+1} = k·y_k − c·y_{k−1}
/// (Watson's lemma): (c/(x + c))^a·S(x)/S(0), S(x) = Σ_k y_k·(a)_k/(x + c)ᵏ, as it is 1 at x = 0.
fn for_large_parameter(a: f64, b: f64, x: f64) -> f64 {
    const MOST_TERMS: i32 = 60;
    let c = b - a - 1.0;
    let series = |x: f64| {
        let scale = x + c;
        let (mut before, mut last, mut sum) = (1.0, 0.0, 1.0);
        for k in (1..MOST_TERMS).map(f64::from) {
            let ratio = (a + k) / scale;
            let next = ratio * (k * last - c * (a + k - 1.0) / scale * before) / (k + 1.0);
            sum += next;
            (before, last) = (last, next);
            if before.abs().max(last.abs()) < 1e-17 {
                break;
            }
        }
        sum
    };
    if x.is_infinite() {
        return 0.0;
    }
    libm::pow(c / (x + c), a) * series(x) / series(0.0)
}

fn for_large(a: f64, b: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut s) = (1.0f64, 1.0f64, 0.0);
    loop {
        let ratio = (a + s) * (a - b + 1.0 + s) / ((s + 1.0) * x);
        term *= ratio;
        sum += term;
        s += 1.0;
        if term.abs() <= 1e-17 * sum.abs() || (ratio.abs() > 1.0 && s > b) {
            break;
        }
    }
    libm::exp(libm::lgamma(b) - libm::lgamma(b - a) - a * libm::log(x)) * sum
}

/// E u₁^{2j}·exp(−x·u₁²) for u uniform on the sphere in dimension d = `dim`: u₁² ~ Beta(½, (d−1)/2), so it is
/// (½)_j/(d/2)_j · ₁F₁(½ + j; d/2 + j; −x).
pub(super) fn spherical_moment(dim: usize, j: usize, x: f64) -> f64 {
    let half = 0.5 * dim as f64;
    let moment: f64 = (0..j).map(|i| (0.5 + i as f64) / (half + i as f64)).product();
    moment * kummer(0.5 + j as f64, half + j as f64, x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 40-digit references, on both sides of where the expansion takes over.
    #[test]
    fn values_match_references() {
        for (a, b, x, want) in [
            (0.5, 1.5, 0.1, 0.967_643_312_635_591_8),
            (0.5, 1.5, 30.0, 0.161_802_159_379_640_07),
            (1.5, 2.5, 1.0, 0.568_417_037_461_477_1),
            (1.5, 2.5, 74.9, 0.002_050_753_555_531_034_7),
            (1.5, 2.5, 75.1, 0.002_042_566_920_642_862),
            (1.5, 2.5, 1e4, 1.329_340_388_179_137e-6),
            (1.5, 6.0, 12.5, 0.156_636_031_781_881_04),
            (4.5, 8.5, 40.0, 0.000_102_051_405_942_636_36),
            (4.5, 8.5, 400.0, 4.416_413_936_057_319e-9),
            (0.5, 50.0, 3.0, 0.971_262_899_664_456_2),
            (1.5, 51.0, 500.0, 0.027_307_327_646_937_176),
            (1.5, 51.0, 600.0, 0.021_243_043_223_582_534),
            (3.5, 53.5, 5000.0, 1.053_008_358_750_788_9e-7),
            (0.5, 500.0, 3000.0, 0.377_756_102_692_735),
            (0.5, 499.0, 3000.0, 0.377_431_543_603_167_7),
            (1.5, 500.5, 5.0, 0.985_199_593_464_880_7),
            (4.5, 504.5, 2000.0, 0.000_727_459_570_028_629_2),
            (0.5, 5000.0, 30_000.0, 0.377_943_645_354_032_4),
            (1.5, 2.0, 1e-9, 0.999_999_999_25),
            (2.5, 3.0, 5000.0, 6.384_673_093_952_257e-10),
            (1.5, 1.5, 20.0, 2.061_153_622_438_558e-9),
        ] {
            let got = kummer(a, b, x);
            assert!((got / want - 1.0).abs() < 2e-13, "{a} {b} {x}: {got} against {want}");
        }
    }

    /// e^{−xB} with B ~ Beta(a, b − a), about a/b wide: (1 + x/b)^{−a}, but for O(1/b).
    #[test]
    fn no_parameter_is_too_large() {
        for b in [1e6, 1e9, 1e15] {
            for x in [1e-3, 1.0, 3.0] {
                for a in [0.5, 1.5, 4.5] {
                    let (got, limit) = (kummer(a, b, x * b), libm::pow(1.0 + x, -a));
                    assert!(
                        (got / limit - 1.0).abs() < 20.0 / b + 1e-14,
                        "{a} {b} {x}: {got} {limit}"
                    );
                }
            }
        }
        assert_eq!(kummer(0.5, 1e6, f64::INFINITY), 0.0);
    }

    #[test]
    fn every_argument_has_a_value() {
        assert!(kummer(1.5, 2.5, f64::NAN).is_nan());
        assert_eq!(kummer(1.5, 2.5, f64::INFINITY), 0.0);
        assert_eq!(kummer(1.5, 1.5, f64::INFINITY), 0.0);
        assert_eq!(kummer(0.5, 7.0, 0.0), 1.0);
    }

    /// d = 2: u₁ = cos φ, by the trapezoidal rule over the circle, which is exact to rounding.
    #[test]
    fn moments_of_the_circle() {
        for x in [0.0, 0.7, 9.0, 150.0] {
            for j in 0..5 {
                let angles = (0..2000).map(|i| std::f64::consts::TAU * f64::from(i) / 2000.0);
                let mean = angles
                    .map(|angle| libm::cos(angle).powi(2 * j) * libm::exp(-x * libm::cos(angle).powi(2)))
                    .sum::<f64>()
                    / 2000.0;
                let got = spherical_moment(2, j as usize, x);
                assert!((got / mean - 1.0).abs() < 1e-12, "{j} {x}: {got} {mean}");
            }
        }
    }
}
