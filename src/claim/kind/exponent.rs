use super::{Grouping, Kind, Sample};
use crate::aggregator::Law;
use crate::algorithm::Measure;
use crate::claim::finding::{Measurement, Power};
use crate::claim::{Verdict, lower_bound_for};
use crate::experiment::{Cell, Coordinate, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{LogFit, Point, normal};
use crate::theory::exact_law;

/// The exponent of a response along a coordinate, by a weighted log-log fit, against the predicted one within a margin.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Exponent {
    response: Response,
    along: Coordinate,
    abscissa: Abscissa,
    expected: f64,
    margin: f64,
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

/// The deviation at which the power of an exponent check is stated.
const STATED_DEVIATION: f64 = 0.1;

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
        let expected = section.required("expected", section.number("expected")?)?.value;
        let margin = section.required("margin", section.number("margin")?)?;
        if margin.value <= 0.0 {
            return Err(section.fault(margin.span, format!("margin {} must be above 0", margin.value)));
        }
        Ok(Self {
            response: super::response(section)?,
            along: coordinate,
            abscissa,
            expected,
            margin: margin.value,
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

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let against = match self.abscissa {
            Abscissa::Coordinate => self.along.key(),
            Abscissa::LargeBias => "its large-m value",
        };
        let over = if self.over_lower_bound { " / lower bound" } else { "" };
        let quantity = format!("exponent of {}{over} in {against}", self.response.name());
        let mut points: Vec<Point> = Vec::new();
        let mut signs = Vec::new();
        for &index in sample.cells {
            let cell = &sample.experiment.cells[index];
            let Some(mut y) = sample.response(index, self.response) else {
                return sample.lost(quantity);
            };
            if self.response == Response::Bias && y.value.abs() < SIGN_RESOLVED * y.standard_error {
                return Measurement::impossible(
                    quantity,
                    format!(
                        "the sign of the bias is not resolved in the cell {cell}: {:.2e} ± {:.2e}",
                        y.value, y.standard_error
                    ),
                );
            }
            if self.over_lower_bound {
                let Some(bound) = lower_bound_for(cell) else {
                    return Measurement::impossible(quantity, "Observation 1 is about Gaussian means");
                };
                y = y.scaled(1.0 / bound);
            }
            signs.push(y.value.signum());
            y.value = y.value.abs();
            points.push(Point {
                x: self.abscissa(cell, sample.arm),
                y,
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
        let mut measurement = Measurement::equivalence(quantity, fit.exponent, self.expected, self.margin, level);
        let critical = normal::quantile(0.5 + 0.5 * level);
        measurement.power = Some(Power {
            deviation: STATED_DEVIATION,
            probability: normal::cdf((STATED_DEVIATION - self.margin) / fit.exponent.standard_error - critical),
        });
        if let Some(curvature) = fit.curvature
            && curvature.value.abs() > critical * curvature.standard_error
        {
            // The local exponent changes by so much from the middle of the grid to its ends.
            let logs = || points.iter().map(|point| point.x.ln());
            let (low, high) = logs().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
            let change = curvature.value.abs() * (high - low);
            measurement.note = Some(format!(
                "the points bend: the exponent changes by {change:.3} from middle to end"
            ));
            if change > self.margin && measurement.verdict == Some(Verdict::Consistent) {
                measurement.verdict = Some(Verdict::Inconclusive);
            }
        }
        measurement
    }
}

/// A bias is followed along a coordinate only while it is so many standard errors from zero.
const SIGN_RESOLVED: f64 = 3.0;
