//! Gradient descent with a mistake.

use std::sync::Arc;

use byzrate::adversary::Step;
use byzrate::algorithm::{Algorithm, Buffers, Parties, Scheme};
use byzrate::claim::Study;
use byzrate::experiment::Part;
use byzrate::problem::Problem;

/// What is done in the place of wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mistake {
    /// Nothing: the contrast.
    None,
    /// wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ⁻¹)): the gradient of the round before.
    StaleGradient,
    /// η times a factor that nobody is told of.
    Step(f64),
    /// wᵗ⁺¹ = wᵗ − η·g(wᵗ).
    NoProjection,
}

/// The algorithm `promised`, with a mistake.
#[derive(Debug)]
struct FaultyDescent {
    promised: Part<dyn Algorithm>,
    mistake: Mistake,
}

/// Makes the mistake in every gradient descent of a study.
pub fn with_mistake(mut study: Study, mistake: Mistake) -> Study {
    for cell in &mut study.experiment.cells {
        for arm in &mut cell.arms {
            if arm.algorithm.scheme(&*cell.problem).is_gradient_descent() {
                let promised = arm.algorithm.clone();
                let faulty: Arc<dyn Algorithm> = Arc::new(FaultyDescent { promised, mistake });
                arm.algorithm = faulty.into();
            }
        }
    }
    study
}

impl Algorithm for FaultyDescent {
    fn name(&self) -> &str {
        self.promised.name()
    }

    fn key(&self) -> String {
        self.promised.key()
    }

    fn rounds(&self) -> usize {
        self.promised.rounds()
    }

    fn scheme(&self, problem: &dyn Problem) -> Scheme {
        self.promised.scheme(problem)
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        let Scheme::GradientDescent { eta, .. } = self.scheme(problem) else {
            panic!("no gradient descent");
        };
        let taken = match self.mistake {
            Mistake::Step(factor) => Step::Gradient { eta: factor * eta },
            _ => Step::Gradient { eta },
        };
        buffers.prepare(parties.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        buffers.trajectory.push(&buffers.iterate, problem);
        let mut before: Option<Vec<f64>> = None;
        for round in 0..self.rounds() {
            parties.aggregate_gradients(round, Step::Gradient { eta }, buffers);
            let used = match (&before, self.mistake) {
                (Some(before), Mistake::StaleGradient) => before,
                _ => &buffers.aggregate,
            };
            taken.apply(used, &mut buffers.iterate);
            if self.mistake != Mistake::NoProjection {
                problem.domain().project(&mut buffers.iterate);
            }
            before = Some(buffers.aggregate.clone());
            buffers.trajectory.push(&buffers.iterate, problem);
        }
    }
}
