//! Times one piece of work a line of standard input, and prints the seconds it took: the counterpart of `peers.py`.
//!
//! `median M D`, `median-single M D` (of messages in single precision), `trimmed-mean M D BETA`,
//! `gradient-descent N M D ROUNDS REPLICATES`, `one-round N M D REPLICATES`, and of the league
//! `krum M D F SHIFT`, so `nnm` (before the mean), `three-steps` and `geometric-median`, `caf`: F rows lie SHIFT away in every coordinate.

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Instant;

use byzrate::adversary::Honest;
use byzrate::aggregator::{
    Aggregator, Before, Caf, GeometricMedian, Krum, Mean, Median, Messages, NearestNeighbourMixing,
    SmoothedGeometricMedian, Start, TrimmedMean, Workspace,
};
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
            Some("median") => matrix.aggregate(&Median, Shape::of(count(1), count(2))),
            Some("median-single") => matrix.aggregate_single(&Median, Shape::of(count(1), count(2))),
            Some("trimmed-mean") => {
                let rule = TrimmedMean::new(number(3)).expect("a trim fraction");
                matrix.aggregate(&rule, Shape::of(count(1), count(2)))
            }
            Some(name @ ("krum" | "nnm" | "three-steps" | "geometric-median" | "caf")) => {
                let shape = Shape {
                    workers: count(1),
                    dim: count(2),
                    byzantine: count(3),
                    shift: number(4),
                };
                matrix.aggregate(&*of_the_league(name, shape.byzantine), shape)
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

fn of_the_league(name: &str, byzantine: usize) -> Box<dyn Aggregator> {
    match name {
        "krum" => Box::new(Krum::new(byzantine)),
        "nnm" => Box::new(Before::new(NearestNeighbourMixing::new(byzantine), Arc::new(Mean))),
        "three-steps" => Box::new(SmoothedGeometricMedian::new(0.1, 3, Start::Zero).expect("valid parameters")),
        "geometric-median" => Box::new(GeometricMedian::default()),
        "caf" => Box::new(Caf::new(byzantine)),
        other => panic!("{other} is no rule known here"),
    }
}

/// m × d messages, of which the first f are shifted in every coordinate.
#[derive(Clone, Copy, PartialEq)]
struct Shape {
    workers: usize,
    dim: usize,
    byzantine: usize,
    shift: f64,
}

impl Shape {
    fn of(workers: usize, dim: usize) -> Self {
        Self {
            workers,
            dim,
            byzantine: 0,
            shift: 0.0,
        }
    }

    fn messages(self) -> Messages {
        let mut stream = ReplicateStreams::new(1, "peers", 0).worker(Purpose::Data, 0);
        let count = self.workers * self.dim;
        let mut values: Vec<f64> = (0..count).map(|_| StandardNormal.sample(&mut stream)).collect();
        values[..self.byzantine * self.dim]
            .iter_mut()
            .for_each(|value| *value += self.shift);
        Messages::from_slice(self.workers, self.dim, &values).expect("a full matrix")
    }
}

/// A matrix of normal messages, kept while its shape is asked for, and the memory that a master keeps between rounds.
#[derive(Default)]
struct Matrix {
    messages: Option<(Shape, Messages)>,
    single: Option<(Shape, Messages<f32>)>,
    workspace: Workspace,
}

impl Matrix {
    fn aggregate(&mut self, rule: &dyn Aggregator, shape: Shape) -> f64 {
        if self.messages.as_ref().is_none_or(|(known, _)| *known != shape) {
            self.messages = Some((shape, shape.messages()));
        }
        let Some((_, messages)) = &self.messages else {
            return f64::NAN;
        };
        let mut out = vec![0.0; shape.dim];
        let start = Instant::now();
        rule.aggregate(messages, &mut self.workspace, &mut out);
        let seconds = start.elapsed().as_secs_f64();
        black_box(out);
        seconds
    }
}

impl Matrix {
    fn aggregate_single(&mut self, rule: &dyn Aggregator, shape: Shape) -> f64 {
        if self.single.as_ref().is_none_or(|(known, _)| *known != shape) {
            let values: Vec<f32> = shape.messages().values().iter().map(|value| *value as f32).collect();
            let messages = Messages::from_slice(shape.workers, shape.dim, &values).expect("a full matrix");
            self.single = Some((shape, messages));
        }
        let Some((_, messages)) = &self.single else {
            return f64::NAN;
        };
        let mut out = vec![0.0; shape.dim];
        let start = Instant::now();
        rule.aggregate_single(messages, &mut self.workspace, &mut out);
        let seconds = start.elapsed().as_secs_f64();
        black_box(out);
        seconds
    }
}

/// Seconds a replicate, data and all, as the engine runs them: as many in lockstep as the rule aggregates at once.
fn replicates(problem: &dyn Problem, algorithm: &dyn Algorithm, samples: usize, workers: usize, count: usize) -> f64 {
    let together = Median.at_once(workers, problem.dim());
    let mut buffers = vec![Buffers::default(); together];
    let start = Instant::now();
    for first in (0..count).step_by(together) {
        let drawn: Vec<_> = (first..(first + together).min(count))
            .map(|replicate| {
                let streams = ReplicateStreams::new(1, "peers", replicate as u64);
                (problem.draw(samples, workers, &streams), streams)
            })
            .collect();
        let parties = |(shards, streams)| Parties {
            problem,
            shards,
            samples,
            workers,
            byzantine: 0,
            alpha: 0.0,
            aggregator: &Median,
            adversary: &Honest,
            streams,
        };
        let all: Vec<Parties> = drawn
            .iter()
            .map(|(shards, streams)| parties((&**shards, streams)))
            .collect();
        algorithm.run_all(&all, &mut buffers);
        for buffers in &buffers[..all.len()] {
            black_box(buffers.trajectory.final_error());
        }
    }
    start.elapsed().as_secs_f64() / count as f64
}
