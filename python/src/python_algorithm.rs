//! An algorithm that is written in Python.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use byzrate::adversary::Step;
use byzrate::aggregator::Messages;
use byzrate::algorithm::{Algorithm as Part, Buffers, Parties as Run};
use byzrate::experiment::Catalog;
use byzrate::problem::Ball;
use numpy::{PyArray1, PyArray2};
use pyo3::prelude::*;

use crate::array;
use crate::error::refused;
use crate::own::{Own, Place};
use crate::watch::Watch;

/// An algorithm of your own, with what stands for its code; a bare callable has no version, and up to 1000 rounds.
///
/// Parameters
/// ----------
/// function : callable
///     Takes the `Parties` of a replicate and gives the estimate, d numbers. NaN is a lost estimate. It must keep nothing between calls.
/// name : str, optional
///     What tables call it; the function's own name otherwise.
/// version : str, optional
///     What stands for the code, as that of `Rule`.
/// rounds : int
///     The most rounds that a run takes; to ask for more is an `Error`.
#[pyclass(module = "byzrate", frozen, get_all, extends = Own)]
pub struct Algorithm {
    rounds: usize,
}

/// The most rounds where nobody says otherwise.
const ROUNDS: usize = 1000;

#[pymethods]
impl Algorithm {
    #[new]
    #[pyo3(signature = (function, *, name=None, version=None, rounds=1000))]
    fn new(
        function: &Bound<'_, PyAny>,
        name: Option<String>,
        version: Option<String>,
        rounds: usize,
    ) -> PyResult<PyClassInitializer<Self>> {
        let own = Own::new("an algorithm", function, name, version)?;
        if rounds == 0 {
            return Err(refused("rounds = 0: there must be at least one round"));
        }
        Ok(PyClassInitializer::from(own).add_subclass(Self { rounds }))
    }
}

/// `algorithm` with what it declares.
///
/// # Errors
/// If it is no callable.
pub fn declared<'py>(algorithm: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Algorithm>> {
    match algorithm.cast::<Algorithm>() {
        Ok(algorithm) => Ok(algorithm.clone()),
        Err(_) => Bound::new(algorithm.py(), Algorithm::new(algorithm, None, None, ROUNDS)?),
    }
}

/// `catalog` with an algorithm of Python under `name`.
///
/// # Errors
/// If it is no callable.
pub fn with_algorithm(
    catalog: Catalog,
    name: &str,
    algorithm: &Bound<'_, PyAny>,
    watch: &Arc<Watch>,
) -> PyResult<Catalog> {
    let (algorithm, watch, own) = (declared(algorithm)?.unbind(), Arc::clone(watch), name.to_owned());
    Ok(catalog.with_algorithm(name, "an algorithm in Python", move |point, _| {
        Ok(Python::attach(|py| {
            let declared = algorithm.bind(py).as_super().get();
            Arc::new(PythonAlgorithm {
                function: declared.function(py),
                rounds: algorithm.get().rounds,
                place: Place::new(&own, declared.version(), point, &watch),
            })
        }))
    }))
}

/// What an algorithm asks of the workers and the master.
enum Request {
    /// The gradients at w, with the step η that the adversary is told.
    Gradients(Vec<f64>, Option<f64>),
    Minimisers,
    Aggregate(Messages),
    /// Nothing any more.
    End,
}

/// The numbers that were asked for, or why there are none.
type Answer = Result<Vec<f64>, String>;

/// The workers and the master of one replicate, as an algorithm of your own sees them.
///
/// Attributes
/// ----------
/// n, m, dim : int
///     The samples of each worker, the number of workers, and d.
/// start : array of shape (d,)
///     w⁰, a point of W.
/// domain : (array of shape (d,), float)
///     Centre and radius of the ball W.
/// smoothness : float or None
///     L_F, where the problem declares it.
#[pyclass(module = "byzrate", frozen)]
pub struct Parties {
    n: usize,
    m: usize,
    start: Vec<f64>,
    domain: Ball,
    smoothness: Option<f64>,
    exchange: Mutex<(Sender<Request>, Receiver<Answer>)>,
}

