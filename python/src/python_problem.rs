//! A problem that is written in Python.

use std::sync::Arc;

use byzrate::aggregator::Messages;
use byzrate::experiment::Catalog;
use byzrate::problem::{Ball, Constants, Problem, Shards};
use byzrate::spec::suggest;
use byzrate::stream::{Purpose, ReplicateStreams};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rand::Rng;

use crate::array;
use crate::error::refused;
use crate::own::Place;
use crate::watch::Watch;

/// What an object of Python declares of a problem.
#[derive(Debug)]
struct Declared {
    draw: Py<PyAny>,
    gradient: Py<PyAny>,
    minimiser: Option<Py<PyAny>>,
    loss: Option<Py<PyAny>>,
    population_gradient: Option<Py<PyAny>>,
    optimum: Vec<f64>,
    domain: Ball,
    start: Vec<f64>,
    noise: f64,
    constants: Constants,
    convex: bool,
    sufficient: bool,
}

/// The names of constants.
const CONSTANTS: [&str; 6] = [
    "strong_convexity",
    "smoothness",
    "coordinate_lipschitz",
    "gradient_deviation",
    "absolute_skewness",
    "sub_exponential",
];

/// An attribute, unless it is missing or None.
fn attribute<'py>(object: &Bound<'py, PyAny>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    Ok(object.getattr_opt(name)?.filter(|value| !value.is_none()))
}

/// What stands for the code of a problem.
///
/// # Errors
/// If it is no text.
pub fn version(object: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    attribute(object, "version")?
        .map(|version| version.extract())
        .transpose()
}

impl Declared {
    /// What `object`, the problem `name`, has of the attributes of a problem.
    fn read(name: &str, object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let refuse = |reason: String| refused(format!("problem {name}: {reason}"));
        let wanted = |key: &str| {
            attribute(object, key)?.ok_or_else(|| {
                refuse(format!(
                    "{key} is missing; `help(byzrate.Problem)` says what a problem has"
                ))
            })
        };
        let callable = |key: &str| match attribute(object, key)? {
            Some(value) if !value.is_callable() => Err(refuse(format!("{key} is no callable"))),
            found => Ok(found.map(Bound::unbind)),
        };
        let positive = |key: &str, value: &Bound<'_, PyAny>| -> PyResult<f64> {
            let value: f64 = value.extract()?;
            if value.is_finite() && value > 0.0 {
                return Ok(value);
            }
            Err(refuse(format!("{key} = {value}: it is finite and above 0")))
        };
        let truth = |key: &str| attribute(object, key)?.map_or(Ok(false), |truth| truth.extract());
        let optimum = array::any_vector(&wanted("optimum")?, &format!("optimum of problem {name}"))?;
        let point = |key: &str, value: &Bound<'_, PyAny>| -> PyResult<Vec<f64>> {
            let mut point = vec![0.0; optimum.len()];
            array::vector(value, &mut point, &format!("{key} of problem {name}"))?;
            Ok(point)
        };
        let (centre, radius): (Bound<'_, PyAny>, Bound<'_, PyAny>) = (wanted("domain")?.extract())
            .map_err(|_| refuse("domain is a pair (centre, radius), the ball W".to_owned()))?;
        let domain = Ball {
            centre: point("domain", &centre)?,
            radius: positive("the radius of domain", &radius)?,
        };
        let start = match attribute(object, "start")? {
            Some(start) => point("start", &start)?,
            None => {
                let step = domain.radius / (optimum.len() as f64).sqrt();
                domain.centre.iter().map(|centre| centre + step).collect()
            }
        };
        // The start that nobody gave is on the edge, but for rounding.
        for (key, inside) in [("optimum", &optimum), ("start", &start)] {
            let square: f64 = inside.iter().zip(&domain.centre).map(|(w, c)| (w - c) * (w - c)).sum();
            if square.is_nan() || square.sqrt() > domain.radius * (1.0 + 1e-12) {
                return Err(refuse(format!("{key} is not in the domain W")));
            }
        }
        let mut constants = [None; CONSTANTS.len()];
        if let Some(given) = attribute(object, "constants")? {
            let given = given
                .cast::<PyDict>()
                .map_err(|_| refuse("constants is a dict of numbers".to_owned()))?;
            for (key, value) in given {
                let key: String = key.extract()?;
                let place = CONSTANTS.iter().position(|known| *known == key).ok_or_else(|| {
                    refuse(format!(
                        "unknown constant {key:?}{}; known: {}",
                        suggest(&key, &CONSTANTS),
                        CONSTANTS.join(", ")
                    ))
                })?;
                if !value.is_none() {
                    constants[place] = Some(positive(&key, &value)?);
                }
            }
        }
        let [
            strong_convexity,
            smoothness,
            coordinate_lipschitz,
            deviation,
            absolute_skewness,
            sub_exponential,
        ] = constants;
        Ok(Self {
            draw: callable("draw")?.ok_or_else(|| refuse("draw is missing".to_owned()))?,
            gradient: callable("gradient")?.ok_or_else(|| refuse("gradient is missing".to_owned()))?,
            minimiser: callable("minimiser")?,
            loss: callable("loss")?,
            population_gradient: callable("population_gradient")?,
            noise: positive("noise", &wanted("noise")?)?,
            constants: Constants {
                strong_convexity,
                smoothness: smoothness.unwrap_or(f64::NAN),
                coordinate_lipschitz,
                gradient_deviation: deviation.unwrap_or(f64::NAN),
                absolute_skewness,
                sub_exponential,
            },
            convex: truth("convex")?,
            sufficient: truth("sufficient")?,
            optimum,
            domain,
            start,
        })
    }

    /// Stands for the numbers that drawn values and runs depend on.
    fn digest(&self) -> u64 {
        let Self {
            optimum,
            domain,
            start,
            noise,
            constants,
            ..
        } = self;
        let text = format!("{optimum:?} {domain:?} {start:?} {noise:?} {:?}", constants.smoothness);
        ReplicateStreams::new(0, &text, 0).worker(Purpose::Data, 0).next_u64()
    }
}

