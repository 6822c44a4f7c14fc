use super::super::choose::smallest;
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::SelectionScratch;

/// How many neighbours of a message count towards its score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Neighbours {
    /// m − f − 2, as published.
    #[default]
    Published,
    /// m − f − 1: as many others as every honest message has at least.
    OneMore,
}

impl Neighbours {
    /// Their number for f = `byzantine` among `workers`.
    #[must_use]
    pub fn among(self, workers: usize, byzantine: usize) -> usize {
        let fewer = match self {
            Self::Published => 2,
            Self::OneMore => 1,
        };
        workers.saturating_sub(byzantine).saturating_sub(fewer).max(1)
    }

    /// The formula, as in names.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Published => "m-f-2",
            Self::OneMore => "m-f-1",
        }
    }
}

/// The power of the Euclidean distance that is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Power {
    /// The distance itself.
    First,
    /// Its square, as published.
    #[default]
    Second,
    /// Its fourth power: squares that were squared again.
    Fourth,
}

impl Power {
    /// The power that is `exponent` = 1, 2 or 4.
    #[must_use]
    pub fn from_exponent(exponent: usize) -> Option<Self> {
        [Self::First, Self::Second, Self::Fourth]
            .into_iter()
            .find(|power| power.exponent() == exponent)
    }

    /// 1, 2 or 4.
    #[must_use]
    pub fn exponent(self) -> usize {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Fourth => 4,
        }
    }

    pub(in crate::aggregator) fn of_squared(self, squared: f64) -> f64 {
        match self {
            Self::First => squared.sqrt(),
            Self::Second => squared,
            Self::Fourth => squared * squared,
        }
    }
}

/// Krum (Blanchard et al. 2017): the message that lies closest to the others.
///
/// Its score is s(i) = Σ ‖xᵢ − xⱼ‖² over the m − f − 2 nearest others j, where f is the number of Byzantine workers reckoned with
/// and m that of all; the result is the message xᵢ of the smallest score, and of equal scores the lowest i. Other programs count
/// m − f − 1 [neighbours](Neighbours), or sum another [power](Power) of the distance.
///
/// Defined for m ≥ 2f + 3. Commutes with translations, rotations and scaling. A message with NaN or ±∞, or one whose squared
/// distances overflow, is infinitely far from the others: at most f of them, wherever they stand, are not chosen.
///
/// ```
/// use byzrate::aggregator::{Aggregator, Krum, Messages, Workspace};
///
/// let rule = Krum::new(1);
/// let messages = Messages::from_values(5, 1, vec![f64::NAN, 1.0, 2.0, 2.5, 4.0])?;
/// let mut out = [0.0];
/// Workspace::default().aggregate(&rule, &messages, &mut out);
/// assert_eq!(out, [2.0]);
/// assert!(rule.check(4).is_err());
/// # Ok::<(), byzrate::aggregator::MessagesError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Krum {
    byzantine: usize,
    neighbours: Neighbours,
    power: Power,
}

impl Krum {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "krum";

    /// Krum as published, for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self {
            byzantine,
            neighbours: Neighbours::default(),
            power: Power::default(),
        }
    }

    /// The same with other neighbours.
    #[must_use]
    pub fn with_neighbours(self, neighbours: Neighbours) -> Self {
        Self { neighbours, ..self }
    }

    /// The same with another power of the distance.
    #[must_use]
    pub fn with_power(self, power: Power) -> Self {
        Self { power, ..self }
    }

    /// Refuses m < 2f + 3 in the name of `rule`.
    pub(super) fn check_as(self, rule: &'static str, workers: usize) -> Result<(), AggregatorError> {
        AggregatorError::at_least(rule, self.byzantine, workers, 2, 3)
    }

    /// f.
    pub(super) fn byzantine(self) -> usize {
        self.byzantine
    }

    /// The parameters, as in names.
    pub(super) fn parameters(self) -> String {
        format!(
            "f={} neighbours={} power={}",
            self.byzantine,
            self.neighbours.text(),
            self.power.exponent()
        )
    }

    /// Leaves the score of every message in the workspace's numbers.
    pub(super) fn score(self, messages: &Messages, workspace: &mut Workspace, centre: &mut [f64]) {
        let workers = messages.workers();
        workspace.selector.medians(messages, centre);
        let SelectionScratch { rows, numbers, .. } = &mut workspace.selection;
        rows.take(messages, Some(centre), workers.saturating_sub(self.byzantine));
        rows.measure(self.power);
        let neighbours = self.neighbours.among(workers, self.byzantine);
        rows.scores(neighbours, &mut workspace.selector, numbers);
    }
}

impl Aggregator for Krum {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} {}", Self::NAME, self.parameters())
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.byzantine.min(workers.saturating_sub(3) / 2)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.check_as(Self::NAME, workers)
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        // The result's place holds the centre until the result is known.
        self.score(messages, workspace, out);
        let SelectionScratch { numbers, order, .. } = &mut workspace.selection;
        out.copy_from_slice(messages.row(smallest(numbers, order)));
    }
}
