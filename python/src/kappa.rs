//! `kappa`: how far a rule may be taken from the honest mean.

use std::sync::Arc;

use byzrate::experiment::GridPoint;
use byzrate::league::{KappaQuestion, kappa as look};
use byzrate::theory::kappa::{exact, lower_bound};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::array;
use crate::error::refused;
use crate::parameters::Parameters;
use crate::rule::{Stoppable, Wanted};
use crate::watch::{Watch, apart};

/// The largest κ that is found of a rule: ‖F(x) − x̄_S‖² ≤ κ·(1/|S|)Σ‖xᵢ − x̄_S‖² for every set S of m − f messages.
///
/// (f, κ)-robustness as of Allouah et al., Fixing by Mixing (2023). What is found is a lower bound on κ, with the messages that attain
/// it; a better search finds more.
///
/// Parameters
/// ----------
/// rule : str or callable
///     A name of `catalog()["aggregators"]`, or a rule of your own.
/// m : int
///     The number of messages.
/// byzantine : int
///     f, how many of them are outside S, and what the rule is told unless `told` says otherwise.
/// dim : int
///     The dimension in which messages are looked for.
/// told : int, optional
///     What the rule is told instead of f.
/// budget : int, optional
///     How often the rule may be evaluated: 500 000 times a rule of the catalog, 50 000 times one of Python.
/// seed : int
///     The seed of the search.
/// threads : int, optional
///     One for a rule of Python, otherwise as many as there are processors. What is found does not depend on it.
/// before, **parameters
///     As those of `aggregate`; a trimmed mean trims f/m where nothing is said.
///
/// Returns
/// -------
/// dict
///     `found`, `exact` and `lower_bound_of_any_rule` (floats, or None where unknown), `messages` of shape (m, d), `set` (first and one
///     behind the last worker of S), `evaluations`, and what was asked.
///
/// Raises
/// ------
/// Error
///     If f = 0 or f ≥ m/2, a parameter is not allowed, or the budget is too small. What a rule of your own raises arrives as itself.
#[pyfunction]
#[pyo3(signature = (rule, *, m, byzantine, dim=2, told=None, budget=None, seed=1, threads=None, before=None, **parameters))]
#[allow(clippy::too_many_arguments)]
pub fn kappa<'py>(
    py: Python<'py>,
    rule: &Bound<'py, PyAny>,
    m: usize,
    byzantine: usize,
    dim: usize,
    told: Option<usize>,
    budget: Option<u64>,
    seed: u64,
    threads: Option<usize>,
    before: Option<&Bound<'py, PyAny>>,
    parameters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyDict>> {
    if dim == 0 || byzantine == 0 || byzantine.saturating_mul(2) >= m {
        return Err(refused(format!(
            "m = {m}, byzantine = {byzantine}, dim = {dim}: kappa is for at least one Byzantine worker, less than half of all, and at \
             least one dimension"
        )));
    }
    let point = GridPoint {
        samples: 1,
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
    let evaluations = budget.unwrap_or(if wanted.is_of_python() { 50_000 } else { 500_000 });
    let question = KappaQuestion {
        workers: m,
        byzantine,
        dim,
        evaluations,
        seed,
    };
    let stoppable = Stoppable {
        rule: &*rule,
        watch: &watch,
    };
    let found = apart(py, &watch, wanted.threads(threads), || look(&stoppable, question))?.map_err(refused)?;
    let answer = PyDict::new(py);
    answer.set_item("aggregator", rule.key())?;
    answer.set_item("workers", m)?;
    answer.set_item("byzantine", byzantine)?;
    answer.set_item("dim", dim)?;
    answer.set_item("found", found.ratio)?;
    answer.set_item("exact", exact(rule.law(m), m, byzantine))?;
    answer.set_item("lower_bound_of_any_rule", lower_bound(m, byzantine))?;
    answer.set_item("evaluations", found.evaluations)?;
    answer.set_item("seed", seed)?;
    answer.set_item("set", (found.set.start, found.set.end))?;
    answer.set_item("messages", array::matrix(py, &found.messages)?)?;
    Ok(answer)
}
