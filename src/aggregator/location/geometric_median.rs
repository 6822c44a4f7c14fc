use super::super::distance::{distance_of_squared, norm};
use super::super::kernel;
use super::super::workspace::Scratch;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Start, minority, turn_into_shares};

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
        workspace.with_scratch(|workspace, scratch| self.iterate(messages, &mut workspace.column, scratch, out));
    }

    /// Iterates from `z`.
    fn iterate(&self, messages: &Messages, shares: &mut Vec<f64>, scratch: &mut Scratch, z: &mut [f64]) {
        let [pull, distances] = &mut scratch.vectors;
        let values = messages.values();
        pull.clear();
        pull.resize(z.len(), 0.0);
        distances.clear();
        distances.resize(messages.workers(), 0.0);
        measure(messages, z, distances);
        let spread = median(distances, shares);
        let (shortest, mut tried) = (self.tolerance * spread, None);
        for _ in 0..self.steps {
            let here = Here::of(distances);
            let Some((nearest, gap)) = here.nearest else { return };
            if !here.weight.is_finite() || !turn_into_shares(distances, shares) {
                return;
            }
            let step = if here.multiplicity > 0.0 {
                kernel::pull(values, shares, z, pull);
                let length = norm(pull);
                if here.is_minimum(length, messages) {
                    return;
                }
                let factor = 1.0 - here.multiplicity / (here.weight * length);
                for (z, pull) in z.iter_mut().zip(&*pull) {
                    *z += factor * pull;
                }
                measure(messages, z, distances);
                factor * length
            } else {
                kernel::step(values, shares, z, pull, Some(distances));
                finish(messages, z, distances);
                let length = norm(pull);
                if here.is_minimum(length, messages) {
                    return;
                }
                length
            };
            // To a minimum at a message the iteration comes ever closer and never gets there.
            if gap <= CLOSE * spread && tried != Some(nearest) {
                tried = Some(nearest);
                let (row, mut there) = (messages.row(nearest), vec![0.0; messages.workers()]);
                measure(messages, row, &mut there);
                let found = Here::of(&there);
                turn_into_shares(&there, shares);
                kernel::pull(values, shares, row, pull);
                if found.is_minimum(norm(pull), messages) {
                    z.copy_from_slice(row);
                    return;
                }
            }
            let rounding = f64::EPSILON * norm(z);
            // Next to a message that is no minimum the steps are short as well, and grow.
            if (step <= shortest.max(rounding) && gap > 100.0 * step) || step == 0.0 {
                return;
            }
        }
    }
}

/// How near a message must have come, in units of the typical distance, to be looked at as the minimum.
const CLOSE: f64 = 0.5;

/// What the distances of the messages from a point say of it.
struct Here {
    /// Σ 1/‖xᵢ − z‖ over the messages elsewhere.
    weight: f64,
    /// η, how many messages are at the point.
    multiplicity: f64,
    /// The nearest message elsewhere, and how far it is.
    nearest: Option<(usize, f64)>,
}

impl Here {
    fn of(distances: &[f64]) -> Self {
        let mut found = Self {
            weight: 0.0,
            multiplicity: 0.0,
            nearest: None,
        };
        for (worker, &distance) in distances.iter().enumerate() {
            if distance == 0.0 {
                found.multiplicity += 1.0;
            } else if distance.is_finite() {
                found.weight += 1.0 / distance;
                if found.nearest.is_none_or(|(_, gap)| distance < gap) {
                    found.nearest = Some((worker, distance));
                }
            }
        }
        found
    }

    /// Whether the sum of distances is least here, up to the rounding of the sum, where a full step is of such a `length`.
    fn is_minimum(&self, length: f64, messages: &Messages) -> bool {
        self.nearest.is_none() || self.weight * length <= self.multiplicity + 1e-14 * messages.workers() as f64
    }
}

/// Writes the distances of the messages from `z` to `distances`.
fn measure(messages: &Messages, z: &[f64], distances: &mut [f64]) {
    kernel::squared_distances_from(messages.values(), z, distances);
    finish(messages, z, distances);
}

/// Turns squared distances into distances.
fn finish(messages: &Messages, z: &[f64], distances: &mut [f64]) {
    for (distance, row) in distances.iter_mut().zip(messages.rows()) {
        *distance = distance_of_squared(*distance, row, z);
    }
}

/// The median of the distances, or 0 where it is not finite.
fn median(distances: &[f64], sorted: &mut Vec<f64>) -> f64 {
    sorted.clear();
    sorted.extend_from_slice(distances);
    let middle = minority(sorted.len());
    let (_, median, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
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
