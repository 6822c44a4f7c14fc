use std::arch::x86_64::*;

use super::super::network::{Network, Step};
use super::block::{LANES, Lanes, numbers};
use super::counting::Counting;

/// Workers up to whom a network is faster than counting.
const NETWORK: usize = 40;

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
    /// The most workers: what counts in 16 bits can count.
    pub const MOST_WORKERS: usize = i16::MAX as usize;

    /// Prepares for the order statistics `ranks` = [r, s], r ≤ s, of `workers` values.
    pub fn prepare(&mut self, workers: usize, ranks: [usize; 2]) {
        if (self.workers, self.ranks) == (workers, ranks) {
            return;
        }
        (self.workers, self.ranks) = (workers, ranks);
        if workers <= NETWORK {
            self.network = Network::new(workers, &ranks);
        } else {
            self.counting.prepare(workers, ranks);
        }
    }

    /// The two order statistics of every lane of `rows`; zeros may have either sign. NaN where a lane needs the slow way.
    #[target_feature(enable = "avx2")]
    pub fn order_statistics(&mut self, rows: &[Lanes]) -> [[f64; LANES]; 2] {
        if self.workers > NETWORK {
            return self.counting.order_statistics(rows);
        }
        self.sorted.clear();
        self.sorted.extend_from_slice(rows);
        apply(&self.network, &mut self.sorted);
        self.ranks.map(|rank| numbers(&self.sorted[rank]))
    }
}

/// Brings every lane of `rows` in the order of the network.
#[target_feature(enable = "avx2")]
pub fn apply(network: &Network, rows: &mut [Lanes]) {
    let smaller = |a: Lanes, b: Lanes| -> Lanes {
        [
            _mm256_min_pd(a[0], b[0]),
            _mm256_min_pd(a[1], b[1]),
            _mm256_min_pd(a[2], b[2]),
            _mm256_min_pd(a[3], b[3]),
        ]
    };
    let larger = |a: Lanes, b: Lanes| -> Lanes {
        [
            _mm256_max_pd(a[0], b[0]),
            _mm256_max_pd(a[1], b[1]),
            _mm256_max_pd(a[2], b[2]),
            _mm256_max_pd(a[3], b[3]),
        ]
    };
    for step in &network.steps {
        match step {
            Step::Both(comparators) => {
                for &(low, high) in comparators {
                    let (low, high) = (usize::from(low), usize::from(high));
                    let (a, b) = (rows[low], rows[high]);
                    rows[low] = smaller(a, b);
                    rows[high] = larger(a, b);
                }
            }
            Step::Smaller(comparators) => {
                for &(low, high) in comparators {
                    let (low, high) = (usize::from(low), usize::from(high));
                    rows[low] = smaller(rows[low], rows[high]);
                }
            }
            Step::Larger(comparators) => {
                for &(low, high) in comparators {
                    let (low, high) = (usize::from(low), usize::from(high));
                    rows[high] = larger(rows[low], rows[high]);
                }
            }
        }
    }
}
