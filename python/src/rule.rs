//! Rules by their names in the catalog, and rules of Python, each as an aggregator.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use byzrate::aggregator::{Aggregator, AggregatorError, Asked, Dependence, Law, Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint, Part};
use byzrate::spec::Document;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::error::refused;
use crate::parameters::{Parameters, number, quoted};
use crate::python_rule::{PythonRule, Rule, declared};
use crate::watch::Watch;

/// How many rules are kept for the next call.
const KEPT: usize = 64;

/// The names that every call shares.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(Catalog::default)
}

/// What a rule is made of: its name, or a callable, and the keys of the section that names it.
pub struct Wanted {
    name: String,
    own: Option<Own>,
    parameters: Parameters,
}

/// A callable.
struct Own {
    rule: Py<Rule>,
    watch: Arc<Watch>,
}

impl Wanted {
    /// `rule` with `before` and its other parameters.
    ///
    /// # Errors
    /// If it is neither a name nor a callable.
    pub fn new(
        rule: &Bound<'_, PyAny>,
        before: Option<&Bound<'_, PyAny>>,
        mut parameters: Parameters,
        watch: &Arc<Watch>,
    ) -> PyResult<Self> {
        if let Some(before) = before {
            parameters.add("before", before)?;
        }
        if let Ok(name) = rule.cast::<PyString>() {
            return Ok(Self {
                name: name.to_str()?.to_owned(),
                own: None,
                parameters,
            });
        }
        let rule = declared(rule)?;
        Ok(Self {
            name: rule.as_super().get().name().to_owned(),
            own: Some(Own {
                rule: rule.unbind(),
                watch: Arc::clone(watch),
            }),
            parameters,
        })
    }

    /// Whether the rule itself is a callable.
    pub fn is_of_python(&self) -> bool {
        self.own.is_some()
    }

    /// How many threads evaluate the rule: one where it is a callable and nobody says otherwise, since they would wait for one another.
    pub fn threads(&self, asked: Option<usize>) -> Option<usize> {
        asked.or_else(|| self.is_of_python().then_some(1))
    }

    /// The rule at a point of the grid.
    ///
    /// # Errors
    /// If the name is unknown, a parameter is not the rule's or is missing, or the rule is not defined for so many workers.
    pub fn make(&self, point: &GridPoint) -> PyResult<Part<dyn Aggregator>> {
        let refuse = |reason: &str| refused(format!("rule {:?}: {reason}", self.name));
        let catalog = match &self.own {
            None => catalog(),
            // A rule that is called alone needs none.
            Some(own) if self.parameters.keys().next().is_none() => return Ok(own.alone(&self.name, point)),
            Some(own) => {
                &Python::attach(|py| with_rule(Catalog::default(), &self.name, own.rule.bind(py), &own.watch))?
            }
        };
        let text = format!("aggregator = {}\n{}", quoted(&self.name), self.parameters.lines());
        let document = Document::new("rule", text);
        let section = document.read().map_err(|error| refuse(error.message()))?;
        let rule = catalog
            .aggregator(point, &section)
            .map_err(|error| refuse(error.message()))?;
        if let Some(key) = self.parameters.keys().find(|key| !section.was_asked(key)) {
            let key = key.replace('-', "_");
            return Err(refuse(&format!(
                "neither the rule nor what comes before it has a parameter {key}"
            )));
        }
        if section.was_asked("byzantine") && !self.parameters.has("byzantine") && point.byzantine() == 0 {
            return Err(refuse(
                "byzantine is missing, the number of Byzantine workers that it reckons with",
            ));
        }
        rule.check(point.workers).map_err(|error| refuse(&error.to_string()))?;
        Ok(rule)
    }

    /// The same; a trimmed mean trims α where nobody says how much.
    ///
    /// # Errors
    /// As those of [`make`](Self::make).
    pub fn make_trimming(&self, point: &GridPoint) -> PyResult<Part<dyn Aggregator>> {
        match self.make(point) {
            Err(error) if !self.parameters.has("beta") && self.own.is_none() => {
                let mut parameters = self.parameters.clone();
                parameters.add_toml("beta", number(point.alpha));
                let trimming = Self {
                    name: self.name.clone(),
                    own: None,
                    parameters,
                };
                trimming.make(point).map_err(|_| error)
            }
            made => made,
        }
    }

