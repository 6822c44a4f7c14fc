//! `sweep list`: the names that specs may use.

use byzrate::experiment::{BUILT_IN, Catalog, Overrides, built_in, decode};

use crate::args::ListWhat;
use crate::exit::{Failure, Outcome};
use crate::output;

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
    if wanted(ListWhat::Algorithms) {
        section(&mut text, "algorithms", catalog.algorithms());
    }
    if wanted(ListWhat::Adversaries) {
        section(&mut text, "adversaries", catalog.adversaries());
    }
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn section<'a>(text: &mut String, title: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(title);
    text.push('\n');
    for (name, summary) in rows {
        text.push_str(&format!("  {name:<22} {summary}\n"));
    }
}
