use super::super::choose::{keep_smallest, mean_of_rows};
use super::super::{Aggregator, AggregatorError, Dependence, Messages, Workspace};
use super::{Krum, Neighbours, Power, SelectionScratch};

/// How many messages are averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// m − f − 2, the most that the publication allows.
    #[default]
    Published,
    /// m − f, as many as are honest at least.
    Honest,
    /// So many.
    Count(usize),
}

impl Keep {
    /// Their number for f = `byzantine` among `workers`.
    #[must_use]
    pub fn among(self, workers: usize, byzantine: usize) -> usize {
        let honest = workers.saturating_sub(byzantine);
        match self {
            Self::Published => honest.saturating_sub(2),
            Self::Honest => honest,
            Self::Count(count) => count,
        }
    }

    /// The number or its formula, as in names.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Published => "m-f-2".to_owned(),
            Self::Honest => "m-f".to_owned(),
            Self::Count(count) => count.to_string(),
        }
    }
}

/// Multi-Krum (Blanchard et al. 2017): the mean of the k messages of the smallest scores of [`Krum`], which are computed once.
///
/// Of equal scores the lowest index goes first. Defined for m ≥ 2f + 3 and 1 ≤ k ≤ m − f, where f is the number of Byzantine workers
/// reckoned with and m that of all; the publication has k ≤ m − f − 2. Commutes with translations, rotations and scaling. A message
/// with NaN or ±∞, or one whose squared distances overflow, is infinitely far from the others: at most f of them, wherever they
/// stand, are not averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultiKrum {
    krum: Krum,
    keep: Keep,
}

impl MultiKrum {
    /// Its name, whatever its parameters are.
    pub const NAME: &'static str = "multi-krum";

    /// Multi-Krum of m − f − 2 messages, for f = `byzantine`.
    #[must_use]
    pub fn new(byzantine: usize) -> Self {
        Self {
            krum: Krum::new(byzantine),
            keep: Keep::default(),
        }
    }

    /// The same with another number of messages.
    #[must_use]
    pub fn with_keep(self, keep: Keep) -> Self {
        Self { keep, ..self }
    }

    /// The same with other neighbours.
    #[must_use]
    pub fn with_neighbours(self, neighbours: Neighbours) -> Self {
        Self {
            krum: self.krum.with_neighbours(neighbours),
            ..self
        }
    }

    /// The same with another power of the distance.
    #[must_use]
    pub fn with_power(self, power: Power) -> Self {
        Self {
            krum: self.krum.with_power(power),
            ..self
        }
    }
}

impl Aggregator for MultiKrum {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn key(&self) -> String {
        format!("{} {} keep={}", Self::NAME, self.krum.parameters(), self.keep.text())
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.krum.breakdown(workers)
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.krum.check_as(Self::NAME, workers)?;
        let byzantine = self.krum.byzantine();
        let keep = self.keep.among(workers, byzantine);
        let most = workers - byzantine;
        if !(1..=most).contains(&keep) {
            return Err(AggregatorError::Keep {
                rule: Self::NAME,
                keep,
                most,
                byzantine,
                workers,
            });
        }
        Ok(())
    }

    fn depends_on(&self) -> Dependence {
        Dependence::NOTHING
    }

    fn is_translation_equivariant(&self) -> bool {
        true
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        // The result's place holds the centre until the result is known.
        self.krum.score(messages, workspace, out);
        let SelectionScratch { numbers, order, .. } = &mut workspace.selection;
        keep_smallest(
            numbers,
            self.keep.among(messages.workers(), self.krum.byzantine()),
            order,
        );
        mean_of_rows(messages, order, out);
    }
}
