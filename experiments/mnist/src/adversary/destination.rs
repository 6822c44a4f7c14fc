use byzrate::aggregator::Messages;

/// The place that an omniscient adversary keeps the master away from, where no minimiser w* is known.
///
/// In coordinate k it is w − η·g_k, with g_k the honest gradient that goes furthest the way the honest mean goes: the largest
/// where that mean is positive, the smallest where it is not. No median or trimmed mean (k ≥ b) goes beyond it, so that of the two
/// ends an adversary can push a coordinate to, the one further from it is the one that goes down the honest mean the least, or up.
#[derive(Clone, Debug)]
pub struct Destination {
    place: Vec<f64>,
}

impl Destination {
    /// The destination of dimension `dim`, at 0.
    #[must_use]
    pub fn new(dim: usize) -> Self {
        Self { place: vec![0.0; dim] }
    }

    /// The place, which stands for w* (length d).
    #[must_use]
    pub fn place(&self) -> &[f64] {
        &self.place
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
