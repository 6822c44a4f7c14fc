/// What the master makes of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// Messages are gradients; the next iterate is w − ηg.
    Gradient {
        /// The step size η.
        eta: f64,
    },
    /// Messages are local minimisers; the aggregate is the estimate.
    Estimate,
}

impl Step {
    /// Replaces the iterate by the next one, before projection.
    pub fn apply(self, aggregate: &[f64], iterate: &mut [f64]) {
        for (w, aggregate) in iterate.iter_mut().zip(aggregate) {
            *w = self.next(*w, *aggregate);
        }
    }

    pub(super) fn next(self, w: f64, aggregate: f64) -> f64 {
        match self {
            Self::Gradient { eta } => w - eta * aggregate,
            Self::Estimate => aggregate,
        }
    }
}
