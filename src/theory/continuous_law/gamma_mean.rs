use super::ContinuousLaw;
use crate::stat::{excess_over_log, stirling_remainder};

/// The law of Γ(n, 1)/n − 1: the mean of n standard exponential values about its expectation, with standard deviation
/// 1/√n.
///
/// With x = n(1 + e), xⁿe⁻ˣ/Γ(n) is formed as √(n/2π)·exp(−n(e − log(1 + e)) − μ(n)), μ(n) the remainder of Stirling's
/// formula, so that nothing cancels at large n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GammaMean {
    samples: f64,
    /// μ(n) = log Γ(n) − (n − ½)·log n + n − ½·log 2π.
    stirling: f64,
}

impl GammaMean {
    /// The mean of `samples` = n ≥ 1 values (0 is taken as 1).
    #[must_use]
    pub fn new(samples: usize) -> Self {
        let n = samples.max(1) as f64;
        Self {
            samples: n,
            stirling: stirling_remainder(n),
        }
    }

    /// xⁿe⁻ˣ/Γ(n) at x = n(1 + e).
    fn prefix(&self, e: f64) -> f64 {
        let n = self.samples;
        (n / std::f64::consts::TAU).sqrt() * libm::exp(-n * excess_over_log(e) - self.stirling)
    }

    /// P(n, x) by its power series, for x below n + 1.
    fn lower(&self, e: f64) -> f64 {
        let n = self.samples;
        let x = n * (1.0 + e);
        let (mut term, mut sum, mut next) = (1.0 / n, 1.0 / n, n);
        while term > 1e-17 * sum {
            next += 1.0;
            term *= x / next;
            sum += term;
        }
        self.prefix(e) * sum
    }

    /// Q(n, x) by its continued fraction (Lentz), for x of at least n + 1.
    fn upper(&self, e: f64) -> f64 {
        const TINY: f64 = 1e-300;
        let n = self.samples;
        let mut b = n * e + 1.0;
        let mut c = 1.0 / TINY;
        let mut d = 1.0 / b;
        let mut value = d;
        for i in 1..1_000_000 {
            let i = f64::from(i);
            let a = -i * (i - n);
            b += 2.0;
            d = a * d + b;
            d = 1.0 / if d.abs() < TINY { TINY } else { d };
            c = b + a / c;
            c = if c.abs() < TINY { TINY } else { c };
            let factor = d * c;
            value *= factor;
            if (factor - 1.0).abs() < 1e-16 {
                break;
            }
        }
        self.prefix(e) * value
    }

    fn series_is_short(&self, e: f64) -> bool {
        self.samples * e < 1.0
    }
}

impl ContinuousLaw for GammaMean {
    fn support(&self) -> [f64; 2] {
        [-1.0, f64::INFINITY]
    }

    /// P(n, n(1 + e)), the regularised incomplete gamma function.
    fn cdf(&self, e: f64) -> f64 {
        if e <= -1.0 {
            0.0
        } else if self.series_is_short(e) {
            self.lower(e)
        } else {
            1.0 - self.upper(e)
        }
    }

    fn survival(&self, e: f64) -> f64 {
        if e <= -1.0 {
            1.0
        } else if self.series_is_short(e) {
            1.0 - self.lower(e)
        } else {
            self.upper(e)
        }
    }

    fn density(&self, e: f64) -> f64 {
        if e <= -1.0 { 0.0 } else { self.prefix(e) / (1.0 + e) }
    }

    /// Wilson and Hilferty's cube.
    fn guess(&self, z: f64) -> f64 {
        let n = self.samples;
        let root = 1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt());
        root.max(0.01).powi(3) - 1.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::*;
    use crate::stat::normal;
    use crate::theory::continuous_law::distance_to_normal;

    #[test]
    fn tails_match_25_digit_references() {
        for (n, e, below, above) in [
            (5, -0.5, 0.108_821_981_085_848_76, 0.891_178_018_914_151_24),
            (5, 0.8, 0.945_036_358_504_895_1, 0.054_963_641_495_104_897),
            (
                100,
                -0.0040000000000000565,
                0.497_326_697_624_740_23,
                0.502_673_302_375_259_77,
            ),
            (100, 0.4, 0.999_838_942_825_287_44, 0.000_161_057_174_712_555_75),
            (1, -0.7, 0.259_181_779_318_282_17, 0.740_818_220_681_717_83),
            (100000, 0.002, 0.736_662_010_005_198_71, 0.263_337_989_994_801_29),
        ] {
            let law = GammaMean::new(n);
            assert!((law.cdf(e) / below - 1.0).abs() < 1e-14, "{n} {e}: {}", law.cdf(e));
            assert!(
                (law.survival(e) / above - 1.0).abs() < 1e-14,
                "{n} {e}: {}",
                law.survival(e)
            );
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for n in [1, 2, 5, 37, 1000] {
            let law = GammaMean::new(n);
            for z in [-8.0, -2.0, -0.3, 0.0, 0.4, 3.0, 8.0] {
                let e = law.at_score(z);
                let (got, want) = if z > 0.0 {
                    (law.survival(e), normal::survival(z))
                } else {
                    (law.cdf(e), normal::cdf(z))
                };
                // Near the lower end of the support e = x/n − 1 itself holds few digits of x.
                let allowed = 1e-12 * want + 4e-16 * law.density(e);
                assert!((got - want).abs() < allowed, "{n} {z}: {got} against {want}");
            }
        }
        // Exp(1): F⁻¹(p) = −log(1 − p).
        let e = GammaMean::new(1).at_score(1.5);
        assert!((e - (-normal::log_survival(1.5) - 1.0)).abs() < 1e-14);
    }

    #[test]
    fn distance_to_the_normal_matches_a_fine_grid() {
        for (n, want) in [
            (1, 0.158_655_253_931),
            (2, 0.133_591_293_4),
            (5, 0.133_334_356_8),
            (20, 0.133_082_605_6),
        ] {
            let root = (n as f64).sqrt();
            let got = root * distance_to_normal(&GammaMean::new(n), 0.0, 1.0 / root);
            assert!((got - want).abs() < 2e-10, "{n}: {got}");
        }
    }
}
