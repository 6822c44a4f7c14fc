use super::parties::aggregate_all;
use super::{Algorithm, AlgorithmError, Buffers, Parties, Rounds, Scheme};
use crate::adversary::Step;
use crate::aggregator::Dependence;
use crate::problem::{Problem, distance};

/// Robust distributed gradient descent (Yin et al. 2018, Algorithm 1): wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ)).
///
/// g(w) is the aggregate of the workers' gradients: option I of the paper with the median, option II with the trimmed mean.
///
/// ```
/// use byzrate::algorithm::{Algorithm, GradientDescent, Rounds, Scheme};
/// use byzrate::problem::{GaussianDesign, RegressionData};
///
/// let descent = GradientDescent::new(None, 20)?;
/// assert_eq!(descent.key(), "gradient-descent step=1/L_F rounds=20");
/// // Features have eigenvalues up to 1, so that L_F = 1.
/// let problem = GaussianDesign::new(3, 1.0, 10.0, None, RegressionData::Sufficient)?;
/// let scheme = Scheme::GradientDescent { eta: 1.0, rounds: Rounds::Fixed(20) };
/// assert_eq!(descent.scheme(&problem), scheme);
/// assert!(GradientDescent::new(Some(0.0), 20).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientDescent {
    step: Option<f64>,
    rounds: usize,
    follows_path: bool,
}

/// The most rounds of a run whose path says how many there are.
const MOST_ROUNDS: usize = 100_000;

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
        Ok(Self {
            step,
            rounds,
            follows_path: false,
        })
    }

    /// Step 1/L_F and the T = ⌈L_F·‖w⁰ − w*‖/Δ⌉ rounds of Theorem 2 with Δ = max_t ‖g(wᵗ) − ∇F(wᵗ)‖ as it turns out on the path.
    #[must_use]
    pub fn of_path() -> Self {
        Self {
            step: None,
            rounds: MOST_ROUNDS,
            follows_path: true,
        }
    }

    /// The step size η on `problem`.
    fn eta(&self, problem: &dyn Problem) -> f64 {
        self.step.unwrap_or_else(|| 1.0 / problem.constants().smoothness)
    }
}

impl Algorithm for GradientDescent {
    fn name(&self) -> &str {
        "gradient-descent"
    }

    fn key(&self) -> String {
        let step = self.step.map_or("1/L_F".to_owned(), |step| step.to_string());
        match self.follows_path {
            true => format!("gradient-descent step={step} rounds=path"),
            false => format!("gradient-descent step={step} rounds={}", self.rounds),
        }
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    fn scheme(&self, problem: &dyn Problem) -> Scheme {
        Scheme::GradientDescent {
            eta: self.eta(problem),
            rounds: if self.follows_path {
                Rounds::OfPath
            } else {
                Rounds::Fixed(self.rounds)
            },
        }
    }

    fn admits(&self, problem: &dyn Problem, _samples: usize, _workers: usize) -> Result<(), AlgorithmError> {
        let name = || problem.name().to_owned();
        if self.eta(problem).is_nan() {
            return Err(AlgorithmError::NoSmoothness { problem: name() });
        }
        if self.follows_path && !problem.has_gradient() {
            return Err(AlgorithmError::NoGradient { problem: name() });
        }
        Ok(())
    }

    fn run(&self, parties: Parties, buffers: &mut Buffers) {
        let mut descent = Descent::begin(self, &parties, buffers);
        while descent.left > 0 {
            let round = descent.next_round(buffers);
            parties.round(round, descent.step, buffers);
            descent.end_round(&parties, buffers);
        }
    }

    fn run_all(&self, parties: &[Parties], buffers: &mut [Buffers]) {
        let Some(first) = parties.first() else { return };
        let begin = |(parties, buffers)| Descent::begin(self, parties, buffers);
        let mut descents: Vec<Descent> = parties.iter().zip(&mut *buffers).map(begin).collect();
        loop {
            let all = descents.iter_mut().zip(parties).zip(&mut *buffers);
            let mut going: Vec<_> = all.filter(|((descent, _), _)| descent.left > 0).collect();
            if going.is_empty() {
                break;
            }
            for ((descent, parties), buffers) in &mut going {
                let round = descent.next_round(buffers);
                parties.shards.gradients(&buffers.iterate, &mut buffers.messages);
                parties.corrupt(round, descent.step, buffers);
            }
            aggregate_all(first.aggregator, going.iter_mut().map(|(_, buffers)| &mut **buffers));
            for ((descent, parties), buffers) in going {
                buffers.trajectory.count(1, true);
                buffers.trajectory.push_aggregate(&buffers.aggregate);
                parties.descend(descent.step, buffers);
                descent.end_round(parties, buffers);
            }
        }
    }
}

/// A run between two rounds.
struct Descent {
    step: Step,
    rounds: usize,
    left: usize,
    circle: Circle,
    /// What the path says of its length, with the iterate before the round.
    path: Option<(Path, Vec<f64>)>,
}

impl Descent {
    fn begin(descent: &GradientDescent, parties: &Parties, buffers: &mut Buffers) -> Self {
        let problem = parties.problem;
        buffers.prepare(parties.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        buffers.trajectory.push(&buffers.iterate, problem);
        let circle = Circle::new(
            !descent.follows_path
                && parties.adversary.is_stationary()
                && parties.aggregator.depends_on() == Dependence::NOTHING,
            &buffers.iterate,
        );
        let path = descent
            .follows_path
            .then(|| (Path::new(problem), buffers.iterate.clone()));
        Self {
            step: Step::Gradient {
                eta: descent.eta(problem),
            },
            rounds: descent.rounds,
            left: descent.rounds,
            circle,
            path,
        }
    }

    /// The number of the round that begins.
    fn next_round(&mut self, buffers: &Buffers) -> usize {
        if let Some((_, before)) = &mut self.path {
            before.copy_from_slice(&buffers.iterate);
        }
        self.rounds - self.left
    }

    /// After a round: how many are left.
    fn end_round(&mut self, parties: &Parties, buffers: &mut Buffers) {
        if let Some((path, before)) = &mut self.path {
            path.note(parties.problem, before, &buffers.aggregate);
        }
        if buffers.trajectory.final_error().is_infinite() {
            self.left = 0;
            return;
        }
        self.left -= 1;
        if let Some((path, _)) = &self.path
            && path.is_long_enough(self.rounds - self.left)
        {
            self.left = 0;
        } else if let Some(length) = self.circle.close(&buffers.iterate) {
            buffers.trajectory.count(self.left - self.left % length, true);
            self.left %= length;
        }
    }
}

/// The largest error of the gradient on a path, and what Theorem 2 makes of it.
struct Path {
    /// L_F·‖w⁰ − w*‖.
    length: f64,
    deviation: f64,
    gradient: Vec<f64>,
}

impl Path {
    fn new(problem: &dyn Problem) -> Self {
        Self {
            length: problem.constants().smoothness * distance(&problem.start(), problem.optimum()),
            deviation: 0.0,
            gradient: vec![0.0; problem.dim()],
        }
    }

