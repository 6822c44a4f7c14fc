use std::collections::HashSet;
use std::sync::Arc;

use super::Quantity;
use super::formulas::Formulas;
use super::power::Power;
use crate::claim::Claim;
use crate::claim::check::Check;
use crate::claim::kind::Kind;
use crate::claim::selection::Selection;
use crate::claim::statement::Stated;
use crate::experiment::Experiment;
use crate::spec::{Section, SpecError};

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
