use super::Quantity;
use crate::claim::Claim;
use crate::claim::measurement::planned_sees;
use crate::experiment::{Cell, Experiment, Response};
use crate::stat::Design;

/// What a grid can tell of the terms of a claim, before anything is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// The claim.
    pub claim: Claim,
    /// The estimator whose numbers the formulas have.
    pub estimator: usize,
    /// The condition number of the scaled design: large where the terms can hardly be told apart.
    pub condition: f64,
    /// The terms as they are written.
    pub terms: Vec<String>,
    /// Whether the coefficients are those that the claim expects, and not 1 each.
    pub expects: bool,
    /// The standard error of what is fitted for every term: the coefficient, or its square where squares are fitted.
    errors: Vec<f64>,
    /// Whether squares are fitted.
    squares: bool,
}

/// The design of the fit of terms to the cells of an estimator.
pub(super) struct Planned {
    condition: f64,
    errors: Vec<f64>,
    squares: bool,
    estimator: usize,
}

/// Terms that no drawing tells apart.
pub(super) struct NotApart {
    /// The term at fault.
    pub term: usize,
    pub message: String,
}

/// A condition number from which on an estimated coefficient says nothing: its error is some seventy times that of a cell.
const HOPELESS: f64 = 100.0;

/// A condition number from which on a reader should be warned.
const DOUBTFUL: f64 = 30.0;

/// The design that a grid is for some terms, with coefficients as they are expected, or of 1 each.
pub(super) fn apart(
    terms: &[Quantity],
    coefficients: Option<&[f64]>,
    response: Response,
    experiment: &Experiment,
    cells: &[usize],
    arm: usize,
) -> Result<Planned, NotApart> {
    let squares = response == Response::Rms;
    let power = if squares { 2 } else { 1 };
    let row = |cell: &Cell| -> Vec<f64> { terms.iter().map(|term| term.at(cell, arm).powi(power)).collect() };
    let rows: Vec<Vec<f64>> = cells.iter().map(|&cell| row(&experiment.cells[cell])).collect();
    for (index, term) in terms.iter().enumerate() {
        if rows.iter().all(|row| row[index] == 0.0) {
            let message = format!("the term {} is 0 in every cell: nothing can be said of it", term.text());
            return Err(NotApart { term: index, message });
        }
    }
    if rows.len() < terms.len() {
        let message = format!(
            "{} cells cannot tell {} terms apart: there must be at least as many, and one more shows a lack of fit",
            rows.len(),
            terms.len()
        );
        return Err(NotApart { term: 0, message });
    }
    let expected = |row: &[f64]| -> f64 {
        let coefficient = |index: usize| coefficients.map_or(1.0, |all| all[index].powi(power));
        row.iter().enumerate().map(|(index, x)| coefficient(index) * x).sum()
    };
    let relative = f64::from(power) * relative_error(experiment, &experiment.cells[cells[0]]);
    let planned: Vec<f64> = rows.iter().map(|row| expected(row)).collect();
    // Where nothing is expected, what is largest says how precise the others are.
    let largest = planned.iter().copied().fold(0.0, f64::max);
    let largest = if largest > 0.0 { largest } else { 1.0 };
    let errors: Vec<f64> = (planned.iter())
        .map(|value| relative * if *value > 0.0 { *value } else { largest })
        .collect();
    let solved = Design::new(&rows, &planned, &errors).and_then(|design| design.solve());
    match solved {
        Ok(fit) if fit.condition < HOPELESS => Ok(Planned {
            condition: fit.condition,
            errors: fit.standard_errors,
            squares,
            estimator: experiment.cells[cells[0]].arms[arm].estimator,
        }),
        solved => {
            let condition = match solved {
                Ok(fit) => format!(" (condition number {:.0})", fit.condition),
                Err(_) => String::new(),
            };
            let (one, other) = alike(&rows, &errors, terms.len());
            let message = format!(
                "the grid cannot tell {} from {}{condition}: over its cells one is hardly more than a multiple of the other; vary what \
                 tells them apart, or leave one out",
                terms[one].text(),
                terms[other].text()
            );
            Err(NotApart { term: other, message })
        }
    }
}

/// The relative standard error of a cell once it is drawn: what is asked for, or what its maximum of replicates allows for normal errors.
fn relative_error(experiment: &Experiment, cell: &Cell) -> f64 {
    let replication = &experiment.replication;
    let least = (2.0 * cell.dim() as f64 * replication.maximum as f64).sqrt().recip();
    replication.relative_error.max(least)
}

