use super::Verdict;
use super::check::{Grouping, Kind, Sample};
use super::finding::Measurement;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Design, Estimate, Interval, non_negative_least_squares, normal};

/// A term of the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// α/√n.
    Byzantine,
    /// 1/√(nm).
    Chance,
    /// 1/n.
    Skewness,
}

impl Term {
    /// All terms, in the order of the paper.
    pub const ALL: [Self; 3] = [Self::Byzantine, Self::Chance, Self::Skewness];

    /// The name in specs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Byzantine => "alpha/sqrt(n)",
            Self::Chance => "1/sqrt(nm)",
            Self::Skewness => "1/n",
        }
    }

    /// Its value in a cell, times σ so that coefficients are pure numbers.
    #[must_use]
    pub fn value(self, cell: &Cell) -> f64 {
        let n = cell.samples as f64;
        let m = cell.workers as f64;
        cell.problem.noise()
            * match self {
                Self::Byzantine => cell.byzantine_fraction() / n.sqrt(),
                Self::Chance => 1.0 / (n * m).sqrt(),
                Self::Skewness => 1.0 / n,
            }
    }
}

/// The coefficient of one term in a non-negative least-squares fit on all three, against the expected one within a margin.
///
/// The mean error and the bias are fitted as c₁·α/√n + c₂/√(nm) + c₃/n. Chance adds to bias in squares, so the rms error is
/// fitted as rms² = c₁²·α²/n + c₂²/(nm) + c₃²/n². All terms are scaled by σ√d, or by σ for the bias of a coordinate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Terms {
    term: Term,
    response: Response,
    expected: f64,
    margin: f64,
}

impl Terms {
    pub fn decode(section: &Section) -> Result<Self, SpecError> {
        let name = section.required("term", section.text("term")?)?;
        let term = Term::ALL
            .into_iter()
            .find(|term| term.name() == name.value)
            .ok_or_else(|| {
                let hint = suggest(&name.value, &Term::ALL.map(Term::name));
                section.fault(name.span.clone(), format!("unknown term {:?}{hint}", name.value))
            })?;
        let margin = section.required("margin", section.number("margin")?)?;
        if margin.value <= 0.0 {
            return Err(section.fault(margin.span, format!("margin {} must be above 0", margin.value)));
        }
        Ok(Self {
            term,
            response: super::exponent::response(section)?,
            expected: section.required("expected", section.number("expected")?)?.value,
            margin: margin.value,
        })
    }
}

impl Terms {
    /// Regressors and response of a cell: squares where chance adds in squares.
    fn row(cell: &Cell, response: Response) -> Vec<f64> {
        let (power, scale) = match response {
            Response::Rms => (2, (cell.dim() as f64).sqrt()),
            Response::Mean => (1, (cell.dim() as f64).sqrt()),
            Response::Bias => (1, 1.0),
        };
        Term::ALL
            .iter()
            .map(|term| (scale * term.value(cell)).powi(power))
            .collect()
    }
}

impl Kind for Terms {
    fn name(&self) -> &'static str {
        "terms"
    }

    fn grouping(&self) -> Grouping {
        Grouping::All
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("coefficient of {} in the {}", self.term.name(), self.response.name());
        let (mut x, mut y, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for &index in sample.cells {
            let Some(measured) = sample.response(index, self.response) else {
                return sample.lost(quantity);
            };
            x.push(Self::row(&sample.experiment.cells[index], self.response));
            let (value, error) = (measured.value.abs(), measured.standard_error);
            if self.response == Response::Rms {
                y.push(value * value);
                errors.push(2.0 * value * error);
            } else {
                y.push(value);
                errors.push(error);
            }
        }
        if errors.iter().any(|error| error.is_nan() || *error <= 0.0) {
            return Measurement::impossible(quantity, "a cell has no standard error: more replicates are needed");
        }
        let fit = Design::new(&x, &y, &errors).and_then(|design| non_negative_least_squares(&design, level));
        let fit = match fit {
            Ok(fit) => fit,
            Err(error) => return Measurement::impossible(quantity, error.to_string()),
        };
        let index = Term::ALL.iter().position(|term| *term == self.term).unwrap_or_default();
        let root = |value: f64| {
            if self.response == Response::Rms {
                value.sqrt()
            } else {
                value
            }
        };
        let interval = Interval {
            low: root(fit.intervals[index].low),
            high: root(fit.intervals[index].high),
        };
        let accepted = Interval::around(self.expected, self.margin);
        let reach = normal::quantile(0.5 + 0.5 * level);
        let mut notes = Vec::new();
        if fit.lack_of_fit > 2.0 {
            notes.push(format!(
                "the terms leave residuals of {:.1} standard errors",
                fit.lack_of_fit
            ));
        }
        if fit.condition > WORST_CONDITION {
            notes.push(format!(
                "the grid hardly tells the terms apart (condition number {:.0})",
                fit.condition
            ));
        }
        Measurement {
            quantity,
            measured: Some(Estimate {
                value: root(fit.coefficients[index]),
                standard_error: (interval.high - interval.low) / (2.0 * reach),
            }),
            interval: Some(interval),
            predicted: Some(self.expected),
            accepted: Some(accepted),
            verdict: Some(Verdict::of_equivalence(&interval, &accepted)),
            power: None,
            note: (!notes.is_empty()).then(|| notes.join("; ")),
        }
    }
}

/// A condition number of the scaled design from which on a reader should be warned.
const WORST_CONDITION: f64 = 30.0;
