//! `corrupt`: what an adversary would send next to honest messages.

use std::sync::Arc;

use byzrate::adversary::{Beside, Labels};
use byzrate::experiment::{Catalog, GridPoint};
use byzrate::spec::Document;
use numpy::PyArray2;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::array;
use crate::error::refused;
use crate::parameters::{Parameters, quoted};
use crate::python_adversary;
use crate::rule::{Wanted, catalog};
use crate::watch::{Watch, raised};

/// The most numbers that all messages may hold.
const MOST_NUMBERS: usize = 1 << 27;

/// What an adversary would send next to the honest messages of a single round.
///
/// Messages are taken for estimates, and w and w* for the honest mean, which is also what Byzantine workers would send if they were
/// honest; α = b/m.
///
/// Parameters
/// ----------
/// honest : array_like, shape (m - b, d)
///     Finite honest messages, a row for each worker.
/// adversary : str or callable
///     A name of `catalog()["adversaries"]`, or an adversary of your own, as `Adversary` takes one.
/// byzantine : int
///     b, how many Byzantine workers there are besides.
/// rule : str or callable
///     The rule that an adversary tries its messages out on, with f = b and β = b/m.
/// n : int
///     The samples of each worker.
/// sigma : float
///     The noise of one sample: a coordinate of a message deviates by σ/√n.
/// seed : int
///     The seed of what an adversary draws.
/// **parameters
///     Parameters of the adversary, named as in specs.
///
/// Returns
/// -------
/// numpy.ndarray, shape (b, d), float64
///
/// Raises
/// ------
/// Error
///     If honest messages are no matrix of finite numbers, the adversary is unknown or changes data and not messages, or a parameter is
///     not allowed.
#[pyfunction]
#[pyo3(signature = (honest, adversary, *, byzantine, rule=None, n=1, sigma=1.0, seed=1, **parameters))]
#[allow(clippy::too_many_arguments)]
pub fn corrupt<'py>(
    py: Python<'py>,
    honest: &Bound<'py, PyAny>,
    adversary: &Bound<'py, PyAny>,
    byzantine: usize,
    rule: Option<&Bound<'py, PyAny>>,
    n: usize,
    sigma: f64,
    seed: u64,
    parameters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let honest = array::messages(honest, "honest")?;
    if let Some(worker) = honest.rows().position(|row| row.iter().any(|value| !value.is_finite())) {
        return Err(refused(format!(
            "honest[{worker}] holds NaN or an infinity: honest messages are finite"
        )));
    }
    if byzantine == 0 || n == 0 || !(sigma >= 0.0 && sigma.is_finite()) {
        return Err(refused(format!(
            "byzantine = {byzantine}, n = {n}, sigma = {sigma}: the first two must be at least 1, and sigma finite and at least 0"
        )));
    }
    let workers = honest.workers().saturating_add(byzantine);
    if workers.saturating_mul(honest.dim()) > MOST_NUMBERS {
        return Err(refused(format!(
            "byzantine = {byzantine} makes more than {MOST_NUMBERS} numbers; use fewer"
        )));
    }
    let point = GridPoint {
        samples: n,
        workers,
        alpha: byzantine as f64 / workers as f64,
        dim: honest.dim(),
        random: false,
    };
    let watch = Arc::new(Watch::default());
    let (adversary, own) = if let Ok(name) = adversary.cast::<PyString>() {
        (name.to_str()?.to_owned(), None)
    } else {
        let name = python_adversary::declared(adversary)?
            .as_super()
            .get()
            .name()
            .to_owned();
        let own = python_adversary::with_adversary(Catalog::default(), &name, adversary, &watch)?;
        (name, Some(own))
    };
    let refuse = |reason: &str| refused(format!("adversary {adversary:?}: {reason}"));
    let parameters = Parameters::as_named(parameters)?;
    let document = Document::new(
        "adversary",
        format!("name = {}\n{}", quoted(&adversary), parameters.lines()),
    );
    let section = document.read().map_err(|error| refuse(error.message()))?;
    let adversary = own
        .as_ref()
        .unwrap_or_else(|| catalog())
        .adversary(&point, &section)
        .map_err(|error| refuse(error.message()))?;
    if let Some(key) = parameters.keys().find(|key| !section.was_asked(key)) {
        return Err(refuse(&format!("it has no parameter {key}")));
    }
    if adversary.labels() != Labels::True {
        return Err(refuse(
            "it changes the workers' data, and messages alone do not tell what would be sent",
        ));
    }
    let usual = "median".into_pyobject(py)?;
    let rule =
        Wanted::new(rule.unwrap_or(usual.as_any()), None, Parameters::default(), &watch)?.make_trimming(&point)?;
    let beside = Beside {
        honest: &honest,
        byzantine,
        samples: n,
        noise: sigma,
        aggregator: &*rule,
        seed,
    };
    let sent = py.detach(|| beside.sent(&*adversary));
    raised(&watch)?;
    array::matrix(py, &sent)
}