/// `catalog` with a problem of Python under `name`: an object with the attributes of `byzrate.Problem`.
///
/// # Errors
/// If an attribute is missing or is none of a problem.
pub fn with_problem(catalog: Catalog, name: &str, problem: &Bound<'_, PyAny>, watch: &Arc<Watch>) -> PyResult<Catalog> {
    let declared = Arc::new(Declared::read(name, problem)?);
    let (own, version, watch) = (name.to_owned(), version(problem)?, Arc::clone(watch));
    Ok(
        catalog.with_problem(name, "a problem in Python", move |point, section| {
            let dim = declared.optimum.len();
            if point.dim != dim {
                let message = format!(
                    "problem {own} has an optimum of {dim} numbers, and the grid asks for dim = {}",
                    point.dim
                );
                return Err(section.fault(section.span_of("name"), message));
            }
            let place = Place::new(&own, version.as_deref(), point, &watch);
            let key = format!("{} digest={:016x}", place.key(), declared.digest());
            Ok(Arc::new(PythonProblem(Arc::new(Used {
                declared: Arc::clone(&declared),
                place,
                key,
            }))))
        }),
    )
}

/// A problem of Python where it is used.
#[derive(Debug)]
struct Used {
    declared: Arc<Declared>,
    place: Place,
    key: String,
}

impl Used {
    /// What `function`, the problem's `what`, makes of F at w, by `take`.
    fn of_population(
        &self,
        function: Option<&Py<PyAny>>,
        what: &str,
        w: &[f64],
        take: impl FnOnce(&Bound<'_, PyAny>, &str) -> PyResult<()>,
    ) {
        let Some(function) = function else { return };
        if self.place.watch.is_over() {
            return;
        }
        Python::attach(|py| {
            let call = || take(&function.bind(py).call1((array::row(py, w),))?, &self.gave(what));
            if let Err(error) = call() {
                let (what, with) = (
                    format!("{what} of problem"),
                    format!("an array of shape ({},)", w.len()),
                );
                self.place.fail(py, error, &what, &with, "in no replicate");
            }
        });
    }

    fn gave(&self, what: &str) -> String {
        format!("what {what} of problem {} gave", self.place.name)
    }
}

#[derive(Debug)]
struct PythonProblem(Arc<Used>);

impl Problem for PythonProblem {
    fn name(&self) -> &str {
        &self.0.place.name
    }

    fn key(&self) -> String {
        self.0.key.clone()
    }

    fn optimum(&self) -> &[f64] {
        &self.0.declared.optimum
    }

    fn domain(&self) -> &Ball {
        &self.0.declared.domain
    }

    fn start(&self) -> Vec<f64> {
        self.0.declared.start.clone()
    }

    fn noise(&self) -> f64 {
        self.0.declared.noise
    }

    fn loss(&self, w: &[f64]) -> f64 {
        let mut value = f64::NAN;
        let loss = self.0.declared.loss.as_ref();
        self.0.of_population(loss, "loss", w, |answer, name| {
            let given: f64 = (answer.extract()).map_err(|_| refused(format!("{name} is no number")))?;
            finite(&[given], name)?;
            value = given;
            Ok(())
        });
        value
    }

