use std::collections::HashSet;
use std::sync::Arc;

use super::Quantity;
use super::power::{Power, apart};
use crate::algorithm::Measure;
use crate::claim::Claim;
use crate::claim::check::Check;
use crate::claim::kind::{Expected, Kind, StatedBound, StatedTerms, Wanted};
use crate::claim::selection::Selection;
use crate::claim::statement::Stated;
use crate::experiment::{Experiment, Response, not_recorded};
use crate::spec::{Section, SpecError, suggest};

/// A `[[claim]]`: what it says, where it speaks, and the checks that it makes by itself.
#[derive(Debug)]
pub(in crate::claim) struct StatedClaim {
    pub claim: Claim,
    pub holds: Option<Arc<Quantity>>,
    pub checks: Vec<Check>,
    /// What the grid can tell of its terms.
    pub powers: Vec<Power>,
    pub silent: Silent,
}

/// In how many cells a claim is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// The claim.
    pub claim: Claim,
    /// Where it speaks, as its spec says it; everywhere if there is nothing.
    pub holds: Option<String>,
    /// The cells in which it is silent, of one estimator at least.
    pub silent: usize,
    /// The cells that it is about.
    pub cells: usize,
}

/// The formulas of a `[[claim]]`, with what is said of them.
struct Formulas {
    holds: Option<Arc<Quantity>>,
    bound: Option<Quantity>,
    fails: Option<Quantity>,
    expected: Option<Quantity>,
    terms: Vec<Quantity>,
    coefficients: Option<Vec<f64>>,
    measure: Measure,
    response: Response,
    margin: f64,
}

impl StatedClaim {
    /// Reads every `[[claim]]` of a spec. `named` are the claims that its checks name.
    pub fn decode_all(
        sections: &[Section],
        experiment: &Experiment,
        named: &HashSet<String>,
    ) -> Result<Vec<Self>, SpecError> {
        let mut claims: Vec<Self> = Vec::new();
        for section in sections {
            let id = id(section, &claims)?;
            let is_checked = named.contains(&id);
            claims.push(Self::decode(id, section, experiment, is_checked)?);
        }
        Ok(claims)
    }

    fn decode(id: String, section: &Section, experiment: &Experiment, is_checked: bool) -> Result<Self, SpecError> {
        let text = |key: &'static str| Ok(section.text(key)?.map(|text| text.value));
        let (statement, source, because) = (text("statement")?, text("source")?, text("because")?);
        let figure = section.text("figure")?;
        let formulas = Formulas::decode(section, experiment)?;
        let selection = Selection::decode(section, experiment)?;
        section.finish()?;
        if formulas.is_empty() && !is_checked {
            let message = format!(
                "the claim {id} has nothing to test: give it bound, expected or terms, or a [[check]] with claim = \"{id}\""
            );
            return Err(section.fault(section.span(), message));
        }
        let claim = Claim::Stated(Arc::new(Stated {
            statement: statement.unwrap_or_else(|| formulas.statement()),
            id,
            source,
        }));
        let (speaking, silent) = formulas.speaking(&claim, section, experiment, &selection)?;
        formulas.check(section, experiment, &speaking)?;
        let powers = formulas.powers(&claim, section, experiment, &speaking)?;
        let holds = formulas.holds.clone();
        let check = |kind: Box<dyn Kind>| {
            let check = Check::stated(claim.clone(), holds.clone(), selection.clone(), kind);
            check.shown(figure.clone(), because.clone())
        };
        let checks = formulas.kinds().into_iter().map(check).collect();
        Ok(Self {
            claim,
            holds,
            checks,
            powers,
            silent,
        })
    }
}

/// The key `id`: lower-case words with hyphens between them, which nothing else is called.
fn id(section: &Section, earlier: &[StatedClaim]) -> Result<String, SpecError> {
    let id = section.required("id", section.text("id")?)?;
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_kebab = id.value.split('-').all(word) && id.value.starts_with(|c: char| c.is_ascii_lowercase());
    let refused = if id.value.len() > LONGEST_ID || !is_kebab {
        Some(format!(
            "lower-case words and numbers with hyphens between them only, {LONGEST_ID} letters at most"
        ))
    } else if Claim::named(&id.value).is_some() {
        Some("a built-in claim is called so; a claim of your own needs a name of its own".to_owned())
    } else if earlier.iter().any(|other| other.claim.name() == id.value) {
        Some("two claims are called so; give one of them another name".to_owned())
    } else {
        None
    };
    match refused {
        Some(reason) => {
            let message = format!("id {:?} is not allowed: {reason}", id.value);
            Err(section.fault(id.span, message))
        }
        None => Ok(id.value),
    }
}

const LONGEST_ID: usize = 60;

impl Formulas {
    fn decode(section: &Section, experiment: &Experiment) -> Result<Self, SpecError> {
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

    fn is_empty(&self) -> bool {
        self.bound.is_none() && self.expected.is_none() && self.terms.is_empty()
    }

    /// What is claimed, where the spec says it by formulas alone.
    fn statement(&self) -> String {
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
    fn speaking(
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
    fn check(&self, section: &Section, experiment: &Experiment, speaking: &[(usize, usize)]) -> Result<(), SpecError> {
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
    fn powers(
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

    fn kinds(self) -> Vec<Box<dyn Kind>> {
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
    let response = crate::claim::kind::response(section)?;
    if !experiment.measures.contains(&response.measure()) {
        return Err(section.fault(section.span_of("response"), not_recorded(response.measure())));
    }
    Ok(response)
}
