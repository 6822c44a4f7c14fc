//! The median of worker values of any continuous law.
//!
//! If g = F⁻¹∘Φ, the order statistics of h values of law F are g of those of h normal values, since g is increasing. So the
//! quadratures over normal order statistics serve every law whose quantiles are known.

use super::moments::Moments;
use super::setting::{ExactLawError, honest};
use crate::theory::continuous_law::{ContinuousLaw, GammaMean, StudentT};
use crate::theory::order_statistic::OrderStatistic;
use crate::theory::order_statistic_pair::OrderStatisticPair;

/// On which side of all honest values the Byzantine ones lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To +∞.
    Up,
    /// To −∞.
    Down,
}

/// E\[med\] and E\[med²\] of the median of m values, b of them at +∞ or −∞ and the others independent of law `law`, in the
/// law's own unit.
///
/// Up, the median is X_(r:h) with r = (m+1)/2 for odd m, and the mean of X_(m/2:h) and X_(m/2+1:h) for even m; down, all
/// ranks are less by b. The second moment must be finite, which is the caller's duty for laws with heavy tails: the
/// quadrature drops what lies beyond e⁻⁴² of the normal order statistic's largest density.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1 and b < m/2.
pub fn median_of_law(
    law: &impl ContinuousLaw,
    workers: usize,
    byzantine: usize,
    side: Side,
) -> Result<Moments, ExactLawError> {
    let honest = honest(workers, byzantine)?;
    let shift = match side {
        Side::Up => 0,
        Side::Down => byzantine,
    };
    let half = workers / 2;
    let moments = |x: f64| [x, x * x];
    let [mean, mean_square] = if workers % 2 == 1 {
        OrderStatistic::new(half + 1 - shift, honest)?.expectations(&[], |z| moments(law.at_score(z)))
    } else {
        let pair = OrderStatisticPair::new(half - shift, half + 1 - shift, honest)?;
        pair.expectations_through(|z| law.at_score(z), |x, y| moments(0.5 * (x + y)))
    };
    Ok(Moments { mean, mean_square })
}

/// The one-round median (Algorithm 2) on least squares with Gaussian design, one coordinate, in units of σ, with every
/// Byzantine worker at +∞.
///
/// A worker's estimate is w* + (XᵀX)⁻¹Xᵀξ with X of n × d independent N(0, 1) entries, so each coordinate's error is exactly
/// σ·t_ν/√ν, ν = n − d + 1: given X it is N(0, σ²·((XᵀX)⁻¹)_kk), and 1/((XᵀX)⁻¹)_kk is χ²_ν.
///
/// # Errors
/// [`ExactLawError::SingularDesign`] if n < d; [`ExactLawError::InfiniteMeanSquare`] if the honest values on the far side of
/// the median are too few for their tails (ν times their number at most 2); else those of [`median_of_law`].
pub fn one_round_gaussian_design(
    dim: usize,
    samples: usize,
    workers: usize,
    byzantine: usize,
) -> Result<Moments, ExactLawError> {
    if samples < dim || dim == 0 {
        return Err(ExactLawError::SingularDesign { samples, dim });
    }
    let honest = honest(workers, byzantine)?;
    let degrees = samples - dim + 1;
    // X_(r:h) exceeds x when h − r + 1 values do.
    let upper_middle = workers / 2 + 1;
    if degrees.saturating_mul(honest + 1 - upper_middle) <= 2 {
        return Err(ExactLawError::InfiniteMeanSquare { degrees });
    }
    let scale = 1.0 / (degrees as f64).sqrt();
    let law = median_of_law(&StudentT::new(degrees), workers, byzantine, Side::Up)?;
    Ok(Moments {
        mean: if byzantine == 0 { 0.0 } else { scale * law.mean },
        mean_square: scale * scale * law.mean_square,
    })
}

