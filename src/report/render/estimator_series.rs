//! Figures in which every point is an estimator: along the trim fraction, or the floats sent.

use super::builder::{Builder, Place};
use super::families::Family;
use super::reference::law_legend;
use super::series::aside;
use crate::report::figure::Along;
use crate::report::plot::{Axis, LineStyle, Point, Series};

impl Builder<'_> {
    pub fn estimator_series(&self, cells: &[usize], x: &Axis) -> Vec<Series> {
        let mut series = Vec::new();
        let mut predicted = false;
        for group in &self.groups(cells) {
            for &cell in &group.cells {
                let families = self.families(cell);
                let mut ends = Vec::new();
                for (order, family) in families.iter().enumerate() {
                    let look = self.look(family.estimators[0], family.twin);
                    let label = format!("{}{}", family.label, group.suffix);
                    for &adversary in &self.spec.selection.adversaries {
                        let aside = match self.spec.along {
                            Along::Floats => aside(order, families.len()),
                            _ => 0.0,
                        };
                        let places = self.family_places(family, cell, adversary);
                        if places.is_empty() {
                            series.extend(self.levels(family, cell, adversary, &group.suffix, x));
                            continue;
                        }
                        ends.extend(places.iter().map(|place| place.x));
                        let law = self.law(look.colour, &places);
                        predicted |= law.is_some();
                        series.extend(law);
                        // A guarantee is of the theorem's number of rounds, not of fewer.
                        if self.spec.along == Along::TrimFraction {
                            series.extend(self.bound(look.colour, &family.label, &places));
                        }
                        let points = self.attacked(look, label.clone(), adversary, &places).aside(aside);
                        let points = if places.len() > 1 {
                            points.line(LineStyle::Thin)
                        } else {
                            points
                        };
                        self.push(&mut series, points, &places);
                    }
                }
                let ends = x.range.map_or_else(|| extremes(&ends), |(low, high)| Some([low, high]));
                if let Some(ends) = ends {
                    let places = || ends.into_iter().map(|x| (x, cell));
                    series.extend(self.lower_bound(places()));
                    series.extend(self.rate(places()));
                }
            }
        }
        if predicted {
            series.push(law_legend());
        }
        series
    }

    /// The points of a family, from left to right; none where its estimators have no place on the x axis.
    fn family_places(&self, family: &Family, cell: usize, adversary: usize) -> Vec<Place> {
        let place = |&estimator: &usize| {
            let x = self.estimator_x((estimator, adversary), cell)?;
            Some(self.place(x, cell, estimator, adversary))
        };
        let mut places: Vec<Place> = family.estimators.iter().filter_map(place).collect();
        places.sort_by(|one, other| one.x.total_cmp(&other.x));
        places
    }

    /// What has no trim fraction, such as the median: a line from end to end at the measured value, with its name beside it.
    fn levels(&self, family: &Family, cell: usize, adversary: usize, suffix: &str, x: &Axis) -> Vec<Series> {
        let Some((low, high)) = x.range else {
            return Vec::new();
        };
        let named = match self.spec.selection.adversaries.len() {
            1 => String::new(),
            _ => format!(", {}", self.adversary_name(adversary)),
        };
        let line = |(index, &estimator): (usize, &usize)| {
            let place = self.place(0.0, cell, estimator, adversary);
            let label = format!("{}{suffix}{named}", self.study.experiment.estimators[estimator].label());
            let line = Series::new(self.look(estimator, family.twin + index).colour).line(LineStyle::Dashed);
            match (self.measured(&place), self.lost_note(&[place])) {
                (Some(value), _) => {
                    let ends = [low, high].map(|x| Point::new(x, value.value.abs()));
                    Some(line.note(label).points(ends))
                }
                (None, Some(lost)) => Some(
                    line.note(format!("{label}: {lost}"))
                        .points([low, high].map(Point::lost)),
                ),
                (None, None) => None,
            }
        };
        family.estimators.iter().enumerate().filter_map(line).collect()
    }
}

/// The smallest and the largest value.
fn extremes(values: &[f64]) -> Option<[f64; 2]> {
    let low = values.iter().copied().reduce(f64::min)?;
    let high = values.iter().copied().reduce(f64::max)?;
    Some([low, high])
}
