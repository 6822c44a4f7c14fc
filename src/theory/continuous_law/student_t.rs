use super::{ContinuousLaw, score_by_newton, student_expansion};
use crate::stat::{Beta, normal};

/// Student's t with ν degrees of freedom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    degrees: f64,
    /// log B(ν/2, ½).
    log_beta: f64,
}

impl StudentT {
    /// The law with `degrees` = ν ≥ 1 (0 is taken as 1).
    #[must_use]
    pub fn new(degrees: usize) -> Self {
        let degrees = degrees.max(1) as f64;
        // The difference of large logarithms would have no digits left at ν = 1e16.
        let log_beta = if degrees < student_expansion::FEWEST {
            libm::lgamma(0.5 * degrees) + libm::lgamma(0.5) - libm::lgamma(0.5 * (degrees + 1.0))
        } else {
            0.5 * libm::log(std::f64::consts::TAU / degrees) - student_expansion::log_normaliser(degrees)
        };
        Self { degrees, log_beta }
    }

    /// P(T > x) for x ≥ 0: ½·I_{ν/(ν+x²)}(ν/2, ½).
    fn upper(&self, x: f64) -> f64 {
        let square = x * x;
        let nu = self.degrees;
        let eta = libm::log1p(square / nu).sqrt();
        if nu >= student_expansion::FEWEST && eta <= student_expansion::LARGEST {
            let (root, score) = (nu.sqrt(), eta * nu.sqrt());
            let factor = libm::exp(student_expansion::log_normaliser(nu)) * normal::density(score) / root;
            return normal::survival(score) + factor * student_expansion::correction(nu, eta);
        }
        let [tail, _] = Beta::new(0.5 * nu, 0.5).tails(1.0 / (1.0 + square / nu), square / (nu + square));
        0.5 * tail
    }
}

impl ContinuousLaw for StudentT {
    fn support(&self) -> [f64; 2] {
        [f64::NEG_INFINITY, f64::INFINITY]
    }

    fn cdf(&self, x: f64) -> f64 {
        self.survival(-x)
    }

    fn survival(&self, x: f64) -> f64 {
        if x >= 0.0 { self.upper(x) } else { 1.0 - self.upper(-x) }
    }

    fn density(&self, x: f64) -> f64 {
        let power = -0.5 * (self.degrees + 1.0) * libm::log1p(x * x / self.degrees);
        libm::exp(power - self.log_beta) / self.degrees.sqrt()
    }

    fn guess(&self, z: f64) -> f64 {
        z.signum() * (self.degrees * libm::expm1(z * z / self.degrees)).sqrt()
    }

