use std::sync::Arc;

use super::power::{Power, apart};
use super::{Quantity, Silent};
use crate::algorithm::Measure;
use crate::claim::Claim;
use crate::claim::kind::{self, Expected, Kind, StatedBound, StatedTerms, Wanted};
use crate::claim::selection::Selection;
use crate::experiment::{Experiment, Response, not_recorded};
use crate::spec::{Section, SpecError, suggest};

/// Terms beyond which none is told from the others.
const MOST_TERMS: usize = 10;

/// The formulas of a `[[claim]]`, with what is said of them.
pub(super) struct Formulas {
    pub holds: Option<Arc<Quantity>>,
    bound: Option<Quantity>,
    fails: Option<Quantity>,
    expected: Option<Quantity>,
    terms: Vec<Quantity>,
    coefficients: Option<Vec<f64>>,
    measure: Measure,
    response: Response,
    margin: f64,
}

impl Formulas {
    pub fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
        let number = |key: &'static str| -> Result<Option<Quantity>, SpecError> {
            let quantity = Quantity::decode(section, key)?;
            quantity.map(|quantity| quantity.expecting(section, false)).transpose()
        };
        let holds = Quantity::decode(section, "holds")?;
        let holds = holds.map(|holds| holds.expecting(section, true)).transpose()?;
        let (bound, fails, expected) = (number("bound")?, number("fails")?, number("expected")?);
        let terms = Quantity::decode_list(section, "terms")?;
        let terms: Vec<Quantity> = (terms.into_iter())
            .map(|term| term.expecting(section, false))
            .collect::<Result<_, _>>()?;
        if let Some(place) =
            (1..terms.len()).find(|&place| terms[..place].iter().any(|t| t.text() == terms[place].text()))
        {
            let message = format!("the term {} stands twice", terms[place].text());
            return Err(terms[place].fault(section, message));
        }
        if let Some(beyond) = terms.get(MOST_TERMS) {
            let message = format!(
                "{} terms are more than {MOST_TERMS}: no grid tells so many apart",
                terms.len()
            );
            return Err(beyond.fault(section, message));
        }
        let coefficients = coefficients(section, terms.len())?;
        let margin = section.number("margin")?;
        if let Some(margin) = margin.as_ref().filter(|margin| margin.value < 0.0) {
            return Err(section.fault(margin.span.clone(), format!("margin {} is below 0", margin.value)));
        }
        let measure = measure(section, experiment)?;
        let response = response(section, experiment)?;
        for (key, is_used, needs) in [
            ("fails", bound.is_some(), "bound"),
            ("measure", bound.is_some(), "bound"),
            ("coefficients", !terms.is_empty(), "terms"),
            ("response", expected.is_some() || !terms.is_empty(), "expected or terms"),
            (
                "margin",
                expected.is_some() || coefficients.is_some(),
                "expected or coefficients",
            ),
        ] {
            if section.has(key) && !is_used {
                let message = format!("the key {key} says nothing without {needs}");
                return Err(section.fault(section.span_of(key), message));
            }
        }
        Ok(Self {
            holds: holds.map(Arc::new),
            bound,
            fails,
            expected,
            terms,
            coefficients,
            measure,
            response,
            margin: margin.map_or(0.0, |margin| margin.value),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.bound.is_none() && self.expected.is_none() && self.terms.is_empty()
    }

    /// What is claimed, where the spec says it by formulas alone.
    pub fn statement(&self) -> String {
        let mut parts = Vec::new();
        if let Some(bound) = &self.bound {
            let but = self
                .fails
                .as_ref()
                .map(|fails| format!(" but with probability {}", fails.text()));
            parts.push(format!(
                "{} ≤ {}{}",
                self.measure,
                bound.text(),
                but.unwrap_or_default()
            ));
        }
        if let Some(expected) = &self.expected {
            parts.push(format!("{} = {}", self.response.name(), expected.text()));
        }
        if !self.terms.is_empty() {
            let terms: Vec<&str> = self.terms.iter().map(Quantity::text).collect();
            parts.push(format!("{} has the terms {}", self.response.name(), terms.join(", ")));
        }
        if let Some(holds) = &self.holds {
            parts.push(format!("where {}", holds.text()));
        }
        parts.join(", ")
    }

    /// The cells and arms of the selection in which the claim speaks, by the first adversary of each estimator, since no number of a
    /// formula depends on it; and in how many cells it is silent.
    pub fn speaking(
        &self,
        claim: &Claim,
        section: &Section,
        experiment: &Experiment,
        selection: &Selection,
    ) -> Result<(Vec<(usize, usize)>, Silent), SpecError> {
        let cells = selection.cells(experiment);
        let width = experiment.adversaries.len();
        let mut silent = 0;
        let mut speaking = Vec::new();
        for &cell in &cells {
            let mut speaks_of_all = true;
            for estimator in &selection.estimators {
                let arm = estimator * width;
                if let Some(holds) = &self.holds {
                    holds.check(section, experiment, (cell, arm), |_| Ok(()))?;
                    if !holds.holds(&experiment.cells[cell], arm) {
                        speaks_of_all = false;
                        continue;
                    }
                }
                speaking.push((cell, arm));
            }
            silent += usize::from(!speaks_of_all);
        }
        if let (Some(holds), true, false) = (&self.holds, speaking.is_empty(), cells.is_empty()) {
            let message = format!(
                "holds: {} is false in every cell, so that nothing is tested",
                holds.text()
            );
            return Err(holds.fault(section, message));
        }
        let silent = Silent {
            claim: claim.clone(),
            holds: self.holds.as_ref().map(|holds| holds.text().to_owned()),
            silent,
            cells: cells.len(),
        };
        Ok((speaking, silent))
    }

    /// Refuses what has no value where it is used.
    pub fn check(
        &self,
        section: &Section,
        experiment: &Experiment,
        speaking: &[(usize, usize)],
    ) -> Result<(), SpecError> {
        let probability = |value: f64| match value {
            _ if value < 0.0 => Err("a probability is not below 0"),
            _ if value >= 1.0 => Err("a bound that always may fail says nothing"),
            _ => Ok(()),
        };
        let positive = |value: f64| match value {
            _ if value == 0.0 => Err("what is measured is compared with it as a ratio"),
            _ if value < 0.0 && self.response != Response::Bias => Err("what is measured is never below 0"),
            _ => Ok(()),
        };
        let not_negative = |value: f64| {
            if value < 0.0 {
                Err("a term is not below 0")
            } else {
                Ok(())
            }
        };
        for &place in speaking {
            if let Some(bound) = &self.bound {
                bound.check(section, experiment, place, |_| Ok(()))?;
            }
            if let Some(fails) = &self.fails {
                fails.check(section, experiment, place, probability)?;
            }
            if let Some(expected) = &self.expected {
                expected.check(section, experiment, place, positive)?;
            }
            for term in &self.terms {
                term.check(section, experiment, place, not_negative)?;
            }
        }
        Ok(())
    }

    /// What the grid can tell of the terms, for every estimator and problem.
    pub fn powers(
        &self,
        claim: &Claim,
        section: &Section,
        experiment: &Experiment,
        speaking: &[(usize, usize)],
    ) -> Result<Vec<Power>, SpecError> {
        let mut groups: Vec<((usize, bool, usize), Vec<usize>)> = Vec::new();
        if self.terms.is_empty() {
            return Ok(Vec::new());
        }
        for &(cell, arm) in speaking {
            let own = &experiment.cells[cell];
            let key = (own.family, own.random, arm);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, cells)) => cells.push(cell),
                None => groups.push((key, vec![cell])),
            }
        }
        let power = |((_, _, arm), cells): &((usize, bool, usize), Vec<usize>)| {
            let coefficients = self.coefficients.as_deref();
            apart(&self.terms, coefficients, self.response, experiment, cells, *arm)
                .map(|design| Power::new(claim, &self.terms, coefficients, design))
                .map_err(|fault| self.terms[fault.term].fault(section, fault.message))
        };
        groups.iter().map(power).collect()
    }

    pub fn kinds(self) -> Vec<Box<dyn Kind>> {
        let mut kinds: Vec<Box<dyn Kind>> = Vec::new();
        if let Some(bound) = self.bound {
            kinds.push(Box::new(StatedBound {
                measure: self.measure,
                bound,
                fails: self.fails,
            }));
        }
        if let Some(expected) = self.expected {
            kinds.push(Box::new(Expected {
                response: self.response,
                expected,
                margin: self.margin,
            }));
        }
        let terms = Arc::new(self.terms);
        for index in 0..terms.len() {
            kinds.push(Box::new(StatedTerms {
                terms: Arc::clone(&terms),
                index,
                response: self.response,
                wanted: match &self.coefficients {
                    Some(coefficients) => Wanted::Coefficient {
                        value: coefficients[index],
                        margin: self.margin,
                    },
                    None => Wanted::Present,
                },
            }));
        }
        kinds
    }
}

