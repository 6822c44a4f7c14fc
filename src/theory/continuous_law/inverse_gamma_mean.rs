use super::{ContinuousLaw, GammaMean};

/// The law of n/Γ(n, 1) − 1: one over the mean of n standard exponential values, about its limit 1.
///
/// With e = h̄ − 1 of law [`GammaMean`], x = 1/h̄ − 1 = −e/(1 + e), which falls with e and is its own inverse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseGammaMean {
    mean: GammaMean,
}

impl InverseGammaMean {
    /// One over the mean of `samples` = n ≥ 1 values (0 is taken as 1).
    #[must_use]
    pub fn new(samples: usize) -> Self {
        Self {
            mean: GammaMean::new(samples),
        }
    }
}

/// −x/(1 + x).
fn inverse(x: f64) -> f64 {
    -x / (1.0 + x)
}

impl ContinuousLaw for InverseGammaMean {
    fn support(&self) -> [f64; 2] {
        [-1.0, f64::INFINITY]
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= -1.0 { 0.0 } else { self.mean.survival(inverse(x)) }
    }

    fn survival(&self, x: f64) -> f64 {
        if x <= -1.0 { 1.0 } else { self.mean.cdf(inverse(x)) }
    }

    fn density(&self, x: f64) -> f64 {
        if x <= -1.0 {
            0.0
        } else {
            self.mean.density(inverse(x)) / (1.0 + x).powi(2)
        }
    }

    fn guess(&self, z: f64) -> f64 {
        inverse(self.mean.guess(-z))
    }

    fn at_score(&self, z: f64) -> f64 {
        inverse(self.mean.at_score(-z))
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

    /// 25-digit quantiles of Γ(n, 1). The bias is +1/(3n) to first order: Edgeworth's −σκ₃/(6n) of the mean, turned round.
    #[test]
    fn the_median_is_biased_upwards_by_one_over_three_n() {
        for (n, want) in [
            (1, 0.442_695_040_888_963_407),
            (5, 0.070_455_477_822_770_953),
            (10, 0.034_263_642_943_986_485),
            (100, 0.003_342_485_799_610_513),
            (1000, 0.000_333_424_708_015_584_706),
        ] {
            let got = InverseGammaMean::new(n).at_score(0.0);
            assert!((got - want).abs() < 1e-14, "{n}: {got}");
            assert!((got * n as f64 - 1.0 / 3.0).abs() < 0.11 / n as f64);
        }
    }

    #[test]
    fn quantiles_invert_the_tails() {
        for n in [2, 5, 37, 1000] {
            let law = InverseGammaMean::new(n);
            for z in [-5.0, -0.3, 0.0, 0.4, 5.0] {
                let x = law.at_score(z);
                let (got, want) = if z > 0.0 {
                    (law.survival(x), normal::survival(z))
                } else {
                    (law.cdf(x), normal::cdf(z))
                };
                assert!((got / want - 1.0).abs() < 1e-10, "{n} {z}: {got} against {want}");
            }
        }
    }

    #[test]
    fn the_density_is_the_slope_of_the_tails() {
        let law = InverseGammaMean::new(5);
        for x in [-0.5, -0.1, 0.0, 0.7, 3.0] {
            let slope = (law.cdf(x + 1e-5) - law.cdf(x - 1e-5)) / 2e-5;
            assert!((slope / law.density(x) - 1.0).abs() < 1e-7, "{x}: {slope}");
        }
        assert_eq!((law.cdf(-1.0), law.survival(-2.0), law.density(-1.0)), (0.0, 1.0, 0.0));
    }

    #[test]
    fn distance_to_the_normal_matches_a_fine_grid() {
        for (n, want) in [(5, 0.261_186_539_4), (20, 0.256_956_805_4), (100, 0.253_994_449_1)] {
            let root = (n as f64).sqrt();
            let got = root * distance_to_normal(&InverseGammaMean::new(n), 0.0, 1.0 / root);
            assert!((got - want).abs() < 2e-10, "{n}: {got}");
        }
    }
}
