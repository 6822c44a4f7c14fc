use super::super::distance::{distance, norm};
use super::super::workspace::Scratch;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Start, minority};

/// The geometric median: argmin over z of Σᵢ ‖xᵢ − z‖, with xᵢ the m messages.
///
/// Weiszfeld's iteration z ← Σ wᵢxᵢ / Σ wᵢ, wᵢ = 1/‖xᵢ − z‖, from the coordinate-wise median. At a message of multiplicity η the
/// step goes over the other messages and is shortened by the factor 1 − η/r, r = ‖Σ (xᵢ − z)/‖xᵢ − z‖‖ (Vardi and Zhang 2000);
/// r ≤ η means that the message is the minimum, and it is then returned to the last bit. The iteration ends when a step is shorter
/// than `tolerance` times the median distance of the messages from the start, or after `steps` steps.
///
/// - **Domain**: tolerance > 0, steps ≥ 1, any m.
/// - **Ties**: the minimum is unique unless all messages lie on a line and m is even; the iteration then stays at the start where
///   that is a minimum, as is the midpoint of the two middle messages. In dimension 1 the result is the median itself.
/// - **Equivariance**: translations, rotations and scales, up to the tolerance. The order of the workers does not matter, up to
///   rounding.
/// - **Hostile rows**: a row that is not finite, or whose distance overflows, has no direction and is left out. While q < m/2 rows
///   are arbitrary and the h = m − q others lie in a ball of radius R, the minimum lies within R·h/√(h² − q²) of its centre: outside,
///   the h honest unit pulls are stronger than the q others.
///
/// ```
/// use byzrate::aggregator::{Aggregator, GeometricMedian, Messages, Workspace};
///
/// let messages = Messages::from_values(4, 2, vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.0, f64::NAN, 1e308])?;
/// let mut out = [0.0; 2];
/// Workspace::default().aggregate(&GeometricMedian::default(), &messages, &mut out);
/// // The point that sees the sides of the triangle under 120°.
/// assert!(out.iter().all(|value| (value - 0.211324865405187).abs() < 1e-9));
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GeometricMedian {
    tolerance: f64,
    steps: usize,
}

impl Default for GeometricMedian {
    /// A relative tolerance of 1e-13, and at most 10 000 steps.
    fn default() -> Self {
        Self {
            tolerance: 1e-13,
            steps: 10_000,
        }
    }
}

impl GeometricMedian {
    /// Its name.
    pub const NAME: &'static str = "geometric-median";

    /// The geometric median up to `tolerance` times the spread of the messages, after at most `steps` steps.
    ///
    /// # Errors
    /// If the tolerance is not a positive number, or no step is allowed.
    pub fn new(tolerance: f64, steps: usize) -> Result<Self, AggregatorError> {
        AggregatorError::unless_positive(Self::NAME, "tolerance", tolerance)?;
        AggregatorError::unless_some(Self::NAME, "steps", steps)?;
        Ok(Self { tolerance, steps })
    }

    /// The parameters, as they stand in keys.
    pub(super) fn parameters(&self) -> String {
        format!("tolerance={:e} steps={}", self.tolerance, self.steps)
    }

    /// Writes the geometric median to `out`.
    pub(super) fn minimise(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        if messages.dim() == 1 {
            return workspace.selector.medians(messages, out);
        }
        Start::Median.write(messages, workspace, out);
        let shortest = self.tolerance * median_distance(messages, out, &mut workspace.column);
        workspace.with_scratch(|_, scratch| self.iterate(messages, shortest, scratch, out));
    }

    /// Iterates from `z` until a step is not longer than `shortest`.
    fn iterate(&self, messages: &Messages, shortest: f64, scratch: &mut Scratch, z: &mut [f64]) {
        let [pull, trial] = &mut scratch.vectors;
        let mut tried = None;
        for _ in 0..self.steps {
            let here = Pull::at(z, messages, pull);
            if here.is_minimum(messages) || !here.weight.is_finite() {
                return;
            }
            let factor = (1.0 - here.multiplicity / here.length) / here.weight;
            for (z, pull) in z.iter_mut().zip(&*pull) {
                *z += factor * pull;
            }
            // To a minimum at a message the iteration comes ever closer and never gets there.
            if let Some((nearest, _)) = here.nearest
                && tried != Some(nearest)
            {
                tried = Some(nearest);
                let row = messages.row(nearest);
                if Pull::at(row, messages, trial).is_minimum(messages) {
                    z.copy_from_slice(row);
                    return;
                }
            }
            let step = factor * here.length;
            let rounding = f64::EPSILON * norm(z);
            // Next to a message that is no minimum the steps are short as well, and grow.
            let apart = here.nearest.is_none_or(|(_, gap)| gap > 100.0 * step);
            if (step <= shortest.max(rounding) && apart) || step == 0.0 {
                return;
            }
        }
    }
}

/// How the messages pull at a point.
struct Pull {
    /// r, the length of the sum of unit vectors to the messages elsewhere.
    length: f64,
    /// Σ 1/‖xᵢ − z‖ over them.
    weight: f64,
    /// η, how many messages are at the point.
    multiplicity: f64,
    /// The nearest message elsewhere, and how far it is.
    nearest: Option<(usize, f64)>,
}

impl Pull {
    /// The pull of `messages` at `z`; its sum of unit vectors is written to `pull`.
    fn at(z: &[f64], messages: &Messages, pull: &mut Vec<f64>) -> Self {
        pull.clear();
        pull.resize(z.len(), 0.0);
        let mut found = Self {
            length: 0.0,
            weight: 0.0,
            multiplicity: 0.0,
            nearest: None,
        };
        for (worker, row) in messages.rows().enumerate() {
            let distance = distance(row, z);
            if distance == 0.0 {
                found.multiplicity += 1.0;
            } else if distance.is_finite() {
                found.weight += 1.0 / distance;
                for ((pull, x), z) in pull.iter_mut().zip(row).zip(z) {
                    *pull += (x - z) / distance;
                }
                if found.nearest.is_none_or(|(_, gap)| distance < gap) {
                    found.nearest = Some((worker, distance));
                }
            }
        }
        found.length = norm(pull);
        found
    }

    /// Whether the sum of distances is least here, up to the rounding of the sum.
    fn is_minimum(&self, messages: &Messages) -> bool {
        self.length <= self.multiplicity + 1e-14 * messages.workers() as f64
    }
}

/// The median distance of the messages from `z`, or 0 where it is not finite.
fn median_distance(messages: &Messages, z: &[f64], distances: &mut Vec<f64>) -> f64 {
    distances.clear();
    distances.extend(messages.rows().map(|row| distance(row, z)));
    let middle = minority(messages.workers());
    let (_, median, _) = distances.select_nth_unstable_by(middle, f64::total_cmp);
    if median.is_finite() { *median } else { 0.0 }
}

impl Aggregator for GeometricMedian {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} {}", Self::NAME, self.parameters())
    }

    fn breakdown(&self, workers: usize) -> usize {
        minority(workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.minimise(messages, workspace, out);
    }
}
