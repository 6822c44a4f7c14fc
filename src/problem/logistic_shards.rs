use std::cell::RefCell;

use nalgebra::DVector;

use super::logistic_counts::{draw_all, draw_met};
use super::logistic_risk::{LogisticRisk, Scratch, half_tanh};
use super::sign_patterns::{Merging, Patterns};
use super::{Ball, Shards, distance};
use crate::aggregator::Messages;
use crate::stream::Stream;

/// Of which patterns a worker of logistic regression holds the shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Of all 2^{d−1}.
    All,
    /// Of those alone that its samples have.
    Met,
}

impl Held {
    /// What takes less time, and less memory, for n = `samples` samples in dimension d = `dim`: met patterns while 16(n + 8) ≤ 2^{d−1}.
    ///
    /// Measured on whole replicates with 25 to 1000 workers: for 20 rounds met patterns take .67 to .93 of the time of all at the largest
    /// such n, d from 9 to 12, and .85 to 1.25 of it at about twice that n. Minimisers gain sooner.
    pub fn of(samples: usize, dim: usize) -> Self {
        if samples.saturating_add(8) <= (1 << (dim - 1)) / 16 {
            Self::Met
        } else {
            Self::All
        }
    }

    /// How many numbers a worker with n = `samples` samples takes at most in dimension d = `dim`: shares, the pull, where the shares end,
    /// and the number of every met pattern, a quarter as large.
    pub fn numbers(self, samples: usize, dim: usize) -> usize {
        let patterns = 1 << (dim - 1);
        let shares = match self {
            Self::All => patterns,
            Self::Met => samples.min(patterns) + samples.min(patterns).div_ceil(4),
        };
        shares + dim + 1
    }
}

/// Logistic-regression workers as the sufficient statistics of [`logistic_risk`](super::logistic_risk): the shares of all patterns, or
/// of the met ones, by the same draws, with the same gradients and minimisers to the last bit.
pub(super) struct LogisticShards {
    domain: Ball,
    held: Held,
    /// The shares s of every worker, worker by worker.
    shares: Vec<f64>,
    /// The numbers of the patterns that they are of, ascending for every worker; none where all are held.
    numbers: Vec<u16>,
    /// Where the shares of every worker end.
    ends: Vec<usize>,
    /// The pull p of every worker, worker by worker (m·d).
    pulls: Vec<f64>,
    memory: RefCell<Memory>,
}

/// What is kept between rounds.
#[derive(Default)]
struct Memory {
    margins: Vec<f64>,
    /// tanh(t_i/2) of all patterns.
    tanh: Vec<f64>,
    /// Of those of one worker.
    own: Vec<f64>,
    scratch: Scratch,
}

impl LogisticShards {
    /// No worker yet, and room for `workers` with n = `samples` samples each; minimisers are taken over `domain` = W.
    pub fn new(domain: &Ball, held: Held, samples: usize, workers: usize) -> Self {
        let dim = domain.centre.len();
        let patterns = 1 << (dim - 1);
        let (shares, numbers) = match held {
            Held::All => (patterns, 0),
            Held::Met => (samples.min(patterns), samples.min(patterns)),
        };
        Self {
            domain: domain.clone(),
            held,
            shares: Vec::with_capacity(workers * shares),
            numbers: Vec::with_capacity(workers * numbers),
            ends: Vec::with_capacity(workers),
            pulls: Vec::with_capacity(workers * dim),
            memory: RefCell::default(),
        }
    }

    /// Adds a worker with `samples` = n samples; `positive` holds P(y = 1 | x̃_i) for every pattern.
    pub fn push(&mut self, samples: usize, positive: &[f64], stream: &mut Stream) {
        let first = self.shares.len();
        let scale = 0.5 / samples as f64;
        let counts = match self.held {
            Held::All => draw_all(samples, positive, stream),
            Held::Met => {
                let (numbers, counts): (Vec<u16>, _) = draw_met(samples, positive, stream).into_iter().unzip();
                self.numbers.extend_from_slice(&numbers);
                counts
            }
        };
        self.shares
            .extend(counts.iter().map(|[same, other]| scale * (same + other) as f64));
        self.ends.push(self.shares.len());
        let mut pulls: Vec<f64> = (counts.iter())
            .map(|[same, other]| scale * (*same as f64 - *other as f64))
            .collect();
        let place = self.pulls.len();
        self.pulls.resize(place + self.domain.centre.len(), 0.0);
        let patterns = match self.held {
            Held::All => Patterns::All,
            Held::Met => Patterns::Met(&self.numbers[first..]),
        };
        patterns.sum(&mut pulls, &mut Merging::default(), &mut self.pulls[place..]);
    }

    fn risks(&self) -> impl Iterator<Item = LogisticRisk<'_>> {
        let firsts = std::iter::once(&0).chain(&self.ends);
        let pulls = self.pulls.chunks_exact(self.domain.centre.len());
        (firsts.zip(&self.ends).zip(pulls)).map(|((first, end), pull)| LogisticRisk {
            patterns: match self.held {
                Held::All => Patterns::All,
                Held::Met => Patterns::Met(&self.numbers[*first..*end]),
            },
            shares: &self.shares[*first..*end],
            pull,
        })
    }
}

