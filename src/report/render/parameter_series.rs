//! Figures along a parameter of estimators or adversaries, such as the size of an attack.

use super::builder::{Builder, Place};
use super::labels::{LOG_FROM, number};
use super::reference::law_legend;
use crate::report::plot::{Axis, LineStyle, Panel, Series};

/// Arms that differ in the parameter of the x axis only.
struct Run {
    label: String,
    estimator: usize,
    places: Vec<Place>,
}

impl Builder<'_> {
    /// The value of the parameter along x of an estimator under an adversary, where one of them has it.
    fn parameter(&self, estimator: usize, adversary: usize) -> Option<f64> {
        self.value_of(self.spec.parameter.as_ref()?, estimator, adversary)
    }

    /// The value of a parameter of an estimator under an adversary, where one of them has it.
    pub fn value_of(&self, key: &str, estimator: usize, adversary: usize) -> Option<f64> {
        let experiment = &self.study.experiment;
        let estimator = &experiment.estimators[estimator].parameters;
        value_under(key, estimator).or_else(|| value_under(key, &experiment.adversaries[adversary].parameters))
    }

    /// The values of a parameter among the arms shown, from the least on.
    pub fn values_of(&self, key: &str) -> Vec<f64> {
        let values = self.arms_shown().filter_map(|(e, a)| self.value_of(key, e, a));
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        values
    }

    /// A panel for each value of a parameter, with the estimators and adversaries that have it or have no such parameter.
    pub fn parameter_panels(&self, cells: &[usize], key: &str) -> Vec<Panel> {
        let experiment = &self.study.experiment;
        let panel = |value: f64| {
            let fits = |parameters: &[(String, f64)]| value_under(key, parameters).is_none_or(|own| own == value);
            let mut spec = self.spec.clone();
            let shown = &mut spec.selection;
            shown
                .estimators
                .retain(|&estimator| fits(&experiment.estimators[estimator].parameters));
            shown
                .adversaries
                .retain(|&adversary| fits(&experiment.adversaries[adversary].parameters));
            Builder { spec: &spec, ..*self }.panel(format!("{key} = {}", number(value)), cells)
        };
        self.values_of(key).into_iter().map(panel).collect()
    }

    /// Every estimator shown under every adversary shown.
    pub fn arms_shown(&self) -> impl Iterator<Item = (usize, usize)> {
        let selection = &self.spec.selection;
        let pairs = |&estimator: &usize| {
            selection
                .adversaries
                .iter()
                .map(move |&adversary| (estimator, adversary))
        };
        selection.estimators.iter().flat_map(pairs)
    }

    pub fn parameter_axis(&self) -> Axis {
        let label = self.spec.parameter.clone().unwrap_or_default();
        let values = self
            .arms_shown()
            .filter_map(|(estimator, adversary)| self.parameter(estimator, adversary));
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        if low > 0.0 && high >= LOG_FROM * low {
            Axis::log(label)
        } else {
            Axis::linear(label)
        }
    }

    pub fn parameter_series(&self, cells: &[usize]) -> Vec<Series> {
        let mut series = Vec::new();
        let mut predicted = false;
        for group in &self.groups(cells) {
            for &cell in &group.cells {
                for mut run in self.runs(cell) {
                    run.places.sort_by(|one, other| one.x.total_cmp(&other.x));
                    let look = self.look(run.estimator, self.twin(run.estimator));
                    let look = self.attacked_look(look, &run.places[0]);
                    let label = format!("{}{}", run.label, group.suffix);
                    let law = self.law(look.colour, &run.places);
                    predicted |= law.is_some();
                    series.extend(law);
                    let points = self.points(look, label, &run.places).line(LineStyle::Thin);
                    self.push(&mut series, points, &run.places);
                }
            }
        }
        if predicted {
            series.push(law_legend());
        }
        series
    }

    /// The arms of a cell that have the parameter, in runs along it.
    fn runs(&self, cell: usize) -> Vec<Run> {
        let several = self.spec.selection.adversaries.len() > 1;
        let mut runs: Vec<Run> = Vec::new();
        for (estimator, adversary) in self.arms_shown() {
            let Some(x) = self.parameter(estimator, adversary) else {
                continue;
            };
            let place = self.place(x, cell, estimator, adversary);
            let mut label = self.without_parameter(&self.study.experiment.estimators[estimator].label());
            if several {
                let attack = self.without_parameter(self.adversary_name(adversary));
                label = format!("{label}, {attack}");
            }
            match runs.iter_mut().find(|run| run.label == label) {
                Some(run) => run.places.push(place),
                None => runs.push(Run {
                    label,
                    estimator,
                    places: vec![place],
                }),
            }
        }
        runs
    }

    /// A name without the value of the parameter, which the x axis shows.
    fn without_parameter(&self, name: &str) -> String {
        let start = format!("{}=", self.spec.parameter.as_deref().unwrap_or_default());
        let words: Vec<&str> = name.split(' ').filter(|word| !word.starts_with(&start)).collect();
        words.join(" ").trim_end_matches(',').to_owned()
    }
}

/// The number under a key.
fn value_under(key: &str, parameters: &[(String, f64)]) -> Option<f64> {
    parameters
        .iter()
        .find(|(known, _)| known == key)
        .map(|(_, value)| *value)
}
