use std::ops::Range;

use super::Variable;
use crate::experiment::{Cell, Experiment};
use crate::formula::{Formula, FormulaError};
use crate::spec::{Located, Section, SpecError};

/// A formula of a `[[claim]]`, in the numbers of an arm of a cell.
#[derive(Clone, Debug)]
pub(in crate::claim) struct Quantity {
    key: &'static str,
    formula: Formula,
    span: Range<usize>,
}

impl Quantity {
    /// Reads the formula under `key`.
    pub fn decode(section: &Section, key: &'static str) -> Result<Option<Self>, SpecError> {
        let text = section.text(key)?;
        text.map(|text| Self::read(section, key, &text)).transpose()
    }

    /// Reads the formulas under `key`.
    pub fn decode_list(section: &Section, key: &'static str) -> Result<Vec<Self>, SpecError> {
        let texts = section.texts(key)?.unwrap_or_default();
        texts.iter().map(|text| Self::read(section, key, text)).collect()
    }

    fn read(section: &Section, key: &'static str, text: &Located<String>) -> Result<Self, SpecError> {
        let known = Variable::ALL.map(Variable::name);
        let formula = Formula::parse(&text.value, &known).map_err(|error| {
            let place = place(section, text, &error);
            section.fault(place, format!("{key}: {error}"))
        })?;
        Ok(Self {
            key,
            formula,
            span: text.span.clone(),
        })
    }

    /// The formula as it was written.
    pub fn text(&self) -> &str {
        self.formula.text()
    }

    /// Refuses it at its place.
    pub fn fault(&self, section: &Section, message: impl Into<String>) -> SpecError {
        section.fault(self.span.clone(), message)
    }

    /// The same, where it is no condition, or where it is one.
    pub fn expecting(self, section: &Section, condition: bool) -> Result<Self, SpecError> {
        let (key, text) = (self.key, self.text());
        match (self.formula.is_condition(), condition) {
            (true, false) => {
                let message = format!("{key} must be a number, and {text:?} says that something holds");
                Err(self.fault(section, message))
            }
            (false, true) => {
                let message =
                    format!("{key} must say that something holds, such as \"m >= 20\", and {text:?} is a number");
                Err(self.fault(section, message))
            }
            _ => Ok(self),
        }
    }

    /// Its value for an arm of a cell; NaN where it has none, which [`check`](Self::check) refused before.
    pub fn at(&self, cell: &Cell, arm: usize) -> f64 {
        let value = |variable: usize| Variable::ALL[variable].value(cell, arm).unwrap_or(f64::NAN);
        self.formula.value(value)
    }

    /// Whether it holds for an arm of a cell.
    pub fn holds(&self, cell: &Cell, arm: usize) -> bool {
        self.at(cell, arm) == 1.0
    }

    /// Refuses it where it has no finite value for an arm of a cell that it is used for, or one that is not `allowed`.
    pub fn check(
        &self,
        section: &Section,
        experiment: &Experiment,
        (cell, arm): (usize, usize),
        allowed: impl Fn(f64) -> Result<(), &'static str>,
    ) -> Result<f64, SpecError> {
        let cell = &experiment.cells[cell];
        let subject = || {
            format!(
                "{}, the cell {cell}",
                experiment.estimators[cell.arms[arm].estimator].id
            )
        };
        for &variable in self.formula.variables() {
            let variable = Variable::ALL[variable];
            if let Err(reason) = variable.value(cell, arm) {
                let message = format!(
                    "{}: {} has no value for {}: {reason}",
                    self.key,
                    variable.name(),
                    subject()
                );
                return Err(self.fault(section, message));
            }
        }
        let value = self.at(cell, arm);
        let refused = match value {
            _ if value.is_nan() => Some("not a number"),
            _ if value.is_infinite() => Some("not finite"),
            _ => None,
        };
        let refused = refused.map(Err).unwrap_or_else(|| allowed(value));
        match refused {
            Ok(()) => Ok(value),
            Err(reason) => {
                let message = format!(
                    "{}: {} is {value} for {}: {reason}; the key holds says where the claim speaks",
                    self.key,
                    self.text(),
                    subject()
                );
                Err(self.fault(section, message))
            }
        }
    }
}

/// Where a fault of a formula stands in the document: the text in which it stands, where that has escapes.
fn place(section: &Section, text: &Located<String>, error: &FormulaError) -> Range<usize> {
    let written = section.document().text.get(text.span.clone());
    match written.and_then(|written| written.find(&text.value)) {
        Some(before) if !error.span.is_empty() => {
            let start = text.span.start + before;
            start + error.span.start..start + error.span.end
        }
        _ => text.span.clone(),
    }
}
