use std::sync::Arc;

use super::term_fit::TermFit;
use super::{Grouping, Kind, Sample, TENTH};
use crate::algorithm::Measure;
use crate::claim::measurement::Measurement;
use crate::claim::stated::Quantity;
use crate::experiment::{Cell, Response};

/// The coefficient of one term of a `[[claim]]` in a least-squares fit on all of its terms, over all cells of a problem.
///
/// The mean error and the bias are fitted as Σ c_j·t_j, the rms error as rms² = Σ (c_j·t_j)².
#[derive(Clone, Debug)]
pub(in crate::claim) struct StatedTerms {
    pub terms: Arc<Vec<Quantity>>,
    pub index: usize,
    pub response: Response,
    pub wanted: Wanted,
}

/// What is claimed of a coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) enum Wanted {
    /// The term is there: in some cell it makes up a tenth of what is fitted, or more.
    Present,
    /// Its value, give or take a share of it.
    Coefficient { value: f64, margin: f64 },
}

impl StatedTerms {
    fn power(&self) -> i32 {
        if self.response == Response::Rms { 2 } else { 1 }
    }

    fn row(&self, cell: &Cell, arm: usize) -> Vec<f64> {
        self.terms
            .iter()
            .map(|term| term.at(cell, arm).powi(self.power()))
            .collect()
    }

    /// The smallest coefficient with which the term makes up a tenth of what is fitted in some cell.
    fn smallest(&self, sample: &Sample, fit: &TermFit) -> f64 {
        let of_cell = |(place, &index): (usize, &usize)| {
            let cell = &sample.experiment.cells[index];
            TENTH * fit.averaged(place).abs() / self.row(cell, sample.arm)[self.index]
        };
        let smallest = sample
            .cells
            .iter()
            .enumerate()
            .map(of_cell)
            .fold(f64::INFINITY, f64::min);
        if self.response == Response::Rms {
            smallest.sqrt()
        } else {
            smallest
        }
    }
}

impl Kind for StatedTerms {
    fn name(&self) -> &'static str {
        "terms"
    }

    fn needs(&self) -> Vec<Measure> {
        vec![self.response.measure()]
    }

    fn grouping(&self) -> Grouping {
        Grouping::Problem
    }

    fn judge(&self, sample: &Sample, level: f64) -> Measurement {
        let term = self.terms[self.index].text();
        let quantity = format!("coefficient of {term} in the {}", self.response.name());
        let row = |cell: &Cell| self.row(cell, sample.arm);
        let fit = match TermFit::of(sample, self.response, row, |_| 1.0, (&quantity, level)) {
            Ok(fit) => fit,
            Err(measurement) => return *measurement,
        };
        fit.judged(
            self.index,
            (quantity, level),
            fit.fit.lack_of_fit,
            |measurement| match self.wanted {
                Wanted::Coefficient { value, margin } => {
                    // What makes up less of any cell than a present term is not told from none.
                    let size = (TENTH * value.abs()).max(self.smallest(sample, &fit));
                    measurement.near(value, margin * value.abs(), size)
                }
                Wanted::Present => {
                    let smallest = self.smallest(sample, &fit);
                    let mut present = measurement.at_least(smallest, 0.5 * smallest);
                    // It is there to see the term gone.
                    present.size = present.measured.map_or(0.0, |measured| measured.value);
                    present
                }
            },
        )
    }
}
