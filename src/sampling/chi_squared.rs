use rand::Rng;
use rand_distr::Distribution;

use super::error::positive;
use super::{Gamma, SamplingError, StandardNormal};

/// The χ² law with k degrees of freedom: the square of a normal draw for one, and the gamma law of shape k/2 and scale 2 otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquared(Option<Gamma>);

impl ChiSquared {
    /// The law with `degrees` = k degrees of freedom.
    ///
    /// # Errors
    /// Unless k is finite and positive.
    pub fn new(degrees: f64) -> Result<Self, SamplingError> {
        if degrees == 1.0 {
            return Ok(Self(None));
        }
        let degrees = positive("degrees of freedom", degrees)?;
        Ok(Self(Some(Gamma::new(0.5 * degrees, 2.0)?)))
    }
}

impl Distribution<f64> for ChiSquared {
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        match &self.0 {
            Some(gamma) => gamma.sample(stream),
            None => {
                let x = StandardNormal.sample(stream);
                x * x
            }
        }
    }
}
