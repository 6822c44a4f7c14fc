//! What stands beside measured points: predictions, guarantees, rates, and what no estimator can beat.

use super::builder::{Builder, Place};
use super::labels::rate_label;
use crate::algorithm::Measure;
use crate::claim::{Term, guarantee_for, lower_bound_for, predict};
use crate::experiment::{Cell, Response};
use crate::report::figure::{Along, Quantity, RateLine};
use crate::report::plot::{Colour, LineStyle, Point, Series};

/// What the legend says of a guarantee, before the name of its estimator.
pub(super) const BOUND: &str = "bound with its constants, ";

impl Builder<'_> {
    pub fn predicted(&self, cell: usize, arm: usize) -> Option<f64> {
        let prediction = predict(self.cell(cell), arm)?;
        match self.spec.quantity {
            Quantity::Response(Response::Rms) | Quantity::Ratio => prediction.rms,
            Quantity::Response(Response::Bias) => prediction.bias.map(f64::abs).filter(|bias| *bias > 0.0),
            Quantity::ScaledBias => Some(prediction.bias? / self.unit(cell, arm)?),
            Quantity::Response(Response::Mean | Response::Of(_)) | Quantity::OverLowerBound => None,
        }
    }

    /// What a measured value is divided by, where it is divided.
    pub fn unit(&self, cell: usize, arm: usize) -> Option<f64> {
        match self.spec.quantity {
            Quantity::Response(_) => Some(1.0),
            Quantity::Ratio => self.predicted(cell, arm),
            Quantity::OverLowerBound => lower_bound_for(self.cell(cell)),
            Quantity::ScaledBias => Some(Term::Skewness.value(self.cell(cell))),
        }
        .filter(|unit| *unit > 0.0)
    }

    /// From end to end of a linear axis, the value that others are compared with.
    pub fn level(&self, ends: [f64; 2]) -> Option<Series> {
        let level = |value: f64| ends.map(|x| Point::new(x, value));
        match self.spec.quantity {
            Quantity::Response(_) => None,
            Quantity::Ratio => Some(
                Series::new(Colour::GREY)
                    .label("predicted")
                    .line(LineStyle::Solid)
                    .points(level(1.0)),
            ),
            Quantity::OverLowerBound => Some(
                Series::new(Colour::BLACK)
                    .label("lower bound on every estimator")
                    .line(LineStyle::Dashed)
                    .points(level(1.0)),
            ),
            Quantity::ScaledBias => Some(Series::new(Colour::GREY).line(LineStyle::Thin).points(level(0.0))),
        }
    }

    /// The predicted errors, where there are enough for a line.
    pub fn law(&self, colour: Colour, places: &[Place]) -> Option<Series> {
        if self.spec.quantity == Quantity::Ratio {
            return None;
        }
        let point = |place: &Place| Some(Point::new(place.x, self.predicted(place.cell, place.arm)?));
        let law: Vec<Point> = places.iter().filter_map(point).collect();
        (law.len() > 1).then(|| Series::new(colour).line(LineStyle::Solid).points(law))
    }

    /// The guaranteed values, where there are enough for a line and they say something.
    pub fn bound(&self, colour: Colour, label: &str, places: &[Place]) -> Option<Series> {
        let first = places.first()?;
        let value = |cell: &Cell, arm: usize| {
            let bound = self.guarantee_in(cell, arm)??;
            (bound <= self.vacuous_from(cell)).then_some(bound)
        };
        let is_same = |place: &Place| self.is_same_arm((first.cell, first.arm), (place.cell, place.arm));
        let bound: Vec<Point> = if places.iter().all(|place| place.arm == first.arm && is_same(place)) {
            let cells: Vec<(f64, usize)> = places.iter().map(|place| (place.x, place.cell)).collect();
            self.densely(&cells, |cell| value(cell, first.arm))
        } else {
            let point = |place: &Place| Some(Point::new(place.x, value(self.cell(place.cell), place.arm)?));
            places.iter().filter_map(point).collect()
        };
        let line = Series::new(colour)
            .label(format!("{BOUND}{label}"))
            .line(LineStyle::Dotted);
        (bound.len() > 1).then(|| line.points(bound))
    }

    /// From where on a bound says nothing: the diameter of W for a distance, what there is at the start for an excess risk and a
    /// gradient.
    fn vacuous_from(&self, cell: &Cell) -> f64 {
        let problem = &*cell.problem;
        let start = problem.start();
        match self.spec.quantity {
            Quantity::Response(Response::Of(Measure::Excess)) => problem.loss(&start) - problem.loss(problem.optimum()),
            Quantity::Response(Response::Of(Measure::GradientNorm)) => {
                let mut gradient = vec![0.0; start.len()];
                problem.gradient(&start, &mut gradient);
                gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
            }
            Quantity::Response(Response::Of(_)) => f64::INFINITY,
            _ => problem.domain().diameter(),
        }
    }

    /// The bound of the estimator's theorem, `Some(None)` where it is silent, on figures other than of single cells.
    pub fn guarantee(&self, cell: usize, arm: usize) -> Option<Option<f64>> {
        self.guarantee_in(self.cell(cell), arm)
    }

    fn guarantee_in(&self, cell: &Cell, arm: usize) -> Option<Option<f64>> {
        let response = self.spec.quantity.response();
        if self.spec.along == Along::Cell || response == Response::Bias {
            return None;
        }
        let measure = response.measure();
        guarantee_for(cell, arm, measure).map(Result::ok)
    }

    /// What no estimator can beat under the cells' own adversary model, where that is known: Observation 1 is about Gaussian means.
    /// A line for each model; what nobody attacks belongs to either.
    pub fn lower_bound(&self, cells: impl Iterator<Item = (f64, usize)>) -> Vec<Series> {
        if self.spec.quantity != Quantity::Response(Response::Rms) {
            return Vec::new();
        }
        let cells: Vec<(f64, usize)> = cells.collect();
        let models = [
            (
                false,
                "lower bound on every estimator, a fixed set of b workers Byzantine",
            ),
            (true, "lower bound on every estimator, workers Byzantine by chance"),
        ];
        let line = |(random, label): (bool, &str)| {
            let attacked = |index: usize| self.cell(index).is_attacked() && self.cell(index).is_random() == random;
            let of_model = |index: usize| attacked(index) || !self.cell(index).is_attacked();
            let own: Vec<(f64, usize)> = cells.iter().copied().filter(|(_, cell)| of_model(*cell)).collect();
            let points = self.densely(&own, lower_bound_for);
            let any = cells.iter().any(|(_, cell)| attacked(*cell));
            let none = !random && cells.iter().all(|(_, cell)| !self.cell(*cell).is_attacked());
            let line = Series::new(Colour::BLACK).label(label).line(LineStyle::Dashed);
            (points.len() > 1 && (any || none)).then(|| line.points(points))
        };
        models.into_iter().filter_map(line).collect()
    }

    /// By what a round of gradient descent with step 1/L_F multiplies the distance at most: sharper than what the theorems use.
    pub fn sharp_contraction(&self, cells: impl Iterator<Item = (f64, usize)>) -> Option<Series> {
        if self.spec.quantity != Quantity::Response(Response::Of(Measure::Contraction)) {
            return None;
        }
        let point = |(x, cell): (f64, usize)| {
            let constants = self.cell(cell).problem.constants();
            Some(Point::new(x, 1.0 - constants.strong_convexity? / constants.smoothness))
        };
        let line = Series::new(Colour::GREY)
            .label("sharp factor of a round, 1 − λ_F/L_F")
            .line(LineStyle::Dashed);
        let points: Vec<Point> = cells.filter_map(point).collect();
        (points.len() > 1).then(|| line.points(points))
    }

    /// The paper's rate with constant 1.
    pub fn rate(&self, cells: impl Iterator<Item = (f64, usize)>) -> Option<Series> {
        if !self.spec.quantity.is_logarithmic() {
            return None;
        }
        let cells: Vec<(f64, usize)> = cells.collect();
        let rate = self.densely(&cells, |cell| rate(self.spec.rate, cell));
        let line = Series::new(Colour::GREY)
            .label(rate_label(self.spec.rate))
            .line(LineStyle::Dashed);
        (!rate.is_empty()).then(|| line.points(rate))
    }
}

/// The legend of all laws, without points of its own.
pub(super) fn law_legend() -> Series {
    Series::new(Colour::GREY)
        .label("predicted without fitting")
        .line(LineStyle::Solid)
}

fn rate(rate: RateLine, cell: &Cell) -> Option<f64> {
    let [byzantine, chance, skewness] = Term::ALL.map(|term| term.value(cell));
    let scale = (cell.dim() as f64).sqrt();
    match rate {
        RateLine::None => None,
        RateLine::TrimmedMean => Some(scale * (byzantine + chance)),
        RateLine::Median => Some(scale * (byzantine + chance + skewness)),
        RateLine::Skewness => Some(skewness),
    }
}
