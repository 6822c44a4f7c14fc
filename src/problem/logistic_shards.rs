use nalgebra::DVector;
use rand::Rng;
use rand_distr::Distribution;

use super::logistic_risk::{gradient, half_tanh, hessian, margins, sum_of_patterns, value};
use super::{Ball, Shards, distance};
use crate::aggregator::Messages;
use crate::sampling::Binomial;
use crate::stream::Stream;

/// Logistic-regression workers as the sufficient statistics of [`logistic_risk`](super::logistic_risk).
pub(super) struct LogisticShards {
    domain: Ball,
    /// The shares s of every worker, worker by worker (m·2^{d−1}).
    shares: Vec<f64>,
    /// The pull p of every worker, worker by worker (m·d).
    pulls: Vec<f64>,
}

impl LogisticShards {
    /// No worker yet; minimisers are taken over `domain` = W.
    pub fn new(domain: &Ball, workers: usize) -> Self {
        let dim = domain.centre.len();
        Self {
            domain: domain.clone(),
            shares: Vec::with_capacity(workers << (dim - 1)),
            pulls: Vec::with_capacity(workers * dim),
        }
    }

    /// Adds a worker with `samples` = n samples; `positive` holds P(y = 1 | x̃_i) for every pattern.
    pub fn push(&mut self, samples: usize, positive: &[f64], stream: &mut Stream) {
        let scale = 0.5 / samples as f64;
        let counts = draw_counts(samples, positive, stream);
        self.shares
            .extend(counts.iter().map(|[same, other]| scale * (same + other) as f64));
        let mut pulls: Vec<f64> = (counts.iter())
            .map(|[same, other]| scale * (*same as f64 - *other as f64))
            .collect();
        let mut pull = vec![0.0; self.domain.centre.len()];
        sum_of_patterns(&mut pulls, &mut pull);
        self.pulls.extend_from_slice(&pull);
    }

    fn workers(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        let dim = self.domain.centre.len();
        self.shares
            .chunks_exact(1 << (dim - 1))
            .zip(self.pulls.chunks_exact(dim))
    }
}

/// How many of `samples` samples have z = x̃_i and z = −x̃_i, for every pattern i: exactly multinomial.
///
/// x is uniform, so the counts of the patterns are halved by Binomial(N, ½) coordinate by coordinate; given a pattern, z is x̃_i
/// where y = 1 would meet it with probability 1/(1 + exp(−x̃_iᵀw*)), `positive`.
fn draw_counts(samples: usize, positive: &[f64], stream: &mut Stream) -> Vec<[u64; 2]> {
    let mut totals = vec![samples as u64];
    while totals.len() < positive.len() {
        for i in 0..totals.len() {
            let minus = halve(totals[i], stream);
            totals[i] -= minus;
            totals.push(minus);
        }
    }
    (totals.into_iter().zip(positive))
        .map(|(total, probability)| {
            let same = binomial(total, *probability, stream);
            [same, total - same]
        })
        .collect()
}

fn binomial(count: u64, probability: f64, stream: &mut Stream) -> u64 {
    match count {
        0 => 0,
        _ => Binomial::new(count, probability).expect("a probability").sample(stream),
    }
}

/// A draw of Binomial(`count`, ½): the ones among so many random bits, or by rejection where those are many.
fn halve(count: u64, stream: &mut Stream) -> u64 {
    const MANY: u64 = 512;
    if count > MANY {
        return binomial(count, 0.5, stream);
    }
    let whole: u32 = (0..count / 64).map(|_| stream.next_u64().count_ones()).sum();
    let rest = match count % 64 {
        0 => 0,
        rest => (stream.next_u64() >> (64 - rest)).count_ones(),
    };
    u64::from(whole + rest)
}

impl Shards for LogisticShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let tanh = half_tanh(&margins(w));
        let mut scratch = vec![0.0; tanh.len()];
        let rows = messages.values_mut().chunks_exact_mut(w.len());
        for ((shares, pull), row) in self.workers().zip(rows) {
            gradient(shares, pull, &tanh, &mut scratch, row);
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        let rows = messages.values_mut().chunks_exact_mut(self.domain.centre.len());
        for ((shares, pull), row) in self.workers().zip(rows) {
            row.copy_from_slice(&minimiser(shares, pull, &self.domain));
        }
    }
}

