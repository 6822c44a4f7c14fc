//! Replicates as columns.

use byzrate::algorithm::Measure;
use byzrate::claim::{Campaign, Judged};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A column of texts, as numbers of those that are different.
#[derive(Default)]
struct Labels {
    codes: Vec<i32>,
    texts: Vec<String>,
}

impl Labels {
    fn extend(&mut self, text: &str, count: usize) {
        let code = self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
            self.texts.push(text.to_owned());
            self.texts.len() - 1
        });
        self.codes.extend(std::iter::repeat_n(code as i32, count));
    }
}

/// A row for every replicate that counts of every arm: columns by name, and what the codes of texts stand for. A measure that was not
/// recorded is NaN.
pub fn of<'py>(
    py: Python<'py>,
    campaign: &Campaign,
    judged: &[Judged],
) -> PyResult<(Bound<'py, PyDict>, Bound<'py, PyDict>)> {
    let mut measures: Vec<Measure> = Vec::new();
    for study in &campaign.studies {
        for &measure in &study.experiment.measures {
            if !measures.contains(&measure) {
                measures.push(measure);
            }
        }
    }
    let [mut experiments, mut problems, mut estimators, mut adversaries] = [(); 4].map(|()| Labels::default());
    let [mut n, mut m, mut dim, mut byzantine, mut replicates] = [(); 5].map(|()| Vec::<i64>::new());
    let mut alpha: Vec<f64> = Vec::new();
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); measures.len()];
    for (study, judged) in campaign.studies.iter().zip(judged) {
        let experiment = &study.experiment;
        for (cell, outcomes) in experiment.cells.iter().zip(&judged.outcomes) {
            for (place, arm) in cell.arms.iter().enumerate() {
                let own = outcomes.arm(place);
                let count = own.replicates();
                experiments.extend(&experiment.name, count);
                problems.extend(&cell.problem.key(), count);
                estimators.extend(&experiment.estimators[arm.estimator].id, count);
                adversaries.extend(&experiment.adversaries[arm.adversary].id, count);
                for (column, value) in [
                    (&mut n, cell.samples),
                    (&mut m, cell.workers),
                    (&mut dim, cell.dim()),
                    (&mut byzantine, cell.byzantine),
                ] {
                    column.extend(std::iter::repeat_n(value as i64, count));
                }
                alpha.extend(std::iter::repeat_n(cell.alpha, count));
                replicates.extend(0..count as i64);
                for (column, &measure) in values.iter_mut().zip(&measures) {
                    column.extend(own.values(measure));
                    column.resize(replicates.len(), f64::NAN);
                }
            }
        }
    }
    let (columns, labels) = (PyDict::new(py), PyDict::new(py));
    let texts = |name: &str, column: Labels| -> PyResult<()> {
        columns.set_item(name, column.codes.into_pyarray(py))?;
        labels.set_item(name, column.texts)
    };
    texts("experiment", experiments)?;
    texts("problem", problems)?;
    for (name, column) in [("dim", dim), ("n", n), ("m", m)] {
        columns.set_item(name, column.into_pyarray(py))?;
    }
    columns.set_item("alpha", alpha.into_pyarray(py))?;
    columns.set_item("byzantine", byzantine.into_pyarray(py))?;
    texts("estimator", estimators)?;
    texts("adversary", adversaries)?;
    columns.set_item("replicate", replicates.into_pyarray(py))?;
    for (column, measure) in values.into_iter().zip(measures) {
        columns.set_item(measure.column(), column.into_pyarray(py))?;
    }
    Ok((columns, labels))
}