#[pymethods]
impl Parties {
    #[getter]
    fn n(&self) -> usize {
        self.n
    }

    #[getter]
    fn m(&self) -> usize {
        self.m
    }

    #[getter]
    fn dim(&self) -> usize {
        self.start.len()
    }

    #[getter]
    fn start<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        array::row(py, &self.start)
    }

    #[getter]
    fn domain<'py>(&self, py: Python<'py>) -> (Bound<'py, PyArray1<f64>>, f64) {
        (array::row(py, &self.domain.centre), self.domain.radius)
    }

    #[getter]
    fn smoothness(&self) -> Option<f64> {
        self.smoothness
    }

    /// A round: the workers' gradients at w, a (m, d) array, as the master receives them, corrupted by the adversary.
    ///
    /// Parameters
    /// ----------
    /// w : array of shape (d,)
    ///     Where.
    /// step : float, optional
    ///     The step size η that the adversary is told of: 1/L_F where nothing is said.
    ///
    /// Raises
    /// ------
    /// Error
    ///     If w has another shape, no step is known, or there were as many rounds as the algorithm declares.
    #[pyo3(signature = (w, *, step=None))]
    fn gradients<'py>(
        &self,
        py: Python<'py>,
        w: &Bound<'py, PyAny>,
        step: Option<f64>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let w = self.point(w, "w")?;
        let messages = self.ask(py, Request::Gradients(w, step))?;
        array::of_rows(py, messages, self.start.len())
    }

    /// A round: the workers' risk minimisers, an (m, d) array, corrupted by the adversary.
    ///
    /// Raises
    /// ------
    /// Error
    ///     If the problem has none, or there were as many rounds as the algorithm declares.
    fn minimisers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let messages = self.ask(py, Request::Minimisers)?;
        array::of_rows(py, messages, self.start.len())
    }

    /// The aggregate (d,) of an (m, d) array by the rule of the estimator.
    ///
    /// Raises
    /// ------
    /// Error
    ///     If x has another shape.
    fn aggregate<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let messages = array::messages(x, "x")?;
        let (workers, dim) = (messages.workers(), messages.dim());
        if (workers, dim) != (self.m, self.start.len()) {
            return Err(refused(format!(
                "x has shape ({workers}, {dim}) and not ({}, {})",
                self.m,
                self.start.len()
            )));
        }
        let aggregate = self.ask(py, Request::Aggregate(messages))?;
        Ok(array::row(py, &aggregate))
    }

    /// Π_W(w): the nearest point of W to w, an array of shape (d,).
    ///
    /// Raises
    /// ------
    /// Error
    ///     If w has another shape.
    fn project<'py>(&self, py: Python<'py>, w: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let mut w = self.point(w, "w")?;
        self.domain.project(&mut w);
        Ok(array::row(py, &w))
    }
}

impl Parties {
    fn point(&self, w: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<f64>> {
        let mut point = vec![0.0; self.start.len()];
        array::vector(w, &mut point, name)?;
        Ok(point)
    }

    fn ask(&self, py: Python<'_>, request: Request) -> PyResult<Vec<f64>> {
        let answer = py.detach(|| {
            let (ask, answers) = &*self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
            ask.send(request).ok()?;
            answers.recv().ok()
        });
        let answer = answer.unwrap_or_else(|| Err("the run of these parties is over".to_owned()));
        answer.map_err(refused)
    }
}

/// An algorithm of Python where it is used.
#[derive(Debug)]
struct PythonAlgorithm {
    function: Py<PyAny>,
    rounds: usize,
    place: Place,
}

/// Says that nothing is asked any more, whatever ended the call.
struct End(Sender<Request>);

impl Drop for End {
    fn drop(&mut self) {
        // Nobody listens any more where the run has ended.
        let _ = self.0.send(Request::End);
    }
}

impl PythonAlgorithm {
    /// The estimate, or NaN where the call failed.
    fn call(&self, parties: Parties, replicate: u64) -> Vec<f64> {
        let mut estimate = vec![0.0; parties.start.len()];
        Python::attach(|py| {
            let call = |estimate: &mut [f64]| {
                let answer = self.function.bind(py).call1((parties,))?;
                array::vector(&answer, estimate, &format!("what algorithm {} gave", self.place.name))
            };
            if let Err(error) = call(&mut estimate) {
                estimate.fill(f64::NAN);
                self.place
                    .fail(py, error, "algorithm", "the parties", &format!("replicate {replicate}"));
            }
        });
        estimate
    }

