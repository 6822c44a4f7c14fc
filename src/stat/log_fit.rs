use super::{Design, Estimate, FitError};

/// A measured point of a log-log plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The abscissa, above zero.
    pub x: f64,
    /// The ordinate with its standard error, above zero.
    pub y: Estimate,
}

/// A weighted straight line through log y against log x, with the Monte Carlo error propagated.
///
/// ```
/// use byzrate::stat::{Estimate, LogFit, Point};
///
/// // 3/√n, measured to 1 %.
/// let points = [100.0, 400.0, 1600.0].map(|n: f64| {
///     let value = 3.0 / n.sqrt();
///     Point { x: n, y: Estimate { value, standard_error: 0.01 * value } }
/// });
/// let fit = LogFit::new(&points)?;
/// assert!((fit.exponent.value + 0.5).abs() < 1e-12);
/// assert!((fit.factor - 3.0).abs() < 1e-9);
/// assert!(fit.exponent.standard_error < 0.01);
/// # Ok::<(), byzrate::stat::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LogFit {
    /// The exponent: the slope of log y against log x.
    pub exponent: Estimate,
    /// What the logarithm of every ordinate adds to the exponent.
    pub weights: Vec<f64>,
    /// What it adds to the curvature, where there are at least three points.
    pub curvature_weights: Option<Vec<f64>>,
    /// exp of the intercept: y at x = 1.
    pub factor: f64,
    /// The quadratic coefficient of log y in log x, where there are at least three points.
    pub curvature: Option<Estimate>,
    /// χ² of the line over its degrees of freedom (0 where there are none).
    pub reduced_chi_square: f64,
}

impl LogFit {
    /// Fits `points`; se(log y) = se(y)/y.
    ///
    /// # Errors
    /// If there are fewer than two points at distinct abscissas, or a point has no logarithm or no positive standard error.
    pub fn new(points: &[Point]) -> Result<Self, FitError> {
        for (index, point) in points.iter().enumerate() {
            let usable = |v: f64| v.is_finite() && v > 0.0;
            if !(usable(point.x) && usable(point.y.value) && usable(point.y.standard_error)) {
                return Err(FitError::Unusable {
                    index,
                    x: point.x,
                    y: point.y.value,
                    standard_error: point.y.standard_error,
                });
            }
        }
        let errors: Vec<f64> = points.iter().map(|point| point.y.relative_error()).collect();
        let y: Vec<f64> = points.iter().map(|point| libm::log(point.y.value)).collect();
        let log_x: Vec<f64> = points.iter().map(|point| libm::log(point.x)).collect();
        // Centring keeps slope and curvature well conditioned.
        let centre = log_x.iter().sum::<f64>() / log_x.len().max(1) as f64;
        let powers = |degree: i32| -> Vec<Vec<f64>> {
            let row = |x: &f64| (0..=degree).map(|power| (x - centre).powi(power)).collect();
            log_x.iter().map(row).collect()
        };
        let line = Design::new(&powers(1), &y, &errors)?.solve()?;
        let parabola = Design::new(&powers(2), &y, &errors)
            .and_then(|design| design.solve())
            .ok();
        let curvature = parabola.as_ref().map(|parabola| Estimate {
            value: parabola.coefficients[2],
            standard_error: parabola.standard_errors[2],
        });
        Ok(Self {
            exponent: Estimate {
                value: line.coefficients[1],
                standard_error: line.standard_errors[1],
            },
            weights: line.weights[1].clone(),
            curvature_weights: parabola.map(|parabola| parabola.weights[2].clone()),
            factor: libm::exp(line.coefficients[0] - line.coefficients[1] * centre),
            curvature,
            reduced_chi_square: if line.degrees_of_freedom == 0 {
                0.0
            } else {
                line.chi_square / line.degrees_of_freedom as f64
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_distr::Distribution;

    use crate::sampling::StandardNormal;

    fn power_law(exponent: f64, factor: f64, relative: f64, stream: &mut impl rand::Rng) -> Vec<Point> {
        [50.0, 100.0, 200.0, 400.0, 800.0, 1600.0]
            .into_iter()
            .map(|x: f64| {
                let z: f64 = StandardNormal.sample(stream);
                let y = factor * libm::pow(x, exponent);
                Point {
                    x,
                    y: Estimate {
                        value: y * (1.0 + relative * z),
                        standard_error: y * relative,
                    },
                }
            })
            .collect()
    }

    /// 4000 seeded power laws: the coverage of the 95 % interval lies within 5 standard errors of 95 %.
    #[test]
    fn interval_of_the_exponent_covers() {
        let mut stream = rand::rngs::ChaCha8Rng::seed_from_u64(3);
        let covered = (0..4000)
            .filter(|_| {
                let fit = LogFit::new(&power_law(-0.5, 3.0, 0.01, &mut stream)).expect("six points");
                let interval = fit.exponent.interval(0.95);
                interval.low <= -0.5 && -0.5 <= interval.high
            })
            .count();
        let coverage = covered as f64 / 4000.0;
        assert!(
            (coverage - 0.95).abs() < 5.0 * (0.05f64 * 0.95 / 4000.0).sqrt(),
            "{coverage}"
        );
    }

    #[test]
    fn unusable_points_are_named() {
        let point = |x, value, standard_error| Point {
            x,
            y: Estimate { value, standard_error },
        };
        let points = [point(1.0, 1.0, 0.1), point(2.0, -1.0, 0.1), point(3.0, 1.0, 0.1)];
        assert!(matches!(LogFit::new(&points), Err(FitError::Unusable { index: 1, .. })));
        assert!(matches!(LogFit::new(&points[..1]), Err(FitError::TooFewPoints { .. })));
        let repeated = [point(2.0, 1.0, 0.1), point(2.0, 1.1, 0.1)];
        assert!(matches!(LogFit::new(&repeated), Err(FitError::Singular { .. })));
    }

    proptest! {
        #[test]
        fn exact_power_laws_are_recovered(exponent in -3.0f64..3.0, factor in 0.01f64..100.0) {
            let mut stream = rand::rngs::ChaCha8Rng::seed_from_u64(0);
            let mut points = power_law(exponent, factor, 0.02, &mut stream);
            for point in &mut points {
                point.y.value = factor * libm::pow(point.x, exponent);
            }
            let fit = LogFit::new(&points).expect("six points");
            prop_assert!((fit.exponent.value - exponent).abs() < 1e-9);
            prop_assert!((fit.factor / factor - 1.0).abs() < 1e-9);
            prop_assert!(fit.curvature.expect("six points").value.abs() < 1e-8);
        }
    }
}
