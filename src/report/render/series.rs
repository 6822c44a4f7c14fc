use super::builder::{Builder, Place};
use super::look::Look;
use super::reference::law_legend;
use super::zero::interrupted;
use crate::algorithm::Measure;
use crate::experiment::{Coordinate, Response};
use crate::report::figure::{Along, Quantity};
use crate::report::plot::{Axis, Point, Series};
use crate::stat::Estimate;

/// The ratio of x between series that are set apart.
const APART: f64 = 1.04;

/// The factor by which the points and lines of the `order`-th of `count` series are set apart along x, so that none hides
/// another's.
pub(super) fn apart(order: usize, count: usize) -> f64 {
    let middle = (count as f64 - 1.0) / 2.0;
    libm::pow(APART, order as f64 - middle)
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
                    let points = self.points(look, label.clone(), &places);
                    self.push(&mut series, points, &places);
                }
                continue;
            }
            for &adversary in &self.spec.selection.adversaries {
                let places: Vec<Place> = cells
                    .iter()
                    .enumerate()
                    .map(|(x, &cell)| self.place(x as f64, cell, estimator, adversary))
                    .collect();
                let points = self.attacked(look, label.clone(), adversary, &places);
                self.push(&mut series, points, &places);
            }
        }
        series
    }

    pub fn coordinate_series(&self, cells: &[usize], coordinate: Coordinate, axis: &Axis) -> Vec<Series> {
        let mut series = Vec::new();
        let mut predicted = false;
        let estimators = &self.spec.selection.estimators;
        let x = |cell: usize| self.coordinate_on(axis, cell, coordinate);
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
                    let points = self.attacked(look, format!("{label}{}", group.suffix), adversary, &places);
                    self.push(&mut series, points, &places);
                }
            }
            let places = || group.cells.iter().map(|&cell| (x(cell), cell));
            series.extend(self.lower_bound(places()));
            series.extend(self.rate(places()));
        }
        if predicted {
            series.push(law_legend());
        }
        interrupted(series, axis)
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

    /// At the upper edge, those of `places` whose estimates were lost, with their count beside them; in the looks of `measured`, whose
    /// label they share.
    fn lost_points(&self, measured: &Series, places: &[Place]) -> Option<Series> {
        let note = self.lost_note(places)?;
        let lost = places.iter().filter(|place| self.lost(place).is_some());
        let points: Vec<Point> = lost.map(|place| Point::lost(place.x)).collect();
        Some(
            Series {
                line: None,
                ..measured.clone()
            }
            .note(note)
            .points(points),
        )
    }

    /// Adds measured points to `series`, and what was lost among them.
    pub fn push(&self, series: &mut Vec<Series>, measured: Series, places: &[Place]) {
        let lost = self.lost_points(&measured, places);
        series.push(measured);
        series.extend(lost);
    }

    /// How many of how many estimates an arm lost, where that leaves nothing finite to show. What was not recorded is not lost.
    fn lost(&self, place: &Place) -> Option<(usize, usize)> {
        let arm = self.judged.outcomes[place.cell].arm(place.arm);
        let measure = match self.spec.quantity {
            Quantity::Response(response) => response.measure(),
            Quantity::Ratio => Measure::Error,
        };
        let lost = arm.lost();
        (lost > 0 && arm.measures().contains(&measure) && self.measured(place).is_none())
            .then_some((lost, arm.replicates()))
    }

    /// What stands beside points at the upper edge, such as `lost 400 of 400`.
    pub fn lost_note(&self, places: &[Place]) -> Option<String> {
        let lost: Vec<(usize, usize)> = places.iter().filter_map(|place| self.lost(place)).collect();
        let ends = |values: Vec<usize>| {
            let (low, high) = (*values.iter().min()?, *values.iter().max()?);
            Some(if low == high {
                low.to_string()
            } else {
                format!("{low}–{high}")
            })
        };
        let share = ends(lost.iter().map(|lost| lost.0).collect())?;
        let of = ends(lost.iter().map(|lost| lost.1).collect())?;
        Some(format!("lost {share} of {of}"))
    }
}
