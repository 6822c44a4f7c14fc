use thiserror::Error;

use super::figure::{Along, FigureSpec, Panels, Quantity, RateLine};
use super::plot::{
    Axis, Colour, Figure, LineStyle, Marker, Panel, PlotError, Point, Series, aggregator_colour, aggregator_marker,
};
use crate::claim::{Judged, Study, Term, Verdict, guarantee_for, lower_bound_for, predict};
use crate::experiment::{Cell, Coordinate, Response};
use crate::store::Measure;

/// Why a figure cannot be drawn.
#[derive(Debug, Error)]
#[error("figure {file} cannot be drawn: {source}")]
pub struct RenderError {
    file: String,
    source: PlotError,
}

/// A figure of a study, laid out but not yet drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered<'a> {
    spec: &'a FigureSpec,
    figure: Figure,
}

impl<'a> Rendered<'a> {
    /// Lays out the figure `spec` of a study.
    #[must_use]
    pub fn new(spec: &'a FigureSpec, study: &Study, judged: &Judged) -> Self {
        let figure = Builder { spec, study, judged }.figure();
        Self { spec, figure }
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.spec.file
    }

    /// The figure as SVG.
    ///
    /// # Errors
    /// If there is nothing to draw or it does not fit on a page.
    pub fn svg(&self) -> Result<String, RenderError> {
        self.figure.to_svg().map_err(|source| self.failed(source))
    }

    /// The figure as PNG: the same scene as the SVG, dot by dot.
    ///
    /// # Errors
    /// If there is nothing to draw or it does not fit on a page.
    pub fn png(&self) -> Result<Vec<u8>, RenderError> {
        self.figure.to_png().map_err(|source| self.failed(source))
    }

    fn failed(&self, source: PlotError) -> RenderError {
        RenderError {
            file: self.spec.file.clone(),
            source,
        }
    }
}

struct Builder<'a> {
    spec: &'a FigureSpec,
    study: &'a Study,
    judged: &'a Judged,
}