    fn note(&mut self, problem: &dyn Problem, iterate: &[f64], aggregate: &[f64]) {
        problem.gradient(iterate, &mut self.gradient);
        self.deviation = self.deviation.max(distance(aggregate, &self.gradient));
    }

    fn is_long_enough(&self, rounds: usize) -> bool {
        rounds as f64 >= self.length / self.deviation
    }
}

/// Notices that the iterates go in a circle, to the last bit (Brent 1980): what is left then repeats what was.
struct Circle {
    watched: Option<Vec<f64>>,
    steps: usize,
    limit: usize,
}

impl Circle {
    /// Watches from `iterate` on, if a circle would close at all.
    fn new(closes: bool, iterate: &[f64]) -> Self {
        Self {
            watched: closes.then(|| iterate.to_vec()),
            steps: 0,
            limit: 1,
        }
    }

    /// The length of the circle that `iterate` closes, if it does.
    fn close(&mut self, iterate: &[f64]) -> Option<usize> {
        let watched = self.watched.as_mut()?;
        self.steps += 1;
        if watched.iter().zip(iterate).all(|(a, b)| a.to_bits() == b.to_bits()) {
            self.watched = None;
            return Some(self.steps);
        }
        if self.steps == self.limit {
            watched.copy_from_slice(iterate);
            self.limit *= 2;
            self.steps = 0;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any map that ends in a circle gives the same state after any number of steps, watched or not.
    #[test]
    fn a_circle_changes_no_result() {
        for (tail, length) in [(0, 1), (3, 1), (5, 2), (7, 3), (0, 6), (20, 9)] {
            let next = |x: usize| if x + 1 < tail + length { x + 1 } else { tail };
            for steps in 0..200 {
                let plain = (0..steps).fold(0, |x, _| next(x));
                let (mut x, mut left, mut taken) = (0, steps, 0);
                let mut circle = Circle::new(true, &[0.0]);
                while left > 0 {
                    x = next(x);
                    left -= 1;
                    taken += 1;
                    if let Some(length) = circle.close(&[x as f64]) {
                        left %= length;
                    }
                }
                assert_eq!(x, plain, "tail {tail}, length {length}, {steps} steps");
                assert!(taken < 4 * (tail + length) + 4, "{taken} steps taken");
            }
        }
    }
}
