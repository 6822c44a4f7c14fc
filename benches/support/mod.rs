//! One replicate, as the engine runs it.

use byzrate::adversary::OmniscientSign;
use byzrate::aggregator::Median;
use byzrate::algorithm::{Algorithm, Buffers, Parties};
use byzrate::problem::Problem;
use byzrate::stream::ReplicateStreams;

/// Draws replicate `number` with n = `samples`, m = `workers`, runs `algorithm` with the median on it, and gives the error.
pub fn replicate(
    problem: &dyn Problem,
    algorithm: &dyn Algorithm,
    (samples, workers, byzantine): (usize, usize, usize),
    number: u64,
    buffers: &mut Buffers,
) -> f64 {
    let streams = ReplicateStreams::new(1, "benches", number);
    let shards = problem.draw(samples, workers, &streams);
    let parties = Parties {
        problem,
        shards: &*shards,
        samples,
        workers,
        byzantine,
        alpha: byzantine as f64 / workers as f64,
        aggregator: &Median,
        adversary: &OmniscientSign,
        streams: &streams,
    };
    algorithm.run(parties, buffers);
    buffers.trajectory.final_error()
}