/// The bias of the median of infinitely many means of n = `samples` exponential values, in units of σ: median(Γ(n, 1))/n − 1.
///
/// It is −1/(3n) + 8/(405n²) + 184/(25515n³) + 2248/(3444525n⁴) + O(n⁻⁵) (Choi 1994, *On the medians of gamma distributions*,
/// Proc. AMS 121), which from n = 1000 on is exact to rounding; below, the quantile is computed. The first term is the
/// Edgeworth bias −σκ₃/(6n) with κ₃ = 2.
#[must_use]
pub fn exponential_median_bias(samples: usize) -> f64 {
    if samples < 1000 {
        return GammaMean::new(samples).at_score(0.0);
    }
    let inverse = 1.0 / samples as f64;
    inverse * (-1.0 / 3.0 + inverse * (8.0 / 405.0 + inverse * (184.0 / 25_515.0 + inverse * 2248.0 / 3_444_525.0)))
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::excessive_precision,
        reason = "references stand as computed, beyond double precision"
    )]

    use super::super::median::median_one_sided;
    use super::*;
    use crate::stat::normal;
    use crate::theory::continuous_law::InverseGammaMean;

    struct Normal;

    impl ContinuousLaw for Normal {
        fn support(&self) -> [f64; 2] {
            [f64::NEG_INFINITY, f64::INFINITY]
        }
        fn cdf(&self, x: f64) -> f64 {
            normal::cdf(x)
        }
        fn survival(&self, x: f64) -> f64 {
            normal::survival(x)
        }
        fn density(&self, x: f64) -> f64 {
            normal::density(x)
        }
        fn guess(&self, z: f64) -> f64 {
            0.9 * z + 0.1
        }
    }

    #[test]
    fn the_normal_law_gives_the_normal_median() {
        for (workers, byzantine) in [(11, 2), (10, 1), (101, 20)] {
            let want = median_one_sided(workers, byzantine).unwrap();
            let up = median_of_law(&Normal, workers, byzantine, Side::Up).unwrap();
            let down = median_of_law(&Normal, workers, byzantine, Side::Down).unwrap();
            assert!((up.mean - want.mean).abs() < 1e-13 && (up.mean_square - want.mean_square).abs() < 1e-13);
            assert!((down.mean + want.mean).abs() < 1e-13 && (down.mean_square - want.mean_square).abs() < 1e-13);
        }
    }

    /// `one-round-gaussian-design.csv`.
    #[test]
    fn one_round_matches_the_reference() {
        for (n, d, m, b, mean, square) in [
            (20, 5, 101, 10, 0.035_040_662_1, 0.002_347_241_7),
            (10, 1, 101, 10, 0.044_771_337_3, 0.003_833_308_7),
        ] {
            let got = one_round_gaussian_design(d, n, m, b).unwrap();
            assert!((got.mean - mean).abs() < 6e-11, "{got:?}");
            assert!((got.mean_square - square).abs() < 6e-11, "{got:?}");
        }
    }

    #[test]
    fn one_round_refuses_what_has_no_moments() {
        assert_eq!(
            one_round_gaussian_design(5, 4, 11, 1),
            Err(ExactLawError::SingularDesign { samples: 4, dim: 5 })
        );
        assert_eq!(
            one_round_gaussian_design(5, 5, 5, 1),
            Err(ExactLawError::InfiniteMeanSquare { degrees: 1 })
        );
        assert!(one_round_gaussian_design(5, 8, 5, 1).is_ok());
    }

    /// Means of 5 and 1 exponential values, 18-digit quadrature over the order statistic's own density. At n = 1 the mean is
    /// also a sum of inverse ranks (Rényi): E X_(6:9) = 1/9 + … + 1/4.
    #[test]
    fn medians_of_exponential_means_match_an_independent_quadrature() {
        for (n, m, b, push, mean, square) in [
            (
                5,
                101,
                10,
                Side::Up,
                -0.004_169_679_762_745_295_6,
                0.003_495_954_958_247_608_4,
            ),
            (
                5,
                101,
                10,
                Side::Down,
                -0.122_656_154_588_963,
                0.017_977_443_768_358_478,
            ),
            (
                1,
                11,
                2,
                Side::Up,
                -0.004_365_079_365_079_365_1,
                0.178_675_673_973_293_02,
            ),
            (
                1,
                11,
                2,
                Side::Down,
                -0.454_365_079_365_079_37,
                0.282_604_245_401_864_45,
            ),
        ] {
            let got = median_of_law(&GammaMean::new(n), m, b, push).unwrap();
            assert!((got.mean - mean).abs() < 1e-13, "{n} {push:?}: {got:?}");
            assert!((got.mean_square - square).abs() < 1e-13, "{n} {push:?}: {got:?}");
        }
        let renyi: f64 = (4..=9).map(|i| 1.0 / f64::from(i)).sum::<f64>() - 1.0;
        let got = median_of_law(&GammaMean::new(1), 11, 2, Side::Up).unwrap().mean;
        assert!((got - renyi).abs() < 1e-14);
    }

    /// One over means of 5 and 20 exponential values, 18-digit quadrature over the order statistic's own density.
    #[test]
    fn medians_of_inverse_means_match_an_independent_quadrature() {
        for (n, m, b, push, mean, square) in [
            (
                5,
                101,
                10,
                Side::Up,
                0.144_165_399_938_542_429,
                0.025_814_360_646_034_949,
            ),
            (
                5,
                101,
                10,
                Side::Down,
                0.007_720_243_915_278_055_4,
                0.003_643_392_329_107_653_79,
            ),
            (
                20,
                51,
                0,
                Side::Up,
                0.017_947_304_476_764_238,
                0.001_930_868_354_587_983_12,
            ),
        ] {
            let got = median_of_law(&InverseGammaMean::new(n), m, b, push).unwrap();
            assert!((got.mean - mean).abs() < 1e-13, "{n} {push:?}: {got:?}");
            assert!((got.mean_square - square).abs() < 1e-13, "{n} {push:?}: {got:?}");
        }
    }

    /// `exponential-median-bias.csv`, to every digit it has.
    #[test]
    fn exponential_bias_matches_the_reference() {
        for (n, want) in [
            (1, -0.306_852_819_440_05),
            (2, -0.160_826_504_991_67),
            (5, -0.065_818_223_440_80),
            (10, -0.033_128_538_528_59),
            (50, -0.006_658_707_640_12),
            (100, -0.003_331_350_806_85),
        ] {
            let got = exponential_median_bias(n);
            assert!((got - want).abs() < 5.1e-15, "{n}: {got}");
        }
    }

    #[test]
    fn exponential_bias_is_smooth_where_the_series_takes_over() {
        assert!((exponential_median_bias(1000) + 0.000_333_313_573_034_817_9).abs() < 1e-17);
        assert!((GammaMean::new(1000).at_score(0.0) - exponential_median_bias(1000)).abs() < 1e-15);
        assert!((exponential_median_bias(3000) + 0.000_111_108_916_056_632_56).abs() < 1e-17);
    }

    #[test]
    fn many_workers_approach_the_limit_bias() {
        let finite = median_of_law(&GammaMean::new(5), 20_001, 0, Side::Up).unwrap().mean;
        assert!((finite - exponential_median_bias(5)).abs() < 1e-5);
    }
}
