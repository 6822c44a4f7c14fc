//! Measures of the iterates and aggregates of a run.

use crate::algorithm::{Buffers, Scheme, Trajectory};
use crate::problem::{Problem, distance};

pub(super) fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

pub(in crate::algorithm) fn gradient(problem: &dyn Problem, w: &[f64]) -> Vec<f64> {
    let mut gradient = vec![0.0; w.len()];
    problem.gradient(w, &mut gradient);
    gradient
}

/// (1/d) Σ_k (ŵ − w*)_k.
pub(super) fn signed_error(trajectory: &Trajectory, problem: &dyn Problem) -> f64 {
    let optimum = problem.optimum();
    let sum: f64 = trajectory.estimate().iter().zip(optimum).map(|(w, o)| w - o).sum();
    sum / optimum.len() as f64
}

/// min_t ‖∇F(wᵗ)‖.
pub(super) fn smallest_gradient(trajectory: &Trajectory, problem: &dyn Problem) -> f64 {
    let norms = trajectory.iterates().map(|w| norm(&gradient(problem, w)));
    norms.fold(f64::INFINITY, f64::min)
}

/// ‖g − ∇F(w)‖ for the aggregate g at w; infinite where a coordinate of it is NaN, as the error of a lost estimate is.
pub(super) fn deviation(aggregate: &[f64], problem: &dyn Problem, w: &[f64]) -> f64 {
    let deviation = distance(aggregate, &gradient(problem, w));
    if deviation.is_nan() { f64::INFINITY } else { deviation }
}

/// ‖g(wᵗ) − ∇F(wᵗ)‖ for the rounds t = 0, 1, … of gradient descent.
pub(super) fn deviations<'a>(buffers: &'a Buffers, problem: &'a dyn Problem) -> impl Iterator<Item = f64> + 'a {
    let rounds = buffers.trajectory.iterates().zip(buffers.trajectory.aggregates());
    rounds.map(move |(w, aggregate)| deviation(aggregate, problem, w))
}

/// The largest (‖wᵗ⁺¹ − w*‖ − η‖g(wᵗ) − ∇F(wᵗ)‖)/‖wᵗ − w*‖: with it in the place of 1 − λ_F/(L_F + λ_F), the recursion in the
/// proof of Theorem 1 holds with equality in its worst round.
pub(super) fn contraction(buffers: &Buffers, problem: &dyn Problem, scheme: Scheme) -> f64 {
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
