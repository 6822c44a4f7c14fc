use super::{Grouping, Kind, Sample};
use crate::algorithm::Measure;
use crate::claim::Verdict;
use crate::claim::finding::Measurement;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::{Design, Estimate, Interval, NonNegativeFit, non_negative_least_squares};

/// A term of the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
pub(in crate::claim) struct Terms {
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
            response: super::response(section)?,
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
            Response::Mean | Response::Of(_) => (1, (cell.dim() as f64).sqrt()),
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

    fn needs(&self) -> Vec<Measure> {
        vec![self.response.measure()]
    }

    fn grouping(&self) -> Grouping {
        Grouping::All
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("coefficient of {} in the {}", self.term.name(), self.response.name());
        let mut points = Vec::new();
        for &index in sample.cells {
            let Some(measured) = sample.response(index, self.response) else {
                return sample.lost(quantity);
            };
            if measured.standard_error.is_nan() || measured.standard_error <= 0.0 {
                return Measurement::impossible(quantity, "a cell has no standard error: more replicates are needed");
            }
            points.push((Self::row(&sample.experiment.cells[index], self.response), measured));
        }
        let side = Self::side(points.iter().map(|(_, measured)| measured));
        let mut design = (Vec::new(), Vec::new(), Vec::new());
        for (row, measured) in points {
            let (value, error) = match self.response {
                Response::Rms => (measured.value.powi(2), 2.0 * measured.value * measured.standard_error),
                Response::Mean | Response::Bias | Response::Of(_) => (side * measured.value, measured.standard_error),
            };
            design.0.push(row);
            design.1.push(value);
            design.2.push(error);
        }
        match Design::new(&design.0, &design.1, &design.2).and_then(|design| non_negative_least_squares(&design, level))
        {
            Ok(fit) => self.measurement(quantity, &fit, level),
            Err(error) => Measurement::impossible(quantity, error.to_string()),
        }
    }
}

impl Terms {
    /// The side to which the biases point together. Folding every bias for itself would make a term of chance.
    fn side<'a>(measured: impl Iterator<Item = &'a Estimate>) -> f64 {
        let pooled: f64 = measured.map(|m| m.value / m.standard_error.powi(2)).sum();
        if pooled < 0.0 { -1.0 } else { 1.0 }
    }

    /// Judges the unconstrained coefficient: clipped at zero, a significantly negative one would pass for an absent term.
    fn measurement(&self, quantity: String, fit: &NonNegativeFit, level: f64) -> Measurement {
        let index = Term::ALL.iter().position(|term| *term == self.term).unwrap_or_default();
        let root = |value: f64| match self.response {
            Response::Rms => value.max(0.0).sqrt(),
            Response::Mean | Response::Bias | Response::Of(_) => value,
        };
        let free = fit.free[index].interval(level);
        let interval = Interval {
            low: root(fit.intervals[index].low),
            high: root(fit.intervals[index].high),
        };
        let accepted = Interval::around(self.expected, self.margin);
        let mut verdict = Verdict::of_equivalence(&interval, &accepted);
        let mut notes = Vec::new();
        if free.high < 0.0 {
            verdict = Verdict::Contradicted;
            notes.push(format!(
                "without the constraint the coefficient is negative: {:.3}",
                fit.free[index].value
            ));
        } else if fit.free.iter().any(|other| other.interval(level).high < 0.0) {
            verdict = verdict.max(Verdict::Inconclusive);
            notes.push("without the constraint another term is negative".to_owned());
        }
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
        let value = root(fit.coefficients[index]);
        let error = fit.free[index].standard_error;
        Measurement {
            quantity,
            measured: Some(Estimate {
                value,
                standard_error: match self.response {
                    Response::Rms if value > 0.0 => error / (2.0 * value),
                    _ => error,
                },
            }),
            interval: Some(interval),
            predicted: Some(self.expected),
            accepted: Some(accepted),
            verdict: Some(verdict),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            ..Measurement::default()
        }
    }
}

/// A condition number of the scaled design from which on a reader should be warned.
const WORST_CONDITION: f64 = 30.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// A fit whose unconstrained coefficients are `free`, each ± 0.01.
    fn judged(free: [f64; 3], expected: f64) -> Measurement {
        let free = free.map(|value| Estimate {
            value,
            standard_error: 0.01,
        });
        let fit = NonNegativeFit {
            coefficients: free.iter().map(|estimate| estimate.value.max(0.0)).collect(),
            intervals: (free.iter())
                .map(|estimate| estimate.interval(0.99))
                .map(|interval| Interval {
                    low: interval.low.max(0.0),
                    high: interval.high.max(0.0),
                })
                .collect(),
            free: free.to_vec(),
            lack_of_fit: 1.0,
            condition: 5.0,
        };
        let terms = Terms {
            term: Term::Skewness,
            response: Response::Bias,
            expected,
            margin: 0.05,
        };
        terms.measurement("test".to_owned(), &fit, 0.99)
    }

    #[test]
    fn a_significantly_negative_coefficient_is_no_absent_term() {
        assert_eq!(judged([1.0, 1.0, -0.33], 0.0).verdict, Some(Verdict::Contradicted));
        assert_eq!(judged([1.0, 1.0, -0.01], 0.0).verdict, Some(Verdict::Consistent));
        assert_eq!(judged([1.0, 1.0, 0.33], 0.33).verdict, Some(Verdict::Consistent));
        assert_eq!(judged([1.0, 1.0, 0.33], 0.0).verdict, Some(Verdict::Contradicted));
    }

    #[test]
    fn a_fit_with_another_negative_term_establishes_nothing() {
        let measurement = judged([1.0, -0.5, 0.33], 0.33);
        assert_eq!(measurement.verdict, Some(Verdict::Inconclusive));
        assert!(
            measurement
                .note
                .is_some_and(|note| note.contains("another term is negative"))
        );
    }
}
