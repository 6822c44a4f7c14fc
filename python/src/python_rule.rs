//! A rule that is written in Python.

use std::sync::Arc;

use byzrate::aggregator::{Aggregator, Asked, Dependence, Messages, Workspace, count};
use byzrate::experiment::GridPoint;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::array;
use crate::batch::Batch;
use crate::error::{noted, refused};
use crate::watch::Watch;

/// A rule of your own, with what is declared of it; a bare callable declares nothing.
///
/// Parameters
/// ----------
/// function : callable
///     Takes an (m, d) float64 array, a row for each worker, and gives d numbers. The array is a copy: to change it changes nothing else.
///     Where `batched`, it takes an (R, m, d) array and gives an (R, d) one.
/// name : str, optional
///     What tables call it; the function's own name otherwise.
/// version : str, optional
///     What stands for the code. A callable has no identity that outlives the process, so that without a version its replicates are kept
///     in memory alone; with one they are stored under it. Change it with the code.
/// breakdown : float
///     The share of Byzantine workers that the rule withstands, below 1/2. A rule that declares 0 claims nothing, and meets any number.
/// pure : bool
///     Whether equal messages have equal aggregates: no draws, nothing kept. Runs that come to a point twice are then cut short.
/// equivariant : bool
///     Whether F(x + c) = F(x) + c. A rule that does not declare it is attacked with the optimum at several places.
/// batched : bool
///     Whether the function takes R replicates at once, up to 64 of them and 2²⁰ numbers. What it makes of a replicate must not depend on
///     the others: a sample is compared with R = 1, to the last bit, and where they differ `Error` says where.
#[pyclass(module = "byzrate", frozen, get_all)]
pub struct Rule {
    function: Py<PyAny>,
    name: String,
    version: Option<String>,
    breakdown: f64,
    pure: bool,
    equivariant: bool,
    batched: bool,
}

#[pymethods]
impl Rule {
    #[new]
    #[pyo3(signature = (function, *, name=None, version=None, breakdown=0.0, pure=false, equivariant=false, batched=false))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        function: &Bound<'_, PyAny>,
        name: Option<String>,
        version: Option<String>,
        breakdown: f64,
        pure: bool,
        equivariant: bool,
        batched: bool,
    ) -> PyResult<Self> {
        if !function.is_callable() {
            let kind = function.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "a rule is a callable, and {kind} is none"
            )));
        }
        if !(0.0..0.5).contains(&breakdown) {
            return Err(refused(format!(
                "breakdown = {breakdown} is outside [0, 0.5): no rule withstands a majority"
            )));
        }
        Ok(Self {
            name: name.map_or_else(|| own_name(function), Ok)?,
            function: function.clone().unbind(),
            version,
            breakdown,
            pure,
            equivariant,
            batched,
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
            Some(version) => format!("Rule({}, version={version:?})", self.name),
            None => format!("Rule({})", self.name),
        }
    }
}

impl Rule {
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
pub fn own_name(function: &Bound<'_, PyAny>) -> PyResult<String> {
    let named = function.getattr("__name__").and_then(|name| name.extract::<String>());
    named.or_else(|_| Ok(function.get_type().name()?.to_string()))
}

/// `rule` with what it declares: a [`Rule`] as it is, a callable as one that declares nothing.
///
/// # Errors
/// If it is no callable.
pub fn declared<'py>(rule: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Rule>> {
    match rule.cast::<Rule>() {
        Ok(rule) => Ok(rule.clone()),
        Err(_) => Bound::new(rule.py(), Rule::new(rule, None, None, 0.0, false, false, false)?),
    }
}

/// A rule of Python where it is used.
#[derive(Debug)]
pub struct PythonRule {
    function: Py<PyAny>,
    name: String,
    version: Option<String>,
    breakdown: f64,
    pure: bool,
    equivariant: bool,
    batch: Option<Batch>,
    point: GridPoint,
    watch: Arc<Watch>,
}

impl PythonRule {
    /// `rule` under the name `name`, at a point of the grid.
    pub fn new(rule: &Bound<'_, Rule>, name: &str, point: &GridPoint, watch: &Arc<Watch>) -> Self {
        let declared = rule.get();
        Self {
            function: declared.function.clone_ref(rule.py()),
            name: name.to_owned(),
            version: declared.version.clone(),
            breakdown: declared.breakdown,
            pure: declared.pure,
            equivariant: declared.equivariant,
            batch: declared.batched.then(|| Batch::new(point)),
            point: *point,
            watch: Arc::clone(watch),
        }
    }

    fn call(&self, py: Python<'_>, messages: &Messages, out: &mut [f64]) -> PyResult<()> {
        let (function, name) = (self.function.bind(py), || format!("what rule {} gave", self.name));
        match &self.batch {
            Some(batch) => batch.call(function, &[messages], &mut [out], &name),
            None => {
                let answer = function.call1((array::matrix(py, messages)?,))?;
                array::vector(&answer, out, &name())
            }
        }
    }

    /// Where it was called.
    fn place(&self, messages: &Messages, round: usize) -> String {
        let GridPoint { samples, alpha, .. } = self.point;
        let (workers, dim) = (messages.workers(), messages.dim());
        format!(
            "rule {} was called with an array of shape ({workers}, {dim}), in the cell n = {samples}, m = {}, alpha = {alpha}, \
             dim = {}, round {round}",
            self.name, self.point.workers, self.point.dim,
        )
    }
}

impl Aggregator for PythonRule {
    fn name(&self) -> &str {
        &self.name
    }

    fn key(&self) -> String {
        match &self.version {
            Some(version) => format!("{} of Python version={version:?}", self.name),
            None => format!("{} of Python", self.name),
        }
    }

    fn breakdown(&self, workers: usize) -> usize {
        count::byzantine(self.breakdown, workers)
    }

    fn depends_on(&self) -> Dependence {
        if self.pure {
            Dependence::NOTHING
        } else {
            Dependence::ANYTHING
        }
    }

    fn is_translation_equivariant(&self) -> bool {
        self.equivariant
    }

    fn aggregate(&self, messages: &Messages, workspace: &mut Workspace, out: &mut [f64]) {
        if self.watch.is_over() {
            out.fill(f64::NAN);
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.call(py, messages, out) {
                out.fill(f64::NAN);
                self.watch
                    .fail(noted(py, error, &self.place(messages, workspace.round())));
            }
        });
    }

    fn at_once(&self, _workers: usize, _dim: usize) -> usize {
        self.batch.as_ref().map_or(1, Batch::size)
    }

    fn aggregate_all(&self, asked: &mut [Asked]) {
        let Some(batch) = &self.batch else {
            for one in asked {
                self.aggregate(one.messages, one.workspace, one.out);
            }
            return;
        };
        for asked in asked.chunks_mut(batch.size()) {
            if self.watch.is_over() {
                asked.iter_mut().for_each(|one| one.out.fill(f64::NAN));
                continue;
            }
            let messages: Vec<&Messages> = asked.iter().map(|one| one.messages).collect();
            let round = asked[0].workspace.round();
            let mut outs: Vec<&mut [f64]> = asked.iter_mut().map(|one| &mut *one.out).collect();
            Python::attach(|py| {
                let name = || format!("what rule {} gave", self.name);
                if let Err(error) = batch.call_checked(self.function.bind(py), &messages, &mut outs, &name) {
                    outs.iter_mut().for_each(|out| out.fill(f64::NAN));
                    let place = format!(
                        "{}, for {} replicates at once",
                        self.place(messages[0], round),
                        messages.len()
                    );
                    self.watch.fail(noted(py, error, &place));
                }
            });
        }
    }
}
