use rand_distr::Distribution;

use super::mean_estimation::{MeanEstimation, SampleLaw};
use super::{CoordinateLaw, MessageLaw, PartLaw};
use crate::sampling::StandardNormal;
use crate::stream::Stream;

/// Mean estimation with Gaussian data (Observation 1): z ~ N(0, σ²I).
pub type GaussianMean = MeanEstimation<Gaussian>;

/// The standard normal law. The mean of n values is one draw from N(0, 1/n).
#[derive(Clone, Copy, Debug, Default)]
pub struct Gaussian;

impl SampleLaw for Gaussian {
    fn name(&self) -> &'static str {
        "gaussian"
    }

    /// 2√(2/π).
    fn absolute_skewness(&self) -> f64 {
        1.595_769_121_605_731
    }

    fn message_law(&self) -> MessageLaw {
        MessageLaw::GaussianMean
    }

    fn coordinate_law(&self, sigma: f64) -> CoordinateLaw {
        CoordinateLaw::Normal { deviation: sigma }
    }

    fn part_law(&self) -> Option<PartLaw> {
        Some(PartLaw::Normal)
    }

    fn sub_exponential(&self) -> Option<f64> {
        Some(1.0)
    }

    fn draw_means(&self, samples: usize, mut stream: Stream, means: &mut [f64]) {
        let deviation = 1.0 / (samples as f64).sqrt();
        for mean in means {
            let standard: f64 = StandardNormal.sample(&mut stream);
            *mean = deviation * standard;
        }
    }
}