fn coefficients(section: &Section, terms: usize) -> Result<Option<Vec<f64>>, SpecError> {
    let Some(written) = section.numbers("coefficients")? else {
        return Ok(None);
    };
    if let Some(bad) = written.iter().find(|one| !(one.value.is_finite() && one.value >= 0.0)) {
        let message = format!("coefficient {} is not allowed: a finite number of 0 or more", bad.value);
        return Err(section.fault(bad.span.clone(), message));
    }
    if written.len() != terms {
        let message = format!("{} coefficients for {terms} terms: one for each", written.len());
        return Err(section.fault(section.span_of("coefficients"), message));
    }
    Ok(Some(written.into_iter().map(|one| one.value).collect()))
}

fn measure(section: &Section, experiment: &Experiment) -> Result<Measure, SpecError> {
    let Some(name) = section.text("measure")? else {
        return Ok(Measure::Error);
    };
    let measure = Measure::named(&name.value).ok_or_else(|| {
        let hint = suggest(&name.value, &Measure::ALL.map(Measure::name));
        section.fault(name.span.clone(), format!("unknown measure {:?}{hint}", name.value))
    })?;
    if !experiment.measures.contains(&measure) {
        return Err(section.fault(name.span, not_recorded(measure)));
    }
    Ok(measure)
}

fn response(section: &Section, experiment: &Experiment) -> Result<Response, SpecError> {
    let response = kind::response(section)?;
    if !experiment.measures.contains(&response.measure()) {
        return Err(section.fault(section.span_of("response"), not_recorded(response.measure())));
    }
    Ok(response)
}
