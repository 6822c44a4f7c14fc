use std::f64::consts::TAU;

use super::logarithm::{excess_over_log, stirling_remainder};

/// The beta law with a, b > 0, to about 1e-12 relative in both tails: its distribution function is the regularised incomplete beta
/// function I_x(a, b).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beta {
    a: f64,
    b: f64,
    /// √(ab/(2π(a + b)))·exp(μ(a + b) − μ(a) − μ(b)), μ the remainder of Stirling's formula: the largest value of the slope.
    peak: f64,
}

impl Beta {
    pub fn new(a: f64, b: f64) -> Self {
        let correction = stirling_remainder(a + b) - stirling_remainder(a) - stirling_remainder(b);
        Self {
            a,
            b,
            peak: (a / (a + b) * b / TAU).sqrt() * libm::exp(correction),
        }
    }

    /// P(X ≤ x) and P(X > x), with `y` = 1 − x, in which no digit of x or of 1 − x need be lost.
    pub fn tails(&self, x: f64, y: f64) -> [f64; 2] {
        if x <= 0.0 {
            return [0.0, 1.0];
        }
        if y <= 0.0 {
            return [1.0, 0.0];
        }
        let slope = self.slope(x, y);
        if x * (self.a + self.b + 2.0) < self.a + 1.0 {
            let lower = slope * fraction(self.a, self.b, x, y);
            [lower, 1.0 - lower]
        } else {
            let upper = slope * fraction(self.b, self.a, y, x);
            [1.0 - upper, upper]
        }
    }

    /// xᵃyᵇ/B(a, b): how fast the distribution function grows with log(x/y).
    ///
    /// Both powers are taken over their values at the mean a/(a + b), where xᵃyᵇ is largest; the linear terms of both exponents
    /// cancel, and are left out.
    fn slope(&self, x: f64, y: f64) -> f64 {
        let Self { a, b, peak } = *self;
        let excess = |part: f64, share: f64, other: f64| {
            let e = other / part;
            if e.abs() <= 0.5 {
                part * excess_over_log(e)
            } else {
                part * (e - libm::log(share * ((a + b) / part)))
            }
        };
        let beyond = x * b - y * a;
        peak * libm::exp(-excess(a, x, beyond) - excess(b, y, -beyond))
    }

    /// log(x/(1 − x)) at the quantile x whose lower and upper tail are `p` and `q` = 1 − p, kept within ±700.
    ///
    /// By Newton's method on the logarithm of the smaller tail, which is concave in log(x/(1 − x)), within a bracket.
    pub fn log_odds(&self, p: f64, q: f64) -> f64 {
        const LARGEST: f64 = 700.0;
        const CLOSE: f64 = 1e-9;
        let (target, upper) = if p <= q { (p, false) } else { (q, true) };
        let far = if upper { LARGEST } else { -LARGEST };
        if target <= 0.0 {
            return far;
        }
        let [mut low, mut high] = [-LARGEST, LARGEST];
        let mut at = libm::log(self.a / self.b).clamp(low, high);
        for _ in 0..200 {
            let (x, y) = shares(at);
            let tail = self.tails(x, y)[usize::from(upper)];
            let excess = libm::log(tail / target);
            if (excess > 0.0) == upper {
                low = at;
            } else {
                high = at;
            }
            let step = excess * tail / self.slope(x, y) * if upper { 1.0 } else { -1.0 };
            let next = at + step;
            if step.abs() <= CLOSE {
                return next;
            }
            at = if next > low && next < high {
                next
            } else {
                0.5 * (low + high)
            };
        }
        at
    }

    /// The quantile of `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        if p <= 0.0 {
            0.0
        } else if p >= 1.0 {
            1.0
        } else {
            shares(self.log_odds(p, 1.0 - p)).0
        }
    }
}

/// x and 1 − x at log(x/(1 − x)).
fn shares(log_odds: f64) -> (f64, f64) {
    let small = libm::exp(-log_odds.abs());
    let (less, more) = (small / (1.0 + small), 1.0 / (1.0 + small));
    if log_odds < 0.0 { (less, more) } else { (more, less) }
}

/// I_x(a, b) over xᵃyᵇ/B(a, b), y = 1 − x, by the continued fraction of Didonato and Morris (1992) after Lentz, for x below about the
/// mean. It takes x and y in ay − bx and otherwise in sums, so that no digit is lost near 0, 1 or the mean.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let below = a * y - b * x;
    let mut value = kept(a / (a + 1.0) * (below + 1.0));
    let (mut c, mut d) = (value, 0.0);
    for step in 1..100_000 {
        let n = f64::from(step);
        let (middle, rest) = (a + 2.0 * n, n * (b - n) * x);
        let numerator = (a + n - 1.0) / (middle - 1.0) * ((a + b + n - 1.0) * x / (middle - 1.0)) * rest;
        let denominator = n + rest / (middle - 1.0) + (a + n) / (middle + 1.0) * (below + 1.0 + n * (1.0 + y));
        d = 1.0 / kept(denominator + numerator * d);
        c = kept(denominator + numerator / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 2e-16 {
            break;
        }
    }
    1.0 / value
}

