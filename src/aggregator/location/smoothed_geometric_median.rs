use super::super::distance::distance_of_squared;
use super::super::kernel::{squared_distances_from, step};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Start, minority, turn_into_shares};

/// T steps towards the geometric median, smoothed: z ← Σ wᵢxᵢ / Σ wᵢ with wᵢ = 1/max(‖xᵢ − z‖, ν).
///
/// ν = 0.1, T = 3 from 0 are the defaults of Pillutla, Kakade and Harchaoui (RFA) and of today's libraries.
///
/// - **Domain**: ν > 0, T ≥ 1, any m.
/// - **Ties**: none; the iteration is a formula.
/// - **Equivariance**: rotations. From the median translations as well; from 0 not, until it has converged. Scales only together
///   with ν. The order of the workers does not matter, up to rounding.
/// - **Hostile rows**: a row that is not finite, or whose distance overflows, has weight 0. While q < m/2 rows are arbitrary, and the
///   h = m − q others and the start lie within B of a point c, the result lies within (1 + 2q/h)ᵀ·(B + ν/2) of c: a step moves
///   away by at most (q/h)·max(2B, ν). From the median, B = R·√d where the honest rows lie within R of c.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothedGeometricMedian {
    nu: f64,
    steps: usize,
    start: Start,
}

impl SmoothedGeometricMedian {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "smoothed-geometric-median";

    /// `steps` = T steps with the smoothing length `nu` = ν.
    ///
    /// # Errors
    /// If ν is not a positive finite number, or T is 0.
    pub fn new(nu: f64, steps: usize, start: Start) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "nu", nu)?;
        AggregatorError::unless_some(Self::NAME, "steps", steps)?;
        Ok(Self { nu, steps, start })
    }
}

impl Aggregator for SmoothedGeometricMedian {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!(
            "{} nu={} steps={} start={}",
            Self::NAME,
            self.nu,
            self.steps,
            self.start
        )
    }

    /// Fewer than half the workers. From 0 the result of T steps stays bounded beyond that, but follows the others.
    fn breakdown(&self, workers: usize) -> usize {
        minority(workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        self.start == Start::Median
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.start.write(messages, workspace, out);
        workspace.with_scratch(|workspace, scratch| {
            let shares = &mut workspace.column;
            let [pull, distances] = &mut scratch.vectors;
            pull.clear();
            pull.resize(out.len(), 0.0);
            distances.clear();
            distances.resize(messages.workers(), 0.0);
            squared_distances_from(messages.values(), out, distances);
            for left in (0..self.steps).rev() {
                for (distance, row) in distances.iter_mut().zip(messages.rows()) {
                    *distance = distance_of_squared(*distance, row, out).max(self.nu);
                }
                if !turn_into_shares(distances, shares) {
                    return;
                }
                // The last step needs no distances from where it leads.
                let squares = (left > 0).then_some(&mut **distances);
                step(messages.values(), shares, out, pull, squares);
            }
        });
    }
}