impl Shards for LogisticShards {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        let Memory {
            margins,
            tanh,
            own,
            scratch,
        } = &mut *self.memory.borrow_mut();
        let all = 1 << (w.len() - 1);
        // Once a round for all patterns, where the workers have no fewer together.
        let once = self.shares.len() >= all;
        if once {
            Patterns::All.margins(w, margins);
            half_tanh(margins, tanh);
        }
        let rows = messages.values_mut().chunks_exact_mut(w.len());
        match self.held {
            Held::All => {
                let pulls = self.pulls.chunks_exact(w.len());
                for ((shares, pull), row) in self.shares.chunks_exact(all).zip(pulls).zip(rows) {
                    let patterns = Patterns::All;
                    LogisticRisk { patterns, shares, pull }.gradient(tanh, scratch, row);
                }
            }
            Held::Met => {
                for (risk, row) in self.risks().zip(rows) {
                    match risk.patterns {
                        Patterns::Met(numbers) if once => {
                            own.clear();
                            own.extend(numbers.iter().map(|number| tanh[usize::from(*number)]));
                        }
                        patterns => {
                            patterns.margins(w, margins);
                            half_tanh(margins, own);
                        }
                    }
                    risk.gradient(own, scratch, row);
                }
            }
        }
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        let rows = messages.values_mut().chunks_exact_mut(self.domain.centre.len());
        for (risk, row) in self.risks().zip(rows) {
            row.copy_from_slice(&minimiser(&risk, &self.domain));
        }
    }
}

/// argmin of the risk over W by damped Newton steps, each to the minimiser over W of the risk's quadratic expansion.
///
/// The risk is convex, so that W holds one minimiser, on its edge where the data are separable; or, where the samples span no
/// basis and are not separable within W, several, of which the smallest in norm is taken.
fn minimiser(risk: &LogisticRisk, domain: &Ball) -> Vec<f64> {
    const MOST_STEPS: usize = 100;
    let mut w = domain.centre.clone();
    let mut scratch = Scratch::default();
    let [mut here, mut there, mut tanh] = [const { Vec::new() }; 3];
    let mut slope = vec![0.0; w.len()];
    for _ in 0..MOST_STEPS {
        risk.patterns.margins(&w, &mut here);
        half_tanh(&here, &mut tanh);
        risk.gradient(&tanh, &mut scratch, &mut slope);
        let curvature = risk.hessian(&here);
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
        let value = risk.value(&w, &here);
        let mut share = 1.0;
        while share > 1e-6 {
            let tried = at(share);
            risk.patterns.margins(&tried, &mut there);
            if risk.value(&tried, &there) <= value + 1e-4 * share * descent + 1e-14 * value {
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
    use crate::stream::{Purpose, ReplicateStreams};

    fn sigmoid(t: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-t))
    }

    /// Workers that hold all patterns or the met ones, around w* = (1, …, 1)/√d, from equal streams.
    fn workers(held: Held, samples: usize, dim: usize, radius: f64, workers: usize) -> LogisticShards {
        let domain = Ball {
            centre: vec![1.0 / (dim as f64).sqrt(); dim],
            radius,
        };
        let mut positive = Vec::new();
        Patterns::All.margins(&domain.centre, &mut positive);
        positive.iter_mut().for_each(|t| *t = sigmoid(*t));
        let mut shards = LogisticShards::new(&domain, held, samples, workers);
        let streams = ReplicateStreams::new(1, "minimisers", samples as u64);
        for worker in 0..workers {
            shards.push(samples, &positive, &mut streams.worker(Purpose::Data, worker));
        }
        shards
    }

    /// To the last bit, with few workers and with many, inside W and on its edge, whichever form the rule would take.
    #[test]
    fn met_patterns_have_the_gradients_and_minimisers_of_all() {
        for (samples, dim, radius, count) in [
            (10, 12, 1.0, 11),
            (10, 12, 1.0, 300),
            (100, 12, 4.0, 11),
            (3000, 11, 1.0, 3),
            (1, 1, 1.0, 5),
            (7, 4, 0.7, 40),
            (200, 3, 3.0, 40),
            (1, 8, 20.0, 40),
        ] {
            let held = [Held::All, Held::Met].map(|held| workers(held, samples, dim, radius, count));
            let w: Vec<f64> = (0..dim).map(|k| 0.4 - 0.3 * k as f64).collect();
            let bits = |evaluate: &dyn Fn(&LogisticShards, &mut Messages)| {
                held.each_ref().map(|shards| -> Vec<u64> {
                    let mut messages = Messages::zeros(count, dim);
                    evaluate(shards, &mut messages);
                    messages.values().iter().map(|value| value.to_bits()).collect()
                })
            };
            let [all, met] = bits(&|shards, messages| shards.gradients(&w, messages));
            assert_eq!(all, met, "gradients of n={samples} d={dim}");
            let [all, met] = bits(&|shards, messages| shards.local_minimisers(messages));
            assert_eq!(all, met, "minimisers of n={samples} d={dim}");
        }
    }

    /// A worker has at most as many patterns as samples: what is said of the memory is what is taken.
    #[test]
    fn the_numbers_held_are_those_stated() {
        for (held, samples, dim) in [(Held::All, 10, 12), (Held::Met, 10, 12), (Held::Met, 50, 3)] {
            let shards = workers(held, samples, dim, 1.0, 20);
            let LogisticShards {
                shares,
                numbers,
                ends,
                pulls,
                ..
            } = &shards;
            let bytes = 8 * (shares.capacity() + ends.capacity() + pulls.capacity()) + 2 * numbers.capacity();
            let stated = 8 * 20 * held.numbers(samples, dim);
            assert!(
                bytes <= stated && stated < bytes + 8 * 20,
                "{held:?}: {bytes} bytes, {stated} stated"
            );
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
            let shards = workers(Held::of(samples, dim), samples, dim, radius, 20);
            let domain = &shards.domain;
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
