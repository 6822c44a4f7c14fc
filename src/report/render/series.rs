use super::builder::{Builder, Place};
use super::look::Look;
use super::reference::law_legend;
use super::zero::interrupted;
use crate::algorithm::Measure;
use crate::experiment::{Coordinate, Response};
use crate::report::figure::{Along, Quantity};
use crate::report::plot::{Axis, Marker, Point, Series};
use crate::stat::Estimate;

/// The pixels between series that are set apart, and the most between the first and the last.
const APART: f64 = 5.0;
const MOST_APART: f64 = 24.0;

/// The pixels by which the markers of the `order`-th of `count` series are set aside along x, so that none hides another's.
pub(super) fn aside(order: usize, count: usize) -> f64 {
    let steps = count as f64 - 1.0;
    (order as f64 - steps / 2.0) * APART.min(MOST_APART / steps.max(1.0))
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
                    let look = self.hued(look, &places[0]);
                    series.extend(self.bound(look.colour, &label, &places));
                    let points = self.points(look, label.clone(), &places);
                    self.push(&mut series, points, &places);
                    series.extend(self.largest(look, &label, &places));
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
        for (number, group) in self.groups(cells).iter().enumerate() {
            for (order, &estimator) in estimators.iter().enumerate() {
                let look = self.grouped(self.look(estimator, self.twin(estimator)), number);
                let label = self.study.experiment.estimators[estimator].label();
                let aside = aside(order, estimators.len());
                for &adversary in &self.spec.selection.adversaries {
                    let place = |&cell: &usize| self.place(x(cell), cell, estimator, adversary);
                    let places: Vec<Place> = group.cells.iter().map(place).collect();
                    let colour = self.attacked_look(look, &places[0]).colour;
                    let law = self.law(colour, &places);
                    predicted |= law.is_some();
                    series.extend(law);
                    series.extend(self.bound(colour, &label, &places));
                    let points = self.attacked(look, format!("{label}{}", group.suffix), adversary, &places);
                    let points = Series {
                        note: self.slope_note(&places),
                        ..points.aside(aside)
                    };
                    self.push(&mut series, points, &places);
                }
            }
            let places = || group.cells.iter().map(|&cell| (x(cell), cell));
            series.extend(self.lower_bound(places()));
            series.extend(self.rate(places()));
            series.extend(self.sharp_contraction(places()));
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
            other => {
                let unit = self.unit(place.cell, place.arm)?;
                Some(outcomes.response(other.response())?.scaled(1.0 / unit))
            }
        }
    }

    /// Measured points under one adversary, which is named where several are shown.
    pub fn attacked(&self, look: Look, label: String, adversary: usize, places: &[Place]) -> Series {
        let label = match self.spec.selection.adversaries.len() {
            0 | 1 => label,
            _ => format!("{label}, {}", self.adversary_name(adversary)),
        };
        let look = places.first().map_or(look, |first| self.attacked_look(look, first));
        self.points(look, label, places)
    }

    pub fn points(&self, look: Look, label: String, places: &[Place]) -> Series {
        let judged = self.has_judged_bars();
        let point = |place: &Place| {
            let estimate = self.measured(place)?;
            let value = match self.spec.quantity {
                Quantity::ScaledBias => estimate.value,
                _ => estimate.value.abs(),
            };
            let reach = 2.0 * estimate.standard_error;
            let point = match self.judged_interval(place).filter(|_| judged) {
                Some(interval) => Point::with_error(place.x, value, interval.low, interval.high),
                None => Point::with_error(place.x, value, value - reach, value + reach),
            };
            let point = Point {
                lost: self.is_at_edge(place.cell, value),
                replicates: Some(self.replicates(place)),
                ..point
            };
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

    fn replicates(&self, place: &Place) -> usize {
        self.judged.outcomes[place.cell].arm(place.arm).replicates()
    }

    /// Of a supremum over W, of which a theorem bounds every replicate's, the largest of all replicates.
    fn largest(&self, look: Look, label: &str, places: &[Place]) -> Option<Series> {
        let measure = Measure::UniformDeviation;
        if self.spec.quantity != Quantity::Response(Response::Of(measure)) {
            return None;
        }
        let point = |place: &Place| {
            let values = self.judged.outcomes[place.cell].arm(place.arm).values(measure);
            let largest = values.filter(|value| value.is_finite()).reduce(f64::max)?;
            Some(Point::new(place.x, largest).replicates(self.replicates(place)))
        };
        let points: Vec<Point> = places.iter().filter_map(point).collect();
        let series = Series::new(look.colour).label(format!("{label}, largest of all replicates"));
        (!points.is_empty()).then(|| series.marker(Marker::Cross).points(points))
    }

    /// At the upper edge, those of `places` whose estimates were lost, with their count beside them; in the looks of `measured`, whose
    /// label they share.
    fn lost_points(&self, measured: &Series, places: &[Place]) -> Option<Series> {
        let note = self.lost_note(places)?;
        let lost = places.iter().filter(|place| self.lost(place).is_some());
        let points: Vec<Point> = lost
            .map(|place| Point::lost(place.x).replicates(self.replicates(place)))
            .collect();
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
        let measure = self.spec.quantity.response().measure();
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
