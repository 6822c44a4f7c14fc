use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::campaign::confidence;
use super::stated::StatedClaim;
use super::{Check, Comparison, Finding, Power, Silent};
use crate::experiment::{Catalog, CellOutcomes, Experiment, Overrides, RunError, decode};
use crate::spec::{Document, SpecError};

/// An experiment with the checks that judge it.
///
/// ```
/// use byzrate::prelude::*;
///
/// let spec = r#"
///     name = "means"
///     problem = [{ name = "gaussian-mean" }]
///     grid = [{ n = [25, 100, 400], m = [21], alpha = [0.1] }]
///     estimator = [{ algorithm = "one-round", aggregator = "median" }]
///     adversary = [{ name = "plus-infinity" }]
///     replicates = { quick = { batch = 500, maximum = 2000 } }
///     check = [{ claim = "theorem-7", kind = "exponent", along = "n", expected = -0.5, margin = 0.1 }]
/// "#;
/// let study = Study::decode(Document::new("means.toml", spec), &Catalog::default(), &Overrides::default())?;
///
/// assert_eq!(study.experiment.cells.len(), 3);
/// assert_eq!(study.experiment.estimators[0].id, "one-round-median");
/// // One exponent of three cells.
/// assert_eq!(study.comparisons.len(), 1);
/// # Ok::<(), SpecError>(())
/// ```
#[derive(Debug)]
pub struct Study {
    /// The text it was made from.
    pub document: Document,
    /// What was said over it.
    pub overrides: Overrides,
    /// What is drawn.
    pub experiment: Experiment,
    /// What is checked.
    pub checks: Vec<Check>,
    /// Every single comparison of the checks.
    pub comparisons: Vec<Comparison>,
    /// In how many cells the claims that the spec states are silent, in their order.
    pub silent: Vec<Silent>,
    /// What the grid can tell of their terms.
    pub powers: Vec<Power>,
}

impl Study {
    /// Checks a spec as a whole.
    ///
    /// # Errors
    /// At the first thing that is not allowed, with its place.
    pub fn decode(document: Document, catalog: &Catalog, overrides: &Overrides) -> Result<Self, SpecError> {
        let experiment = decode(&document, catalog, overrides)?;
        let top = document.read()?;
        let sections = top.sections("check")?;
        let named = sections
            .iter()
            .map(|section| Ok(section.text("claim")?.map(|name| name.value)));
        let named = named.collect::<Result<Vec<Option<String>>, SpecError>>()?;
        let named = named.into_iter().flatten().collect();
        let mut own = StatedClaim::decode_all(&top.sections("claim")?, &experiment, &named)?;
        let written = sections
            .iter()
            .map(|section| Check::decode(section, &experiment, &own))
            .collect::<Result<Vec<_>, _>>()?;
        let mut checks: Vec<Check> = own.iter_mut().flat_map(|own| own.checks.drain(..)).collect();
        checks.extend(written);
        let silent = own.iter().map(|own| own.silent.clone()).collect();
        let powers = own.into_iter().flat_map(|own| own.powers).collect();
        let comparisons = checks
            .iter()
            .enumerate()
            .flat_map(|(index, check)| check.comparisons(index, &experiment))
            .collect();
        Ok(Self {
            document,
            overrides: overrides.clone(),
            experiment,
            checks,
            comparisons,
            silent,
            powers,
        })
    }

    /// The confidence of every comparison in a campaign of this study alone.
    #[must_use]
    pub fn level(&self) -> f64 {
        let statistical = self.comparisons.iter().filter(|one| one.is_statistical(&self.checks));
        confidence(statistical.count()).level
    }

    /// The checks that select nothing of the grid, so that nothing is said of them.
    pub fn idle(&self) -> impl Iterator<Item = String> {
        let idle = self
            .checks
            .iter()
            .enumerate()
            .filter(|(index, _)| !self.comparisons.iter().any(|comparison| comparison.check() == *index));
        idle.map(|(_, check)| check.label())
    }

