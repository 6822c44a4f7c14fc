use std::f64::consts::PI;

use rand_distr::Distribution;

use super::mean_estimation::{MeanEstimation, SampleLaw};
use super::{CoordinateLaw, ProblemError};
use crate::sampling::StudentT;
use crate::stream::Stream;

/// Mean estimation with heavy tails: z_k = σt_k·√((ν−2)/ν) with independent t_k of Student's law with ν > 3 degrees of
/// freedom.
///
/// The absolute skewness is bounded, so that the theorems on the median speak; no exponential moment is finite, so that
/// those on the trimmed mean are silent (Assumption 4). A mean of n values has no law that is known in closed form: all n
/// are drawn, and a replicate takes time in proportion to n·m·d.
pub type StudentMean = MeanEstimation<Student>;

/// Student's law with ν degrees of freedom, scaled to standard deviation 1.
#[derive(Clone, Copy, Debug)]
pub struct Student {
    nu: f64,
    law: StudentT,
}

impl Student {
    /// The law with `nu` = ν degrees of freedom.
    ///
    /// # Errors
    /// Unless ν is finite and above 3, where E|t|³ is finite.
    pub fn new(nu: f64) -> Result<Self, ProblemError> {
        let refused = ProblemError::HeavyTails { nu };
        if !(nu.is_finite() && nu > 3.0) {
            return Err(refused);
        }
        let law = StudentT::new(nu).map_err(|_| refused)?;
        Ok(Self { nu, law })
    }
}

impl SampleLaw for Student {
    fn name(&self) -> &'static str {
        "student"
    }

    fn parameters(&self) -> String {
        format!(" nu={}", self.nu)
    }

    /// (ν−2)^{3/2}·Γ((ν−3)/2)/(√π·Γ(ν/2)), which is E|t|³ = ν^{3/2}·Γ((ν−3)/2)/(√π·Γ(ν/2)) over (ν/(ν−2))^{3/2}: 2√2
    /// at ν = 4, and 2√(2/π)·(1 + 3/(4ν) + O(ν⁻²)) for large ν.
    fn absolute_skewness(&self) -> f64 {
        // Beyond this the difference of the logarithms has fewer digits than the expansion.
        const LARGE: f64 = 1e6;
        if self.nu > LARGE {
            return (8.0 / PI).sqrt() * (1.0 + 0.75 / self.nu);
        }
        let ratio = libm::lgamma(0.5 * (self.nu - 3.0)) - libm::lgamma(0.5 * self.nu);
        libm::exp(1.5 * libm::log(self.nu - 2.0) + ratio) / PI.sqrt()
    }

    fn coordinate_law(&self, sigma: f64) -> CoordinateLaw {
        CoordinateLaw::Student {
            deviation: sigma,
            nu: self.nu,
        }
    }

    fn sub_exponential(&self) -> Option<f64> {
        None
    }

    fn draws(&self, samples: usize) -> usize {
        samples
    }

    fn draw_means(&self, samples: usize, mut stream: Stream, means: &mut [f64]) {
        let scale = ((self.nu - 2.0) / self.nu).sqrt() / samples as f64;
        for mean in means {
            *mean = scale * (0..samples).map(|_| self.law.sample(&mut stream)).sum::<f64>();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E|t|³/(ν/(ν−2))^{3/2} by 30-digit quadrature over the density.
    #[test]
    fn absolute_skewness_matches_a_quadrature() {
        for (nu, want) in [
            (3.5, 4.088_819_775_464_324),
            (4.0, 2.828_427_124_746_19),
            (5.0, 2.205_315_581_687_168),
            (10.0, 1.767_766_952_966_369),
            (30.0, 1.640_164_916_864_537),
            (999_999.0, 1.595_770_318_437_409),
            (1_000_001.0, 1.595_770_318_435_015),
        ] {
            let got = Student::new(nu).expect("valid").absolute_skewness();
            assert!((got / want - 1.0).abs() < 1e-8, "{nu}: {got} against {want}");
        }
    }

    /// Laws with other degrees of freedom draw other values.
    #[test]
    fn the_key_tells_the_degrees_of_freedom() {
        let key = |nu: f64| {
            let problem = StudentMean::with_law(Student::new(nu).expect("valid"), 2, 1.5, None).expect("valid");
            crate::problem::Problem::key(&problem)
        };
        assert_eq!(key(3.5), "student-mean nu=3.5 sigma=1.5");
        assert_ne!(key(3.5), key(4.0));
    }

    #[test]
    fn without_an_absolute_skewness_the_law_is_refused() {
        for nu in [3.0, 0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(Student::new(nu), Err(ProblemError::HeavyTails { .. })), "{nu}");
        }
    }
}