#[cfg(test)]
mod tests {
    use statrs::function::beta::beta_reg;

    use super::*;

    const SHAPES: [f64; 8] = [0.5, 1.0, 2.5, 7.0, 20.0, 101.0, 1000.5, 30_000.0];

    /// By 40-digit hypergeometric series.
    #[test]
    fn tails_match_20_digit_references() {
        let (twentieth, fifteenth) = (0.5f64.powi(20), 0.5f64.powi(15));
        for (a, b, [x, y], tails) in [
            (
                0.5,
                30_000.0,
                [fifteenth, 1.0 - fifteenth],
                [0.823_998_474_782_676_1, 0.176_001_525_217_323_92],
            ),
            (
                30_000.0,
                0.5,
                [1.0 - fifteenth, fifteenth],
                [0.176_001_525_217_323_92, 0.823_998_474_782_676_1],
            ),
            (
                1000.0,
                2000.0,
                [0.3125, 0.6875],
                [0.007_282_614_925_509_494, 0.992_717_385_074_490_5],
            ),
            (
                1000.0,
                2000.0,
                [0.375, 0.625],
                [0.999_999_015_445_235_6, 9.845_547_644_257_725e-7],
            ),
            (
                20.0,
                7.0,
                [0.75, 0.25],
                [0.515_393_168_469_933_6, 0.484_606_831_530_066_46],
            ),
            (
                20.0,
                7.0,
                [0.125, 0.875],
                [9.340_092_214_094_16e-14, 0.999_999_999_999_906_6],
            ),
            (
                5e6,
                0.5,
                [1.0 - twentieth, twentieth],
                [0.002_013_983_539_056_587, 0.997_986_016_460_943_4],
            ),
            (
                11.0,
                91.0,
                [0.25, 0.75],
                [0.999_886_404_348_989, 0.000_113_595_651_010_960_05],
            ),
            (1e5, 1e5, [0.5, 0.5], [0.5, 0.5]),
        ] {
            for (found, want) in Beta::new(a, b).tails(x, y).into_iter().zip(tails) {
                assert!(
                    (found / want - 1.0).abs() < 1e-12,
                    "{a} {b} {x}: {found} against {want}"
                );
            }
        }
    }

    /// As far as that of statrs is right: it takes differences of log Γ.
    #[test]
    fn tails_are_those_of_statrs() {
        for a in SHAPES {
            for b in SHAPES {
                let (law, mean) = (Beta::new(a, b), a / (a + b));
                for shift in [-6.0, -2.0, -0.5, 0.0, 0.3, 1.0, 5.0] {
                    let (x, y) = shares(libm::log(mean / (1.0 - mean)) + shift / a.min(b).sqrt());
                    let [lower, upper] = law.tails(x, y);
                    let (want, other) = (beta_reg(a, b, x), beta_reg(b, a, y));
                    let error = 1e-11 + 1e-15 * (a + b) * libm::log(a + b).abs();
                    assert!((lower - want).abs() <= error * want, "{a} {b} {x}: {lower} {want}");
                    assert!((upper - other).abs() <= error * other, "{a} {b} {x}: {upper} {other}");
                }
            }
        }
    }

    /// I_x(a, 1) = xᵃ and I_x(1, b) = 1 − (1 − x)ᵇ, far out too.
    #[test]
    fn powers_are_exact() {
        for shape in SHAPES {
            for x in [1e-200, 1e-20, 1e-3, 0.2, 0.5, 0.9] {
                let power = libm::exp(shape * libm::log(x));
                if power > 1e-300 {
                    let [lower, _] = Beta::new(shape, 1.0).tails(x, 1.0 - x);
                    assert!((lower / power - 1.0).abs() < 4e-13, "{shape} {x}: {lower} {power}");
                }
                let want = -libm::expm1(shape * libm::log1p(-x));
                let [lower, _] = Beta::new(1.0, shape).tails(x, 1.0 - x);
                assert!((lower / want - 1.0).abs() < 1e-13, "{shape} {x}: {lower} {want}");
            }
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for a in SHAPES {
            for b in SHAPES {
                let law = Beta::new(a, b);
                for p in [1e-12, 1e-3, 0.025, 0.3, 0.5, 0.8, 0.975, 1.0 - 1e-9] {
                    let q = 1.0 - p;
                    let (x, y) = shares(law.log_odds(p, q));
                    let [lower, upper] = law.tails(x, y);
                    // x itself is rounded, and the tails grow by √(ab/(a + b)) of its relative error.
                    let error = 1e-12 * (1.0 + (a * b / (a + b)).sqrt());
                    assert!((lower / p - 1.0).abs() < error, "{a} {b} {p}: {lower}");
                    assert!((upper / q - 1.0).abs() < error, "{a} {b} {p}: {upper}");
                }
            }
        }
        let law = Beta::new(3.0, 4.0);
        assert_eq!([law.quantile(0.0), law.quantile(1.0)], [0.0, 1.0]);
    }
}
