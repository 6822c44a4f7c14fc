//! An adversary that is written in Python.

use std::sync::Arc;

use byzrate::adversary::{Adversary as Part, Scene};
use byzrate::aggregator::{Messages, Workspace};
use byzrate::experiment::Catalog;
use byzrate::stream::Purpose;
use pyo3::prelude::*;
use rand::Rng;

use crate::array;
use crate::own::{Own, Place};
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
#[pyclass(module = "byzrate", frozen, extends = Own)]
pub struct Adversary;

#[pymethods]
impl Adversary {
    #[new]
    #[pyo3(signature = (function, *, name=None, version=None))]
    fn new(
        function: &Bound<'_, PyAny>,
        name: Option<String>,
        version: Option<String>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let own = Own::new("an adversary", function, name, version)?;
        Ok(PyClassInitializer::from(own).add_subclass(Self))
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
        Ok(Python::attach(|py| {
            let declared = adversary.bind(py).as_super().get();
            Arc::new(PythonAdversary {
                function: declared.function(py),
                place: Place::new(&own, declared.version(), point, &watch),
            })
        }))
    }))
}

/// An adversary of Python where it is used.
#[derive(Debug)]
struct PythonAdversary {
    function: Py<PyAny>,
    place: Place,
}

impl PythonAdversary {
    fn call(&self, py: Python<'_>, scene: &Scene, messages: &mut Messages) -> PyResult<()> {
        let (honest, byzantine) = (scene.byzantine.start, scene.byzantine.len());
        let seed = scene.streams.worker(Purpose::Adversary, scene.round).next_u64();
        let shown = array::first_rows(py, messages, honest)?;
        let sent = self.function.bind(py).call1((shown, byzantine, seed))?;
        let dim = messages.dim();
        let mut rows: Vec<&mut [f64]> = messages.values_mut()[honest * dim..].chunks_exact_mut(dim).collect();
        array::rows(&sent, &mut rows, &format!("what adversary {} sent", self.place.name))
    }
}

impl Part for PythonAdversary {
    fn name(&self) -> &str {
        &self.place.name
    }

    fn key(&self) -> String {
        self.place.key()
    }

    /// It is told b.
    fn reads_alpha(&self) -> bool {
        false
    }

    fn corrupt(&self, scene: &Scene, messages: &mut Messages, _workspace: &mut Workspace) {
        if scene.byzantine.is_empty() || self.place.watch.is_over() {
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.call(py, scene, messages) {
                let (honest, b) = (scene.byzantine.start, scene.byzantine.len());
                let with = format!("an array of shape ({honest}, {}) and b = {b}", messages.dim());
                let round = format!("round {}", scene.round);
                self.place.fail(py, error, "adversary", &with, &round);
            }
        });
    }
}
