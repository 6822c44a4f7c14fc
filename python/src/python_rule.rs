//! A rule that is written in Python.

use std::sync::Arc;

use byzrate::aggregator::{Aggregator, Asked, Dependence, Messages, Workspace, count};
use byzrate::experiment::GridPoint;
use pyo3::prelude::*;

use crate::array;
use crate::batch::Batch;
use crate::error::refused;
use crate::own::{Own, Place};
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
#[pyclass(module = "byzrate", frozen, get_all, extends = Own)]
pub struct Rule {
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
    ) -> PyResult<PyClassInitializer<Self>> {
        let own = Own::new("a rule", function, name, version)?;
        if !(0.0..0.5).contains(&breakdown) {
            return Err(refused(format!(
                "breakdown = {breakdown} is outside [0, 0.5): no rule withstands a majority"
            )));
        }
        Ok(PyClassInitializer::from(own).add_subclass(Self {
            breakdown,
            pure,
            equivariant,
            batched,
        }))
    }
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
    breakdown: f64,
    pure: bool,
    equivariant: bool,
    batch: Option<Batch>,
    place: Place,
}

impl PythonRule {
    /// `rule` under the name `name`, at a point of the grid.
    pub fn new(rule: &Bound<'_, Rule>, name: &str, point: &GridPoint, watch: &Arc<Watch>) -> Self {
        let (declared, own) = (rule.get(), rule.as_super().get());
        Self {
            function: own.function(rule.py()),
            breakdown: declared.breakdown,
            pure: declared.pure,
            equivariant: declared.equivariant,
            batch: declared.batched.then(|| Batch::new(point)),
            place: Place::new(name, own.version(), point, watch),
        }
    }

    fn call(&self, py: Python<'_>, messages: &Messages, out: &mut [f64]) -> PyResult<()> {
        let (function, name) = (self.function.bind(py), || format!("what rule {} gave", self.place.name));
        match &self.batch {
            Some(batch) => batch.call(function, &[messages], &mut [out], &name),
            None => {
                let answer = function.call1((array::matrix(py, messages)?,))?;
                array::vector(&answer, out, &name())
            }
        }
    }

    fn fail(&self, py: Python<'_>, error: PyErr, messages: &Messages, and: &str) {
        let with = format!("an array of shape ({}, {})", messages.workers(), messages.dim());
        self.place.fail(py, error, "rule", &with, and);
    }
}

impl Aggregator for PythonRule {
    fn name(&self) -> &str {
        &self.place.name
    }

    fn key(&self) -> String {
        self.place.key()
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
        if self.place.watch.is_over() {
            out.fill(f64::NAN);
            return;
        }
        Python::attach(|py| {
            if let Err(error) = self.call(py, messages, out) {
                out.fill(f64::NAN);
                self.fail(py, error, messages, &format!("round {}", workspace.round()));
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
            if self.place.watch.is_over() {
                asked.iter_mut().for_each(|one| one.out.fill(f64::NAN));
                continue;
            }
            let messages: Vec<&Messages> = asked.iter().map(|one| one.messages).collect();
            let round = asked[0].workspace.round();
            let mut outs: Vec<&mut [f64]> = asked.iter_mut().map(|one| &mut *one.out).collect();
            Python::attach(|py| {
                let name = || format!("what rule {} gave", self.place.name);
                if let Err(error) = batch.call_checked(self.function.bind(py), &messages, &mut outs, &name) {
                    outs.iter_mut().for_each(|out| out.fill(f64::NAN));
                    let and = format!("round {round}, for {} replicates at once", messages.len());
                    self.fail(py, error, messages[0], &and);
                }
            });
        }
    }
}
