//! Parts of one's own, by the names that specs give them.

use std::sync::Arc;

use byzrate::experiment::Catalog;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::refused;
use crate::python_adversary::with_adversary;
use crate::python_algorithm::with_algorithm;
use crate::python_problem::with_problem;
use crate::rule::with_rule;
use crate::watch::Watch;
use crate::{python_adversary, python_algorithm, python_problem, python_rule};

/// What a part is of.
#[derive(Clone, Copy)]
enum Kind {
    Rule,
    Adversary,
    Problem,
    Algorithm,
}

impl Kind {
    /// The argument that parts of the kind come in, and the class that gives them a version.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Rule => ("rules", "Rule"),
            Self::Adversary => ("adversaries", "Adversary"),
            Self::Problem => ("problems", "Problem"),
            Self::Algorithm => ("algorithms", "Algorithm"),
        }
    }
}

/// The dicts of a call, each by the name of its argument.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct OwnParts<'py> {
    rules: Bound<'py, PyDict>,
    adversaries: Bound<'py, PyDict>,
    problems: Bound<'py, PyDict>,
    algorithms: Bound<'py, PyDict>,
}

impl<'py> OwnParts<'py> {
    /// Every part, with its kind and its name.
    fn all(&self) -> impl Iterator<Item = (Kind, Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let parts = [
            (Kind::Rule, &self.rules),
            (Kind::Adversary, &self.adversaries),
            (Kind::Problem, &self.problems),
            (Kind::Algorithm, &self.algorithms),
        ];
        parts
            .into_iter()
            .flat_map(|(kind, parts)| parts.iter().map(move |(name, part)| (kind, name, part)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// The catalog with them.
    ///
    /// # Errors
    /// If a name is the catalog's already, or a part is none of its kind.
    pub fn catalog(&self, watch: &Arc<Watch>) -> PyResult<Catalog> {
        let mut catalog = Catalog::default();
        for (kind, name, part) in self.all() {
            let name: String = name.extract()?;
            let taken = match kind {
                Kind::Rule => catalog.aggregators().any(|(known, _)| known == name),
                Kind::Adversary => catalog.adversaries().any(|(known, _)| known == name),
                Kind::Problem => catalog.problems().any(|(known, _)| known == name),
                Kind::Algorithm => catalog.algorithms().any(|(known, _)| known == name),
            };
            if taken {
                let (argument, _) = kind.words();
                return Err(refused(format!(
                    "{argument}[{name:?}] has a name that the catalog has already; call it something else"
                )));
            }
            catalog = match kind {
                Kind::Rule => with_rule(catalog, &name, &part, watch),
                Kind::Adversary => with_adversary(catalog, &name, &part, watch),
                Kind::Problem => with_problem(catalog, &name, &part, watch),
                Kind::Algorithm => with_algorithm(catalog, &name, &part, watch),
            }?;
        }
        Ok(catalog)
    }

    /// # Errors
    /// If a part has no version: what is stored is used again by whoever asks for the same key.
    pub fn refuse_unversioned(&self) -> PyResult<()> {
        for (kind, name, part) in self.all() {
            let has_version = match kind {
                Kind::Rule => python_rule::declared(&part)?.as_super().get().version().is_some(),
                Kind::Adversary => python_adversary::declared(&part)?.as_super().get().version().is_some(),
                Kind::Problem => python_problem::version(&part)?.is_some(),
                Kind::Algorithm => python_algorithm::declared(&part)?.as_super().get().version().is_some(),
            };
            if !has_version {
                let (argument, class) = kind.words();
                return Err(refused(format!(
                    "{argument}[{:?}] cannot be stored: nothing says which code it is; use {class}(…, version=\"1\") and change that \
                     with the code, or leave store out",
                    name.extract::<String>()?,
                )));
            }
        }
        Ok(())
    }
}