    fn at_score(&self, z: f64) -> f64 {
        let eta_0 = z / self.degrees.sqrt();
        if self.degrees >= student_expansion::FEWEST && eta_0.abs() <= student_expansion::LARGEST {
            student_expansion::quantile(self.degrees, eta_0)
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
        for (degrees, x, above) in [
            (16, 0.5, 0.311_940_777_650_022_96),
            (16, 3.0, 0.004_239_749_709_824),
            (1, 2.0, 0.147_583_617_650_433_27),
            (3, 40.0, 0.000_017_190_340_394_579_264),
            (1000, 1.3, 0.096_950_264_207_728_648),
        ] {
            let got = StudentT::new(degrees).survival(x);
            assert!((got / above - 1.0).abs() < 1e-12, "{degrees} {x}: {got}");
            assert!((StudentT::new(degrees).cdf(-x) / above - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for degrees in [1, 2, 16, 500] {
            let law = StudentT::new(degrees);
            for z in [-6.0, -1.0, -1e-6, 0.0, 0.2, 2.5, 6.0] {
                let x = law.at_score(z);
                let (got, want) = if z > 0.0 {
                    (law.survival(x), normal::survival(z))
                } else {
                    (law.cdf(x), normal::cdf(z))
                };
                assert!((got / want - 1.0).abs() < 1e-12, "{degrees} {z}: {got} against {want}");
            }
        }
        // Cauchy: F⁻¹(¾) = 1, and Φ⁻¹(¾) = 0.6744897501960817.
        assert!((StudentT::new(1).at_score(0.674_489_750_196_081_7) - 1.0).abs() < 1e-14);
    }

    /// `one-round-gaussian-design.csv`: √n·κ_n of σ·t_ν/√ν, ν = n − d + 1.
    #[test]
    fn distance_to_the_normal_matches_the_reference() {
        for (samples, dim, want) in [(20usize, 5usize, 0.154_100_582), (10, 1, 0.049_148_597_6)] {
            let (n, nu) = (samples as f64, (samples - dim + 1) as f64);
            let got = n.sqrt() * distance_to_normal(&StudentT::new(samples - dim + 1), 0.0, (nu / n).sqrt());
            assert!((got - want).abs() < 1e-9, "{samples} {dim}: {got}");
        }
    }

    /// 60-digit quadratures of the density, and their roots.
    #[test]
    fn any_number_of_degrees_of_freedom_matches_references() {
        for (degrees, t, above) in [
            (1e3, 0.1, 0.460_182_184_511_802_065_56),
            (1e3, 2.0, 0.022_885_173_246_625_820_024),
            (1e3, 6.0, 1.377_684_586_688_734_556_3e-9),
            (1e6, 0.1, 0.460_172_172_746_021_580_89),
            (1e6, 2.0, 0.022_750_266_925_659_604_211),
            (1e6, 6.0, 9.869_249_061_772_173_349_5e-10),
            (1e9, 0.1, 0.460_172_162_732_994_070_36),
            (1e9, 2.0, 0.022_750_132_083_156_623_547),
            (1e9, 6.0, 9.865_879_822_492_459_432e-10),
            (1e12, 0.1, 0.460_172_162_722_981_041_59),
            (1e12, 2.0, 0.022_750_131_948_314_184_617),
            (1e12, 6.0, 9.865_876_453_749_096_389_2e-10),
            (1e18, 0.1, 0.460_172_162_722_971_018_54),
            (1e18, 2.0, 0.022_750_131_948_179_207_335),
            (1e18, 6.0, 9.865_876_450_376_984_779_1e-10),
        ] {
            let got = StudentT::new(degrees as usize).survival(t);
            assert!((got / above - 1.0).abs() < 2e-14, "{degrees} {t}: {got}");
        }
        for (degrees, z, want) in [
            (1e3, 0.1, 0.100_025_253_288_324_975_21),
            (1e3, 2.0, 2.002_503_065_361_219_946_1),
            (1e3, 6.0, 6.055_943_779_730_973_109_6),
            (1e6, 0.1, 0.100_000_025_250_003_292_18),
            (1e6, 2.0, 2.000_002_500_003_062_502_9),
            (1e6, 6.0, 6.000_055_500_441_190_081_1),
            (1e9, 0.1, 0.100_000_000_025_25),
            (1e9, 2.0, 2.000_000_002_500_000_003_1),
            (1e9, 6.0, 6.000_000_055_500_000_441_2),
            (1e12, 0.1, 0.100_000_000_000_025_25),
            (1e12, 2.0, 2.000_000_000_002_5),
            (1e12, 6.0, 6.000_000_000_055_5),
            (1e18, 0.1, 0.100_000_000_000_000_000_03),
            (1e18, 2.0, 2.000_000_000_000_000_002_5),
            (1e18, 6.0, 6.000_000_000_000_000_055_5),
        ] {
            let law = StudentT::new(degrees as usize);
            let got = law.at_score(z);
            assert!(
                (got / want - 1.0).abs() < 2e-15 && law.at_score(-z) == -got,
                "{degrees} {z}: {got}"
            );
        }
    }

    /// Where one way of computing ends and another begins.
    #[test]
    fn ways_agree_where_they_meet() {
        let (below, above) = (StudentT::new(199), StudentT::new(200));
        for z in [0.2, 2.0, 6.0] {
            let newton = score_by_newton(&below, z);
            // The next degree of freedom changes t by about z³/(4ν²).
            let step = newton - above.at_score(z);
            assert!(
                (step / ((z.powi(3) + z) / (4.0 * 199.0 * 200.0)) - 1.0).abs() < 0.15,
                "{z}: {step}"
            );
            assert!((above.at_score(z) / score_by_newton(&above, z) - 1.0).abs() < 1e-14);
        }
    }
}
