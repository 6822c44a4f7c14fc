use nalgebra::{DMatrix, DVector};

use super::FitError;

/// A weighted linear model: y_i = Σ_j X_ij c_j + noise of known standard error se_i.
#[derive(Clone, Debug)]
pub struct Design {
    /// X with every row divided by its standard error.
    pub(super) rows: DMatrix<f64>,
    /// y with every value divided by its standard error.
    pub(super) response: DVector<f64>,
    standard_errors: Vec<f64>,
}

/// A condition number of the scaled design beyond which terms cannot be told apart.
const WORST_CONDITION: f64 = 1e8;

impl Design {
    /// The model with regressors `x` (one slice a point), responses and standard errors (all above zero).
    ///
    /// # Errors
    /// If there are fewer points than coefficients.
    pub fn new(x: &[Vec<f64>], y: &[f64], standard_errors: &[f64]) -> Result<Self, FitError> {
        let coefficients = x.first().map_or(0, Vec::len);
        if x.len() < coefficients || coefficients == 0 {
            return Err(FitError::TooFewPoints {
                points: x.len(),
                coefficients,
            });
        }
        Ok(Self {
            rows: DMatrix::from_fn(x.len(), coefficients, |i, j| x[i][j] / standard_errors[i]),
            response: DVector::from_fn(x.len(), |i, _| y[i] / standard_errors[i]),
            standard_errors: standard_errors.to_vec(),
        })
    }

    /// The largest over the smallest singular value of the design with columns scaled to length one.
    #[must_use]
    pub fn condition(&self) -> f64 {
        let mut scaled = self.rows.clone();
        for mut column in scaled.column_iter_mut() {
            let norm = column.norm();
            if norm > 0.0 {
                column /= norm;
            }
        }
        let singular = scaled.singular_values();
        singular.max() / singular.min()
    }

    /// The weighted least-squares solution.
    ///
    /// # Errors
    /// If the design is singular.
    pub fn solve(&self) -> Result<LeastSquares, FitError> {
        let condition = self.condition();
        if condition.is_nan() || condition >= WORST_CONDITION {
            return Err(FitError::Singular { condition });
        }
        let information = self.rows.tr_mul(&self.rows);
        let covariance = information.try_inverse().ok_or(FitError::Singular { condition })?;
        let coefficients = &covariance * self.rows.tr_mul(&self.response);
        let weights = &covariance * self.rows.transpose();
        let residual = &self.rows * &coefficients - &self.response;
        Ok(LeastSquares {
            standard_errors: covariance.diagonal().iter().map(|v| v.sqrt()).collect(),
            chi_square: residual.norm_squared(),
            degrees_of_freedom: self.rows.nrows() - self.rows.ncols(),
            weights: (weights.row_iter())
                .map(|row| {
                    row.iter()
                        .zip(&self.standard_errors)
                        .map(|(weight, error)| weight / error)
                        .collect()
                })
                .collect(),
            coefficients: coefficients.as_slice().to_vec(),
            condition,
        })
    }
}

/// A weighted least-squares fit with known standard errors.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastSquares {
    /// The coefficients c.
    pub coefficients: Vec<f64>,
    /// Their standard errors, from the propagated Monte Carlo error alone.
    pub standard_errors: Vec<f64>,
    /// The weighted sum of squared residuals.
    pub chi_square: f64,
    /// c_j = Σ_i w_ji·y_i: what every response adds to every coefficient.
    pub weights: Vec<Vec<f64>>,
    /// Points minus coefficients.
    pub degrees_of_freedom: usize,
    /// The condition number of the scaled design.
    pub condition: f64,
}

impl LeastSquares {
    /// √max(1, χ²/degrees of freedom): the factor by which residuals exceed the Monte Carlo error (Birge ratio).
    #[must_use]
    pub fn lack_of_fit(&self) -> f64 {
        if self.degrees_of_freedom == 0 {
            return 1.0;
        }
        (self.chi_square / self.degrees_of_freedom as f64).sqrt().max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovers_an_exact_plane() {
        let x: Vec<Vec<f64>> = (0..6).map(|i| vec![1.0, f64::from(i), f64::from(i * i)]).collect();
        let y: Vec<f64> = x.iter().map(|x| 2.0 * x[0] - 0.5 * x[1] + 0.25 * x[2]).collect();
        let fit = Design::new(&x, &y, &[0.1; 6]).and_then(|d| d.solve()).expect("regular");
        for (found, expected) in fit.coefficients.iter().zip([2.0, -0.5, 0.25]) {
            assert!((found - expected).abs() < 1e-10);
        }
        assert!(fit.chi_square < 1e-18);
        for (coefficient, weights) in fit.coefficients.iter().zip(&fit.weights) {
            let sum: f64 = weights.iter().zip(&y).map(|(weight, y)| weight * y).sum();
            assert!((sum - coefficient).abs() < 1e-10);
        }
    }

    /// Columns of length one at an angle φ have singular values √(1 ± cos φ), whatever their lengths were.
    #[test]
    fn the_condition_is_that_of_columns_of_length_one() {
        for (angle, length) in [(1.2f64, 1.0), (0.3, 1e4), (0.05, 1e-3)] {
            let rows = [
                vec![1.0, length * libm::cos(angle)],
                vec![0.0, length * libm::sin(angle)],
            ];
            let design = Design::new(&rows, &[0.0; 2], &[1.0; 2]).expect("enough points");
            let expected = ((1.0 + libm::cos(angle)) / (1.0 - libm::cos(angle))).sqrt();
            assert!((design.condition() / expected - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn collinear_terms_are_refused() {
        let x: Vec<Vec<f64>> = (1..6).map(|i| vec![f64::from(i), 2.0 * f64::from(i)]).collect();
        let fit = Design::new(&x, &[1.0; 5], &[1.0; 5]).and_then(|d| d.solve());
        assert!(matches!(fit, Err(FitError::Singular { .. })));
    }
}
