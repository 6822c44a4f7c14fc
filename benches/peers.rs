//! Times one piece of work a line of standard input, and prints the seconds it took: the counterpart of `peers.py`.
//!
//! `median M D`, `trimmed-mean M D BETA`, `gradient-descent N M D ROUNDS REPLICATES`, `one-round N M D REPLICATES`.

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Instant;

use byzrate::adversary::Honest;
use byzrate::aggregator::{Aggregator, Median, Messages, TrimmedMean, Workspace};
use byzrate::algorithm::{Algorithm, Buffers, GradientDescent, OneRound, Parties};
use byzrate::problem::{GaussianMean, Problem, RademacherRegression, RegressionData};
use byzrate::sampling::StandardNormal;
use byzrate::stream::{Purpose, ReplicateStreams};
use rand_distr::Distribution;

fn main() {
    if !std::env::args().any(|argument| argument == "--ask") {
        println!("run benches/peers.py, which asks this for its times");
        return;
    }
    let mut matrix = Matrix::default();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |place: usize| words[place].parse::<f64>().expect("a number");
        let count = |place: usize| number(place) as usize;
        let seconds = match words.first().copied() {
            None => continue,
            Some("median") => matrix.aggregate(&Median, count(1), count(2)),
            Some("trimmed-mean") => {
                let rule = TrimmedMean::new(number(3)).expect("a trim fraction");
                matrix.aggregate(&rule, count(1), count(2))
            }
            Some("gradient-descent") => {
                let problem = RademacherRegression::new(count(3), 1.0, None, RegressionData::Sufficient);
                let algorithm = GradientDescent::new(None, count(4)).expect("rounds");
                replicates(&problem.expect("a problem"), &algorithm, count(1), count(2), count(5))
            }
            Some("one-round") => {
                let problem = GaussianMean::new(count(3), 1.0, None).expect("a problem");
                replicates(&problem, &OneRound, count(1), count(2), count(4))
            }
            Some(other) => panic!("{other} is no work known here"),
        };
        println!("{seconds:e}");
        std::io::stdout().flush().expect("standard output");
    }
}

/// A matrix of normal messages, kept while its shape is asked for, and the memory that a master keeps between rounds.
#[derive(Default)]
struct Matrix {
    messages: Option<Messages>,
    workspace: Workspace,
}

impl Matrix {
    fn aggregate(&mut self, rule: &dyn Aggregator, workers: usize, dim: usize) -> f64 {
        let fits = |known: &Messages| (known.workers(), known.dim()) == (workers, dim);
        if !self.messages.as_ref().is_some_and(fits) {
            let mut stream = ReplicateStreams::new(1, "peers", 0).worker(Purpose::Data, 0);
            let values = (0..workers * dim).map(|_| StandardNormal.sample(&mut stream)).collect();
            self.messages = Messages::from_values(workers, dim, values).ok();
        }
        let Some(messages) = &self.messages else {
            return f64::NAN;
        };
        let mut out = vec![0.0; dim];
        let start = Instant::now();
        rule.aggregate(messages, &mut self.workspace, &mut out);
        let seconds = start.elapsed().as_secs_f64();
        black_box(out);
        seconds
    }
}

/// Seconds a replicate, data and all.
fn replicates(problem: &dyn Problem, algorithm: &dyn Algorithm, samples: usize, workers: usize, count: usize) -> f64 {
    let mut buffers = Buffers::default();
    let start = Instant::now();
    for replicate in 0..count {
        let streams = ReplicateStreams::new(1, "peers", replicate as u64);
        let shards = problem.draw(samples, workers, &streams);
        let parties = Parties {
            problem,
            shards: &*shards,
            samples,
            workers,
            byzantine: 0,
            alpha: 0.0,
            aggregator: &Median,
            adversary: &Honest,
            streams: &streams,
        };
        algorithm.run(parties, &mut buffers);
        black_box(buffers.trajectory.final_error());
    }
    start.elapsed().as_secs_f64() / count as f64
}
