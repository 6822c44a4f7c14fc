use std::sync::Arc;

use crate::aggregator::{Aggregator, AggregatorError};
use crate::experiment::GridPoint;
use crate::formula::Formula;
use crate::spec::{Section, SpecError};

/// f: the cell's b, unless a rule is told otherwise, such as `"2*b"`.
pub(super) fn byzantine(point: &GridPoint, section: &Section) -> Result<usize, SpecError> {
    if section.is_text("byzantine") {
        return scaled_count(point, section, "byzantine");
    }
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

/// What formulas of a rule's parameters may name.
const VARIABLES: [&str; 5] = ["n", "m", "b", "d", "alpha"];

/// A number that must be given, by itself or as a formula of the point, such as `"sqrt(d)"`.
pub(in crate::experiment) fn scaled(point: &GridPoint, section: &Section, key: &'static str) -> Result<f64, SpecError> {
    if !section.is_text(key) {
        return number(section, key);
    }
    let text = section.required(key, section.text(key)?)?;
    let formula = Formula::parse(&text.value, &VARIABLES)
        .map_err(|error| section.fault(text.span.clone(), format!("{key} {:?}: {error}", text.value)))?;
    Ok(formula.value(|variable| match VARIABLES[variable] {
        "n" => point.samples as f64,
        "m" => point.workers as f64,
        "b" => point.byzantine() as f64,
        "d" => point.dim as f64,
        _ => point.alpha,
    }))
}

/// The deviation of one message, as [`scaled`]; `None` where it is "mad", to be estimated from the messages.
pub(super) fn deviation(point: &GridPoint, section: &Section) -> Result<Option<f64>, SpecError> {
    if section.is_text("scale") && section.text("scale")?.is_some_and(|scale| scale.value == "mad") {
        return Ok(None);
    }
    scaled(point, section, "scale").map(Some)
}

/// A count that must be given, by itself or as a formula of the point, such as `"2*b+1"`.
pub(super) fn scaled_count(point: &GridPoint, section: &Section, key: &'static str) -> Result<usize, SpecError> {
    if !section.is_text(key) {
        return Ok(section.required(key, section.count(key)?)?.value);
    }
    let count = scaled(point, section, key)?;
    if count >= 0.0 && count == count.trunc() && count < MOST_COUNTED {
        return Ok(count as usize);
    }
    let message = format!(
        "{key} {count} is no whole number of at least 0, where m = {} and b = {}",
        point.workers,
        point.byzantine()
    );
    Err(section.fault(section.span_of(key), message))
}

/// Beyond, a float does not tell counts apart.
const MOST_COUNTED: f64 = 9e15;

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
