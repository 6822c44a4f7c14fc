use rand_distr::Distribution;

use super::ProblemError;
use super::mean_estimation::{MeanEstimation, SampleLaw};
use crate::sampling::Binomial;
use crate::stream::Stream;

/// Mean estimation with data at two points: the law at which the κ of trimmed means is attained (n = 1), and that means of n samples
/// leave behind as n grows.
pub type TwoPointMean = MeanEstimation<TwoPoint>;

/// −√((1 − q)/q) with probability q, √(q/(1 − q)) otherwise: mean 0 and variance 1. The mean of n values is one binomial draw.
#[derive(Clone, Copy, Debug)]
pub struct TwoPoint {
    low: f64,
}

impl TwoPoint {
    /// The law with probability `low` = q of the lower point.
    ///
    /// # Errors
    /// Unless 0 < q < 1.
    pub fn new(low: f64) -> Result<Self, ProblemError> {
        if low > 0.0 && low < 1.0 {
            Ok(Self { low })
        } else {
            Err(ProblemError::NotAProbability {
                name: "low",
                value: low,
            })
        }
    }

    /// Both points.
    fn points(self) -> (f64, f64) {
        let odds = self.low / (1.0 - self.low);
        (-1.0 / odds.sqrt(), odds.sqrt())
    }
}

impl SampleLaw for TwoPoint {
    fn name(&self) -> &'static str {
        "two-point"
    }

    fn parameters(&self) -> String {
        format!(" low={}", self.low)
    }

    /// ((1 − q)² + q²)/√(q(1 − q)).
    fn absolute_skewness(&self) -> f64 {
        let q = self.low;
        ((1.0 - q).powi(2) + q * q) / (q * (1.0 - q)).sqrt()
    }

    /// v² = (1 − 2q)/(2q(1 − q)·log((1 − q)/q)), with which exp(v²λ²/2) bounds E exp(λz) for every λ (Kearns and Saul 1998); where
    /// |λ| < 1/v is all that counts, a smaller v may do.
    fn sub_exponential(&self) -> Option<f64> {
        let q = self.low;
        let log_odds = libm::log((1.0 - q) / q);
        // At q = ½ the quotient has the limit ½.
        let quotient = if log_odds.abs() < 1e-6 {
            0.5
        } else {
            (1.0 - 2.0 * q) / log_odds
        };
        Some((quotient / (2.0 * q * (1.0 - q))).sqrt())
    }

    fn draw_means(&self, samples: usize, mut stream: Stream, means: &mut [f64]) {
        let law = Binomial::new(samples as u64, self.low).expect("q is a probability");
        let (low, high) = self.points();
        for mean in means {
            let share = law.sample(&mut stream) as f64 / samples as f64;
            *mean = high + share * (low - high);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::Moments;
    use crate::stream::{Purpose, ReplicateStreams};

    /// Mean 0, variance 1/n and skewness of n values, as they are drawn: three z-tests a case at 5, false with probability 2e-6 each.
    #[test]
    fn draws_have_the_moments() {
        for (low, samples) in [(0.1, 1), (0.5, 7), (0.9, 100)] {
            let law = TwoPoint::new(low).expect("a probability");
            let mut means = vec![0.0; 100_000];
            let stream = ReplicateStreams::new(1, "two points", 0).worker(Purpose::Data, 0);
            law.draw_means(samples, stream, &mut means);
            let n = samples as f64;
            let third = (1.0 - 2.0 * (1.0 - low)) / (low * (1.0 - low)).sqrt() / (n * n);
            for (power, expected) in [(1, 0.0), (2, 1.0 / n), (3, third)] {
                let found = means.iter().map(|mean| mean.powi(power)).collect::<Moments>().mean();
                assert!(
                    (found.value - expected).abs() < 5.0 * found.standard_error + 1e-12,
                    "{low} {samples} {power}: {found:?} against {expected}"
                );
            }
        }
    }

    #[test]
    fn the_moment_generating_function_is_bounded() {
        for low in [0.05, 0.3, 0.5, 0.8] {
            let law = TwoPoint::new(low).expect("a probability");
            let v = law.sub_exponential().expect("bounded");
            let (a, b) = law.points();
            for i in -400..=400 {
                let lambda = f64::from(i) / 20.0;
                let mgf = low * libm::exp(lambda * a) + (1.0 - low) * libm::exp(lambda * b);
                assert!(
                    libm::log(mgf) <= v * v * lambda * lambda / 2.0 + 1e-12,
                    "{low} {lambda}"
                );
            }
            let third = low * a.abs().powi(3) + (1.0 - low) * b.abs().powi(3);
            assert!((law.absolute_skewness() / third - 1.0).abs() < 1e-12);
        }
        for low in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(TwoPoint::new(low).is_err());
        }
    }
}
