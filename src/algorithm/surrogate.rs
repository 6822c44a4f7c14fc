use super::{Algorithm, AlgorithmError, Buffers, Parties};
use crate::adversary::Step;
use crate::problem::Problem;

/// The robust surrogate-likelihood step (Jordan, Lee and Yang, *Communication-efficient distributed statistical inference*, 2019, with the
/// aggregate of gradients in the place of their mean as Zhou and co-authors, 2022, have it):
///
/// wᵗ⁺¹ = argmin_w F₁(w) − ⟨∇F₁(wᵗ) − g(wᵗ), w⟩,
///
/// where F₁ is the empirical risk of the first worker, the master's own data, and g(w) the aggregate of all workers' gradients. The master
/// needs the curvature of its own risk alone, and a round sends what one of gradient descent sends: d floats each way.
///
/// Where risks are quadratic with Hessians H_i it is wᵗ⁺¹ = Π_W(wᵗ − H₁⁻¹g(wᵗ)). So it has the fixed points of gradient descent, g(w) = 0, and
/// forgets the start by ‖I − H₁⁻¹H‖ ~ √(d/n) a round (H the Hessian of F), where gradient descent with step 1/L_F does by 1 − λ_F/L_F.
/// It starts at the same w⁰.
///
/// The first worker is honest in every replicate: the Byzantine workers are the last b < m. An adversary that looks a step ahead reckons
/// with the step of gradient descent, 1/L_F.
///
/// ```
/// use byzrate::algorithm::{Algorithm, Surrogate};
/// use byzrate::problem::{GaussianDesign, LogisticRegression, RegressionData};
///
/// let algorithm = Surrogate::new(10)?;
/// assert_eq!(algorithm.key(), "surrogate rounds=10");
/// let least_squares = GaussianDesign::new(3, 1.0, 20.0, None, RegressionData::Sufficient)?;
/// assert!(algorithm.admits(&least_squares, 100, 21).is_ok());
/// assert!(algorithm.admits(&LogisticRegression::new(3, 1.0, None, None)?, 100, 21).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surrogate {
    rounds: usize,
}

impl Surrogate {
    /// `rounds` = T rounds.
    ///
    /// # Errors
    /// If `rounds` is 0.
    pub fn new(rounds: usize) -> Result<Self, AlgorithmError> {
        if rounds == 0 {
            return Err(AlgorithmError::Rounds);
        }
        Ok(Self { rounds })
    }
}

impl Algorithm for Surrogate {
    fn name(&self) -> &str {
        "surrogate"
    }

    fn key(&self) -> String {
        format!("{} rounds={}", self.name(), self.rounds)
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    fn admits(&self, problem: &dyn Problem, _samples: usize, _workers: usize) -> Result<(), AlgorithmError> {
        if problem.has_newton_directions() {
            return Ok(());
        }
        Err(AlgorithmError::NotQuadratic {
            problem: problem.name().to_owned(),
        })
    }

    /// A problem that gives no Newton step of the first worker loses the estimate.
    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let problem = parties.problem;
        let step = Step::Gradient {
            eta: 1.0 / problem.constants().smoothness,
        };
        buffers.prepare(parties.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        buffers.trajectory.push(&buffers.iterate, problem);
        let mut direction = vec![0.0; problem.dim()];
        for round in 0..self.rounds {
            parties.aggregate_gradients(round, step, buffers);
            if !parties.shards.newton_direction(0, &buffers.aggregate, &mut direction) {
                direction.fill(f64::NAN);
            }
            for (w, direction) in buffers.iterate.iter_mut().zip(&direction) {
                *w -= direction;
            }
            problem.domain().project(&mut buffers.iterate);
            buffers.trajectory.push(&buffers.iterate, problem);
            if buffers.trajectory.final_error().is_infinite() {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector};

    use super::*;
    use crate::adversary::{Adversary, Extreme, Honest};
    use crate::aggregator::{Aggregator, Mean, Median, Messages};
    use crate::problem::{GaussianDesign, RegressionData, Shards};
    use crate::stream::ReplicateStreams;

    const SAMPLES: usize = 60;
    const WORKERS: usize = 7;

    fn design(dim: usize) -> GaussianDesign {
        GaussianDesign::new(dim, 1.0, 20.0, Some(50.0), RegressionData::Raw).expect("valid")
    }

    fn run(
        problem: &GaussianDesign,
        (aggregator, adversary): (&dyn Aggregator, &dyn Adversary),
        byzantine: usize,
        rounds: usize,
    ) -> (Buffers, Box<dyn Shards>) {
        let streams = ReplicateStreams::new(1, "surrogate", 0);
        let shards = problem.draw(SAMPLES, WORKERS, &streams);
        let parties = Parties {
            problem,
            shards: &*shards,
            samples: SAMPLES,
            workers: WORKERS,
            byzantine,
            alpha: byzantine as f64 / WORKERS as f64,
            aggregator,
            adversary,
            streams: &streams,
        };
        let mut buffers = Buffers::default();
        Surrogate::new(rounds).expect("valid").run(parties, &mut buffers);
        (buffers, shards)
    }

    /// H₁ from differences of gradients, which are exact for quadratic risks but for rounding.
    #[test]
    fn a_step_is_the_explicit_one() {
        let dim = 4;
        let problem = design(dim);
        let (buffers, shards) = run(&problem, (&Median, &Extreme::PlusInfinity), 2, 3);
        let gradients = |w: &[f64]| {
            let mut messages = Messages::zeros(WORKERS, dim);
            shards.gradients(w, &mut messages);
            messages
        };
        let at_zero = gradients(&vec![0.0; dim]);
        let columns: Vec<DVector<f64>> = (0..dim)
            .map(|k| {
                let mut unit = vec![0.0; dim];
                unit[k] = 1.0;
                DVector::from_column_slice(gradients(&unit).row(0)) - DVector::from_column_slice(at_zero.row(0))
            })
            .collect();
        let hessian = DMatrix::from_columns(&columns);
        let mut w = DVector::from_vec(problem.start());
        let iterates: Vec<&[f64]> = buffers.trajectory.iterates().collect();
        assert_eq!(iterates.len(), 4);
        for next in &iterates[1..] {
            let messages = gradients(w.as_slice());
            let medians = DVector::from_fn(dim, |k, _| {
                let mut column: Vec<f64> = messages.rows().take(WORKERS - 2).map(|row| row[k]).collect();
                column.extend([f64::INFINITY; 2]);
                column.sort_by(f64::total_cmp);
                column[WORKERS / 2]
            });
            w -= hessian.clone().lu().solve(&medians).expect("regular");
            problem.domain().project(w.as_mut_slice());
            for (w, next) in w.iter().zip(*next) {
                assert!((w - next).abs() < 1e-9, "{w} against {next}");
            }
        }
        let trajectory = &buffers.trajectory;
        let counted = (trajectory.rounds, trajectory.floats_sent, trajectory.floats_received);
        assert_eq!(counted, (3, 12, 12));
    }

    /// Without attack the mean's fixed point is the minimiser over all samples: the mean of gradients is 0 there.
    #[test]
    fn it_ends_where_the_aggregate_vanishes() {
        let problem = design(3);
        let (mut buffers, shards) = run(&problem, (&Mean, &Honest), 0, 300);
        shards.gradients(&buffers.iterate.clone(), &mut buffers.messages);
        for k in 0..3 {
            let sum: f64 = buffers.messages.rows().map(|row| row[k]).sum();
            assert!(sum.abs() < 1e-9, "{sum}");
        }
    }
}
