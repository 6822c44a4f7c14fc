use super::{Expectation, Grouping, Kind, Measured, Sample, TENTH, law};
use crate::aggregator::Law;
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::claim::{Verdict, lower_bound_for};
use crate::experiment::{Cell, Coordinate, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Estimate, LogFit, Point, Statistic};
use crate::theory::exact_law;

/// The exponent of a response along a coordinate, by a weighted log-log fit, against the expected one, or that of its law
/// over the same grid.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Exponent {
    response: Response,
    along: Coordinate,
    abscissa: Abscissa,
    expectation: Expectation,
    /// Whether the response is taken in units of what no estimator can beat (Observation 1).
    over_lower_bound: bool,
}

/// Against what the response is plotted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Abscissa {
    /// The coordinate itself.
    Coordinate,
    /// For α: the worst-case bias of the aggregator for many Gaussian workers, such as z(α). Against α itself its slope is
    /// 1 in the limit α → 0 only.
    LargeBias,
}

impl Exponent {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let along = section.required("along", section.text("along")?)?;
        let coordinate = Coordinate::named(&along.value).ok_or_else(|| {
            let message = format!(
                "unknown coordinate {:?}{}",
                along.value,
                suggest(&along.value, &Coordinate::ALL.map(Coordinate::key))
            );
            section.fault(along.span.clone(), message)
        })?;
        let abscissa = match section.text("abscissa")? {
            None => Abscissa::Coordinate,
            Some(name) if name.value == "large-m-bias" && coordinate == Coordinate::Alpha => Abscissa::LargeBias,
            Some(name) => {
                let message = format!(
                    "abscissa {:?} is not allowed; along = \"alpha\" allows \"large-m-bias\"",
                    name.value
                );
                return Err(section.fault(name.span, message));
            }
        };
        let over_lower_bound = match section.text("over")? {
            None => false,
            Some(name) if name.value == "lower-bound" => true,
            Some(name) => {
                let message = format!("over {:?} is not allowed; it is \"lower-bound\"", name.value);
                return Err(section.fault(name.span, message));
            }
        };
        Ok(Self {
            response: super::response(section)?,
            along: coordinate,
            abscissa,
            expectation: Expectation::decode(section)?,
            over_lower_bound,
        })
    }

    fn abscissa(&self, cell: &Cell, arm: usize) -> f64 {
        let alpha = cell.byzantine_fraction();
        match self.abscissa {
            Abscissa::Coordinate => cell.coordinate(self.along),
            Abscissa::LargeBias => large_bias(cell, arm, alpha).unwrap_or(f64::NAN),
        }
    }
}

/// The worst-case bias for many Gaussian workers, where it is known of the arm's rule.
fn large_bias(cell: &Cell, arm: usize, alpha: f64) -> Option<f64> {
    let rule = cell.arms[arm].aggregator.law(cell.workers);
    match rule {
        Law::Median => exact_law::median_bias(alpha).ok(),
        _ => exact_law::trimmed_mean_bias(alpha, rule.trim_fraction(cell.workers)?).ok(),
    }
}

