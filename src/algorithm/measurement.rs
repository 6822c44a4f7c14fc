use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::{Buffers, Parties, Scheme};
use crate::adversary::Step;
use crate::problem::{Problem, distance};
use crate::store::Measure;
use crate::stream::{Purpose, Stream};

/// The values of `measures` of the last run in `buffers`, written to `out` in their order. NaN where a measure does not apply.
pub fn record(parties: Parties, scheme: Scheme, measures: &[Measure], buffers: &mut Buffers, out: &mut [f64]) {
    for (measure, out) in measures.iter().zip(out) {
        *out = value(*measure, parties, scheme, buffers);
    }
}

fn value(measure: Measure, parties: Parties, scheme: Scheme, buffers: &mut Buffers) -> f64 {
    let problem = parties.problem;
    let trajectory = &buffers.trajectory;
    match measure {
        Measure::Error => trajectory.final_error(),
        Measure::SignedError => {
            let optimum = problem.optimum();
            let sum: f64 = trajectory.estimate().iter().zip(optimum).map(|(w, o)| w - o).sum();
            sum / optimum.len() as f64
        }
        Measure::Excess => problem.loss(trajectory.estimate()) - problem.loss(problem.optimum()),
        Measure::GradientNorm => trajectory
            .iterates()
            .map(|w| norm(&gradient(problem, w)))
            .fold(f64::INFINITY, f64::min),
        Measure::PathDeviation => deviations(buffers, problem).fold(f64::NAN, f64::max),
        Measure::Contraction => contraction(buffers, problem, scheme),
        Measure::UniformDeviation => match scheme {
            Scheme::GradientDescent { eta, .. } => uniform_deviation(parties, Step::Gradient { eta }, buffers),
            _ => f64::NAN,
        },
        Measure::GradientSquare => buffers.probe.gradient_square,
        Measure::CoordinateSquare => buffers.probe.coordinate_square,
        Measure::CoordinateCube => buffers.probe.coordinate_cube,
        Measure::CoordinateExponential => buffers.probe.coordinate_exponential,
        Measure::CoordinateExponentialMinus => buffers.probe.coordinate_exponential_minus,
        Measure::Lipschitz => buffers.probe.lipschitz,
        Measure::Smoothness => buffers.probe.smoothness,
        Measure::StrongConvexity => buffers.probe.strong_convexity,
    }
}

pub(super) fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

pub(super) fn gradient(problem: &dyn Problem, w: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; w.len()];
    problem.gradient(w, &mut gradient);
    gradient
}

/// ‖g − ∇F(w)‖ for the aggregate g at w; infinite where a coordinate of it is NaN, as the error of a lost estimate is.
fn deviation(aggregate: &[f64], problem: &dyn Problem, w: &[f64]) -> f64 {
    let deviation = distance(aggregate, &gradient(problem, w));
    if deviation.is_nan() { f64::INFINITY } else { deviation }
}

/// ‖g(wᵗ) − ∇F(wᵗ)‖ for the rounds t = 0, 1, … of gradient descent.
fn deviations<'a>(buffers: &'a Buffers, problem: &'a dyn Problem) -> impl Iterator<Item = f64> + 'a {
    let rounds = buffers.trajectory.iterates().zip(buffers.trajectory.aggregates());
    rounds.map(move |(w, aggregate)| deviation(aggregate, problem, w))
}

/// The largest (‖wᵗ⁺¹ − w*‖ − η‖g(wᵗ) − ∇F(wᵗ)‖)/‖wᵗ − w*‖: with it in the place of 1 − λ_F/(L_F + λ_F), the recursion in the
/// proof of Theorem 1 holds with equality in its worst round.
fn contraction(buffers: &Buffers, problem: &dyn Problem, scheme: Scheme) -> f64 {
    let Scheme::GradientDescent { eta, .. } = scheme else {
        return f64::NAN;
    };
    let errors = buffers.trajectory.errors();
    let rounds = errors.windows(2).zip(deviations(buffers, problem));
    rounds
        .filter(|(pair, _)| pair[0] > 0.0)
        .map(|(pair, deviation)| (pair[1] - eta * deviation) / pair[0])
        .fold(f64::NAN, f64::max)
}

/// Random points of W that a search for the largest deviation starts from, beside w⁰ and w*.
const STARTS: usize = 6;
/// Steps of the local ascent.
const ASCENT: usize = 24;

/// The largest ‖g(w) − ∇F(w)‖ over W that is found among w⁰, w*, random points of W and its edge, and by a local ascent from
/// the best of them: a random step is kept where it helps, and shortened where it does not.
fn uniform_deviation(parties: Parties, step: Step, buffers: &mut Buffers) -> f64 {
    let problem = parties.problem;
    let domain = problem.domain();
    let mut stream = parties.streams.worker(Purpose::Search, 0);
    let mut best = (f64::NEG_INFINITY, problem.start());
    let mut consider = |w: Vec<f64>, best: &mut (f64, Vec<f64>)| {
        let deviation = deviation_at(&w, parties, step, buffers);
        let better = deviation > best.0;
        if better {
            *best = (deviation, w);
        }
        better
    };
    consider(problem.start(), &mut best);
    consider(problem.optimum().to_vec(), &mut best);
    for index in 0..STARTS {
        let reach = if index % 2 == 0 { 1.0 } else { stream.random() };
        let point = random_step(&domain.centre, domain.radius * reach, &mut stream);
        consider(point, &mut best);
    }
    let mut length = domain.radius;
    for _ in 0..ASCENT {
        let mut point = random_step(&best.1, length, &mut stream);
        domain.project(&mut point);
        if !consider(point, &mut best) {
            length *= 0.7;
        }
    }
    best.0
}

/// A point at the distance `length` from `centre` in a random direction.
pub(super) fn random_step(centre: &[f64], length: f64, stream: &mut Stream) -> Vec<f64> {
    let direction: Vec<f64> = centre.iter().map(|_| StandardNormal.sample(stream)).collect();
    let scale = length / norm(&direction);
    centre.iter().zip(&direction).map(|(c, x)| c + scale * x).collect()
}

fn deviation_at(w: &[f64], parties: Parties, step: Step, buffers: &mut Buffers) -> f64 {
    // Every point is looked at by a rule that remembers nothing.
    buffers.workspace.restart();
    buffers.iterate.copy_from_slice(w);
    parties.shards.gradients(w, &mut buffers.messages);
    parties.aggregate(0, step, buffers);
    deviation(&buffers.aggregate, parties.problem, w)
}