    fn gradient(&self, w: &[f64], out: &mut [f64]) {
        out.fill(f64::NAN);
        let gradient = self.0.declared.population_gradient.as_ref();
        self.0
            .of_population(gradient, "population_gradient", w, |answer, name| {
                array::vector(answer, out, name)?;
                if w.iter().all(|w| w.is_finite()) {
                    finite(out, name)
                } else {
                    Ok(())
                }
            });
    }

    fn constants(&self) -> Constants {
        self.0.declared.constants.clone()
    }

    fn is_convex(&self) -> bool {
        self.0.declared.convex || self.0.declared.constants.strong_convexity.is_some()
    }

    fn has_loss(&self) -> bool {
        self.0.declared.loss.is_some()
    }

    fn has_gradient(&self) -> bool {
        self.0.declared.population_gradient.is_some()
    }

    fn has_local_minimisers(&self) -> bool {
        self.0.declared.minimiser.is_some()
    }

    fn data_size(&self, samples: usize, workers: usize) -> Option<usize> {
        let held = if self.0.declared.sufficient { 1 } else { samples };
        workers.checked_mul(self.dim())?.checked_mul(held)
    }

    fn draw(&self, samples: usize, workers: usize, streams: &ReplicateStreams) -> Box<dyn Shards> {
        let seed = streams.worker(Purpose::Data, 0).next_u64();
        let mut drawn = Drawn {
            used: Arc::clone(&self.0),
            data: None,
            replicate: streams.replicate(),
            seed,
        };
        if !self.0.place.watch.is_over() {
            Python::attach(
                |py| match self.0.declared.draw.bind(py).call1((seed, samples, workers)) {
                    Ok(data) => drawn.data = Some(data.unbind()),
                    Err(error) => drawn.fail(py, error, "draw", "a seed, n and m"),
                },
            );
        }
        Box::new(drawn)
    }
}

/// The data of all workers in one replicate; none where they could not be drawn.
struct Drawn {
    used: Arc<Used>,
    data: Option<Py<PyAny>>,
    replicate: u64,
    seed: u64,
}

impl Drawn {
    fn fail(&self, py: Python<'_>, error: PyErr, what: &str, with: &str) {
        let and = format!("replicate {}, whose seed is {}", self.replicate, self.seed);
        self.used
            .place
            .fail(py, error, &format!("{what} of problem"), with, &and);
    }

    /// The (m, d) array that `function` makes of the data and, where there is one, of w.
    fn ask(&self, function: &Py<PyAny>, what: &str, w: Option<&[f64]>, messages: &mut Messages) {
        let dim = messages.dim();
        let lost = |messages: &mut Messages| messages.values_mut().fill(f64::NAN);
        let Some(data) = &self.data else { return lost(messages) };
        if self.used.place.watch.is_over() {
            return lost(messages);
        }
        Python::attach(|py| {
            let mut call = || {
                let function = function.bind(py);
                let answer = match w {
                    Some(w) => function.call1((data, array::row(py, w)))?,
                    None => function.call1((data,))?,
                };
                let name = self.used.gave(what);
                let mut rows: Vec<&mut [f64]> = messages.values_mut().chunks_exact_mut(dim).collect();
                array::rows(&answer, &mut rows, &name)?;
                // Where an iterate is lost, so is what follows of it.
                if w.is_none_or(|w| w.iter().all(|w| w.is_finite())) {
                    finite(messages.values(), &name)?;
                }
                Ok(())
            };
            if let Err(error) = call() {
                lost(messages);
                self.fail(py, error, what, if w.is_some() { "its data and w" } else { "its data" });
            }
        });
    }
}

/// # Errors
/// If a number is NaN or infinite.
fn finite(values: &[f64], name: &str) -> PyResult<()> {
    match values.iter().find(|value| !value.is_finite()) {
        Some(value) => Err(refused(format!(
            "{name} has a {value} in it: honest workers send finite numbers"
        ))),
        None => Ok(()),
    }
}

impl Shards for Drawn {
    fn gradients(&self, w: &[f64], messages: &mut Messages) {
        self.ask(&self.used.declared.gradient, "gradient", Some(w), messages);
    }

    fn local_minimisers(&self, messages: &mut Messages) {
        match &self.used.declared.minimiser {
            Some(minimiser) => self.ask(minimiser, "minimiser", None, messages),
            None => messages.values_mut().fill(f64::NAN),
        }
    }
}
