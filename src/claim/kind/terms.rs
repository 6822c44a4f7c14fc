use super::term_fit::TermFit;
use super::{Expectation, Grouping, Kind, Sample, predict, size_of};
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, Response};
use crate::spec::{Section, SpecError, suggest};
use crate::stat::NonNegativeFit;

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

    /// Its value in a cell, in units of σ.
    #[must_use]
    pub fn value(self, cell: &Cell) -> f64 {
        let n = cell.samples as f64;
        let m = cell.workers as f64;
        match self {
            Self::Byzantine => cell.byzantine_fraction() / n.sqrt(),
            Self::Chance => 1.0 / (n * m).sqrt(),
            Self::Skewness => 1.0 / n,
        }
    }
}

/// The coefficient of one term in a least-squares fit on all three, against the expected one, or that of the same fit to
/// the law.
///
/// The mean error and the bias are fitted as c₁·α/√n + c₂/√(nm) + c₃/n. Chance adds to bias in squares, so the rms error is
/// fitted as rms² = c₁²·α²/n + c₂²/(nm) + c₃²/n². All terms are scaled by σ√d, or by σ for the bias of a coordinate.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::claim) struct Terms {
    term: Term,
    response: Response,
    expectation: Expectation,
}

/// The coefficient to expect.
struct Expected {
    value: f64,
    /// What is left out of it.
    remainder: f64,
    /// Whether it is that of the same fit to a law.
    is_law: bool,
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
        Ok(Self {
            term,
            response: super::response(section)?,
            expectation: Expectation::decode(section)?,
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

    fn expects_nothing(&self, cells: &[&Cell], arm: usize) -> bool {
        let known = |cell: &&Cell| predict(cell, arm).is_some_and(|prediction| prediction.of(self.response).is_some());
        self.expectation.value.is_none() && !cells.iter().all(known)
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let quantity = format!("coefficient of {} in the {}", self.term.name(), self.response.name());
        let row = |cell: &Cell| Self::row(cell, self.response);
        let unit = |cell: &Cell| cell.problem.noise();
        let fit = match TermFit::of(sample, self.response, row, unit, (&quantity, level)) {
            Ok(fit) => fit,
            Err(measurement) => return *measurement,
        };
        match self.expected(sample, &fit.fit) {
            Some(expected) => self.measurement(quantity, &fit, &expected, level),
            None => Measurement::impossible(quantity, "no law of it is known here: say what is expected of it"),
        }
    }
}

impl Terms {
    /// The coefficient to expect and what is left out of it: the given one, or that of the same fit to the law.
    fn expected(&self, sample: &Sample, fit: &NonNegativeFit) -> Option<Expected> {
        if let Some(value) = self.expectation.value {
            return Some(Expected {
                value,
                remainder: self.expectation.margin,
                is_law: false,
            });
        }
        let weights = &fit.weights[self.index()];
        let laws: Option<Vec<(f64, f64)>> = (sample.cells.iter())
            .map(|&index| {
                let cell = &sample.experiment.cells[index];
                let prediction = predict(cell, sample.arm)?;
                let value = prediction.of(self.response)? / cell.problem.noise();
                let (value, remainder) = match self.response {
                    Response::Rms => (value * value, 2.0 * prediction.remainder),
                    Response::Mean | Response::Bias | Response::Of(_) => (value, prediction.remainder),
                };
                Some((value, value.abs() * remainder))
            })
            .collect();
        let laws = laws?;
        let sum = |of: &dyn Fn(f64, (f64, f64)) -> f64| -> f64 {
            weights.iter().zip(&laws).map(|(weight, law)| of(*weight, *law)).sum()
        };
        let side = if self.response == Response::Rms {
            1.0
        } else if laws.iter().map(|(value, _)| value).sum::<f64>() < 0.0 {
            -1.0
        } else {
            1.0
        };
        let expected = side * sum(&|weight, (value, _)| weight * value);
        let remainder = sum(&|weight, (_, left_out)| weight.abs() * left_out);
        let (value, remainder) = match self.response {
            Response::Rms => {
                let root = expected.max(0.0).sqrt();
                (root, 0.5 * remainder / root)
            }
            Response::Mean | Response::Bias | Response::Of(_) => (expected, remainder),
        };
        Some(Expected {
            value,
            remainder: remainder + self.expectation.margin,
            is_law: true,
        })
    }

    fn index(&self) -> usize {
        Term::ALL.iter().position(|term| *term == self.term).unwrap_or_default()
    }

    fn measurement(&self, quantity: String, fit: &TermFit, expected: &Expected, level: f64) -> Measurement {
        // What the terms do not explain of a law is in what is expected of the fit; of others it makes the fit less sure.
        let widened = if expected.is_law { 1.0 } else { fit.fit.lack_of_fit };
        fit.judged(self.index(), (quantity, level), widened, |measurement| {
            measurement.near(expected.value, expected.remainder, size_of(expected.value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Verdict;
    use crate::stat::Statistic;

    /// A fit whose unconstrained coefficients are `free`, each ± 0.01: three points, one for every term.
    fn judged(free: [f64; 3], expected: f64) -> Measurement {
        let averaged = free.map(|value| Statistic {
            value,
            standard_error: 0.01,
            skewness: 0.0,
            along: 0.0,
            total: 0.0,
            degrees_of_freedom: 1000.0,
            doubt: 0.0,
            replicates: 1000,
        });
        let unit = |term: usize| {
            (0..3)
                .map(|other| f64::from(u8::from(other == term)))
                .collect::<Vec<_>>()
        };
        let rows: Vec<_> = (0..3).map(unit).collect();
        let fit = TermFit::new(&rows, averaged.to_vec(), Response::Bias, 0.99).expect("regular");
        let terms = Terms {
            term: Term::Skewness,
            response: Response::Bias,
            expectation: Expectation {
                value: None,
                margin: 0.0,
            },
        };
        let expected = Expected {
            value: expected,
            remainder: 0.02,
            is_law: false,
        };
        terms.measurement("test".to_owned(), &fit, &expected, 0.99)
    }

    #[test]
    fn a_significantly_negative_coefficient_is_no_absent_term() {
        assert_eq!(judged([1.0, 1.0, -0.33], 0.0).verdict, Some(Verdict::Contradicted));
        assert_eq!(judged([1.0, 1.0, -0.01], 0.0).verdict, Some(Verdict::Consistent));
        assert_eq!(judged([1.0, 1.0, 0.33], 0.33).verdict, Some(Verdict::Consistent));
        assert_eq!(judged([1.0, 1.0, 0.33], 0.0).verdict, Some(Verdict::Contradicted));
        // Three points, one for every term, tell them apart as well as can be: a reader need not be warned.
        assert_eq!(judged([1.0, 1.0, 0.33], 0.33).note, None);
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
