use rand::{Rng, RngExt};

/// Trials up to which the heads of fair coins are counted one by one, 64 at a time.
const COUNTED: u64 = 1024;

/// A draw from Binomial(n, ½), n = `trials`.
///
/// Few trials are bits that are counted. Many go by transformed rejection with squeeze (Hörmann, *The generation of binomial
/// random variates*, J. Stat. Comput. Simul. 46, 1993, algorithm BTRS), whose acceptance compares logarithms of probabilities and
/// so is exact up to the rounding of doubles.
pub(super) fn fair_binomial<R: Rng>(trials: u64, random: &mut R) -> u64 {
    if trials > COUNTED {
        return by_rejection(trials, random);
    }
    let whole: u32 = (0..trials / 64).map(|_| random.next_u64().count_ones()).sum();
    let rest = match trials % 64 {
        0 => 0,
        rest => (random.next_u64() >> (64 - rest)).count_ones(),
    };
    u64::from(whole + rest)
}

fn by_rejection<R: Rng>(trials: u64, random: &mut R) -> u64 {
    let n = trials as f64;
    let deviation = 0.5 * n.sqrt();
    let b = 1.15 + 2.53 * deviation;
    let a = -0.0873 + 0.0248 * b + 0.005;
    let centre = 0.5 * n + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    loop {
        let u: f64 = random.random::<f64>() - 0.5;
        let v: f64 = random.random();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + centre).floor();
        if us >= 0.07 && v <= squeeze {
            return k as u64;
        }
        if !(0.0..=n).contains(&k) {
            continue;
        }
        let alpha = (2.83 + 5.1 / b) * deviation;
        if libm::log(v * alpha / (a / (us * us) + b)) <= log_ratio(n, k) {
            return k as u64;
        }
    }
}

/// log P(k)/P(m) of Binomial(n, ½), m = ⌊(n + 1)/2⌋, by Stirling's series.
fn log_ratio(n: f64, k: f64) -> f64 {
    let m = (0.5 * (n + 1.0)).floor();
    log_factorial_difference(m, k) + log_factorial_difference(n - m, n - k)
}

/// log a! − log b!, where a and b are not far apart: with the difference of the leading terms as one logarithm of a ratio near 1.
fn log_factorial_difference(a: f64, b: f64) -> f64 {
    let (a, b) = (a + 1.0, b + 1.0);
    let correction = |x: f64| (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / (x * x)) / (x * x)) / x;
    (a - 0.5) * libm::log1p((a - b) / b) + (a - b) * libm::log(b) - (a - b) + correction(a) - correction(b)
}

#[cfg(test)]
mod tests {
    use statrs::function::factorial::ln_factorial;

    use super::*;
    use crate::stream::{Purpose, ReplicateStreams, Stream};

    fn stream(case: u64) -> Stream {
        ReplicateStreams::new(5, "fair binomial test", case).worker(Purpose::Data, 0)
    }

    #[test]
    fn log_ratios_are_those_of_the_probabilities() {
        for (n, k) in [(1100u64, 550u64), (1100, 500), (5001, 2600), (100_000, 49_000)] {
            let m = n.div_ceil(2);
            let log_probability = |k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
            let expected = log_probability(k) - log_probability(m);
            let found = log_ratio(n as f64, k as f64);
            assert!(
                (found - expected).abs() < 1e-8 * expected.abs().max(1.0),
                "{n} {k}: {found} {expected}"
            );
        }
    }

    /// Pearson's statistic over the values with an expected count of at least 25 (and the two tails) is below its mean plus five
    /// of its deviations: a false alarm in fewer than 1 of 10,000 seeds for each of five cases.
    #[test]
    fn frequencies_are_those_of_the_law() {
        for (case, trials) in [7u64, 64, 1000, 1025, 4000].into_iter().enumerate() {
            let draws = 200_000;
            let mut counts = vec![0usize; trials as usize + 1];
            let stream = &mut stream(case as u64);
            for _ in 0..draws {
                counts[fair_binomial(trials, stream) as usize] += 1;
            }
            let probability = |k: u64| {
                let log = ln_factorial(trials) - ln_factorial(k) - ln_factorial(trials - k);
                libm::exp(log - trials as f64 * std::f64::consts::LN_2)
            };
            let (mut statistic, mut bins) = (0.0, 0.0);
            let (mut expected, mut found) = (0.0, 0.0);
            for k in 0..=trials {
                expected += draws as f64 * probability(k);
                found += counts[k as usize] as f64;
                if expected >= 25.0 {
                    statistic += (found - expected).powi(2) / expected;
                    bins += 1.0;
                    (expected, found) = (0.0, 0.0);
                }
            }
            let freedom: f64 = bins - 1.0;
            assert!(
                statistic < freedom + 5.0 * (2.0 * freedom).sqrt() + 10.0,
                "n={trials}: {statistic} of {freedom}"
            );
        }
    }

    /// Mean, variance, third and fourth moment for very many trials, each within 4.5 standard errors: false alarms in fewer than 1
    /// of 10,000 seeds.
    #[test]
    fn moments_of_very_many_trials() {
        for (case, trials) in [1_000_000u64, 1_000_000_000, 4_000_000_000_000].into_iter().enumerate() {
            let draws = 100_000;
            let mut sums = [0.0; 4];
            let stream = &mut stream(10 + case as u64);
            for _ in 0..draws {
                let half = trials as f64 / 2.0;
                let x = (fair_binomial(trials, stream) as f64 - half) / (0.5 * (trials as f64).sqrt());
                for (sum, value) in sums.iter_mut().zip([x, x * x - 1.0, x.powi(3), x.powi(4) - 3.0]) {
                    *sum += value;
                }
            }
            for (sum, variance) in sums.into_iter().zip([1.0f64, 2.0, 15.0, 96.0]) {
                let error = sum / (draws as f64 * variance).sqrt();
                assert!(error.abs() < 4.5, "n={trials}: {error} standard errors");
            }
        }
    }
}
