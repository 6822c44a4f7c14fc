use super::{Measured, Sample};
use crate::claim::Verdict;
use crate::claim::measurement::Measurement;
use crate::experiment::{Cell, Response};
use crate::stat::{Design, FitError, NonNegativeFit, Statistic, non_negative_least_squares};

/// A response of cells, fitted by terms whose coefficients are not negative.
#[derive(Debug)]
pub(in crate::claim) struct TermFit {
    pub fit: NonNegativeFit,
    /// What is fitted of every cell.
    averaged: Vec<Statistic>,
    response: Response,
}

/// A condition number of the scaled design from which on a reader should be warned.
const WORST_CONDITION: f64 = 30.0;

impl TermFit {
    /// Fits `rows` of regressors to what is averaged of every cell.
    pub fn new(rows: &[Vec<f64>], averaged: Vec<Statistic>, response: Response, level: f64) -> Result<Self, FitError> {
        let values: Vec<f64> = averaged.iter().map(|one| one.value).collect();
        let errors: Vec<f64> = averaged.iter().map(|one| one.standard_error).collect();
        let fit = Design::new(rows, &values, &errors).and_then(|design| non_negative_least_squares(&design, level))?;
        Ok(Self {
            fit,
            averaged,
            response,
        })
    }

    /// Fits the terms that `row` has of a cell to the response in units of `unit`, where there is one: chance adds to bias in squares,
    /// so that of the rms error squares are fitted, and `row` has them.
    pub fn of(
        sample: &Sample,
        response: Response,
        row: impl Fn(&Cell) -> Vec<f64>,
        unit: impl Fn(&Cell) -> f64,
        (quantity, level): (&str, f64),
    ) -> Result<Self, Box<Measurement>> {
        let (mut rows, mut averaged) = (Vec::new(), Vec::new());
        for &index in sample.cells {
            let cell = &sample.experiment.cells[index];
            let Some(measured) = sample.measured(index, response, unit(cell)) else {
                return Err(Box::new(sample.lost(quantity)));
            };
            if !measured.varies() {
                let reason = "a cell has no standard error: more replicates are needed";
                return Err(Box::new(Measurement::impossible(quantity, reason)));
            }
            rows.push(row(cell));
            averaged.push(measured.statistic());
        }
        if response != Response::Rms {
            let side = side(&averaged);
            averaged.iter_mut().for_each(|one| *one = one.scaled(side));
        }
        Self::new(&rows, averaged, response, level)
            .map_err(|error| Box::new(Measurement::impossible(quantity, error.to_string())))
    }

    /// What is fitted of a cell, by its place among those of the sample.
    pub fn averaged(&self, place: usize) -> f64 {
        self.averaged[place].value
    }

    /// The unconstrained coefficient of a term: clipped at zero, a significantly negative one would pass for an absent term. `widened` is
    /// by how much less sure it is than by chance alone.
    fn free(&self, index: usize, widened: f64) -> Statistic {
        let weights = self.fit.weights[index].iter().copied();
        let own = Statistic::combination(&weights.zip(self.averaged.iter().copied()).collect::<Vec<_>>());
        Statistic {
            standard_error: own.standard_error * widened,
            ..own
        }
    }

    /// The coefficient of a term as `compared` compares it, with what a reader should know of the fit.
    pub fn judged(
        &self,
        index: usize,
        (quantity, level): (String, f64),
        widened: f64,
        compared: impl FnOnce(Measurement) -> Measurement,
    ) -> Measurement {
        let coefficient = self.free(index, widened);
        let measured = match self.response {
            Response::Rms => Measured::root_of(coefficient),
            Response::Mean | Response::Bias | Response::Of(_) => Measured::of(coefficient),
        };
        let mut measurement = compared(Measurement::of(quantity, measured, level));
        let negative = |index: usize| self.free(index, widened).interval(level).high < 0.0;
        if negative(index) {
            measurement.verdict = Some(Verdict::Contradicted);
            measurement = measurement.noted(format!(
                "without the constraint the coefficient is negative: {:.3}",
                coefficient.value
            ));
        } else if (0..self.fit.weights.len()).any(negative) {
            measurement.verdict = measurement.verdict.max(Some(Verdict::Inconclusive));
            measurement = measurement.noted("without the constraint another term is negative");
        }
        if widened > 2.0 {
            measurement = measurement.noted(format!(
                "the terms leave residuals of {:.1} standard errors",
                self.fit.lack_of_fit
            ));
        }
        if self.fit.condition > WORST_CONDITION {
            measurement = measurement.noted(format!(
                "the grid hardly tells the terms apart (condition number {:.0})",
                self.fit.condition
            ));
        }
        measurement
    }
}

/// The side to which the biases point together. Folding every bias for itself would make a term of chance.
fn side(measured: &[Statistic]) -> f64 {
    let pooled: f64 = measured.iter().map(|m| m.value / m.standard_error.powi(2)).sum();
    if pooled < 0.0 { -1.0 } else { 1.0 }
}