    /// [`make`](Self::make), for a rule of the catalog that may have been made before.
    ///
    /// # Errors
    /// As those of [`make`](Self::make).
    pub fn make_once(&self, point: &GridPoint) -> PyResult<Part<dyn Aggregator>> {
        type Key = (String, String, usize, usize);
        static MADE: OnceLock<Mutex<HashMap<Key, Part<dyn Aggregator>>>> = OnceLock::new();
        if self.own.is_some() {
            return self.make(point);
        }
        let key = (self.name.clone(), self.parameters.lines(), point.workers, point.dim);
        let made = || {
            MADE.get_or_init(Mutex::default)
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(rule) = made().get(&key) {
            return Ok(rule.clone());
        }
        let rule = self.make(point)?;
        let mut made = made();
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(key, rule.clone());
        Ok(rule)
    }
}

impl Own {
    fn alone(&self, name: &str, point: &GridPoint) -> Part<dyn Aggregator> {
        let made = Python::attach(|py| PythonRule::new(self.rule.bind(py), name, point, &self.watch));
        Part::from(Arc::new(made) as Arc<dyn Aggregator>)
    }
}

/// `catalog` with a rule of Python under `name`.
///
/// # Errors
/// If it is no callable.
pub fn with_rule(catalog: Catalog, name: &str, rule: &Bound<'_, PyAny>, watch: &Arc<Watch>) -> PyResult<Catalog> {
    let (rule, watch, own) = (declared(rule)?.unbind(), Arc::clone(watch), name.to_owned());
    Ok(catalog.with_aggregator(name, "a rule in Python", move |point, _| {
        Ok(Python::attach(|py| {
            Arc::new(PythonRule::new(rule.bind(py), &own, point, &watch))
        }))
    }))
}

/// A rule that ends the work as soon as it is to end: a search that evaluates rules knows no other way out.
#[derive(Debug)]
pub struct Stoppable<'a> {
    pub rule: &'a dyn Aggregator,
    pub watch: &'a Watch,
}

impl Stoppable<'_> {
    fn end_if_over(&self) {
        if self.watch.is_over() {
            // Unwinds without a word; whoever waits for the work raises what ended it.
            resume_unwind(Box::new("ended"));
        }
    }
}

impl Aggregator for Stoppable<'_> {
    fn name(&self) -> &str {
        self.rule.name()
    }

    fn key(&self) -> String {
        self.rule.key()
    }

    fn key_among(&self, workers: usize) -> String {
        self.rule.key_among(workers)
    }

    fn breakdown(&self, workers: usize) -> usize {
        self.rule.breakdown(workers)
    }

    fn law(&self, workers: usize) -> Law {
        self.rule.law(workers)
    }

    fn depends_on(&self) -> Dependence {
        self.rule.depends_on()
    }

    fn is_translation_equivariant(&self) -> bool {
        self.rule.is_translation_equivariant()
    }

    fn check(&self, workers: usize) -> Result<(), AggregatorError> {
        self.rule.check(workers)
    }

    fn check_against(&self, workers: usize, byzantine: usize) -> Result<(), AggregatorError> {
        self.rule.check_against(workers, byzantine)
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        self.end_if_over();
        self.rule.aggregate(messages, workspace, out);
    }

    fn aggregate_single(&self, messages: &Messages<f32>, workspace: &mut Workspace, out: &mut [f64]) {
        self.end_if_over();
        self.rule.aggregate_single(messages, workspace, out);
    }

    fn at_once(&self, workers: usize, dim: usize) -> usize {
        self.rule.at_once(workers, dim)
    }

    fn aggregate_all(&self, asked: &mut [Asked]) {
        self.end_if_over();
        self.rule.aggregate_all(asked);
    }
}
