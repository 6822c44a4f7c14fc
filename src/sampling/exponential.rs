use rand::{Rng, RngExt};
use rand_distr::Distribution;

use super::exponential_layers::{LAYERS, TAIL};

/// The exponential law of mean 1, by the ziggurat with 256 layers; it has no memory, so that the tail is the law again, moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exp1;

impl Distribution<f64> for Exp1 {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        LAYERS.draw::<false, R>(
            stream,
            |x| libm::exp(-x),
            |stream, _| TAIL - libm::log(stream.random::<f64>()),
        )
    }
}
