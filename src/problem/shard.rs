use crate::aggregator::Messages;
use crate::stream::ReplicateStreams;

/// The first p of every worker's n samples.
#[derive(Clone, Copy, Debug)]
pub struct Subsample<'a> {
    /// n.
    pub samples: usize,
    /// p, above 0 and below n.
    pub part: usize,
    /// Where what statistics of all samples leave open is drawn from, with the purpose `Subsample`.
    pub streams: &'a ReplicateStreams,
}

/// The data of one worker, or sufficient statistics of exactly the same law.
pub trait Shard: Send {
    /// Writes the gradient ∇F_i(w) of the worker's empirical risk to `out` (length d).
    fn gradient(&self, w: &[f64], out: &mut [f64]);

    /// Writes the worker's empirical risk minimiser ŵ_i to `out`; the one of smallest norm where there are many. It is taken over
    /// ℝᵈ for quadratic losses, and over W (Algorithm 2) where a minimiser over ℝᵈ need not exist.
    fn local_minimiser(&self, out: &mut [f64]);

    /// Writes the risk minimiser over the worker's first `part` samples to `out`, as `local_minimiser` does with all. `false`, and nothing
    /// is written, where the data do not tell.
    fn subsample_minimiser(&self, _part: usize, _out: &mut [f64]) -> bool {
        false
    }

    /// Writes H_i⁻¹·`gradient` to `out`, H_i the Hessian of the worker's empirical risk, or its pseudo-inverse where H_i is singular.
    /// `false`, and nothing is written, where the risk is not quadratic.
    fn newton_direction(&self, _gradient: &[f64], _out: &mut [f64]) -> bool {
        false
    }
}

/// The data of all workers in one replicate. A `Vec` of [`Shard`]s is one.
pub trait Shards: Send {
    /// Writes every worker's gradient at `w` to its row of `messages`, which has m rows of length d.
    fn gradients(&self, w: &[f64], messages: &mut Messages);

    /// Writes every worker's risk minimiser to its row of `messages`, which has m rows of length d.
    /// [`Problem::has_local_minimisers`](super::Problem::has_local_minimisers) says before whether the data tell.
    fn local_minimisers(&self, messages: &mut Messages);

    /// Writes every worker's risk minimiser over a part of its samples to its row of `messages`, jointly in law with gradients and
    /// minimisers over all samples. `false` where the data do not tell; [`Problem::smallest_subsample`](super::Problem::smallest_subsample)
    /// says so before.
    fn subsample_minimisers(&self, _subsample: Subsample, _messages: &mut Messages) -> bool {
        false
    }

    /// Writes H_i⁻¹·`gradient` to `out` (length d), H_i the Hessian of the empirical risk of worker i = `worker`, or its pseudo-inverse
    /// where H_i is singular. `false` where the risk is not quadratic;
    /// [`Problem::has_newton_directions`](super::Problem::has_newton_directions) says so before.
    fn newton_direction(&self, _worker: usize, _gradient: &[f64], _out: &mut [f64]) -> bool {
        false
    }
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

    fn subsample_minimisers(&self, subsample: Subsample, messages: &mut Messages) -> bool {
        let mut shards = self.iter().enumerate();
        shards.all(|(worker, shard)| shard.subsample_minimiser(subsample.part, messages.row_mut(worker)))
    }

    fn newton_direction(&self, worker: usize, gradient: &[f64], out: &mut [f64]) -> bool {
        self[worker].newton_direction(gradient, out)
    }
}
