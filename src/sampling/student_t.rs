use rand::Rng;
use rand_distr::Distribution;

use super::{ChiSquared, SamplingError, StandardNormal};

/// Student's law with ν degrees of freedom: a normal draw over the root of an independent χ²_ν/ν.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    degrees: f64,
    square: ChiSquared,
}

impl StudentT {
    /// The law with `degrees` = ν degrees of freedom.
    ///
    /// # Errors
    /// Unless ν is finite and positive.
    pub fn new(degrees: f64) -> Result<Self, SamplingError> {
        Ok(Self {
            degrees,
            square: ChiSquared::new(degrees)?,
        })
    }
}

impl Distribution<f64> for StudentT {
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        let x = StandardNormal.sample(stream);
        x * (self.degrees / self.square.sample(stream)).sqrt()
    }
}
