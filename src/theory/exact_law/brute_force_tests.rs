//! The exact laws against seeded Monte Carlo, at random small sizes.
//!
//! Each of the 40 cases draws its own replicates and compares ten averages at 5.5 standard errors: by the
//! normal approximation a correct law fails somewhere with probability at most 40·10·4e-8 = 1.6e-5. All seeds are fixed.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use rand_distr::Distribution;

use super::*;
use crate::sampling::StandardNormal;

const REPLICATES: usize = 100_000;
const THRESHOLD: f64 = 5.5;

/// Running sum and sum of squares.
#[derive(Default)]
struct Average {
    sum: f64,
    squares: f64,
}

impl Average {
    fn push(&mut self, value: f64) {
        self.sum += value;
        self.squares += value * value;
    }

    fn assert_agrees(&self, name: &str, exact: f64) {
        let n = REPLICATES as f64;
        let mean = self.sum / n;
        let standard_error = ((self.squares / n - mean * mean) / n).sqrt();
        assert!(
            (mean - exact).abs() <= THRESHOLD * standard_error,
            "{name}: {mean} ± {standard_error}, not {exact}"
        );
    }
}

fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        0.5 * (sorted[half - 1] + sorted[half])
    }
}

fn compare(workers: usize, byzantine: usize, trim: usize, seed: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let [
        mut median_mean,
        mut median_square,
        mut median_absolute,
        mut median_below,
    ]: [Average; 4] = Default::default();
    let [mut trimmed, mut trimmed_square, mut worst, mut worst_square]: [Average; 4] = Default::default();
    let [mut worst_trimmed, mut worst_trimmed_square]: [Average; 2] = Default::default();
    let quantile = median_quantile(workers, byzantine, 0.8).unwrap();
    let (mut high, mut low) = (vec![0.0f64; workers], vec![0.0f64; workers]);
    for _ in 0..REPLICATES {
        // The messages, with the Byzantine ones all at +∞ and all at −∞.
        for i in 0..workers {
            let honest: f64 = StandardNormal.sample(&mut random);
            high[i] = if i < byzantine { f64::INFINITY } else { honest };
            low[i] = if i < byzantine { f64::NEG_INFINITY } else { honest };
        }
        high.sort_by(f64::total_cmp);
        low.sort_by(f64::total_cmp);
        let error = median(&high);
        median_mean.push(error);
        median_square.push(error * error);
        median_absolute.push(error.abs());
        median_below.push(f64::from(u8::from(error <= quantile)));
        let kept = &high[trim..workers - trim];
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        trimmed.push(mean);
        trimmed_square.push(mean * mean);
        let largest = error.abs().max(median(&low).abs());
        worst.push(largest);
        worst_square.push(largest * largest);
        let other = low[trim..workers - trim].iter().sum::<f64>() / kept.len() as f64;
        let largest = mean.abs().max(other.abs());
        worst_trimmed.push(largest);
        worst_trimmed_square.push(largest * largest);
    }
    let exact = median_one_sided(workers, byzantine).unwrap();
    median_mean.assert_agrees("E median", exact.mean);
    median_square.assert_agrees("E median²", exact.mean_square);
    median_absolute.assert_agrees("E |median|", median_mean_absolute(workers, byzantine).unwrap());
    median_below.assert_agrees("P(median ≤ quantile)", 0.8);
    let exact = trimmed_mean_one_sided(workers, byzantine, trim).unwrap();
    trimmed.assert_agrees("E trimmed", exact.mean);
    trimmed_square.assert_agrees("E trimmed²", exact.mean_square);
    let exact = median_omniscient(workers, byzantine).unwrap();
    worst.assert_agrees("E worst |median|", exact.mean);
    worst_square.assert_agrees("E worst median²", exact.mean_square);
    let exact = trimmed_mean_omniscient(workers, byzantine, trim).unwrap();
    worst_trimmed.assert_agrees("E worst |trimmed|", exact.mean);
    worst_trimmed_square.assert_agrees("E worst trimmed²", exact.mean_square);
}

#[test]
fn exact_laws_agree_with_monte_carlo_at_random_small_sizes() {
    let setting = (1usize..=9).prop_flat_map(|workers| {
        let most = (workers - 1) / 2;
        (0..=most).prop_flat_map(move |byzantine| (Just(workers), Just(byzantine), byzantine..=most, any::<u64>()))
    });
    let config = Config {
        cases: 40,
        rng_seed: RngSeed::Fixed(20180703),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&setting, |(workers, byzantine, trim, seed)| {
            compare(workers, byzantine, trim, seed);
            Ok(())
        })
        .unwrap();
}
