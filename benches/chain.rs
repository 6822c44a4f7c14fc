//! Simulates rounds of shares on many machines: how much longer than the ideal they take, by how many shares a machine draws.
//!
//! Every share's cost is lognormal around its estimate; a share fails at a random point and is drawn again in a round of its own; some
//! machines are slow; a share costs a fifth of the first round's at least; a round begins when the one before has ended (barriers). The ideal is the work over the speed of all machines.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal};

const MACHINES: usize = 1000;
/// The share of machines that are slow, and by what factor.
const SLOW: (f64, f64) = (0.01, 3.0);
const FAILING: f64 = 0.01;
/// The coefficient of variation of what a share costs.
const VARIATION: f64 = 0.5;
/// The rounds of a campaign, and how their work falls: each has so much of the first one's.
const ROUNDS: [f64; 5] = [1.0, 0.8, 0.3, 0.3, 0.1];

/// The least share, of the first round's mean one.
const LEAST: f64 = 0.2;
/// Less than a replicate, of the first round's work.
const NOTHING: f64 = 1e-7;

/// What a simulated campaign took.
struct Simulated {
    /// Over the ideal.
    makespan: f64,
    /// What was drawn in vain, over the work.
    waste: f64,
    /// Rounds, with those that only draw again what failed.
    rounds: usize,
}

fn simulate(shares: usize, stream: &mut ChaCha8Rng) -> Simulated {
    let sigma = libm::log(1.0 + VARIATION * VARIATION).sqrt();
    let cost = LogNormal::new(-0.5 * sigma * sigma, sigma).expect("a law");
    let speeds: Vec<f64> = (0..MACHINES)
        .map(|_| if stream.random_bool(SLOW.0) { 1.0 / SLOW.1 } else { 1.0 })
        .collect();
    let speed: f64 = speeds.iter().sum();
    let (mut now, mut work, mut waste, mut rounds) = (0.0_f64, 0.0, 0.0, 0);
    let mut again = 0.0;
    let mut planned = ROUNDS.into_iter();
    loop {
        let fresh = planned.next().unwrap_or(0.0);
        // What failed is planned with what is new, and cut anew.
        let total = fresh + again;
        if total < NOTHING {
            break;
        }
        // A share is worth starting.
        let shares = shares.min((total * shares as f64 / LEAST).ceil() as usize);
        rounds += 1;
        again = 0.0;
        // Times are positive, so that their bits are in their order.
        let mut free: BinaryHeap<Reverse<(u64, usize)>> = (0..MACHINES).map(|m| Reverse((now.to_bits(), m))).collect();
        let mut end: f64 = now;
        for _ in 0..shares {
            let own = total / shares as f64 * cost.sample(stream);
            // The next share goes to whoever is free first.
            let Reverse((since, machine)) = free.pop().expect("a machine");
            let fails = stream.random_bool(FAILING);
            let spent = if fails { own * stream.random::<f64>() } else { own };
            let then = f64::from_bits(since) + spent / speeds[machine];
            free.push(Reverse((then.to_bits(), machine)));
            end = end.max(then);
            if fails {
                waste += spent;
                again += total / shares as f64;
            } else {
                work += own;
            }
        }
        now = end;
    }
    Simulated {
        makespan: now / (work / speed),
        waste: waste / work,
        rounds,
    }
}

fn main() {
    println!(
        "{MACHINES} machines, {:.0} % of them {} times slower, {:.0} % of shares fail, costs vary by {VARIATION}; medians of 9 campaigns",
        100.0 * SLOW.0,
        SLOW.1,
        100.0 * FAILING
    );
    println!(
        "{:>18} {:>10} {:>16} {:>8} {:>8}",
        "shares a machine", "shares", "makespan/ideal", "wasted", "rounds"
    );
    for each in [1, 2, 5, 10, 20, 50, 100] {
        let mut stream = ChaCha8Rng::seed_from_u64(each as u64);
        let mut runs: Vec<Simulated> = (0..9).map(|_| simulate(each * MACHINES, &mut stream)).collect();
        runs.sort_by(|one, other| one.makespan.total_cmp(&other.makespan));
        let median = &runs[4];
        println!(
            "{each:>18} {:>10} {:>16.2} {:>7.1}% {:>8}",
            each * MACHINES,
            median.makespan,
            100.0 * median.waste,
            median.rounds
        );
    }
}
