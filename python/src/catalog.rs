//! `catalog`: the names that specs and functions take.

use byzrate::experiment::{BUILT_IN, built_in};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::rule::catalog as names;

/// The text of a built-in experiment's spec, or None.
#[pyfunction]
pub fn built_in_text(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names that specs and functions take.
///
/// Returns
/// -------
/// dict of dict
///     Of `aggregators`, `transforms`, `adversaries`, `problems`, `algorithms` and `experiments`, each name with a line that says what it
///     is.
#[pyfunction]
pub fn catalog(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let all = PyDict::new(py);
    let add = |kind: &str, named: &mut dyn Iterator<Item = (&str, &str)>| -> PyResult<()> {
        let of_kind = PyDict::new(py);
        for (name, summary) in named {
            of_kind.set_item(name, summary)?;
        }
        all.set_item(kind, of_kind)
    };
    add("aggregators", &mut names().aggregators())?;
    add("transforms", &mut names().transforms())?;
    add("adversaries", &mut names().adversaries())?;
    add("problems", &mut names().problems())?;
    add("algorithms", &mut names().algorithms())?;
    let experiments = PyDict::new(py);
    for (name, _) in BUILT_IN {
        let document = built_in(name);
        let section = document.as_ref().and_then(|document| document.read().ok());
        let question = section.and_then(|section| section.text("question").ok().flatten());
        experiments.set_item(name, question.map_or(String::new(), |question| question.value))?;
    }
    all.set_item("experiments", experiments)?;
    Ok(all)
}
