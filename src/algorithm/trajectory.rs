use crate::problem::Problem;

/// What a run of an algorithm did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    dim: usize,
    iterates: Vec<f64>,
    errors: Vec<f64>,
    aggregates: Vec<f64>,
    /// Rounds of communication that took place: an algorithm that knows what its rounds will do, and does not go through them, counts
    /// them all the same. A probe has none.
    pub rounds: usize,
    /// Floats that each worker received from the master.
    pub floats_received: usize,
    /// Floats that each worker sent to the master.
    pub floats_sent: usize,
}

impl Trajectory {
    /// Forgets the last run, for one in dimension `dim`.
    pub fn restart(&mut self, dim: usize) {
        self.dim = dim;
        self.iterates.clear();
        self.errors.clear();
        self.aggregates.clear();
        self.rounds = 0;
        self.floats_received = 0;
        self.floats_sent = 0;
    }

    /// Appends an iterate. Its error counts as infinite where a coordinate is NaN or infinite: the estimate is lost.
    pub fn push(&mut self, iterate: &[f64], problem: &dyn Problem) {
        self.iterates.extend_from_slice(iterate);
        let error = crate::problem::distance(iterate, problem.optimum());
        self.errors.push(if error.is_nan() { f64::INFINITY } else { error });
    }

    /// Appends the aggregate g(wᵗ) of the messages at the last iterate.
    pub fn push_aggregate(&mut self, aggregate: &[f64]) {
        self.aggregates.extend_from_slice(aggregate);
    }

    /// Counts `rounds` rounds in which each worker receives d floats if `received`, and sends d floats.
    pub(super) fn count(&mut self, rounds: usize, received: bool) {
        self.rounds += rounds;
        self.floats_sent += rounds * self.dim;
        if received {
            self.floats_received += rounds * self.dim;
        }
    }

    /// The aggregates g(w⁰), g(w¹), … of gradient descent; none for the one-round algorithm.
    pub fn aggregates(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.aggregates.chunks_exact(self.dim.max(1))
    }

    /// ‖wᵗ − w*‖ for t = 0, 1, …, in the order of the rounds; a run that goes in a circle is followed once around.
    #[must_use]
    pub fn errors(&self) -> &[f64] {
        &self.errors
    }

    /// The iterates w⁰, w¹, …; for the one-round algorithm only its estimate.
    pub fn iterates(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.iterates.chunks_exact(self.dim.max(1))
    }

    /// The last iterate, which is the estimate ŵ (length d).
    ///
    /// # Panics
    /// If nothing was run yet.
    #[must_use]
    pub fn estimate(&self) -> &[f64] {
        &self.iterates[self.iterates.len() - self.dim..]
    }

    /// ‖ŵ − w*‖.
    ///
    /// # Panics
    /// If nothing was run yet.
    #[must_use]
    pub fn final_error(&self) -> f64 {
        self.errors[self.errors.len() - 1]
    }
}
