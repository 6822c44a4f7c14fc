//! Figures along a parameter of estimators or adversaries, such as the size of an attack.

use super::builder::{Builder, Place};
use super::labels::LOG_FROM;
use super::reference::law_legend;
use crate::report::plot::{Axis, LineStyle, Series};

/// Arms that differ in the parameter of the x axis only.
struct Run {
    label: String,
    estimator: usize,
    adversary: usize,
    places: Vec<Place>,
}

impl Builder<'_> {
    /// The parameter's value of an estimator under an adversary, where one of them has it.
    fn parameter(&self, estimator: usize, adversary: usize) -> Option<f64> {
        let key = self.spec.parameter.as_ref()?;
        let experiment = &self.study.experiment;
        let of_estimator = experiment.estimators[estimator].parameters.iter();
        let mut parameters = of_estimator.chain(&experiment.adversaries[adversary].parameters);
        parameters.find(|(known, _)| known == key).map(|(_, value)| *value)
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
                    let look = self.attacked_look(look, run.adversary);
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
                    adversary,
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
