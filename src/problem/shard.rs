use crate::aggregator::Messages;

/// The data of one worker, or sufficient statistics of exactly the same law.
pub trait Shard: Send {
    /// Writes the gradient ∇F_i(w) of the worker's empirical risk to `out` (length d).
    fn gradient(&self, w: &[f64], out: &mut [f64]);

    /// Writes the worker's empirical risk minimiser ŵ_i to `out`; the one of smallest norm where there are many. It is taken over
    /// ℝᵈ for quadratic losses, and over W (Algorithm 2) where a minimiser over ℝᵈ need not exist.
    fn local_minimiser(&self, out: &mut [f64]);
}

/// The data of all workers in one replicate. A `Vec` of [`Shard`]s is one.
pub trait Shards: Send {
    /// Writes every worker's gradient at `w` to its row of `messages`, which has m rows of length d.
    fn gradients(&self, w: &[f64], messages: &mut Messages);

    /// Writes every worker's risk minimiser to its row of `messages`, which has m rows of length d.
    fn local_minimisers(&self, messages: &mut Messages);
}

impl<S: Shard> Shards for Vec<S> {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        for (worker, shard) in self.iter().enumerate() {
            shard.gradient(w, messages.row_mut(worker));
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        for (worker, shard) in self.iter().enumerate() {
            shard.local_minimiser(messages.row_mut(worker));
        }
    }
}
