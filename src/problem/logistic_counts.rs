use rand::Rng;
use rand_distr::Distribution;

use crate::sampling::Binomial;
use crate::stream::Stream;

/// How many of a worker's samples have z = x̃_i and z = −x̃_i, for a pattern i.
pub(super) type Counts = [u64; 2];

/// The counts of `samples` samples for every pattern i: exactly multinomial.
///
/// x is uniform, so the counts of the patterns are halved by Binomial(N, ½) coordinate by coordinate; given a pattern, z is x̃_i
/// where y = 1 would meet it with probability 1/(1 + exp(−x̃_iᵀw*)), `positive`.
pub(super) fn draw_all(samples: usize, positive: &[f64], stream: &mut Stream) -> Vec<Counts> {
    let mut totals = Vec::with_capacity(positive.len());
    totals.push(samples as u64);
    while totals.len() < positive.len() {
        for i in 0..totals.len() {
            let minus = halve(totals[i], stream);
            totals[i] -= minus;
            totals.push(minus);
        }
    }
    (totals.into_iter().zip(positive))
        .map(|(total, probability)| split(total, *probability, stream))
        .collect()
}

/// The numbers i of the patterns that are met, in ascending order, and their counts: those of [`draw_all`] that are not zero, from the
/// same random numbers, of which a count of zero takes none.
pub(super) fn draw_met(samples: usize, positive: &[f64], stream: &mut Stream) -> Vec<(u16, Counts)> {
    let mut totals = vec![(0u16, samples as u64)];
    let mut bit = 1;
    while bit < positive.len() {
        let mut minus = Vec::with_capacity(totals.len());
        for (number, total) in &mut totals {
            let count = halve(*total, stream);
            *total -= count;
            minus.push((*number | bit as u16, count));
        }
        totals.append(&mut minus);
        totals.retain(|(_, total)| *total > 0);
        bit *= 2;
    }
    (totals.into_iter())
        .map(|(number, total)| (number, split(total, positive[usize::from(number)], stream)))
        .collect()
}

/// Of `total` samples of one pattern, how many go either way.
fn split(total: u64, probability: f64, stream: &mut Stream) -> Counts {
    let same = binomial(total, probability, stream);
    [same, total - same]
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
        let positive = [0.5, -1.3].map(sigmoid);
        let chances: Vec<f64> = positive.iter().flat_map(|p| [0.5 * p, 0.5 * (1.0 - p)]).collect();
        let mut found = std::collections::BTreeMap::new();
        let mut stream = ReplicateStreams::new(1, "counts", 0).worker(Purpose::Data, 0);
        for _ in 0..DRAWS {
            let counts: Vec<u64> = draw_all(3, &positive, &mut stream).concat();
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

    /// Both ways of drawing give the same counts, and leave the stream where the same numbers come next.
    #[test]
    fn met_patterns_are_drawn_as_all() {
        for (samples, dim) in [
            (1, 1),
            (5, 1),
            (1, 12),
            (10, 12),
            (128, 12),
            (3000, 12),
            (600, 3),
            (7, 4),
            (40, 5),
        ] {
            let positive: Vec<f64> = (0..1 << (dim - 1)).map(|i| sigmoid(f64::from(i % 13) - 6.0)).collect();
            for replicate in 0..50 {
                let stream = || ReplicateStreams::new(3, "met patterns", replicate).worker(Purpose::Data, 0);
                let mut streams = [stream(), stream()];
                let all = draw_all(samples, &positive, &mut streams[0]);
                let met = draw_met(samples, &positive, &mut streams[1]);
                let counted = (0u16..).zip(all).filter(|(_, counts)| *counts != [0, 0]);
                assert_eq!(met, counted.collect::<Vec<_>>(), "n={samples} d={dim}");
                let next = streams.map(|mut stream| stream.next_u64());
                assert_eq!(next[0], next[1], "n={samples} d={dim}");
            }
        }
    }
}
