use byzrate::aggregator::Messages;
use byzrate::problem::{Ball, Constants, Problem, Shard, Shards};
use byzrate::stream::ReplicateStreams;

/// The place that an omniscient adversary keeps the master away from, where no minimiser w* is known.
///
/// In coordinate k it is w − η·g_k, with g_k the honest gradient that goes furthest the way the honest mean goes: the largest
/// where that mean is positive, the smallest where it is not. No median or trimmed mean (k ≥ b) goes beyond it, so that of the two
/// ends an adversary can push a coordinate to, the one further from it is the one that goes down the honest mean the least, or up.
/// As a [`Problem`] it is ½‖w − w*‖², which every worker knows exactly.
#[derive(Clone, Debug)]
pub struct Destination {
    place: Vec<f64>,
    domain: Ball,
}

impl Destination {
    /// The destination of dimension `dim`, at 0.
    #[must_use]
    pub fn new(dim: usize) -> Self {
        Self {
            place: vec![0.0; dim],
            domain: Ball {
                centre: vec![0.0; dim],
                radius: f64::INFINITY,
            },
        }
    }

    /// Moves to where the first `honest` messages lead from `iterate` with step size `eta`.
    pub fn lead(&mut self, iterate: &[f64], eta: f64, messages: &Messages, honest: usize) {
        for (k, (place, w)) in self.place.iter_mut().zip(iterate).enumerate() {
            let values = || (0..honest).map(|worker| messages.row(worker)[k]);
            let furthest = if values().sum::<f64>() > 0.0 {
                values().fold(f64::NEG_INFINITY, f64::max)
            } else {
                values().fold(f64::INFINITY, f64::min)
            };
            *place = w - eta * furthest;
        }
    }
}

impl Problem for Destination {
    fn name(&self) -> &str {
        "destination"
    }

    fn key(&self) -> String {
        "destination".to_owned()
    }

    fn dim(&self) -> usize {
        self.place.len()
    }

    fn optimum(&self) -> &[f64] {
        &self.place
    }

    fn domain(&self) -> &Ball {
        &self.domain
    }

    fn noise(&self) -> f64 {
        0.0
    }

    fn loss(&self, w: &[f64]) -> f64 {
        0.5 * w
            .iter()
            .zip(&self.place)
            .map(|(w, place)| (w - place) * (w - place))
            .sum::<f64>()
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, w), place) in out.iter_mut().zip(w).zip(&self.place) {
            *out = w - place;
        }
    }

    fn constants(&self) -> Constants {
        Constants {
            strong_convexity: Some(1.0),
            smoothness: 1.0,
            coordinate_lipschitz: Some(1.0),
            gradient_deviation: 0.0,
            absolute_skewness: Some(0.0),
            sub_exponential: Some(0.0),
        }
    }

    fn draw(&self, _samples: usize, workers: usize, _streams: &ReplicateStreams) -> Box<dyn Shards> {
        Box::new(vec![Known(self.clone()); workers])
    }
}

/// A worker that knows the destination.
#[derive(Clone, Debug)]
struct Known(Destination);

impl Shard for Known {
    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        self.0.gradient(w, out);
    }

    fn local_minimiser(&self, out: &mut [f64]) {
        out.copy_from_slice(&self.0.place);
    }
}
