use rand::Rng;
use rand_distr::{Distribution, Open01};

use super::Ahead;
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

impl StandardNormal {
    /// Fills `values` with draws, the same as one after the other.
    pub fn fill<R: Rng>(self, stream: &mut Ahead<R>, values: &mut [f64]) {
        let mut drawn = 0;
        while drawn < values.len() {
            let ready = stream.ready();
            let possible = ready.len().min(values.len() - drawn);
            let mut found = 0;
            for (value, bits) in values[drawn..].iter_mut().zip(ready) {
                let Some(x) = LAYERS.within::<true>(*bits) else { break };
                *value = x;
                found += 1;
            }
            stream.skip(found);
            drawn += found;
            if found < possible {
                values[drawn] = self.sample(stream);
                drawn += 1;
            }
        }
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
