use rand::Rng;
use rand_distr::{Distribution, Open01};

use super::normal_layers::{LAYERS, TAIL};

/// The standard normal law N(0, 1).
///
/// By the ziggurat of Marsaglia and Tsang in Doornik's form (*An Improved Ziggurat Method to Generate Normal Random Samples*, 2005),
/// and in the tail by the method of Marsaglia (1964).
///
/// ```
/// use byzrate::sampling::StandardNormal;
/// use byzrate::stream::{Purpose, ReplicateStreams};
/// use rand_distr::Distribution;
///
/// let mut stream = ReplicateStreams::new(1, "cell", 0).worker(Purpose::Data, 0);
/// let x: f64 = StandardNormal.sample(&mut stream);
/// assert!(x.abs() < 10.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandardNormal;

impl Distribution<f64> for StandardNormal {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, stream: &mut R) -> f64 {
        LAYERS.draw::<true, R>(stream, |x| libm::exp(-x * x / 2.0), beyond)
    }
}

/// A draw beyond the layers, on the side of `place`.
fn beyond<R: Rng + ?Sized>(stream: &mut R, place: f64) -> f64 {
    loop {
        let (first, second): (f64, f64) = (Open01.sample(stream), Open01.sample(stream));
        let further = -libm::log(first) / TAIL;
        if -2.0 * libm::log(second) >= further * further {
            return (TAIL + further).copysign(place);
        }
    }
}
