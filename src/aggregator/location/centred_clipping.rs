use super::super::distance::distance;
use super::super::scale::message_deviation;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Start, minority};

/// Centred clipping (Karimireddy, He and Jaggi 2021): L times v ← v + (1/m) Σᵢ (xᵢ − v)·min(1, τ/‖xᵢ − v‖).
///
/// The fixed point is Huber's estimate of location; a small τ leads to the geometric median, and τ beyond the spread of the
/// messages gives their mean. With memory, v of one round is where the next one starts.
///
/// With an estimated scale ([`with_estimated_scale`](CentredClipping::with_estimated_scale)) τ is in units of one message's deviation: the
/// radius is τ·ŝ, ŝ² = (1/d) Σₖ ŝₖ², where ŝₖ is the median of |xᵢₖ − cₖ| over Φ⁻¹(¾) about the median cₖ, as in
/// [`Vrmom`](super::Vrmom). τ = √d is then the length of an honest message's noise, and nobody needs to know s.
///
/// - **Domain**: 0 < τ < ∞, L ≥ 1, any m.
/// - **Ties**: none; the iteration is a formula.
/// - **Equivariance**: rotations. From the median, without memory, translations as well; from 0 not. Scales only together with τ, or
///   where it is estimated; then no rotations, since medians are taken by coordinates. The order of the workers does not
///   matter, up to rounding.
/// - **Hostile rows**: a row that is not finite, or whose distance overflows, has no direction and pulls nowhere, but counts in m.
///   While q < m/2 rows are arbitrary, the others lie within R of a point c and v starts within t₀ of it, the result lies within
///   max(R, t₀) + L·q·τ/m of c: the honest part of a step is a mean of v and honest rows, and each other row adds at most τ/m.
///   From the median t₀ ≤ R·√d. An estimated ŝ is at most 2R/Φ⁻¹(¾) = 2.97·R; where half the rows are not finite there is none, and
///   no step is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CentredClipping {
    tau: f64,
    steps: usize,
    start: Start,
    memory: bool,
    /// Whether τ is in units of ŝ.
    estimated: bool,
}

/// v of the round before.
#[derive(Clone, Default)]
struct Centre(Vec<f64>);

impl CentredClipping {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "centred-clipping";

    /// `steps` = L steps with the radius `tau` = τ, without memory.
    ///
    /// # Errors
    /// If τ is not a positive finite number, or L is 0.
    pub fn new(tau: f64, steps: usize, start: Start) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "tau", tau)?;
        AggregatorError::unless_some(Self::NAME, "steps", steps)?;
        Ok(Self {
            tau,
            steps,
            start,
            memory: false,
            estimated: false,
        })
    }

    /// The same rule with the radius τ·ŝ, ŝ estimated anew in every round.
    #[must_use]
    pub fn with_estimated_scale(self) -> Self {
        Self {
            estimated: true,
            ..self
        }
    }

    /// The same rule, starting at its result of the round before, and at `start` in the first round of a replicate only.
    #[must_use]
    pub fn with_memory(self) -> Self {
        Self { memory: true, ..self }
    }
}

impl Aggregator for CentredClipping {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        let memory = if self.memory { " memory" } else { "" };
        let scale = if self.estimated { " s=mad" } else { "" };
        let (tau, steps, start) = (self.tau, self.steps, self.start);
        format!("{} tau={tau} steps={steps} start={start}{memory}{scale}", Self::NAME)
    }

    /// Fewer than half the workers. In one round from 0 the result stays bounded beyond that, but follows the others.
    fn breakdown(&self, workers: usize) -> usize {
        minority(workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence {
            rounds: self.memory,
            chance: false,
        }
    }

    fn is_translation_equivariant(&self) -> bool {
        self.start == Start::Median
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        let kept = self.memory && {
            let Centre(kept) = workspace.state(Centre::default);
            let fits = kept.len() == out.len();
            if fits {
                out.copy_from_slice(kept);
            }
            fits
        };
        if !kept {
            self.start.write(messages, workspace, out);
        }
        let workers = messages.workers() as f64;
        let radius = match self.estimated {
            true => self.tau * message_deviation(messages, workspace),
            false => self.tau,
        };
        let steps = if radius.is_finite() { self.steps } else { 0 };
        workspace.with_scratch(|_, scratch| {
            let [pull, _] = &mut scratch.vectors;
            for _ in 0..steps {
                pull.clear();
                pull.resize(out.len(), 0.0);
                for row in messages.rows() {
                    let distance = distance(row, out);
                    if distance.is_finite() {
                        let factor = if distance > radius { radius / distance } else { 1.0 };
                        for ((pull, x), v) in pull.iter_mut().zip(row).zip(&*out) {
                            *pull += (x - v) * factor;
                        }
                    }
                }
                for (v, pull) in out.iter_mut().zip(&*pull) {
                    *v += pull / workers;
                }
            }
        });
        if self.memory {
            let Centre(kept) = workspace.state(Centre::default);
            kept.clear();
            kept.extend_from_slice(out);
        }
    }
}
