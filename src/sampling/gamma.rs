use rand::Rng;
use rand_distr::{Distribution, Open01};

use super::error::positive;
use super::{Exp1, SamplingError, StandardNormal};

/// The gamma law of shape a and scale s, of mean as and variance as².
///
/// Where a > 1 by Marsaglia and Tsang (*A Simple Method for Generating Gamma Variables*, 2000): s·d·(1 + cx)³ with x ~ N(0, 1),
/// d = a − ⅓ and c = 1/√(9d), but for a few rejections. Where a < 1 it is a draw for a + 1 times U^{1/a}.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    scale: f64,
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Exponential,
    Cube(Cube),
    /// With 1/a.
    Boosted(Cube, f64),
}

impl Gamma {
    /// The law of shape `shape` = a and scale `scale` = s.
    ///
    /// # Errors
    /// Unless both are finite and positive.
    pub fn new(shape: f64, scale: f64) -> Result<Self, SamplingError> {
        let shape = positive("shape", shape)?;
        let scale = positive("scale", scale)?;
        let method = if shape == 1.0 {
            Method::Exponential
        } else if shape > 1.0 {
            Method::Cube(Cube::new(shape))
        } else {
            Method::Boosted(Cube::new(shape + 1.0), 1.0 / shape)
        };
        Ok(Self { scale, method })
    }
}

impl Distribution<f64> for Gamma {
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        match &self.method {
            Method::Exponential => Exp1.sample(stream) * self.scale,
            Method::Cube(cube) => cube.sample(stream) * (cube.d * self.scale),
            Method::Boosted(cube, power) => {
                let uniform: f64 = Open01.sample(stream);
                cube.sample(stream) * libm::pow(uniform, *power) * cube.d * self.scale
            }
        }
    }
}

/// The gamma law of shape d + ⅓, divided by d.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cube {
    c: f64,
    d: f64,
}

impl Cube {
    fn new(shape: f64) -> Self {
        let d = shape - 1.0 / 3.0;
        Self {
            c: 1.0 / (9.0 * d).sqrt(),
            d,
        }
    }

    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        loop {
            let x = StandardNormal.sample(stream);
            let root = 1.0 + self.c * x;
            if root <= 0.0 {
                continue;
            }
            let cube = root * root * root;
            let uniform: f64 = Open01.sample(stream);
            let square = x * x;
            // A squeeze spares most logarithms.
            let certain = uniform < 1.0 - 0.0331 * square * square;
            if certain || libm::log(uniform) < 0.5 * square + self.d * (1.0 - cube + libm::log(cube)) {
                return cube;
            }
        }
    }
}
