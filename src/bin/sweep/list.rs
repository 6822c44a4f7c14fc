//! `sweep list`: the names that specs may use.

use byzrate::algorithm::Measure;
use byzrate::claim::Variable;
use byzrate::experiment::{BUILT_IN, Catalog, Overrides, built_in, decode};
use byzrate::formula::FUNCTIONS;

use crate::args::ListWhat;
use crate::exit::{Failure, Outcome};
use crate::output;

/// The width of the column of names, where none is longer.
const NAME_WIDTH: usize = 22;

pub fn list(what: Option<ListWhat>) -> Result<Outcome, Failure> {
    let catalog = Catalog::default();
    let wanted = |kind| what.is_none_or(|what| what == kind);
    let mut text = String::new();
    if wanted(ListWhat::Experiments) {
        let mut rows = Vec::new();
        for (name, _) in BUILT_IN {
            if let Some(document) = built_in(name) {
                rows.push((*name, decode(&document, &catalog, &Overrides::default())?.question));
            }
        }
        let rows = rows.iter().map(|(name, question)| (*name, question.as_str()));
        section(&mut text, "experiments", rows);
    }
    if wanted(ListWhat::Problems) {
        section(&mut text, "problems", catalog.problems());
    }
    if wanted(ListWhat::Aggregators) {
        section(&mut text, "aggregators", catalog.aggregators());
    }
    if wanted(ListWhat::Transforms) {
        section(&mut text, "transforms, before an aggregator", catalog.transforms());
    }
    if wanted(ListWhat::Algorithms) {
        section(&mut text, "algorithms", catalog.algorithms());
    }
    if wanted(ListWhat::Adversaries) {
        section(&mut text, "adversaries", catalog.adversaries());
    }
    if wanted(ListWhat::Measures) {
        let rows = Measure::ALL.iter().map(|measure| (measure.name(), measure.summary()));
        section(&mut text, "measures", rows);
    }
    if wanted(ListWhat::Variables) {
        let rows = Variable::ALL
            .iter()
            .map(|variable| (variable.name(), variable.summary()));
        section(&mut text, "variables of formulas", rows);
        section(&mut text, "functions of formulas", FUNCTIONS.into_iter());
    }
    output::print(&output::fitted(text))?;
    Ok(Outcome::Done)
}

fn section<'a>(text: &mut String, title: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(title);
    text.push('\n');
    let rows: Vec<_> = rows.collect();
    let longest = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let width = longest.max(NAME_WIDTH);
    for (name, summary) in rows {
        text.push_str(&format!("  {name:<width$} {summary}\n"));
    }
}
