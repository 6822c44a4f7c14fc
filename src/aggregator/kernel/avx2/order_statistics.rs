use super::super::network::Network;
use super::block::{Ahead, LANES, Lanes, numbers};
use super::counting::Counting;
use super::sorting::{apply, sort_eight};

/// Finds two order statistics of sixteen coordinates, with memory that is kept between calls.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    workers: usize,
    ranks: [usize; 2],
    network: Network,
    sorted: Vec<Lanes>,
    counting: Counting,
}

impl Workspace {
    /// Workers up to whom a network is faster than counting.
    pub const NETWORK: usize = 40;
    /// The most workers: what counts in 16 bits can count.
    pub const MOST_WORKERS: usize = i16::MAX as usize;

    /// Prepares for the order statistics `ranks` = [r, s], r ≤ s, of `workers` values.
    pub fn prepare(&mut self, workers: usize, ranks: [usize; 2]) {
        if (self.workers, self.ranks) == (workers, ranks) {
            return;
        }
        (self.workers, self.ranks) = (workers, ranks);
        if workers <= Self::NETWORK {
            self.network = Network::new(workers, &ranks);
        } else {
            self.counting.prepare(workers, ranks);
        }
    }

    /// The two order statistics of the first `used` lanes of `rows`; zeros may have either sign. NaN where a lane needs the slow way.
    #[target_feature(enable = "avx2")]
    pub fn order_statistics(&mut self, rows: &[Lanes], used: usize, ahead: Ahead) -> [[f64; LANES]; 2] {
        if self.workers > Self::NETWORK {
            return self.counting.order_statistics(rows, used, ahead);
        }
        for worker in 0..self.workers {
            ahead.ask(worker, 0);
            ahead.ask(worker, 1);
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(rows);
        let eights = rows.as_chunks::<{ Network::SORTED }>().0;
        for (eight, sorted) in eights.iter().zip(self.sorted.chunks_exact_mut(Network::SORTED)) {
            sort_eight(eight.each_ref(), sorted);
        }
        apply(&self.network, &mut self.sorted);
        self.ranks.map(|rank| numbers(&self.sorted[rank]))
    }
}
