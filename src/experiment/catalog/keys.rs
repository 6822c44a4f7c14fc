use std::sync::Arc;

use crate::aggregator::{Aggregator, AggregatorError};
use crate::experiment::GridPoint;
use crate::spec::{Section, SpecError};

/// f: the cell's b, unless a rule is told otherwise.
pub(super) fn byzantine(point: &GridPoint, section: &Section) -> Result<usize, SpecError> {
    let told = section.count("byzantine")?;
    Ok(told.map_or(point.byzantine(), |told| told.value))
}

/// What the word under `key` stands for.
pub(super) fn choice<T: Copy>(
    section: &Section,
    key: &'static str,
    choices: &[(&str, T)],
) -> Result<Option<T>, SpecError> {
    let Some(text) = section.text(key)? else {
        return Ok(None);
    };
    if let Some((_, meant)) = choices.iter().find(|(word, _)| *word == text.value) {
        return Ok(Some(*meant));
    }
    let words: Vec<String> = choices.iter().map(|(word, _)| format!("{word:?}")).collect();
    let message = format!("{key} {:?} is not allowed; it is {}", text.value, words.join(" or "));
    Err(section.fault(text.span, message))
}

/// A count, or `usual` where none is given.
pub(super) fn count_or(section: &Section, key: &'static str, usual: usize) -> Result<usize, SpecError> {
    Ok(section.count(key)?.map_or(usual, |count| count.value))
}

/// A number, or `usual` where none is given.
pub(super) fn number_or(section: &Section, key: &'static str, usual: f64) -> Result<f64, SpecError> {
    Ok(section.number(key)?.map_or(usual, |number| number.value))
}

/// A number that must be given.
pub(super) fn number(section: &Section, key: &'static str) -> Result<f64, SpecError> {
    Ok(section.required(key, section.number(key)?)?.value)
}

/// A rule for the catalog; what it refuses is a fault of `key`.
pub(super) fn rule<R: Aggregator + 'static>(
    section: &Section,
    key: &'static str,
    rule: Result<R, AggregatorError>,
) -> Result<Arc<dyn Aggregator>, SpecError> {
    match rule {
        Ok(rule) => Ok(Arc::new(rule)),
        Err(error) => Err(section.fault(section.span_of(key), error.to_string())),
    }
}