impl Kind for Exponent {
    fn name(&self) -> &'static str {
        "exponent"
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.response.measure()]
    }

    fn grouping(&self) -> Grouping {
        Grouping::Along(self.along)
    }

    fn speaks(&self, cell: &Cell, arm: usize) -> bool {
        self.abscissa == Abscissa::Coordinate || cell.arms[arm].aggregator.law(cell.workers) != Law::Unknown
    }

    fn expects_nothing(&self, cells: &[&Cell], arm: usize) -> bool {
        self.expectation.value.is_none() && !cells.iter().all(|cell| law(cell, arm, self.response).is_some())
    }

    fn planned_error(&self, cells: &[&Cell], arm: usize, response: Response, relative: f64) -> Option<f64> {
        if response != self.response || response == Response::Bias {
            return None;
        }
        let point = |cell: &&Cell| Point {
            x: self.abscissa(cell, arm),
            y: Estimate {
                value: 1.0,
                standard_error: relative,
            },
        };
        let fit = LogFit::new(&cells.iter().map(point).collect::<Vec<_>>()).ok()?;
        Some(fit.exponent.standard_error)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let against = match self.abscissa {
            Abscissa::Coordinate => self.along.key(),
            Abscissa::LargeBias => "its large-m value",
        };
        let over = if self.over_lower_bound { " / lower bound" } else { "" };
        let quantity = format!("exponent of {}{over} in {against}", self.response.name());
        let mut points: Vec<Point> = Vec::new();
        let mut logs: Vec<Statistic> = Vec::new();
        let mut signs = Vec::new();
        for &index in sample.cells {
            let cell = &sample.experiment.cells[index];
            let unit = if self.over_lower_bound {
                match lower_bound_for(cell) {
                    Some(bound) => bound,
                    None => return Measurement::impossible(quantity, "Observation 1 is about Gaussian means"),
                }
            } else {
                1.0
            };
            let Some(measured) = sample.measured(index, self.response, unit) else {
                return sample.lost(quantity);
            };
            let Estimate { value, standard_error } = measured.estimate();
            if self.response == Response::Bias && value.abs() < SIGN_RESOLVED * standard_error {
                return Measurement::impossible(
                    quantity,
                    format!(
                        "the sign of the bias is not resolved in the cell {cell}: {value:.2e} ± {standard_error:.2e}"
                    ),
                );
            }
            let Some(log) = measured.ln().filter(|_| measured.varies()) else {
                let reason = format!("nothing varies in the cell {cell}: a standard error of 0 is no precision");
                return Measurement::impossible(quantity, reason);
            };
            signs.push(value.signum());
            logs.push(log);
            points.push(Point {
                x: self.abscissa(cell, sample.arm),
                y: Estimate {
                    value: value.abs(),
                    standard_error,
                },
            });
        }
        if signs.windows(2).any(|pair| pair[0] != pair[1]) {
            return Measurement::impossible(quantity, "the bias changes its sign along the coordinate");
        }
        if points.len() < 3 {
            return Measurement::impossible(quantity, format!("{} points; a slope needs at least 3", points.len()));
        }
        let fit = match LogFit::new(&points) {
            Ok(fit) => fit,
            Err(error) => return Measurement::impossible(quantity, error.to_string()),
        };
        let combined = |weights: &[f64]| -> Measured {
            let terms: Vec<(f64, Statistic)> = weights.iter().copied().zip(logs.iter().copied()).collect();
            Measured::of(Statistic::combination(&terms))
        };
        let Some((expected, remainder)) = self.expected(sample, &fit.weights) else {
            return Measurement::impossible(quantity, "no law of it is known here: say what exponent is expected");
        };
        let measurement = Measurement::of(quantity, combined(&fit.weights), level).near(expected, remainder, TENTH);
        self.with_bend(
            measurement,
            fit.curvature_weights.as_deref().map(combined),
            &points,
            level,
        )
    }
}

impl Exponent {
    /// The exponent to expect and what is left out of it: the given one, or the slope of the law of the response over the very grid,
    /// with the weights of the fit. The lower bound's own slope is taken off either.
    fn expected(&self, sample: &Sample, weights: &[f64]) -> Option<(f64, f64)> {
        let cells = || sample.cells.iter().map(|&index| &sample.experiment.cells[index]);
        let slope = |logs: Vec<f64>| -> f64 { weights.iter().zip(logs).map(|(weight, log)| weight * log).sum() };
        let of_law = || -> Option<(f64, f64)> {
            let logs = cells().map(|cell| {
                let (value, remainder) = law(cell, sample.arm, self.response)?;
                Some((libm::log(value.abs()), remainder))
            });
            let (logs, remainders): (Vec<f64>, Vec<f64>) = logs.collect::<Option<Vec<_>>>()?.into_iter().unzip();
            let left_out = weights.iter().zip(remainders).map(|(weight, own)| weight.abs() * own);
            Some((slope(logs), left_out.sum()))
        };
        let (expected, remainder) = match self.expectation.value {
            Some(given) => (given, 0.0),
            None => of_law()?,
        };
        let bounds = cells().map(|cell| match (self.over_lower_bound, lower_bound_for(cell)) {
            (true, Some(bound)) => libm::log(bound),
            _ => 0.0,
        });
        Some((expected - slope(bounds.collect()), remainder + self.expectation.margin))
    }

    /// What a bend of the points means: the exponent is that of no power law.
    fn with_bend(
        &self,
        measurement: Measurement,
        curvature: Option<Measured>,
        points: &[Point],
        level: f64,
    ) -> Measurement {
        let Some(curvature) = curvature else {
            return measurement;
        };
        let interval = curvature.interval(level);
        if !(interval.low > 0.0 || interval.high < 0.0) {
            return measurement;
        }
        // The local exponent changes by so much from the middle of the grid to its ends.
        let logs = || points.iter().map(|point| libm::log(point.x));
        let (low, high) = logs().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
        let change = curvature.value().abs() * (high - low);
        let mut measurement = measurement.noted(format!(
            "the points bend: the exponent changes by {change:.3} from middle to end"
        ));
        if change > TENTH && measurement.verdict == Some(Verdict::Consistent) {
            measurement.verdict = Some(Verdict::Inconclusive);
        }
        measurement
    }
}

/// A bias is followed along a coordinate only while it is so many standard errors from zero.
const SIGN_RESOLVED: f64 = 3.0;
