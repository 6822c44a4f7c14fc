use std::arch::x86_64::*;

use super::super::network::{Network, Step};
use super::block::Lanes;

/// Writes eight rows to `sorted`, every lane in its order: Batcher's network in registers.
#[target_feature(enable = "avx2")]
pub fn sort_eight(rows: [&Lanes; Network::SORTED], sorted: &mut [Lanes]) {
    for quarter in 0..4 {
        let mut v: [__m256d; 8] = rows.map(|row| row[quarter]);
        macro_rules! compare {
            ($($low:literal $high:literal),*) => {$(
                let (low, high) = (_mm256_min_pd(v[$low], v[$high]), _mm256_max_pd(v[$low], v[$high]));
                v[$low] = low;
                v[$high] = high;
            )*};
        }
        compare!(0 1, 2 3, 4 5, 6 7, 0 2, 1 3, 4 6, 5 7, 1 2, 5 6, 0 4, 1 5, 2 6, 3 7, 2 4, 3 5, 1 2, 3 4, 5 6);
        for (row, value) in sorted.iter_mut().zip(v) {
            row[quarter] = value;
        }
    }
}

/// Brings every lane of `rows`, sorted eight by eight, in the order of the network.
#[target_feature(enable = "avx2")]
pub fn apply(network: &Network, rows: &mut [Lanes]) {
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

#[inline]
#[target_feature(enable = "avx2")]
fn smaller(a: Lanes, b: Lanes) -> Lanes {
    [
        _mm256_min_pd(a[0], b[0]),
        _mm256_min_pd(a[1], b[1]),
        _mm256_min_pd(a[2], b[2]),
        _mm256_min_pd(a[3], b[3]),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn larger(a: Lanes, b: Lanes) -> Lanes {
    [
        _mm256_max_pd(a[0], b[0]),
        _mm256_max_pd(a[1], b[1]),
        _mm256_max_pd(a[2], b[2]),
        _mm256_max_pd(a[3], b[3]),
    ]
}