impl Builder<'_> {
    fn cell(&self, index: usize) -> &Cell {
        &self.study.experiment.cells[index]
    }

    fn figure(&self) -> Figure {
        let cells = self.spec.selection.cells(&self.study.experiment);
        Figure {
            title: self.title(),
            subtitle: Some(self.study.experiment.question.clone()),
            panels: self.panels(&cells),
            footer: self.footer(&cells),
            hollow_label: Some("hollow: the estimator's theorem is silent there".to_owned()),
        }
    }

    fn title(&self) -> String {
        let verdicts = self.judged.findings.iter().map(|finding| finding.verdict);
        match Verdict::of_all(verdicts) {
            Some(Verdict::Consistent) => self.spec.finding.clone(),
            Some(other) => format!("Not established: “{}” is {other}", self.spec.finding),
            None => format!("Not tested: “{}”", self.spec.finding),
        }
    }

    fn footer(&self, cells: &[usize]) -> Vec<String> {
        let experiment = &self.study.experiment;
        let mut parts: Vec<String> = Vec::new();
        let values = |value: &dyn Fn(&Cell) -> f64| {
            let mut values: Vec<f64> = cells.iter().map(|&cell| value(self.cell(cell))).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        for coordinate in Coordinate::ALL {
            let (name, values) = match coordinate {
                Coordinate::Alpha => ("α", values(&|cell| cell.alpha)),
                Coordinate::Dim => ("d", values(&|cell| cell.dim() as f64)),
                other => (other.key(), values(&|cell| cell.coordinate(other))),
            };
            parts.push(format!("{name} = {}", list(&values)));
        }
        let replicates = values(&|cell| {
            let index = experiment.cells.iter().position(|other| std::ptr::eq(other, cell));
            index.map_or(0, |index| self.judged.outcomes[index].replicates()) as f64
        });
        let apart = match self.spec.along {
            Along::Coordinate(_) if self.spec.selection.estimators.len() > 1 => " · estimators set 4 % apart along x",
            _ => "",
        };
        vec![
            format!(
                "{} · {} replicates a point · points ± 2 standard errors{apart}",
                parts.join(" · "),
                range(&replicates)
            ),
            format!(
                "experiment {} · profile {} · seed {} · byzrate {}",
                experiment.name,
                experiment.profile,
                experiment.seed,
                env!("CARGO_PKG_VERSION")
            ),
        ]
    }

    fn panels(&self, cells: &[usize]) -> Vec<Panel> {
        let key = |index: usize| match self.spec.panels {
            Panels::One => String::new(),
            Panels::Problem => self.cell(index).problem.name().replace('-', " "),
            Panels::Coordinate(Coordinate::Alpha) => format!("α = {}", self.cell(index).alpha),
            Panels::Coordinate(Coordinate::Dim) => format!("d = {}", self.cell(index).dim()),
            Panels::Coordinate(other) => format!("{} = {}", other.key(), self.cell(index).coordinate(other)),
        };
        let mut panels: Vec<(String, Vec<usize>)> = Vec::new();
        for &cell in cells {
            let key = key(cell);
            match panels.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(cell),
                None => panels.push((key, vec![cell])),
            }
        }
        panels
            .into_iter()
            .map(|(title, cells)| self.panel(title, &cells))
            .collect()
    }

    fn panel(&self, title: String, cells: &[usize]) -> Panel {
        let x = match self.spec.along {
            Along::Adversary => {
                let names = self.spec.selection.adversaries.iter();
                Axis::categorical("adversary", names.map(|&a| self.adversary_name(a)))
            }
            Along::Cell => Axis::categorical("setting", cells.iter().map(|&cell| self.cell_name(cell))),
            Along::Coordinate(Coordinate::Samples) => Axis::log("n, samples per worker"),
            Along::Coordinate(Coordinate::Workers) => Axis::log("m, workers"),
            Along::Coordinate(Coordinate::Dim) => Axis::log("d, dimension"),
            Along::Coordinate(Coordinate::Alpha) => Axis::log("α, Byzantine fraction"),
        };
        let y = match self.spec.quantity {
            Quantity::Response(Response::Rms) => Axis::log("rms error √(E‖ŵ − w*‖²)"),
            Quantity::Response(Response::Mean) => Axis::log("mean error E‖ŵ − w*‖"),
            Quantity::Response(Response::Bias) => Axis::log("bias |E(ŵ − w*)| of a coordinate"),
            Quantity::Response(Response::Of(measure)) => Axis::log(axis_label(measure)),
            Quantity::Ratio => Axis::linear("rms error, measured over predicted"),
        };
        Panel {
            title: (!title.is_empty()).then_some(title),
            x,
            y,
            series: self.series(cells),
            ..Panel::default()
        }
    }

    fn cell_name(&self, index: usize) -> String {
        let cell = self.cell(index);
        format!("m={} b={} d={}", cell.workers, cell.byzantine, cell.dim())
    }

    fn adversary_name(&self, index: usize) -> &str {
        let key = self.study.experiment.adversaries[index].as_str();
        key.split(' ').next().unwrap_or(key)
    }

    fn series(&self, cells: &[usize]) -> Vec<Series> {
        let mut series = match self.spec.along {
            Along::Coordinate(coordinate) => self.coordinate_series(cells, coordinate),
            Along::Adversary | Along::Cell => self.categorical_series(cells),
        };
        if self.spec.quantity == Quantity::Ratio {
            let (first, last) = (-0.5, cells.len() as f64 - 0.5);
            let exact = [Point::new(first, 1.0), Point::new(last, 1.0)];
            series.push(
                Series::new(Colour::GREY)
                    .label("predicted")
                    .line(LineStyle::Solid)
                    .points(exact),
            );
        }
        series
    }

    fn arm(&self, estimator: usize, adversary: usize) -> usize {
        estimator * self.study.experiment.adversaries.len() + adversary
    }

    fn categorical_series(&self, cells: &[usize]) -> Vec<Series> {
        let mut series = Vec::new();
        for &estimator in &self.spec.selection.estimators {
            if self.spec.along == Along::Adversary {
                let adversaries = self.spec.selection.adversaries.iter().enumerate();
                for &cell in cells {
                    let places: Vec<Place> = adversaries
                        .clone()
                        .map(|(x, &adversary)| (x as f64, cell, self.arm(estimator, adversary)))
                        .collect();
                    series.push(self.points(estimator, None, "", &places));
                }
                continue;
            }
            for &adversary in &self.spec.selection.adversaries {
                let arm = self.arm(estimator, adversary);
                let places: Vec<Place> = cells
                    .iter()
                    .enumerate()
                    .map(|(x, &cell)| (x as f64, cell, arm))
                    .collect();
                series.push(self.points(estimator, Some(adversary), "", &places));
            }
        }
        series
    }

    fn coordinate_series(&self, cells: &[usize], coordinate: Coordinate) -> Vec<Series> {
        let mut series = Vec::new();
        let mut predicted = false;
        for (suffix, group) in &self.groups(cells) {
            for &estimator in &self.spec.selection.estimators {
                let colour = aggregator_colour(&self.study.experiment.estimators[estimator].aggregator);
                for &adversary in &self.spec.selection.adversaries {
                    let arm = self.arm(estimator, adversary);
                    let at = |cell: usize| self.cell(cell).coordinate(coordinate) * self.apart(estimator);
                    let places: Vec<Place> = group.iter().map(|&cell| (at(cell), cell, arm)).collect();
                    let law = places
                        .iter()
                        .filter_map(|&(x, cell, arm)| Some(Point::new(x, self.predicted(cell, arm)?)));
                    let law: Vec<Point> = law.collect();
                    if law.len() > 1 {
                        predicted = true;
                        series.push(Series::new(colour).line(LineStyle::Solid).points(law));
                    }
                    // A bound beyond the diameter of W says nothing.
                    let bound = places.iter().filter_map(|&(x, cell, arm)| {
                        let bound = self.guarantee(estimator, cell, arm)??;
                        (bound <= self.cell(cell).problem.domain().diameter()).then_some(Point::new(x, bound))
                    });
                    let bound: Vec<Point> = bound.collect();
                    if bound.len() > 1 {
                        let label = format!(
                            "bound with its constants, {}",
                            self.study.experiment.estimators[estimator].label()
                        );
                        series.push(Series::new(colour).label(label).line(LineStyle::Dotted).points(bound));
                    }
                    series.push(self.points(estimator, Some(adversary), suffix, &places));
                }
            }
            series.extend(self.lower_bound(group, coordinate));
            let rate = group.iter().filter_map(|&cell| {
                let cell = self.cell(cell);
                Some(Point::new(cell.coordinate(coordinate), rate(self.spec.rate, cell)?))
            });
            let rate: Vec<Point> = rate.collect();
            if !rate.is_empty() {
                let line = Series::new(Colour::GREY)
                    .label(rate_label(self.spec.rate))
                    .line(LineStyle::Dashed);
                series.push(line.points(rate));
            }
        }
        if predicted {
            series.push(
                Series::new(Colour::GREY)
                    .label("predicted without fitting")
                    .line(LineStyle::Solid),
            );
        }
        series
    }

    /// The factor by which an estimator's points and lines are set apart along x, so that none hides another's.
    fn apart(&self, estimator: usize) -> f64 {
        let order = self
            .spec
            .selection
            .estimators
            .iter()
            .position(|&e| e == estimator)
            .unwrap_or(0) as f64;
        let middle = (self.spec.selection.estimators.len() as f64 - 1.0) / 2.0;
        APART.powf(order - middle)
    }

    /// Cells that differ in the coordinate of the x axis only, with what tells the groups apart.
    fn groups(&self, cells: &[usize]) -> Vec<(String, Vec<usize>)> {
        let varies = |value: &dyn Fn(&Cell) -> String| {
            let first = cells.first().map(|&cell| value(self.cell(cell)));
            cells.iter().any(|&cell| Some(value(self.cell(cell))) != first)
        };
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for &index in cells {
            let mut parts = Vec::new();
            if varies(&|cell| cell.family.to_string()) {
                parts.push(self.cell(index).problem.name().to_owned());
            }
            for coordinate in Coordinate::ALL {
                if self.spec.along == Along::Coordinate(coordinate) {
                    continue;
                }
                let value = |cell: &Cell| match coordinate {
                    Coordinate::Alpha => format!("α={}", cell.alpha),
                    Coordinate::Dim => format!("d={}", cell.dim()),
                    other => format!("{}={}", other.key(), cell.coordinate(other)),
                };
                if varies(&value) {
                    parts.push(value(self.cell(index)));
                }
            }
            let suffix = parts.iter().fold(String::new(), |suffix, part| suffix + ", " + part);
            match groups.iter_mut().find(|(known, _)| *known == suffix) {
                Some((_, members)) => members.push(index),
                None => groups.push((suffix, vec![index])),
            }
        }
        groups
    }

    fn points(&self, estimator: usize, adversary: Option<usize>, suffix: &str, places: &[Place]) -> Series {
        let points = places.iter().filter_map(|&(x, cell, arm)| {
            let outcomes = self.judged.outcomes[cell].arm(arm);
            let estimate = match self.spec.quantity {
                Quantity::Response(response) => outcomes.response(response)?,
                Quantity::Ratio => outcomes
                    .response(Response::Rms)?
                    .scaled(1.0 / self.predicted(cell, arm)?),
            };
            let (value, reach) = (estimate.value.abs(), 2.0 * estimate.standard_error);
            let point = Point::with_error(x, value, value - reach, value + reach);
            Some(
                point.hollow(
                    self.guarantee(estimator, cell, arm)
                        .is_some_and(|bound| bound.is_none()),
                ),
            )
        });
        let described = &self.study.experiment.estimators[estimator];
        let mut label = format!("{}{suffix}", described.label());
        let mut marker = match described.algorithm.as_str() {
            "one-round" => Marker::Triangle,
            _ => aggregator_marker(&described.aggregator),
        };
        let shown = &self.spec.selection.adversaries;
        if let Some(adversary) = adversary.filter(|_| shown.len() > 1) {
            label = format!("{label}, {}", self.adversary_name(adversary));
            let order = shown.iter().position(|&a| a == adversary).unwrap_or(0);
            marker = ADVERSARY_MARKERS[order % ADVERSARY_MARKERS.len()];
        }
        Series::new(aggregator_colour(&described.aggregator))
            .label(label)
            .marker(marker)
            .points(points.collect::<Vec<_>>())
    }

    /// What no estimator can beat, where that is known: Observation 1 is about Gaussian means.
    fn lower_bound(&self, group: &[usize], coordinate: Coordinate) -> Option<Series> {
        if self.spec.quantity != Quantity::Response(Response::Rms) {
            return None;
        }
        let points: Vec<Point> = (group.iter())
            .filter_map(|&index| {
                let cell = self.cell(index);
                Some(Point::new(cell.coordinate(coordinate), lower_bound_for(cell)?))
            })
            .collect();
        let line = Series::new(Colour::BLACK)
            .label("lower bound on every estimator")
            .line(LineStyle::Dashed);
        (points.len() > 1).then(|| line.points(points))
    }

    /// The bound of the estimator's theorem, `Some(None)` where it is silent, on figures of the error along a coordinate.
    fn guarantee(&self, estimator: usize, cell: usize, arm: usize) -> Option<Option<f64>> {
        if !matches!(self.spec.along, Along::Coordinate(_)) || self.spec.quantity == Quantity::Response(Response::Bias)
        {
            return None;
        }
        let estimator = &self.study.experiment.estimators[estimator];
        let measure = match self.spec.quantity {
            Quantity::Response(response) => response.measure(),
            Quantity::Ratio => Measure::Error,
        };
        guarantee_for(estimator, self.cell(cell), arm, measure).map(Result::ok)
    }

    fn predicted(&self, cell: usize, arm: usize) -> Option<f64> {
        let cell = self.cell(cell);
        let prediction = predict(cell, &cell.arms[arm])?;
        match self.spec.quantity {
            Quantity::Response(Response::Rms) | Quantity::Ratio => prediction.mean_square.map(f64::sqrt),
            Quantity::Response(Response::Bias) => prediction.bias.map(f64::abs).filter(|bias| *bias > 0.0),
            Quantity::Response(Response::Mean | Response::Of(_)) => None,
        }
    }
}

