use super::ContinuousLaw;
use crate::stat::Beta;

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
        let log_beta = libm::lgamma(0.5 * degrees) + libm::lgamma(0.5) - libm::lgamma(0.5 * (degrees + 1.0));
        Self { degrees, log_beta }
    }

    /// P(T > x) for x ≥ 0: ½·I_{ν/(ν+x²)}(ν/2, ½).
    fn upper(&self, x: f64) -> f64 {
        let square = x * x;
        let nu = self.degrees;
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
}
