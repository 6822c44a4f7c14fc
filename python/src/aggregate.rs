//! `aggregate`: a rule on messages.

use std::cell::RefCell;
use std::sync::Arc;

use byzrate::aggregator::Workspace;
use byzrate::experiment::GridPoint;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::array::{self, Either};
use crate::parameters::Parameters;
use crate::rule::Wanted;
use crate::watch::{Watch, raised};

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

/// The aggregate of m messages by a rule.
///
/// Parameters
/// ----------
/// x : array_like, shape (m, d)
///     The messages, a row for each worker: integers or floats in any order of memory. Rows may hold NaN and infinities. They are
///     computed with in float64, and copied once, so that other threads of the interpreter go on meanwhile. The copy of float32 is as
///     narrow, which mean, median and trimmed-mean read as it is.
/// rule : str or callable
///     A name of `catalog()["aggregators"]`, or a rule of your own that takes an (m, d) array and gives d numbers.
/// before : str or list of str, optional
///     What the messages go through before the rule gets them, the first first: names of `catalog()["transforms"]`.
/// **parameters
///     Parameters of the rule and of what comes before it, named as in specs with _ for -: `beta=0.1`, `byzantine=2`,
///     `bucket_size=2`.
///
/// Returns
/// -------
/// numpy.ndarray, shape (d,), float64
///
/// Raises
/// ------
/// Error
///     If x is no matrix of real numbers, the name is unknown, a parameter is missing or not the rule's, or the rule is not defined for
///     so many workers. What a rule of your own raises arrives as itself.
///
/// Examples
/// --------
/// >>> aggregate([[0.0, 1.0], [0.5, 1.5], [float("nan"), 1e308]], "median")
/// array([0.5, 1.5])
#[pyfunction]
#[pyo3(signature = (x, rule, *, before=None, **parameters))]
pub fn aggregate<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    rule: &Bound<'py, PyAny>,
    before: Option<&Bound<'py, PyAny>>,
    parameters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let messages = array::either(x, "x")?;
    let (workers, dim) = messages.shape();
    let watch = Arc::new(Watch::default());
    let wanted = Wanted::new(rule, before, Parameters::of_part(parameters)?, &watch)?;
    let rule = wanted.make_once(&GridPoint {
        samples: 1,
        workers,
        alpha: 0.0,
        dim,
        random: false,
    })?;
    let mut out = vec![0.0; dim];
    py.detach(|| {
        // A rule of Python may aggregate inside.
        let mut workspace = WORKSPACE.take();
        workspace.restart();
        match &messages {
            Either::Double(messages) => rule.aggregate(messages, &mut workspace, &mut out),
            Either::Single(messages) => rule.aggregate_single(messages, &mut workspace, &mut out),
        }
        WORKSPACE.set(workspace);
    });
    raised(&watch)?;
    Ok(out.into_pyarray(py))
}