    /// The checks whose comparisons will not see a tenth however long the cells are drawn, as the relative error that is asked for
    /// is too large, with the coarsest that one will see in a campaign of this study alone.
    #[must_use]
    pub fn coarse(&self) -> Vec<(String, f64)> {
        let level = self.level();
        let mut coarse: Vec<(String, f64)> = Vec::new();
        for comparison in &self.comparisons {
            let check = &self.checks[comparison.check()];
            let Some(sees) = check.coarse(comparison, &self.experiment, level) else {
                continue;
            };
            match coarse.iter_mut().find(|(label, _)| *label == check.label()) {
                Some((_, most)) => *most = most.max(sees),
                None => coarse.push((check.label(), sees)),
            }
        }
        coarse
    }

    /// Judges every comparison at confidence `level`.
    #[must_use]
    pub fn judge(&self, outcomes: &[CellOutcomes], level: f64) -> Vec<Finding> {
        let judge = |comparison: &Comparison| comparison.judge(&self.checks, &self.experiment, outcomes, level);
        self.comparisons.par_iter().map(judge).collect()
    }

    /// The same, as long as `stop` is not set.
    ///
    /// # Errors
    /// If it is set before the last comparison is judged.
    pub fn judge_unless(
        &self,
        stop: &AtomicBool,
        outcomes: &[CellOutcomes],
        level: f64,
    ) -> Result<Vec<Finding>, RunError> {
        let judge = |comparison: &Comparison| {
            if stop.load(Ordering::Relaxed) {
                return Err(RunError::Interrupted);
            }
            Ok(comparison.judge(&self.checks, &self.experiment, outcomes, level))
        };
        self.comparisons.par_iter().map(judge).collect()
    }

    /// What the store keeps of this study, so that [`Study::restore`] can make it again.
    #[must_use]
    pub fn stored_text(&self) -> String {
        let stored = StoredStudy {
            document: self.document.name.clone(),
            text: self.document.text.clone(),
            overrides: self.overrides.clone(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// Makes the experiment alone again of the study that [`Study::stored_text`] was asked of: what is drawn, without what is checked.
    ///
    /// # Errors
    /// If the text is none of ours, or its spec is not allowed any more.
    pub fn restore_experiment(stored: &str, catalog: &Catalog) -> Result<Experiment, SpecError> {
        let (document, overrides) = read_stored(stored)?;
        decode(&document, catalog, &overrides)
    }

    /// Makes the study again that [`Study::stored_text`] was asked of.
    ///
    /// # Errors
    /// If the text is none of ours, or its spec is not allowed any more.
    pub fn restore(stored: &str, catalog: &Catalog) -> Result<Self, SpecError> {
        let (document, overrides) = read_stored(stored)?;
        Self::decode(document, catalog, &overrides)
    }
}

fn read_stored(stored: &str) -> Result<(Document, Overrides), SpecError> {
    let stored: StoredStudy = serde_json::from_str(stored)
        .map_err(|error| SpecError::general("the store", format!("its spec cannot be read: {error}")))?;
    Ok((Document::new(stored.document, stored.text), stored.overrides))
}

#[derive(Serialize, Deserialize)]
struct StoredStudy {
    document: String,
    text: String,
    overrides: Overrides,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::built_in;

    #[test]
    fn what_is_stored_of_a_study_makes_it_again() {
        let overrides = Overrides {
            samples: Some(vec![7, 9]),
            seed: Some(3),
            ..Overrides::default()
        };
        let document = built_in("exact-law").expect("a built-in experiment");
        let study = Study::decode(document, &Catalog::default(), &overrides).expect("allowed");
        let again = Study::restore(&study.stored_text(), &Catalog::default()).expect("stored");
        assert_eq!(again.overrides, overrides);
        assert_eq!(
            (&again.document.name, &again.document.text),
            (&study.document.name, &study.document.text)
        );
        assert_eq!(again.experiment.hash(), study.experiment.hash());
        assert_eq!(again.comparisons.len(), study.comparisons.len());
    }
}
