//! The search for the largest error of the gradient over W.

use rand::RngExt;
use rand_distr::Distribution;

use super::on_path::{deviation, norm};
use crate::adversary::Step;
use crate::algorithm::{Buffers, Parties, Scheme};
use crate::sampling::StandardNormal;
use crate::stream::{Purpose, Stream};

/// Random points of W that a search for the largest deviation starts from, beside w⁰ and w*.
const STARTS: usize = 6;
/// Steps of the local ascent.
const ASCENT: usize = 24;

/// The largest ‖g(w) − ∇F(w)‖ over W that is found among w⁰, w*, random points of W and its edge, and by a local ascent from
/// the best of them: a random step is kept where it helps, and shortened where it does not.
///
/// NaN unless the run was gradient descent.
pub(super) fn uniform_deviation(parties: Parties, scheme: Scheme, buffers: &mut Buffers) -> f64 {
    let Scheme::GradientDescent { eta, .. } = scheme else {
        return f64::NAN;
    };
    let step = Step::Gradient { eta };
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
pub(in crate::algorithm) fn random_step(centre: &[f64], length: f64, stream: &mut Stream) -> Vec<f64> {
    let direction: Vec<f64> = centre.iter().map(|_| StandardNormal.sample(stream)).collect();
    let scale = length / norm(&direction);
    centre.iter().zip(&direction).map(|(c, x)| c + scale * x).collect()
}

fn deviation_at(w: &[f64], parties: Parties, step: Step, buffers: &mut Buffers) -> f64 {
    // Every point is looked at by a rule that remembers nothing, and is no round of the run.
    buffers.workspace.restart();
    buffers.iterate.copy_from_slice(w);
    parties.shards.gradients(w, &mut buffers.messages);
    parties.exchange(0, step, buffers);
    deviation(&buffers.aggregate, parties.problem, w)
}
