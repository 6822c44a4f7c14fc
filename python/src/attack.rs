//! `attack`: the worst attack that is found on a rule.

use std::sync::Arc;

use byzrate::adversary::Push;
use byzrate::algorithm::Algorithm;
use byzrate::experiment::{GridPoint, Part};
use byzrate::league::{ArenaError, AttackFound, AttackQuestion, Attacked};
use byzrate::spec::Document;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::array;
use crate::error::refused;
use crate::parameters::{Parameters, quoted};
use crate::rule::{Stoppable, Wanted, catalog};
use crate::watch::{Watch, apart};

/// The worst attack that is found on a rule.
///
/// Known families, then a search over direction, size and split of the attackers, then what chooses between the worst of those in every
/// replicate. E‖ŵ − w*‖² of the worst is a lower bound on the worst case, and nothing more.
///
/// Parameters
/// ----------
/// rule : str or callable
///     A name of `catalog()["aggregators"]`, or a rule of your own.
/// m : int
///     The number of workers.
/// byzantine : int
///     b, how many of them are Byzantine, and what the rule is told unless `told` says otherwise.
/// n : int
///     The samples of each worker.
/// dim : int
///     d, the dimension.
/// problem : str
///     A name of `catalog()["problems"]`.
/// keys : dict, optional
///     Keys of the problem, as in a spec: `{"sigma": 2.0}`.
/// algorithm : str
///     A name of `catalog()["algorithms"]`.
/// told : int, optional
///     What the rule is told instead of b.
/// budget : int
///     How often the rule may be evaluated.
/// seed : int
///     The seed of the data.
/// threads : int, optional
///     One for a rule of Python, otherwise as many as there are processors. What is found does not depend on it.
/// before, **parameters
///     As those of `aggregate`; a trimmed mean trims b/m where nothing is said.
///
/// Returns
/// -------
/// dict
///     `attacks`, a list of dicts with `family`, `adversary`, `chosen`, `scored`, `standard_error` (mean squares in units of `unit` = dσ²/n;
///     inf where estimates are lost) and `quantile_95` of ‖ŵ − w*‖; `worst`, the one of them that was the worst where it was chosen;
///     `exact_one_sided`, `exact_omniscient`, `fixed_set_lower_bound` and `z_squared` in the same units, or None where unknown;
///     `messages` of shape (m, d) in a replicate under the worst, the last b Byzantine; and what was asked.
///
/// Raises
/// ------
/// Error
///     If b = 0 or b ≥ m, a name or a parameter is not allowed, or the budget is too small. What a rule of your own raises arrives as
///     itself.
#[pyfunction]
#[pyo3(signature = (
    rule, *, m, byzantine, n=1, dim=1, problem="gaussian-mean", keys=None, algorithm="one-round", told=None, budget=60_000, seed=1,
    threads=None, before=None, **parameters
))]
#[allow(clippy::too_many_arguments)]
pub fn attack<'py>(
    py: Python<'py>,
    rule: &Bound<'py, PyAny>,
    m: usize,
    byzantine: usize,
    n: usize,
    dim: usize,
    problem: &str,
    keys: Option<&Bound<'py, PyDict>>,
    algorithm: &str,
    told: Option<usize>,
    budget: u64,
    seed: u64,
    threads: Option<usize>,
    before: Option<&Bound<'py, PyAny>>,
    parameters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyDict>> {
    if n == 0 || dim == 0 || byzantine == 0 || byzantine >= m {
        return Err(refused(format!(
            "n = {n}, m = {m}, byzantine = {byzantine}, dim = {dim}: an attack needs samples, a dimension, at least one Byzantine worker and \
             at least one honest one"
        )));
    }
    let point = GridPoint {
        samples: n,
        workers: m,
        alpha: byzantine as f64 / m as f64,
        dim,
        random: false,
    };
    let watch = Arc::new(Watch::default());
    let mut parameters = Parameters::of_part(parameters)?;
    if let Some(told) = told {
        parameters.add_toml("byzantine", told.to_string());
    }
    let wanted = Wanted::new(rule, before, parameters, &watch)?;
    let rule = wanted.make_trimming(&point)?;
    let question = AttackQuestion {
        point,
        byzantine,
        algorithm: algorithm_named(algorithm, &point)?,
        seed,
        budget,
    };
    let lines = format!("name = {}\n{}", quoted(problem), Parameters::as_named(keys)?.lines());
    let problems = question
        .problems(catalog(), ("problem", &lines), &*rule)
        .map_err(refused)?;
    let stoppable = Stoppable {
        rule: &*rule,
        watch: &watch,
    };
    let worst = || -> Result<_, ArenaError> {
        let found = question.worst(&stoppable, problems)?;
        let messages = question.messages(&stoppable, &found);
        Ok((found, messages))
    };
    let worst = apart(py, &watch, wanted.threads(threads), worst)?.map_err(|error| match error {
        ArenaError::Budget { budget, least } => refused(format!(
            "budget = {budget} is too small: {least} evaluations of {} are the least",
            rule.key()
        )),
        other => refused(other),
    })?;
    let (AttackFound { problem, attack: found }, messages) = worst;
    let unit = question.unit(&*problem);
    let exact = |push| question.exact(&*rule, &*problem, push);
    let answer = PyDict::new(py);
    answer.set_item("aggregator", rule.key())?;
    answer.set_item("problem", problem.key())?;
    answer.set_item("algorithm", question.algorithm.key())?;
    answer.set_item("samples", n)?;
    answer.set_item("workers", m)?;
    answer.set_item("byzantine", byzantine)?;
    answer.set_item("dim", dim)?;
    answer.set_item("seed", seed)?;
    answer.set_item("budget", budget)?;
    answer.set_item("unit", unit)?;
    answer.set_item("chosen_on", found.chosen_on)?;
    answer.set_item("scored_on", found.scored_on)?;
    answer.set_item("evaluations", found.evaluations)?;
    answer.set_item("worst", attacked(py, found.worst(), unit)?)?;
    let attacks = found
        .attacks
        .iter()
        .map(|one| attacked(py, one, unit))
        .collect::<PyResult<Vec<_>>>()?;
    answer.set_item("attacks", PyList::new(py, attacks)?)?;
    answer.set_item("exact_one_sided", exact(Push::Up))?;
    answer.set_item("exact_omniscient", exact(Push::Worst))?;
    answer.set_item("fixed_set_lower_bound", question.fixed_set(&*problem))?;
    answer.set_item("z_squared", question.score())?;
    answer.set_item("messages", array::matrix(py, &messages)?)?;
    Ok(answer)
}

fn attacked<'py>(py: Python<'py>, attacked: &Attacked, unit: f64) -> PyResult<Bound<'py, PyDict>> {
    let one = PyDict::new(py);
    one.set_item("family", attacked.family)?;
    one.set_item("adversary", attacked.adversary.key())?;
    one.set_item("chosen", attacked.chosen.value / unit)?;
    one.set_item("scored", attacked.fresh.value / unit)?;
    one.set_item("standard_error", attacked.fresh.standard_error / unit)?;
    one.set_item("quantile_95", attacked.quantile)?;
    Ok(one)
}

fn algorithm_named(name: &str, point: &GridPoint) -> PyResult<Part<dyn Algorithm>> {
    let document = Document::new("algorithm", format!("algorithm = {}\n", quoted(name)));
    let section = document.read().map_err(refused)?;
    let made = catalog().algorithm(point, &section);
    made.map_err(|error| refused(format!("algorithm {name:?}: {}", error.message())))
}
