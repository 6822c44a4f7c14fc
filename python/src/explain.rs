//! `explain`: what theory says of a setting.

use byzrate::experiment::GridPoint;
use byzrate::spec::Document;
use byzrate::theory::explanation::{Explanation, Question};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::refused;
use crate::json;
use crate::parameters::{Parameters, quoted};
use crate::rule::catalog;

/// The most dimensions, samples and workers, as those of the program.
const MOST_DIMENSIONS: usize = 1 << 17;
const MOST_SAMPLES: usize = 1 << 60;
const MOST_WORKERS: usize = 1 << 50;

/// What theory says of a setting: predictions, theorems with their conditions, lower bounds, and what is known of other rules.
///
/// Parameters
/// ----------
/// n : int
///     The samples of each worker.
/// m : int
///     The number of workers.
/// alpha : float
///     The fraction of Byzantine workers, in [0, 0.5).
/// problem : str
///     A name of `catalog()["problems"]`.
/// dim : int
///     d, the dimension.
/// beta : float, optional
///     The trim fraction of the trimmed mean; α where none is given.
/// target_error : float, optional
///     An rms error that is wanted: how large must n or m be?
/// **keys
///     Keys of the problem, as in a spec: `sigma=2.0`.
///
/// Returns
/// -------
/// dict
///     One entry of the settings that `sweep explain --format json` writes; docs/outputs.md says what each field is.
///
/// Raises
/// ------
/// Error
///     If a value is not allowed or nothing is known of the problem.
#[pyfunction]
#[pyo3(signature = (n, m, alpha, *, problem="gaussian-mean", dim=1, beta=None, target_error=None, **keys))]
#[allow(clippy::too_many_arguments)]
pub fn explain<'py>(
    py: Python<'py>,
    n: usize,
    m: usize,
    alpha: f64,
    problem: &str,
    dim: usize,
    beta: Option<f64>,
    target_error: Option<f64>,
    keys: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    for (name, count, most) in [
        ("n", n, MOST_SAMPLES),
        ("m", m, MOST_WORKERS),
        ("dim", dim, MOST_DIMENSIONS),
    ] {
        if !(1..=most).contains(&count) {
            return Err(refused(format!("{name} = {count} must be from 1 to {most}")));
        }
    }
    for (name, fraction) in [("alpha", Some(alpha)), ("beta", beta)] {
        if fraction.is_some_and(|fraction| !(0.0..0.5).contains(&fraction)) {
            return Err(refused(format!(
                "{name} = {} is outside [0, 0.5)",
                fraction.unwrap_or(f64::NAN)
            )));
        }
    }
    if target_error.is_some_and(|target| !(target.is_finite() && target > 0.0)) {
        return Err(refused("target_error must be a finite number above 0"));
    }
    let text = format!("name = {}\n{}", quoted(problem), Parameters::as_named(keys)?.lines());
    let explained = py.detach(|| -> Result<String, String> {
        let document = Document::new("problem", text);
        let section = document.read().map_err(|error| error.to_string())?;
        let point = GridPoint {
            samples: n,
            workers: m,
            alpha,
            dim,
            random: false,
        };
        let problem = catalog().problem(&point, &section).map_err(|error| error.to_string())?;
        section.finish().map_err(|error| error.to_string())?;
        let question = Question {
            problem: &*problem,
            samples: n,
            workers: m,
            alpha,
            beta,
            target: target_error,
        };
        let explanation = Explanation::new(&question).map_err(|error| error.to_string())?;
        serde_json::to_string(&explanation).map_err(|error| error.to_string())
    });
    json::loaded(py, &explained.map_err(refused)?)
}
