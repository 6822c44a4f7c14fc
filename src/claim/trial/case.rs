use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::claim::Study;
use crate::experiment::{Catalog, Cell, Overrides};
use crate::spec::Document;
use crate::stream::Stream;

/// A kind of check with errors that obey its claim or do not.
pub(super) struct Case {
    /// The kind.
    pub kind: &'static str,
    /// What is deviated from, and by how much.
    pub deviation: &'static str,
    /// The grid, estimators, adversaries and the check.
    pub spec: &'static str,
    /// Replicates of a cell.
    pub replicates: usize,
    /// What the errors of a cell are measured in.
    pub scale: fn(&Cell) -> f64,
    /// The measures of every arm in one replicate of a cell with that scale, where they deviate from the claim and where not.
    pub draw: fn(&Cell, f64, bool, &mut Stream) -> Vec<f64>,
}

impl Case {
    /// What would be judged.
    ///
    /// # Panics
    /// If the spec of a case is not allowed, which a test excludes.
    pub fn study(&self) -> Study {
        let document = Document::new(format!("trial of {}", self.kind), self.spec);
        Study::decode(document, &Catalog::default(), &Overrides::default())
            .unwrap_or_else(|error| panic!("the trial's own spec: {error}"))
    }
}

/// A standard normal value.
pub(super) fn normal(stream: &mut Stream) -> f64 {
    StandardNormal.sample(stream)
}

/// An error with mean square `square` and a relative standard deviation of 0.29 of its square.
pub(super) fn error(square: f64, stream: &mut Stream) -> f64 {
    let share: f64 = stream.random();
    (square * (0.5 + share)).sqrt()
}
