use nalgebra::{DMatrix, DVector};

use super::{Design, Estimate, FitError, Interval};

/// A non-negative weighted least-squares fit.
#[derive(Clone, Debug, PartialEq)]
pub struct NonNegativeFit {
    /// The coefficients, none below zero.
    pub coefficients: Vec<f64>,
    /// The unconstrained coefficients, with standard errors widened by the lack of fit.
    pub free: Vec<Estimate>,
    /// An interval a coefficient: that of the unconstrained fit, clipped at zero, which covers as it says wherever the truth
    /// is non-negative. It is widened by the lack of fit.
    pub intervals: Vec<Interval>,
    /// What every response adds to every unconstrained coefficient.
    pub weights: Vec<Vec<f64>>,
    /// √max(1, χ²/degrees of freedom) of the unconstrained fit: above 1, the terms do not explain the points.
    pub lack_of_fit: f64,
    /// The condition number of the design: large where the terms cannot be told apart.
    pub condition: f64,
}

/// Fits `design` under c ≥ 0 (Lawson and Hanson 1974, algorithm NNLS), with intervals of confidence `level`.
///
/// # Errors
/// If the design is singular.
///
/// ```
/// use byzrate::stat::{Design, non_negative_least_squares};
///
/// // y = 2u, with a second term that takes no part: its interval begins at zero.
/// let x = [[1.0, 1.0], [2.0, 1.0], [4.0, 1.0], [8.0, 1.0]].map(Vec::from);
/// let fit = non_negative_least_squares(&Design::new(&x, &[2.0, 4.0, 8.0, 16.0], &[0.1; 4])?, 0.95)?;
/// assert!((fit.coefficients[0] - 2.0).abs() < 1e-9);
/// assert!(fit.intervals[0].low > 1.9 && fit.intervals[1].low == 0.0);
/// # Ok::<(), byzrate::stat::FitError>(())
/// ```
pub fn non_negative_least_squares(design: &Design, level: f64) -> Result<NonNegativeFit, FitError> {
    let free = design.solve()?;
    let lack_of_fit = free.lack_of_fit();
    let estimates: Vec<Estimate> = (free.coefficients.iter())
        .zip(&free.standard_errors)
        .map(|(&value, error)| Estimate {
            value,
            standard_error: error * lack_of_fit,
        })
        .collect();
    let clipped = |estimate: &Estimate| {
        let interval = estimate.interval(level);
        Interval {
            low: interval.low.max(0.0),
            high: interval.high.max(0.0),
        }
    };
    Ok(NonNegativeFit {
        coefficients: lawson_hanson(&design.rows, &design.response).as_slice().to_vec(),
        intervals: estimates.iter().map(clipped).collect(),
        free: estimates,
        weights: free.weights,
        lack_of_fit,
        condition: free.condition,
    })
}

fn lawson_hanson(rows: &DMatrix<f64>, response: &DVector<f64>) -> DVector<f64> {
    let terms = rows.ncols();
    let mut solution = DVector::zeros(terms);
    let mut passive = vec![false; terms];
    let tolerance = 1e-12 * rows.tr_mul(response).amax().max(f64::MIN_POSITIVE);
    loop {
        let gradient = rows.tr_mul(&(response - rows * &solution));
        let entering = (0..terms)
            .filter(|&j| !passive[j] && gradient[j] > tolerance)
            .max_by(|&i, &j| gradient[i].total_cmp(&gradient[j]));
        let Some(entering) = entering else {
            return solution;
        };
        passive[entering] = true;
        loop {
            let candidate = restricted(rows, response, &passive);
            let blocked = (0..terms).filter(|&j| passive[j] && candidate[j] <= 0.0);
            let step = blocked
                .map(|j| solution[j] / (solution[j] - candidate[j]))
                .fold(1.0, f64::min);
            solution += (&candidate - &solution) * step;
            if step == 1.0 {
                break;
            }
            for j in 0..terms {
                if passive[j] && solution[j] <= 1e-15 * solution.amax() {
                    passive[j] = false;
                    solution[j] = 0.0;
                }
            }
        }
    }
}

/// Least squares over the passive terms only; the others are zero.
fn restricted(rows: &DMatrix<f64>, response: &DVector<f64>, passive: &[bool]) -> DVector<f64> {
    let chosen: Vec<usize> = (0..passive.len()).filter(|&j| passive[j]).collect();
    if chosen.is_empty() {
        return DVector::zeros(passive.len());
    }
    let columns = rows.select_columns(&chosen);
    let solved = columns
        .svd(true, true)
        .solve(response, 0.0)
        .unwrap_or_else(|_| DVector::zeros(chosen.len()));
    let mut full = DVector::zeros(passive.len());
    for (value, &j) in solved.iter().zip(&chosen) {
        full[j] = *value;
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fit(x: &[Vec<f64>], y: &[f64]) -> NonNegativeFit {
        let errors = vec![0.5; y.len()];
        let design = Design::new(x, y, &errors).expect("enough points");
        non_negative_least_squares(&design, 0.95).expect("regular")
    }

    #[test]
    fn a_term_that_is_not_there_gets_zero() {
        let x: Vec<Vec<f64>> = (1..9).map(|i| vec![f64::from(i), 1.0 / f64::from(i)]).collect();
        let y: Vec<f64> = x.iter().map(|x| 2.0 * x[0] - 0.3 * x[1]).collect();
        let fit = fit(&x, &y);
        assert_eq!(fit.coefficients[1], 0.0);
        assert!((fit.coefficients[0] - 2.0).abs() < 0.02);
    }

    proptest! {
        /// The solution of NNLS is the best among the non-negative least-squares solutions over subsets of the terms.
        #[test]
        fn agrees_with_trying_every_subset(
            entries in prop::collection::vec(0.1f64..2.0, 24),
            y in prop::collection::vec(-2.0f64..4.0, 8),
        ) {
            let x: Vec<Vec<f64>> = entries.chunks(3).map(<[f64]>::to_vec).collect();
            let design = Design::new(&x, &y, &[1.0; 8]).expect("enough points");
            prop_assume!(design.condition() < 1e4);
            let found = lawson_hanson(&design.rows, &design.response);
            let loss = |c: &DVector<f64>| (&design.rows * c - &design.response).norm_squared();
            let best = (0..8u32)
                .map(|subset| restricted(&design.rows, &design.response, &[subset & 1 > 0, subset & 2 > 0, subset & 4 > 0]))
                .filter(|c| c.iter().all(|&c| c >= 0.0))
                .map(|c| loss(&c))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(found.iter().all(|&c| c >= 0.0));
            prop_assert!((loss(&found) - best).abs() < 1e-9 * (1.0 + best));
        }
    }
}