    /// What is asked for.
    fn answer(&self, request: Request, run: &Run, buffers: &mut Buffers) -> Answer {
        if self.place.watch.is_over() {
            return Err("the run was ended".to_owned());
        }
        let round = buffers.trajectory.rounds;
        let is_round = !matches!(request, Request::Aggregate(_));
        if is_round && round >= self.rounds {
            return Err(format!(
                "algorithm {} declares rounds = {} and asks for another one",
                self.place.name, self.rounds
            ));
        }
        let dim = run.problem.dim();
        let step = match request {
            Request::Gradients(w, eta) => {
                let eta = eta.unwrap_or_else(|| 1.0 / run.problem.constants().smoothness);
                if !(eta.is_finite() && eta > 0.0) {
                    let name = run.problem.name();
                    return Err(format!(
                        "gradients needs step, a number above 0: {name} declares no smoothness, or step is none"
                    ));
                }
                buffers.iterate.copy_from_slice(&w);
                run.shards.gradients(&w, &mut buffers.messages);
                buffers.trajectory.floats_received += dim;
                Step::Gradient { eta }
            }
            Request::Minimisers => {
                if !run.problem.has_local_minimisers() {
                    return Err(format!("{} gives no local minimisers", run.problem.name()));
                }
                run.shards.local_minimisers(&mut buffers.messages);
                Step::Estimate
            }
            Request::Aggregate(messages) => {
                let Buffers {
                    workspace, aggregate, ..
                } = buffers;
                workspace.aggregate(run.aggregator, &messages, aggregate);
                return Ok(aggregate.clone());
            }
            Request::End => return Ok(Vec::new()),
        };
        run.corrupt(round, step, buffers);
        buffers.trajectory.rounds += 1;
        buffers.trajectory.floats_sent += dim;
        Ok(buffers.messages.values().to_vec())
    }
}

impl Part for PythonAlgorithm {
    fn name(&self) -> &str {
        &self.place.name
    }

    fn key(&self) -> String {
        format!("{} rounds={}", self.place.key(), self.rounds)
    }

    fn rounds(&self) -> usize {
        self.rounds
    }

    /// The callable has a thread of its own, and what it asks for is done here: the parties are of this run and cannot be lent to Python.
    fn run(&self, run: Run, buffers: &mut Buffers) {
        let problem = run.problem;
        buffers.prepare(run.workers, problem.dim());
        buffers.iterate.copy_from_slice(&problem.start());
        if self.place.watch.is_over() {
            buffers.iterate.fill(f64::NAN);
            buffers.trajectory.push(&buffers.iterate, problem);
            return;
        }
        let (ask, asked) = channel();
        let (answer, answers) = channel();
        let smoothness = problem.constants().smoothness;
        let parties = Parties {
            n: run.samples,
            m: run.workers,
            start: problem.start(),
            domain: problem.domain().clone(),
            smoothness: (!smoothness.is_nan()).then_some(smoothness),
            exchange: Mutex::new((ask.clone(), answers)),
        };
        let replicate = run.streams.replicate();
        let estimate = std::thread::scope(|scope| {
            let called = scope.spawn(move || {
                let _end = End(ask);
                self.call(parties, replicate)
            });
            for request in asked {
                if matches!(request, Request::End) {
                    break;
                }
                // The callable may have gone on to something else.
                let _ = answer.send(self.answer(request, &run, buffers));
            }
            drop(answer);
            called.join()
        });
        let estimate = estimate.unwrap_or_else(|_| vec![f64::NAN; problem.dim()]);
        buffers.iterate.copy_from_slice(&estimate);
        buffers.trajectory.push(&buffers.iterate, problem);
    }
}