/// The two columns at the smallest angle.
fn alike(rows: &[Vec<f64>], errors: &[f64], terms: usize) -> (usize, usize) {
    let product = |i: usize, j: usize| -> f64 {
        rows.iter()
            .zip(errors)
            .map(|(row, error)| row[i] / error * (row[j] / error))
            .sum()
    };
    let cosine = |i: usize, j: usize| product(i, j) / (product(i, i) * product(j, j)).sqrt();
    let pairs = (0..terms).flat_map(|i| (i + 1..terms).map(move |j| (i, j)));
    let closest = pairs.max_by(|a, b| cosine(a.0, a.1).total_cmp(&cosine(b.0, b.1)));
    closest.unwrap_or((0, 0))
}

impl Power {
    pub(super) fn new(claim: &Claim, terms: &[Quantity], coefficients: Option<&[f64]>, planned: Planned) -> Self {
        Self {
            claim: claim.clone(),
            estimator: planned.estimator,
            condition: planned.condition,
            terms: terms.iter().map(|term| term.text().to_owned()).collect(),
            expects: coefficients.is_some(),
            errors: planned.errors,
            squares: planned.squares,
        }
    }

    /// The smallest coefficient of every term that is told from none with probability 0.95 at confidence `level`.
    #[must_use]
    pub fn sees(&self, level: f64) -> Vec<f64> {
        let seen = |error: &f64| {
            let seen = planned_sees(*error, level);
            if self.squares { seen.sqrt() } else { seen }
        };
        self.errors.iter().map(seen).collect()
    }

    /// Whether the terms can hardly be told apart.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.condition > DOUBTFUL
    }
}

#[cfg(test)]
mod tests {
    use crate::claim::Study;
    use crate::experiment::{Catalog, Overrides};
    use crate::spec::{Document, SpecError};

    fn study(grid: &str, claim: &str) -> Result<Study, SpecError> {
        let spec = format!(
            "name = \"power\"
            problem = [{{ name = \"gaussian-mean\" }}]
            grid = [{{ {grid} }}]
            estimator = [{{ algorithm = \"one-round\", aggregator = \"median\" }}]
            adversary = [{{ name = \"plus-infinity\" }}]
            replicates = {{ quick = {{ relative_error = 0.02 }} }}
            [[claim]]
            id = \"mine\"
            {claim}"
        );
        Study::decode(Document::new("spec", spec), &Catalog::default(), &Overrides::default())
    }

    /// One term over four cells of 2 % each is known to 1 %, whatever its size is; of the squares of the rms error to 2 %.
    #[test]
    fn a_term_alone_is_seen_as_precisely_as_its_cells_together() {
        let grid = "n = [10, 40, 160, 640], m = [21], alpha = [0.1]";
        for (claim, error) in [
            ("terms = \"1/sqrt(n)\"\nresponse = \"mean\"", 0.01),
            ("terms = \"1/sqrt(n)\"\nresponse = \"mean\"\ncoefficients = 3", 0.03),
            ("terms = \"1/sqrt(n)\"", 0.02),
        ] {
            let study = study(grid, claim).expect("allowed");
            let [power] = &study.powers[..] else {
                panic!("{:?}", study.powers)
            };
            assert!((power.condition - 1.0).abs() < 1e-9 && !power.is_doubtful());
            assert!(
                (power.errors[0] / error - 1.0).abs() < 1e-9,
                "{claim}: {:?}",
                power.errors
            );
            let factor = power.sees(0.99)[0] / if power.squares { error.sqrt() } else { error };
            let quantiles: f64 = 2.575_829 + 1.645;
            let expected = if power.squares { quantiles.sqrt() } else { quantiles };
            assert!((factor / expected - 1.0).abs() < 1e-4, "{factor}");
        }
    }

    #[test]
    fn what_a_grid_cannot_tell_apart_is_refused_with_both_terms() {
        let both = "terms = [\"alpha/sqrt(n)\", \"1/sqrt(n*m)\", \"1/n\"]";
        let varied = "n = [10, 100, 1000], m = [21, 101], alpha = [0.0, 0.1, 0.2]";
        assert!(study(varied, both).is_ok());
        for (grid, says) in [
            (
                "n = [10, 100, 1000], m = [21], alpha = [0.1, 0.1001]",
                "alpha/sqrt(n) from 1/sqrt(n*m)",
            ),
            (
                "n = [10, 100, 1000], m = [21], alpha = [0.1]",
                "alpha/sqrt(n) from 1/sqrt(n*m)",
            ),
            ("n = [100], m = [21], alpha = [0.1, 0.2, 0.3]", "1/sqrt(n*m) from 1/n"),
            (
                "n = [10, 100, 1000], m = [21, 101], alpha = [0.0]",
                "alpha/sqrt(n) is 0 in every cell",
            ),
            (
                "n = [10, 100], m = [21], alpha = [0.1]",
                "2 cells cannot tell 3 terms apart",
            ),
        ] {
            let error = study(grid, both).expect_err(grid);
            assert!(error.message().contains(says), "{grid}: {error}");
            assert_eq!(error.line(), Some(9), "{error}");
        }
    }
}