/// A point to draw: x, the cell and the arm.
type Place = (f64, usize, usize);

/// The ratio of x between neighbouring estimators.
const APART: f64 = 1.04;

/// Markers where several adversaries are shown.
const ADVERSARY_MARKERS: [Marker; 5] = [
    Marker::Circle,
    Marker::Triangle,
    Marker::Square,
    Marker::Diamond,
    Marker::Cross,
];

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

/// The mean of a measure, in symbols.
fn axis_label(measure: Measure) -> &'static str {
    match measure {
        Measure::Error => "mean error E‖ŵ − w*‖",
        Measure::SignedError => "bias E(ŵ − w*) of a coordinate",
        Measure::Excess => "excess risk F(wᵀ) − F(w*)",
        Measure::GradientNorm => "smallest gradient minₜ‖∇F(wᵗ)‖",
        Measure::PathDeviation => "Δ on the path, maxₜ‖g(wᵗ) − ∇F(wᵗ)‖",
        Measure::UniformDeviation => "gradient error sup‖g(w) − ∇F(w)‖ over W",
        Measure::Contraction => "contraction of the distance in a round",
        Measure::GradientSquare => "variance of the gradient",
        Measure::CoordinateSquare => "variance of a coordinate of the gradient",
        Measure::CoordinateCube => "third absolute moment of a coordinate of the gradient",
        Measure::CoordinateExponential => "exponential moment of a coordinate of the gradient",
        Measure::Lipschitz => "Lipschitz quotient of a coordinate of the gradient",
        Measure::Smoothness => "smoothness quotient of F",
        Measure::StrongConvexity => "convexity quotient of F",
    }
}

fn rate_label(rate: RateLine) -> &'static str {
    match rate {
        RateLine::None => "",
        RateLine::TrimmedMean => "rate with constant 1: σ√d·(α/√n + 1/√(nm))",
        RateLine::Median => "rate with constant 1: σ√d·(α/√n + 1/√(nm) + 1/n)",
        RateLine::Skewness => "rate with constant 1: σ/n",
    }
}

/// Values with their ends only where there are many.
fn list(values: &[f64]) -> String {
    if values.len() > 4 {
        return range(values);
    }
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn range(values: &[f64]) -> String {
    match values {
        [] => "no".to_owned(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first}–{last}"),
    }
}
