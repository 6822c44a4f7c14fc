//! What is written in Python: a callable with its name and what stands for its code.

use std::sync::Arc;

use byzrate::experiment::GridPoint;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::error::noted;
use crate::watch::Watch;

/// A callable of your own, with its name and what stands for its code: what `Rule`, `Adversary` and `Algorithm` have in common.
#[pyclass(module = "byzrate", frozen, subclass, get_all)]
pub struct Own {
    function: Py<PyAny>,
    name: String,
    version: Option<String>,
}

#[pymethods]
impl Own {
    #[pyo3(signature = (*arguments, **options))]
    fn __call__(
        &self,
        py: Python<'_>,
        arguments: &Bound<'_, PyTuple>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Py<PyAny>> {
        self.function.call(py, arguments, options)
    }

    fn __repr__(own: &Bound<'_, Self>) -> PyResult<String> {
        let (kind, Self { name, version, .. }) = (own.get_type().name()?, own.get());
        Ok(match version {
            Some(version) => format!("{kind}({name}, version={version:?})"),
            None => format!("{kind}({name})"),
        })
    }
}

impl Own {
    /// `function` as `kind`, such as "a rule", under its own name where none is given.
    ///
    /// # Errors
    /// If it is no callable.
    pub fn new(
        kind: &str,
        function: &Bound<'_, PyAny>,
        name: Option<String>,
        version: Option<String>,
    ) -> PyResult<Self> {
        if !function.is_callable() {
            let given = function.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "{kind} is a callable, and {given} is none"
            )));
        }
        Ok(Self {
            name: name.map_or_else(|| own_name(function), Ok)?,
            function: function.clone().unbind(),
            version,
        })
    }

    /// The callable.
    pub fn function(&self, py: Python<'_>) -> Py<PyAny> {
        self.function.clone_ref(py)
    }

    /// What tables call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands for the code.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }
}

/// The name of a function, or that of an object's class.
fn own_name(function: &Bound<'_, PyAny>) -> PyResult<String> {
    let named = function.getattr("__name__").and_then(|name| name.extract::<String>());
    named.or_else(|_| Ok(function.get_type().name()?.to_string()))
}

/// Where something of Python is used: under which name, at which point of the grid, and who is told what it raises.
#[derive(Clone, Debug)]
pub struct Place {
    pub name: String,
    pub version: Option<String>,
    pub point: GridPoint,
    pub watch: Arc<Watch>,
}

impl Place {
    /// Where `version` of the code is used under `name`.
    pub fn new(name: &str, version: Option<&str>, point: &GridPoint, watch: &Arc<Watch>) -> Self {
        Self {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            point: *point,
            watch: Arc::clone(watch),
        }
    }

    /// The name with what stands for the code.
    pub fn key(&self) -> String {
        match &self.version {
            Some(version) => format!("{} of Python version={version:?}", self.name),
            None => format!("{} of Python", self.name),
        }
    }

    /// Ends the work with `error`, noting that `what` was called `with` what, in this cell, and `and` what else there is to say.
    pub fn fail(&self, py: Python<'_>, error: PyErr, what: &str, with: &str, and: &str) {
        let GridPoint {
            samples,
            workers,
            alpha,
            dim,
            ..
        } = self.point;
        let note = format!(
            "{what} {} was called with {with}, in the cell n = {samples}, m = {workers}, alpha = {alpha}, dim = {dim}, {and}",
            self.name,
        );
        self.watch.fail(noted(py, error, &note));
    }
}
