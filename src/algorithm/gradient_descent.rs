use super::{Algorithm, AlgorithmError, Buffers, Parties};
use crate::adversary::Step;
use crate::problem::Problem;

/// Robust distributed gradient descent (Yin et al. 2018, Algorithm 1): wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ)).
///
/// g(w) is the aggregate of the workers' gradients: option I of the paper with the median, option II with the trimmed mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientDescent {
    step: Option<f64>,
    rounds: usize,
}

impl GradientDescent {
    /// `rounds` = T rounds with step size `step` = η, or 1/L_F where none is given.
    ///
    /// # Errors
    /// If `step` is not finite and positive, or `rounds` is 0.
    pub fn new(step: Option<f64>, rounds: usize) -> Result<Self, AlgorithmError> {
        if let Some(step) = step
            && !(step.is_finite() && step > 0.0)
        {
            return Err(AlgorithmError::Step { step });
        }
        if rounds == 0 {
            return Err(AlgorithmError::Rounds);
        }
        Ok(Self { step, rounds })
    }
}

impl Algorithm for GradientDescent {
    fn name(&self) -> &str {
        "gradient-descent"
    }

    fn key(&self) -> String {
        let step = self.step.map_or("1/L_F".to_owned(), |step| step.to_string());
        format!("gradient-descent step={step} rounds={}", self.rounds)
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    fn step(&self, problem: &dyn Problem) -> Step {
        let eta = self.step.unwrap_or_else(|| 1.0 / problem.constants().smoothness);
        Step::Gradient { eta }
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        let dim = problem.dim();
        let step = self.step(problem);
        buffers.prepare(parties.workers, dim);
        buffers.iterate.copy_from_slice(&problem.start());
        buffers.trajectory.push(&buffers.iterate, problem);
        for round in 0..self.rounds {
            parties.shards.gradients(&buffers.iterate, &mut buffers.messages);
            parties.aggregate(round, step, buffers);
            step.apply(&buffers.aggregate, &mut buffers.iterate);
            problem.domain().project(&mut buffers.iterate);
            buffers.trajectory.push(&buffers.iterate, problem);
            buffers.trajectory.floats_received += dim;
            buffers.trajectory.floats_sent += dim;
            if buffers.trajectory.final_error().is_infinite() {
                break;
            }
        }
    }
}
