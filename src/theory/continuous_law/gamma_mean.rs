use super::{ContinuousLaw, gamma_quantiles, gamma_tails, score_by_newton};
use crate::stat::{excess_over_log, normal, stirling_remainder};

/// The law of Γ(n, 1)/n − 1: the mean of n standard exponential values about its expectation, with standard deviation
/// 1/√n.
///
/// With x = n(1 + e), xⁿe⁻ˣ/Γ(n) is formed as √(n/2π)·exp(−n(e − log(1 + e)) − μ(n)), μ(n) the remainder of Stirling's
/// formula, so that nothing cancels at large n. The tails are sums and continued fractions for few samples and far out, where they
/// are short, else Temme's expansion: no n makes them cost more.
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

    /// η√n and Q − Φ(−η√n) = Φ(η√n) − P, where Temme's expansion holds.
    fn expanded(&self, e: f64) -> Option<(f64, f64)> {
        let eta = (2.0 * excess_over_log(e)).sqrt().copysign(e);
        if self.samples < gamma_tails::FEWEST || eta.abs() > gamma_tails::LARGEST {
            return None;
        }
        let root = self.samples.sqrt();
        let correction = gamma_tails::correction(self.samples, eta);
        Some((eta * root, normal::density(eta * root) / root * correction))
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
        } else if let Some((score, correction)) = self.expanded(e) {
            normal::cdf(score) - correction
        } else if self.series_is_short(e) {
            self.lower(e)
        } else {
            1.0 - self.upper(e)
        }
    }

    fn survival(&self, e: f64) -> f64 {
        if e <= -1.0 {
            1.0
        } else if let Some((score, correction)) = self.expanded(e) {
            normal::survival(score) + correction
        } else if self.series_is_short(e) {
            1.0 - self.lower(e)
        } else {
            self.upper(e)
        }
    }

    fn density(&self, e: f64) -> f64 {
        if e <= -1.0 { 0.0 } else { self.prefix(e) / (1.0 + e) }
    }

    /// Temme's inversion where it is good to a few digits at least, else Wilson and Hilferty's cube.
    fn guess(&self, z: f64) -> f64 {
        const FEW: f64 = 5.0;
        let n = self.samples;
        if n >= FEW && z * z <= n {
            return gamma_quantiles::at(n, z / n.sqrt());
        }
        let root = 1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt());
        root.max(0.01).powi(3) - 1.0
    }

    fn at_score(&self, z: f64) -> f64 {
        let eta_0 = z / self.samples.sqrt();
        if self.samples >= gamma_tails::FEWEST && eta_0.abs() <= gamma_tails::LARGEST {
            gamma_quantiles::at(self.samples, eta_0)
        } else {
            score_by_newton(self, z)
        }
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

    /// 60-digit quadratures of the density, at e = t/√n. A rounding of e is worth t²·1e-16 of a tail.
    #[test]
    fn tails_of_any_number_of_samples_match_references() {
        for (n, t, want) in [
            (1e3, -6.0, 6.938_445_317_486_472_542_7e-11),
            (1e3, -1.0, 0.158_613_996_792_001_062_58),
            (1e3, 0.0, 0.504_205_244_180_215_508_5),
            (1e3, 2.0, 0.024_429_887_301_834_658_492),
            (1e3, 6.0, 7.221_018_632_060_018_788_5e-9),
            (1e5, -6.0, 7.834_876_460_448_928_201_5e-10),
            (1e5, -1.0, 0.158_654_849_737_904_258_14),
            (1e5, 0.0, 0.500_420_522_110_365_176_69),
            (1e5, 2.0, 0.022_920_595_778_154_381_584),
            (1e5, 6.0, 1.234_308_809_396_002_831_2e-9),
            (1e9, -6.0, 9.843_482_805_949_014_351_3e-10),
            (1e9, -1.0, 0.158_655_253_891_127_690_43),
            (1e9, 0.0, 0.500_004_205_220_870_056_96),
            (1e9, 2.0, 0.022_751_839_265_455_631_379),
            (1e9, 6.0, 9.888_314_631_034_730_625_2e-10),
            (1e12, -6.0, 9.865_167_619_645_550_486_3e-10),
            (1e12, -1.0, 0.158_655_253_931_416_722_93),
            (1e12, 0.0, 0.500_000_132_980_760_133_81),
            (1e12, 2.0, 0.022_750_185_939_118_724_885),
            (1e12, 6.0, 9.866_585_325_644_633_625_4e-10),
            (1e15, -6.0, 9.865_854_034_499_214_076_1e-10),
            (1e15, -1.0, 0.158_655_253_931_457_011_09),
            (1e15, 0.0, 0.500_000_004_205_220_870_03),
            (1e15, 2.0, 0.022_750_133_655_523_452_76),
            (1e15, 6.0, 9.865_898_866_299_284_959_3e-10),
            (1e18, -6.0, 9.865_875_741_524_004_529_1e-10),
            (1e18, -1.0, 0.158_655_253_931_457_051_37),
            (1e18, 0.0, 0.500_000_000_132_980_760_13),
            (1e18, 2.0, 0.022_750_132_002_170_173_686),
            (1e18, 6.0, 9.865_877_159_230_002_821_2e-10),
        ] {
            let law = GammaMean::new(n as usize);
            let e: f64 = t / f64::sqrt(n);
            let got = if t > 0.0 { law.survival(e) } else { law.cdf(e) };
            assert!((got / want - 1.0).abs() < 3e-14, "{n} {t}: {got}");
            assert!((law.cdf(e) + law.survival(e) - 1.0).abs() < 1e-15);
        }
    }

    /// Roots of the same quadratures.
    #[test]
    fn quantiles_of_any_number_of_samples_match_references() {
        for (n, z, want) in [
            (1e2, -5.0, -0.422_765_733_149_201_985_68),
            (1e2, -0.3, -0.032_973_817_107_487_046_739),
            (1e2, 0.0, -0.003_331_350_806_845_112_563_1),
            (1e2, 2.0, 0.209_826_279_367_689_382_68),
            (1e2, 5.0, 0.582_263_709_741_618_777_02),
            (1e3, -5.0, -0.150_195_498_072_626_380_14),
            (1e3, -0.3, -0.009_788_326_316_855_247_039_2),
            (1e3, 0.0, -0.000_333_313_573_034_817_940_89),
            (1e3, 2.0, 0.064_240_209_836_466_269_461),
            (1e3, 5.0, 0.166_190_475_993_928_875_6),
            (1e6, -5.0, -0.004_992_002_502_512_601_781_3),
            (1e6, -0.3, -0.000_300_303_275_731_051_510_75),
            (1e6, 0.0, -3.333_333_135_802_397_021_4e-7),
            (1e6, 2.0, 0.002_000_999_833_259_297_041_8),
            (1e6, 5.0, 0.005_008_002_497_490_379_696_5),
            (1e9, -5.0, -0.000_158_105_883_087_478_419_26),
            (1e9, -0.3, -9.487_136_312_017_507_146_9e-6),
            (1e9, 0.0, -3.333_333_333_135_802_469_1e-10),
            (1e9, 2.0, 0.000_063_246_553_198_097_049_8),
            (1e9, 5.0, 0.000_158_121_883_087_473_397_04),
            (1e12, -5.0, -4.999_992_000_002_500_002_5e-6),
            (1e12, -0.3, -3.000_003_033_332_757_388_8e-7),
            (1e12, 0.0, -3.333_333_333_333_135_802_5e-13),
            (1e12, 2.0, 2.000_000_999_999_833_333_3e-6),
            (1e12, 5.0, 5.000_008_000_002_499_997_5e-6),
            (1e18, -5.0, -4.999_999_992_000_000_002_5e-9),
            (1e18, -0.3, -3.000_000_003_033_333_221_7e-10),
            (1e18, 0.0, -3.333_333_333_333_333_333_1e-19),
            (1e18, 2.0, 2.000_000_000_999_999_999_8e-9),
            (1e18, 5.0, 5.000_000_008_000_000_002_5e-9),
        ] {
            let got = GammaMean::new(n as usize).at_score(z);
            assert!((got / want - 1.0).abs() < 4e-15, "{n} {z}: {got}");
        }
    }

    /// Where one way of computing ends and another begins.
    #[test]
    fn ways_agree_where_they_meet() {
        for n in [100, 101, 1000] {
            let law = GammaMean::new(n);
            for z in [-6.5, -3.0, -0.2, 0.2, 3.0, 6.5] {
                let (got, newton) = (law.at_score(z), score_by_newton(&law, z));
                assert!((got / newton - 1.0).abs() < 1e-14, "{n} {z}: {got} {newton}");
                let e = newton;
                let (got, sum) = if e < 0.0 {
                    (law.cdf(e), law.lower(e))
                } else {
                    (law.survival(e), law.upper(e))
                };
                assert!(
                    law.expanded(e).is_some() && (got / sum - 1.0).abs() < 3e-14,
                    "{n} {z}: {got} {sum}"
                );
            }
        }
    }
}
