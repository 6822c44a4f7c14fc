use rand_distr::Distribution;

use crate::sampling::{Gamma, StandardNormal};
use crate::stream::Stream;

/// The law of the mean z̄₁ of the first p of n values, given the mean z̄ of all: exact, so that only the mean of all is held.
///
/// Subsamples are asked for after the data are drawn, and change none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartLaw {
    /// Standard normal values: z̄₁ ~ N(z̄, 1/p − 1/n).
    Normal,
    /// Values e − 1 with e ~ Exp(1): the share p(z̄₁ + 1)/(n(z̄ + 1)) of the first p in the sum is Beta(p, n − p), whatever the sum is.
    Exponential,
}

impl PartLaw {
    /// A draw of z̄₁ given `mean` = z̄, for `part` = p of `samples` = n values, 0 < p < n.
    pub(super) fn draw(self, mean: f64, samples: usize, part: usize, stream: &mut Stream) -> f64 {
        let (n, p) = (samples as f64, part as f64);
        match self {
            Self::Normal => {
                let standard: f64 = StandardNormal.sample(stream);
                mean + (1.0 / p - 1.0 / n).sqrt() * standard
            }
            Self::Exponential => {
                let sum = |count: usize, stream: &mut Stream| -> f64 {
                    let law = Gamma::new(count as f64, 1.0).expect("a count above 0");
                    law.sample(stream)
                };
                let (first, rest) = (sum(part, stream), sum(samples - part, stream));
                first / (first + rest) * (n / p) * (mean + 1.0) - 1.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{Purpose, ReplicateStreams};

    const DRAWS: usize = 100_000;

    fn stream(worker: usize) -> Stream {
        ReplicateStreams::new(1, "part law", 0).worker(Purpose::Subsample, worker)
    }

    /// The means of z̄₁, z̄₁² and z̄₁·z̄.
    fn moments(pairs: impl Iterator<Item = (f64, f64)>) -> [f64; 3] {
        let mut sums = [0.0; 3];
        for (part, mean) in pairs {
            for (sum, value) in sums.iter_mut().zip([part, part * part, part * mean]) {
                *sum += value / DRAWS as f64;
            }
        }
        sums
    }

    /// Against n values drawn one by one: E z̄₁, E z̄₁² and E z̄₁z̄ differ by less than 5 standard errors of the difference, which
    /// six comparisons of normal means do with probability 1 − 4·10⁻⁶; the seed is fixed.
    #[test]
    fn parts_have_the_law_of_values_drawn_one_by_one() {
        let (samples, part) = (8, 3);
        for law in [PartLaw::Normal, PartLaw::Exponential] {
            let (mut raw, mut given) = (stream(0), stream(1));
            let value = |stream: &mut Stream| -> f64 {
                match law {
                    PartLaw::Normal => StandardNormal.sample(stream),
                    PartLaw::Exponential => crate::sampling::Exp1.sample(stream) - 1.0,
                }
            };
            let mut drawn = || {
                let values: Vec<f64> = (0..samples).map(|_| value(&mut raw)).collect();
                let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
                (mean(&values[..part]), mean(&values))
            };
            let direct = moments((0..DRAWS).map(|_| drawn()));
            let conditional = moments((0..DRAWS).map(|_| {
                let (_, mean) = drawn();
                (law.draw(mean, samples, part, &mut given), mean)
            }));
            // Var z̄₁ = 1/p; Var z̄₁² ≤ E z̄₁⁴ and Var z̄₁z̄ ≤ (E z̄₁⁴·E z̄⁴)^½ with E z̄₁⁴ ≤ 3/p² + 6/p³.
            let fourth = |count: usize| 3.0 / (count * count) as f64 + 6.0 / (count as f64).powi(3);
            let variances = [1.0 / part as f64, fourth(part), (fourth(part) * fourth(samples)).sqrt()];
            for ((direct, conditional), variance) in direct.iter().zip(conditional).zip(variances) {
                let error = (2.0 * variance / DRAWS as f64).sqrt();
                assert!(
                    (direct - conditional).abs() < 5.0 * error,
                    "{law:?}: {direct} against {conditional} ± {error}"
                );
            }
        }
    }
}
