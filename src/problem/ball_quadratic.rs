use nalgebra::{DMatrix, DVector};

use super::{Ball, distance};

/// Eigenvalues below this share of the largest are zero up to rounding.
const SINGULAR: f64 = 1e-13;

impl Ball {
    /// argmin_u of ½uᵀHu − pᵀu over the ball, H = `hessian` positive semi-definite and p = `linear` in its range.
    ///
    /// Where H is singular and there are several, the one of smallest norm if it lies in the ball, else the nearest to the
    /// centre. On the edge, u = c + (H + μI)⁻¹(p − Hc) with the multiplier μ > 0 for which ‖u − c‖ is the radius, found by
    /// Newton's iteration on 1/‖u − c‖ (Moré and Sorensen 1983).
    pub(super) fn minimise_quadratic(&self, hessian: &DMatrix<f64>, linear: &DVector<f64>) -> DVector<f64> {
        let inside = |u: &DVector<f64>| distance(u.as_slice(), &self.centre) <= self.radius;
        if let Some(cholesky) = hessian.clone().cholesky() {
            let pivots = cholesky.l_dirty().diagonal();
            if pivots.min().powi(2) > SINGULAR * pivots.max().powi(2) {
                let u = cholesky.solve(linear);
                if inside(&u) {
                    return u;
                }
            }
        }
        let eigen = hessian.clone().symmetric_eigen();
        let (vectors, values) = (&eigen.eigenvectors, &eigen.eigenvalues);
        let zero = SINGULAR * values.max();
        let solve = |right: &DVector<f64>, multiplier: f64| {
            DVector::from_fn(right.len(), |i, _| match values[i] {
                value if value > zero => right[i] / (value + multiplier),
                _ => 0.0,
            })
        };
        let u = vectors * solve(&vectors.tr_mul(linear), 0.0);
        if inside(&u) {
            return u;
        }
        let centre = DVector::from_column_slice(&self.centre);
        let right = vectors.tr_mul(&(linear - hessian * &centre));
        let mut multiplier = 0.0;
        let mut step = solve(&right, multiplier);
        for _ in 0..MOST_STEPS {
            let length = step.norm();
            if length <= self.radius * (1.0 + 1e-15) {
                break;
            }
            let slope: f64 = (step.iter().zip(values.iter()))
                .filter(|(_, value)| **value > zero)
                .map(|(x, value)| x * x / (value + multiplier))
                .sum();
            multiplier += (length / self.radius - 1.0) * length * length / slope;
            step = solve(&right, multiplier);
        }
        let mut u = centre + vectors * step;
        self.project(u.as_mut_slice());
        u
    }
}

/// Newton's iteration comes from the left, monotonically, and takes some ten steps.
const MOST_STEPS: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ball(radius: f64) -> Ball {
        Ball {
            centre: vec![0.5, -1.0, 0.25],
            radius,
        }
    }

    /// The multiplier μ of the edge, from Hu − p = −μ(u − c); asserts that the equation holds and μ ≥ 0.
    fn multiplier(ball: &Ball, hessian: &DMatrix<f64>, linear: &DVector<f64>, u: &DVector<f64>) -> f64 {
        let gradient = hessian * u - linear;
        let outward = u - DVector::from_column_slice(&ball.centre);
        let on_edge = outward.norm() > ball.radius * (1.0 - 1e-9);
        let multiplier = if on_edge {
            -gradient.dot(&outward) / outward.norm_squared()
        } else {
            0.0
        };
        assert!(multiplier >= -1e-9, "{multiplier}");
        let rest = (&gradient + &outward * multiplier).norm();
        assert!(rest < 1e-9 * (1.0 + linear.norm()), "{rest}");
        multiplier
    }

    proptest! {
        #[test]
        fn the_minimiser_is_stationary(
            entries in prop::collection::vec(-2.0f64..2.0, 9),
            right in prop::collection::vec(-3.0f64..3.0, 3),
            radius in 0.01f64..5.0,
            rank in 1usize..4,
        ) {
            let factor = DMatrix::from_vec(3, 3, entries).columns(0, rank).into_owned();
            let (hessian, linear) = (&factor * factor.transpose(), &factor * factor.tr_mul(&DVector::from_vec(right)));
            let ball = ball(radius);
            let u = ball.minimise_quadratic(&hessian, &linear);
            prop_assert!(distance(u.as_slice(), &ball.centre) <= radius * (1.0 + 1e-12));
            multiplier(&ball, &hessian, &linear, &u);
        }
    }

    #[test]
    fn of_several_minimisers_the_smallest_or_the_nearest_to_the_centre() {
        let hessian = DMatrix::from_diagonal(&DVector::from_vec(vec![2.0, 0.0, 0.0]));
        let linear = DVector::from_vec(vec![1.0, 0.0, 0.0]);
        let wide = ball(3.0).minimise_quadratic(&hessian, &linear);
        assert!((wide - DVector::from_vec(vec![0.5, 0.0, 0.0])).norm() < 1e-15);
        let narrow = ball(0.5).minimise_quadratic(&hessian, &linear);
        assert!((narrow - DVector::from_vec(vec![0.5, -1.0, 0.25])).norm() < 1e-15);
        let shifted = ball(0.5).minimise_quadratic(&hessian, &(10.0 * linear));
        assert!((shifted - DVector::from_vec(vec![1.0, -1.0, 0.25])).norm() < 1e-14);
    }
}
