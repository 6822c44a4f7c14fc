use super::builder::{Builder, Place};
use super::look::Look;
use super::reference::law_legend;
use crate::experiment::{Coordinate, Response};
use crate::report::figure::{Along, Quantity};
use crate::report::plot::{Point, Series};
use crate::stat::Estimate;

/// The ratio of x between series that are set apart.
const APART: f64 = 1.04;

/// The factor by which the points and lines of the `order`-th of `count` series are set apart along x, so that none hides
/// another's.
pub(super) fn apart(order: usize, count: usize) -> f64 {
    let middle = (count as f64 - 1.0) / 2.0;
    APART.powf(order as f64 - middle)
}

impl Builder<'_> {
    pub fn categorical_series(&self, cells: &[usize]) -> Vec<Series> {
        let mut series = Vec::new();
        for &estimator in &self.spec.selection.estimators {
            let look = self.look(estimator, self.twin(estimator));
            let label = self.study.experiment.estimators[estimator].label();
            if self.spec.along == Along::Adversary {
                let adversaries = self.spec.selection.adversaries.iter().enumerate();
                for &cell in cells {
                    let places: Vec<Place> = adversaries
                        .clone()
                        .map(|(x, &adversary)| self.place(x as f64, cell, estimator, adversary))
                        .collect();
                    series.extend(self.bound(look.colour, &label, &places));
                    series.push(self.points(look, label.clone(), &places));
                }
                continue;
            }
            for &adversary in &self.spec.selection.adversaries {
                let places: Vec<Place> = cells
                    .iter()
                    .enumerate()
                    .map(|(x, &cell)| self.place(x as f64, cell, estimator, adversary))
                    .collect();
                series.push(self.attacked(look, label.clone(), adversary, &places));
            }
        }
        series
    }

    pub fn coordinate_series(&self, cells: &[usize], coordinate: Coordinate) -> Vec<Series> {
        let mut series = Vec::new();
        let mut predicted = false;
        let estimators = &self.spec.selection.estimators;
        let x = |cell: usize| self.cell(cell).coordinate(coordinate);
        for group in &self.groups(cells) {
            for (order, &estimator) in estimators.iter().enumerate() {
                let look = self.look(estimator, self.twin(estimator));
                let label = self.study.experiment.estimators[estimator].label();
                let apart = apart(order, estimators.len());
                for &adversary in &self.spec.selection.adversaries {
                    let place = |&cell: &usize| self.place(x(cell) * apart, cell, estimator, adversary);
                    let places: Vec<Place> = group.cells.iter().map(place).collect();
                    let colour = self.attacked_look(look, adversary).colour;
                    let law = self.law(colour, &places);
                    predicted |= law.is_some();
                    series.extend(law);
                    series.extend(self.bound(colour, &label, &places));
                    series.push(self.attacked(look, format!("{label}{}", group.suffix), adversary, &places));
                }
            }
            let places = || group.cells.iter().map(|&cell| (x(cell), cell));
            series.extend(self.lower_bound(places()));
            series.extend(self.rate(places()));
        }
        if predicted {
            series.push(law_legend());
        }
        series
    }

    pub fn place(&self, x: f64, cell: usize, estimator: usize, adversary: usize) -> Place {
        Place {
            x,
            cell,
            arm: self.arm_of(estimator, adversary),
        }
    }

    /// What was measured, as it is on the y axis.
    pub fn measured(&self, place: &Place) -> Option<Estimate> {
        let outcomes = self.judged.outcomes[place.cell].arm(place.arm);
        match self.spec.quantity {
            Quantity::Response(response) => outcomes.response(response),
            Quantity::Ratio => {
                let predicted = self.predicted(place.cell, place.arm)?;
                Some(outcomes.response(Response::Rms)?.scaled(1.0 / predicted))
            }
        }
    }

    /// Measured points under one adversary, which is named where several are shown.
    pub fn attacked(&self, look: Look, label: String, adversary: usize, places: &[Place]) -> Series {
        let label = match self.spec.selection.adversaries.len() {
            0 | 1 => label,
            _ => format!("{label}, {}", self.adversary_name(adversary)),
        };
        self.points(self.attacked_look(look, adversary), label, places)
    }

    pub fn points(&self, look: Look, label: String, places: &[Place]) -> Series {
        let point = |place: &Place| {
            let estimate = self.measured(place)?;
            let (value, reach) = (estimate.value.abs(), 2.0 * estimate.standard_error);
            let point = Point::with_error(place.x, value, value - reach, value + reach);
            let silent = self
                .guarantee(place.cell, place.arm)
                .is_some_and(|bound| bound.is_none());
            Some(point.hollow(silent))
        };
        Series::new(look.colour)
            .label(label)
            .marker(look.marker)
            .points(places.iter().filter_map(point).collect::<Vec<_>>())
    }
}
