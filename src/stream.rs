//! Random streams as a pure function of (seed, cell, replicate, purpose, worker).
//!
//! Nothing else enters: not the thread, the order, the batch, nor how often a run was interrupted. Two runs that share a
//! seed and a cell therefore draw the same data, and every aggregator, algorithm and adversary of a cell sees the same
//! data (common random numbers).

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// The generator behind every draw: ChaCha with 8 rounds, counter based, with 2⁶⁴ streams a key.
pub type Stream = ChaCha8Rng;

/// Names the scheme below. A change of it changes every drawn value, and is listed in the changelog as value-breaking.
pub const STREAM_SCHEME: &str = "byzrate-stream-1";

/// What a stream is used for, so that one use never shifts another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// A worker's samples.
    Data = 0,
    /// What a Byzantine worker randomises.
    Adversary = 1,
    /// Which workers are Byzantine, where chance decides.
    Assignment = 2,
    /// Where a search looks.
    Search = 3,
    /// What the master's rule randomises; the round takes the place of the worker.
    Aggregator = 4,
    /// The same where an adversary tries the rule out.
    Trial = 5,
    /// What tells a worker's subsample from all of its samples.
    Subsample = 6,
}

/// All random streams of one replicate of one cell.
///
/// ```
/// use byzrate::stream::{Purpose, ReplicateStreams};
/// use rand::RngExt;
///
/// let first = |replicate, worker| -> f64 {
///     ReplicateStreams::new(1, "cell", replicate).worker(Purpose::Data, worker).random()
/// };
/// // The same whenever and in whatever order it is asked for, and different for every replicate and worker.
/// assert_eq!(first(7, 3), first(7, 3));
/// assert!(first(7, 3) != first(8, 3) && first(7, 3) != first(7, 4));
/// ```
#[derive(Clone, Debug)]
pub struct ReplicateStreams {
    key: [u8; 32],
    replicate: u64,
}

impl ReplicateStreams {
    /// Derives the key of a replicate: SHA-256 of scheme, seed, cell and replicate number.
    ///
    /// `cell` is the canonical text of the cell's coordinates (problem with its parameters, d, n, m, b).
    #[must_use]
    pub fn new(seed: u64, cell: &str, replicate: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(STREAM_SCHEME.as_bytes());
        hash.update(seed.to_le_bytes());
        hash.update(replicate.to_le_bytes());
        hash.update(cell.as_bytes());
        Self {
            key: hash.finalize().into(),
            replicate,
        }
    }

    /// The number of the replicate.
    #[must_use]
    pub fn replicate(&self) -> u64 {
        self.replicate
    }

    /// The streams of the fresh samples of a round after the first, number `round` from 1: as unlike those of the replicate and of other
    /// rounds as those of another replicate.
    #[must_use]
    pub fn fresh(&self, round: usize) -> Self {
        let mut hash = Sha256::new();
        hash.update(STREAM_SCHEME.as_bytes());
        hash.update(b"fresh");
        hash.update((round as u64).to_le_bytes());
        hash.update(self.key);
        Self {
            key: hash.finalize().into(),
            replicate: self.replicate,
        }
    }

    /// The stream of `worker` for `purpose`, at its start.
    ///
    /// # Panics
    /// If `worker` is 2⁵⁶ or more: the purpose takes the upper eight bits of the stream number.
    #[must_use]
    pub fn worker(&self, purpose: Purpose, worker: usize) -> Stream {
        let worker = worker as u64;
        assert!(worker < 1 << 56, "worker {worker} has no stream of its own");
        let mut stream = ChaCha8Rng::from_seed(self.key);
        stream.set_stream((purpose as u64) << 56 | worker);
        stream
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn golden_values_pin_the_streams() {
        let replicate = ReplicateStreams::new(1, "gaussian-mean sigma=1|d=1|n=1|m=1|b=0", 0);
        let drawn: Vec<u64> = [(Purpose::Data, 0), (Purpose::Data, 1), (Purpose::Adversary, 0)]
            .into_iter()
            .map(|(purpose, worker)| replicate.worker(purpose, worker).next_u64())
            .collect();
        assert_eq!(
            drawn,
            [
                7_923_742_530_933_576_126,
                10_443_855_269_399_560_726,
                13_069_351_419_535_865_809
            ]
        );
    }

    #[test]
    fn every_coordinate_changes_the_stream() {
        let first = |seed, cell, replicate, purpose, worker| {
            ReplicateStreams::new(seed, cell, replicate)
                .worker(purpose, worker)
                .next_u64()
        };
        let base = first(1, "a", 0, Purpose::Data, 0);
        assert_eq!(base, first(1, "a", 0, Purpose::Data, 0));
        for other in [
            first(2, "a", 0, Purpose::Data, 0),
            first(1, "b", 0, Purpose::Data, 0),
            first(1, "a", 1, Purpose::Data, 0),
            first(1, "a", 0, Purpose::Adversary, 0),
            first(1, "a", 0, Purpose::Data, 1),
        ] {
            assert_ne!(base, other);
        }
        let fresh = |replicate, round| {
            let streams = ReplicateStreams::new(1, "a", replicate).fresh(round);
            streams.worker(Purpose::Data, 0).next_u64()
        };
        assert_eq!(fresh(0, 1), fresh(0, 1));
        for other in [base, fresh(0, 2), fresh(1, 1)] {
            assert_ne!(fresh(0, 1), other);
        }
    }
}
