//! An adversary that is written in Python.

use std::sync::Arc;

use byzrate::adversary::{Adversary as Part, Scene};
use byzrate::aggregator::{Messages, Workspace};
use byzrate::experiment::{Catalog, GridPoint};
use byzrate::stream::Purpose;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rand::Rng;

use crate::array;
use crate::error::noted;
use crate::python_rule::own_name;
use crate::watch::Watch;

/// An adversary of your own, with what stands for its code; a bare callable has no version.
///
/// Parameters
/// ----------
/// function : callable
///     Takes the honest messages, an (m - b, d) float64 array, then b, and a seed of the round, an integer below 2⁶⁴ that is another one in
///     every replicate and round; gives the (b, d) messages of the Byzantine workers, NaN and infinities included. The array is a copy.
/// name : str, optional
///     What tables call it; the function's own name otherwise.
/// version : str, optional
///     What stands for the code, as that of `Rule`.
#[pyclass(module = "byzrate", frozen, get_all)]
pub struct Adversary {
    function: Py<PyAny>,
    name: String,
    version: Option<String>,
}

#[pymethods]
impl Adversary {
    #[new]
    #[pyo3(signature = (function, *, name=None, version=None))]
    fn new(function: &Bound<'_, PyAny>, name: Option<String>, version: Option<String>) -> PyResult<Self> {
        if !function.is_callable() {
            let kind = function.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "an adversary is a callable, and {kind} is none"
            )));
        }
        Ok(Self {
            name: name.map_or_else(|| own_name(function), Ok)?,
            function: function.clone().unbind(),
            version,
        })
    }

    #[pyo3(signature = (*arguments, **options))]
    fn __call__(
        &self,
        py: Python<'_>,
        arguments: &Bound<'_, PyTuple>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Py<PyAny>> {
        self.function.call(py, arguments, options)
    }

    fn __repr__(&self) -> String {
        match &self.version {
            Some(version) => format!("Adversary({}, version={version:?})", self.name),
            None => format!("Adversary({})", self.name),
        }
    }
}

impl Adversary {
    /// What tables call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What stands for the code.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }
}

/// `adversary` with what it declares.
///
/// # Errors
/// If it is no callable.
pub fn declared<'py>(adversary: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Adversary>> {
    match adversary.cast::<Adversary>() {
        Ok(adversary) => Ok(adversary.clone()),
        Err(_) => Bound::new(adversary.py(), Adversary::new(adversary, None, None)?),
    }
}

/// `catalog` with an adversary of Python under `name`.
///
/// # Errors
/// If it is no callable.
pub fn with_adversary(
    catalog: Catalog,
    name: &str,
    adversary: &Bound<'_, PyAny>,
    watch: &Arc<Watch>,
) -> PyResult<Catalog> {
    let (adversary, watch, own) = (declared(adversary)?.unbind(), Arc::clone(watch), name.to_owned());
    Ok(catalog.with_adversary(name, "an adversary in Python", move |point, _| {
        let (function, version) = Python::attach(|py| {
            let declared = adversary.get();
            (declared.function.clone_ref(py), declared.version.clone())
        });
        Ok(Arc::new(PythonAdversary {
            function,
            version,
            name: own.clone(),
            point: *point,
            watch: Arc::clone(&watch),
        }))
    }))
}

/// An adversary of Python where it is used.
#[derive(Debug)]
struct PythonAdversary {
    function: Py<PyAny>,
    name: String,
    version: Option<String>,
    point: GridPoint,
    watch: Arc<Watch>,
}

impl PythonAdversary {
    fn call(&self, py: Python<'_>, scene: &Scene, messages: &mut Messages) -> PyResult<()> {
        let (honest, byzantine) = (scene.byzantine.start, scene.byzantine.len());
        let seed = scene.streams.worker(Purpose::Adversary, scene.round).next_u64();
        let shown = array::first_rows(py, messages, honest)?;
        let sent = self.function.bind(py).call1((shown, byzantine, seed))?;
        let dim = messages.dim();
        let mut rows: Vec<&mut [f64]> = messages.values_mut()[honest * dim..].chunks_exact_mut(dim).collect();
        array::rows(&sent, &mut rows, &format!("what adversary {} sent", self.name))
    }
}

impl Part for PythonAdversary {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        match &self.version {
            Some(version) => format!("{} of Python version={version:?}", self.name),
            None => format!("{} of Python", self.name),
        }
    }

    /// It is told b.
    fn reads_alpha(&self) -> bool {
        false
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        if scene.byzantine.is_empty() || self.watch.is_over() {
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.call(py, scene, messages) {
                let GridPoint { samples, alpha, .. } = self.point;
                let note = format!(
                    "adversary {} was called with an array of shape ({}, {}) and b = {}, in the cell n = {samples}, m = {}, \
                     alpha = {alpha}, dim = {}, round {}",
                    self.name,
                    scene.byzantine.start,
                    messages.dim(),
                    scene.byzantine.len(),
                    self.point.workers,
                    self.point.dim,
                    scene.round,
                );
                self.watch.fail(noted(py, error, &note));
            }
        });
    }
}