/// argmin of the risk over W by damped Newton steps, each to the minimiser over W of the risk's quadratic expansion.
///
/// The risk is convex, so that W holds one minimiser, on its edge where the data are separable; or, where the samples span no
/// basis and are not separable within W, several, of which the smallest in norm is taken.
fn minimiser(shares: &[f64], pull: &[f64], domain: &Ball) -> Vec<f64> {
    const MOST_STEPS: usize = 100;
    let dim = pull.len();
    let mut w = domain.centre.clone();
    let mut scratch = vec![0.0; shares.len()];
    let mut slope = vec![0.0; dim];
    for _ in 0..MOST_STEPS {
        let here = margins(&w);
        gradient(shares, pull, &half_tanh(&here), &mut scratch, &mut slope);
        let curvature = hessian(shares, &here, dim);
        let linear = &curvature * DVector::from_column_slice(&w) - DVector::from_column_slice(&slope);
        let target = domain.minimise_quadratic(&curvature, &linear);
        let reach = distance(target.as_slice(), &w);
        let at = |share: f64| -> Vec<f64> {
            w.iter()
                .zip(target.iter())
                .map(|(w, to)| w + share * (to - w))
                .collect()
        };
        if reach <= 1e-9 * domain.radius {
            // Newton's error is of the order of its square.
            return at(1.0);
        }
        let descent: f64 = slope
            .iter()
            .zip(&w)
            .zip(target.iter())
            .map(|((g, w), to)| g * (to - w))
            .sum();
        let risk = value(shares, pull, &w, &here);
        let mut share = 1.0;
        while share > 1e-6 {
            let tried = at(share);
            if value(shares, pull, &tried, &margins(&tried)) <= risk + 1e-4 * share * descent + 1e-14 * risk {
                break;
            }
            share *= 0.5;
        }
        w = at(share);
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::Moments;
    use crate::stream::{Purpose, ReplicateStreams};

    fn sigmoid(t: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-t))
    }

    /// n = 3 samples of 4 values of z: the 20 possible counts against their multinomial probabilities, by Pearson's chi-square
    /// with 19 degrees of freedom, which exceeds 62.2 with probability 2e-6.
    #[test]
    fn counts_are_multinomial() {
        const DRAWS: usize = 200_000;
        let positive = margins(&[0.9, -0.4]).into_iter().map(sigmoid).collect::<Vec<_>>();
        let chances: Vec<f64> = positive.iter().flat_map(|p| [0.5 * p, 0.5 * (1.0 - p)]).collect();
        let mut found = std::collections::BTreeMap::new();
        let mut stream = ReplicateStreams::new(1, "counts", 0).worker(Purpose::Data, 0);
        for _ in 0..DRAWS {
            let counts: Vec<u64> = draw_counts(3, &positive, &mut stream).concat();
            *found.entry(counts).or_insert(0usize) += 1;
        }
        assert_eq!(found.len(), 20);
        let factorial = |count: u64| (1..=count).product::<u64>() as f64;
        let chi_square: f64 = found
            .iter()
            .map(|(counts, found)| {
                let ways = 6.0 / counts.iter().map(|count| factorial(*count)).product::<f64>();
                let chance: f64 = (counts.iter().zip(&chances))
                    .map(|(count, chance)| chance.powi(*count as i32))
                    .product();
                let expected = DRAWS as f64 * ways * chance;
                (*found as f64 - expected).powi(2) / expected
            })
            .sum();
        assert!(chi_square < 62.2, "{chi_square}");
    }

    /// Every way of halving by mean, mean square and parity: fifteen z-tests at 5, false with probability 1e-5.
    #[test]
    fn halves_are_binomial() {
        let mut stream = ReplicateStreams::new(2, "halves", 0).worker(Purpose::Data, 0);
        for count in [1u64, 64, 200, 512, 1000] {
            let draws: Vec<u64> = (0..50_000).map(|_| halve(count, &mut stream)).collect();
            let n = count as f64;
            let summaries: [(&dyn Fn(u64) -> f64, f64); 3] = [
                (&|x| x as f64, 0.5 * n),
                (&|x| (x * x) as f64, 0.25 * n * (n + 1.0)),
                (&|x| (x % 2) as f64, 0.5),
            ];
            for (of, expected) in summaries {
                let found = draws.iter().map(|x| of(*x)).collect::<Moments>().mean();
                let z = (found.value - expected) / found.standard_error;
                assert!(z.abs() < 5.0, "{count}: {found:?} against {expected}");
            }
        }
    }

    /// Inside W the gradient vanishes; on the edge it points inwards along the radius. n = 1 and 3 are separable always.
    #[test]
    fn minimisers_are_stationary_over_the_domain() {
        for (samples, dim, radius) in [
            (1, 3, 1.0),
            (3, 4, 0.7),
            (8, 2, 3.0),
            (40, 4, 1.0),
            (1000, 12, 1.0),
            (30, 3, 20.0),
        ] {
            let domain = Ball {
                centre: vec![1.0 / (dim as f64).sqrt(); dim],
                radius,
            };
            let positive: Vec<f64> = margins(&domain.centre).into_iter().map(sigmoid).collect();
            let mut shards = LogisticShards::new(&domain, 20);
            let streams = ReplicateStreams::new(1, "minimisers", samples as u64);
            for worker in 0..20 {
                shards.push(samples, &positive, &mut streams.worker(Purpose::Data, worker));
            }
            let (mut minimisers, mut gradients) = (Messages::zeros(20, dim), Messages::zeros(20, dim));
            shards.local_minimisers(&mut minimisers);
            for worker in 0..20 {
                let w = minimisers.row(worker);
                shards.gradients(w, &mut gradients);
                let outward: Vec<f64> = w.iter().zip(&domain.centre).map(|(w, c)| w - c).collect();
                let length = outward.iter().map(|x| x * x).sum::<f64>().sqrt();
                assert!(length <= radius * (1.0 + 1e-12));
                let along: f64 = gradients.row(worker).iter().zip(&outward).map(|(g, o)| g * o).sum();
                let multiplier = if length > radius * (1.0 - 1e-9) {
                    -along / (length * length)
                } else {
                    0.0
                };
                assert!(multiplier >= 0.0, "{multiplier}");
                for (g, o) in gradients.row(worker).iter().zip(&outward) {
                    let rest = g + multiplier * o;
                    assert!(rest.abs() < 1e-12, "n={samples} d={dim} R={radius}: {rest}");
                }
            }
        }
    }
}
