use std::f64::consts::FRAC_PI_2;

use super::ProblemError;
use super::error::{dimension, positive};

/// The shape u of a potential φ(w) = Σ_k λ_k·u(w_k), with u(0) = u′(0) = 0, u″(0) = 1 and |u″| ≤ 1.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// u(x) = ½x²: strongly convex. λ_k is evenly spaced in its logarithm from θ/`condition` to θ.
    Quadratic {
        /// The condition number θ/λ_1, at least 1.
        condition: f64,
    },
    /// u(x) = √(1 + x²) − 1, λ_k = θ: convex, with slopes bounded by θ.
    Convex,
    /// u(x) = 1 − cos x, λ_k = θ: not convex.
    Cosine,
}

/// A potential φ(w) = Σ_k λ_k·u(w_k) with minimiser w = 0, where φ = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Potential {
    shape: Shape,
    theta: f64,
    /// λ_1 ≤ … ≤ λ_d.
    curvatures: Vec<f64>,
}

/// The curvatures λ_k of a quadratic F, as far as the error of an estimate depends on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvatures {
    /// λ_F.
    pub smallest: f64,
    /// The largest λ_k.
    pub largest: f64,
    /// Σ_k 1/λ_k over d.
    pub mean_inverse: f64,
    /// Σ_k 1/λ_k² over d.
    pub mean_square_inverse: f64,
}

impl Curvatures {
    /// All λ_k = 1, as in mean estimation.
    pub const ONE: Self = Self {
        smallest: 1.0,
        largest: 1.0,
        mean_inverse: 1.0,
        mean_square_inverse: 1.0,
    };
}

impl Potential {
    /// The potential in dimension `dim` with scale `theta` = θ. In one dimension the quadratic's only curvature is the
    /// smallest, θ/condition, so that gradient descent with step 1/θ contracts as it does in more dimensions.
    ///
    /// # Errors
    /// If `dim` is 0, θ or θ/condition is not finite and positive, or the condition number is below 1.
    pub fn new(dim: usize, theta: f64, shape: Shape) -> Result<Self, ProblemError> {
        let dim = dimension(dim)?;
        let theta = positive("theta", theta)?;
        let mut curvatures = vec![theta; dim];
        if let Shape::Quadratic { condition } = shape {
            if !(condition.is_finite() && condition >= 1.0) {
                return Err(ProblemError::ConditionBelowOne { condition });
            }
            positive("theta / condition", theta / condition)?;
            let last = (dim - 1).max(1) as f64;
            for (k, curvature) in curvatures.iter_mut().enumerate() {
                *curvature = theta / libm::pow(condition, 1.0 - k as f64 / last);
            }
        }
        Ok(Self {
            shape,
            theta,
            curvatures,
        })
    }

    /// The shape u.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// θ: φ is θ-smooth, and every ∂_k φ is θ-Lipschitz.
    #[must_use]
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The dimension d.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.curvatures.len()
    }

    /// The name and the parameters, as they stand in keys.
    #[must_use]
    pub fn key(&self) -> String {
        let shape = match self.shape {
            Shape::Quadratic { condition } => format!("quadratic condition={condition}"),
            Shape::Convex => "convex".to_owned(),
            Shape::Cosine => "cosine".to_owned(),
        };
        format!("potential={shape} theta={}", self.theta)
    }

    /// φ(w).
    #[must_use]
    pub fn value(&self, w: &[f64]) -> f64 {
        let shape = |x: f64| match self.shape {
            Shape::Quadratic { .. } => 0.5 * x * x,
            // √(1 + x²) − 1 without cancellation.
            Shape::Convex => x * (x / (1.0 + libm::hypot(x, 1.0))),
            Shape::Cosine => 2.0 * libm::sin(0.5 * x).powi(2),
        };
        self.curvatures
            .iter()
            .zip(w)
            .map(|(curvature, x)| curvature * shape(*x))
            .sum()
    }

    /// Writes ∇φ(w) to `out` (length d).
    pub fn gradient(&self, w: &[f64], out: &mut [f64]) {
        for ((out, curvature), &x) in out.iter_mut().zip(&self.curvatures).zip(w) {
            *out = curvature
                * match self.shape {
                    Shape::Quadratic { .. } => x,
                    Shape::Convex => x / libm::hypot(x, 1.0),
                    Shape::Cosine => libm::sin(x),
                };
        }
    }

    /// The w_k that minimises λ_k·u(w_k) + `slope`·w_k; infinite where that falls without bound, on the side where it does.
    #[must_use]
    pub fn tilted_minimiser(&self, k: usize, slope: f64) -> f64 {
        let scaled = -slope / self.curvatures[k];
        match self.shape {
            Shape::Quadratic { .. } => scaled,
            Shape::Convex if scaled.abs() < 1.0 => scaled / ((1.0 - scaled) * (1.0 + scaled)).sqrt(),
            Shape::Cosine if scaled == 0.0 => 0.0,
            Shape::Convex | Shape::Cosine => scaled.signum() * f64::INFINITY,
        }
    }

    /// The largest λ for which φ is λ-strongly convex on the ball of radius `radius` around 0: λ_1, θ(1 + R²)^{−3/2}, or
    /// θ·cos R for R < π/2.
    #[must_use]
    pub fn strong_convexity(&self, radius: f64) -> Option<f64> {
        let smallest = self.curvatures[0];
        let convexity = match self.shape {
            Shape::Quadratic { .. } => smallest,
            Shape::Convex => smallest * libm::hypot(radius, 1.0).powi(-3),
            Shape::Cosine if radius < FRAC_PI_2 => smallest * libm::cos(radius),
            Shape::Cosine => return None,
        };
        (convexity > 0.0).then_some(convexity)
    }

    /// Whether φ is convex on the ball of radius `radius` around 0.
    #[must_use]
    pub fn is_convex(&self, radius: f64) -> bool {
        self.shape != Shape::Cosine || radius <= FRAC_PI_2
    }

    /// max ‖∇φ(w)‖ on the ball of radius R = `radius` around 0: λ_d·R, θ·R/√(1 + R²/d), or θ√d·sin(R/√d), which is θ√d
    /// from R = √d·π/2 on. (u′(√x)² is concave up to its maximum, so that equal coordinates are the worst.)
    #[must_use]
    pub fn gradient_bound(&self, radius: f64) -> f64 {
        let root = (self.dim() as f64).sqrt();
        let each = radius / root;
        match self.shape {
            Shape::Quadratic { .. } => self.curvatures[self.dim() - 1] * radius,
            Shape::Convex => self.theta * root * (each / libm::hypot(each, 1.0)),
            Shape::Cosine => self.theta * root * libm::sin(each.min(FRAC_PI_2)),
        }
    }

    /// The curvatures λ_k at w = 0; those of the quadratic everywhere.
    #[must_use]
    pub fn curvatures(&self) -> Curvatures {
        let dim = self.dim() as f64;
        let inverses = self.curvatures.iter().map(|curvature| 1.0 / curvature);
        Curvatures {
            smallest: self.curvatures[0],
            largest: self.curvatures[self.dim() - 1],
            mean_inverse: inverses.clone().sum::<f64>() / dim,
            mean_square_inverse: inverses.map(|inverse| inverse * inverse).sum::<f64>() / dim,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [Shape; 3] = [Shape::Quadratic { condition: 9.0 }, Shape::Convex, Shape::Cosine];

    fn potential(dim: usize, shape: Shape) -> Potential {
        Potential::new(dim, 2.0, shape).expect("valid")
    }

    #[test]
    fn curvatures_are_evenly_spaced_in_their_logarithm() {
        let three = potential(3, SHAPES[0]).curvatures;
        for (found, want) in three.iter().zip([2.0 / 9.0, 2.0 / 3.0, 2.0]) {
            assert!((found - want).abs() < 1e-15, "{three:?}");
        }
        assert_eq!(potential(1, SHAPES[0]).curvatures, [2.0 / 9.0]);
        assert_eq!(potential(2, Shape::Cosine).curvatures, [2.0, 2.0]);
        let inverse = potential(3, SHAPES[0]).curvatures();
        assert!((inverse.mean_inverse - 6.5 / 3.0).abs() < 1e-14);
        assert!((inverse.mean_square_inverse - (20.25 + 2.25 + 0.25) / 3.0).abs() < 1e-13);
    }

    /// θ = 2: the quadratic's curvatures are 2/9 and 2; √(1 + ¾²) − 1 = ¼ and 1 − cos π = 2.
    #[test]
    fn values_by_hand() {
        for (shape, w, want) in [
            (SHAPES[0], [3.0, -2.0], 1.0 + 4.0),
            (SHAPES[1], [0.75, 0.0], 0.5),
            (SHAPES[2], [0.0, std::f64::consts::PI], 4.0),
        ] {
            let got = potential(2, shape).value(&w);
            assert!((got - want).abs() < 1e-14, "{shape:?}: {got}");
        }
    }

    #[test]
    fn tilted_minimisers_are_zeros_of_the_tilted_gradient() {
        for shape in [SHAPES[0], SHAPES[1]] {
            let potential = potential(2, shape);
            for slope in [-1.9, -0.2, 0.0, 1e-9, 1.5] {
                let w = [0, 1].map(|k| potential.tilted_minimiser(k, slope));
                let mut gradient = [0.0; 2];
                potential.gradient(&w, &mut gradient);
                assert!(gradient.iter().all(|g| (g + slope).abs() < 1e-14), "{shape:?} {slope}");
            }
        }
        assert_eq!(potential(1, Shape::Convex).tilted_minimiser(0, 2.0), f64::NEG_INFINITY);
        assert_eq!(potential(1, Shape::Cosine).tilted_minimiser(0, -0.1), f64::INFINITY);
        assert_eq!(potential(1, Shape::Cosine).tilted_minimiser(0, 0.0), 0.0);
    }

    /// No point of the ball, among them those with equal and with one coordinate, has a larger gradient or is less convex,
    /// and one of them attains both.
    #[test]
    fn constants_on_a_ball_are_attained() {
        for shape in SHAPES {
            for radius in [0.3, 1.2, 2.5] {
                let potential = potential(2, shape);
                let (mut steepest, mut flattest) = (0.0f64, f64::INFINITY);
                for i in 0..=720 {
                    let angle = f64::from(i).to_radians() / 2.0;
                    for share in [0.5, 0.9, 1.0] {
                        let w = [share * radius * libm::cos(angle), share * radius * libm::sin(angle)];
                        let mut gradient = [0.0; 2];
                        potential.gradient(&w, &mut gradient);
                        steepest = steepest.max(libm::hypot(gradient[0], gradient[1]));
                        for k in 0..2 {
                            let slope = |x: f64| {
                                let mut moved = w;
                                moved[k] = x;
                                let mut gradient = [0.0; 2];
                                potential.gradient(&moved, &mut gradient);
                                gradient[k]
                            };
                            flattest = flattest.min((slope(w[k] + 1e-5) - slope(w[k] - 1e-5)) / 2e-5);
                        }
                    }
                }
                let bound = potential.gradient_bound(radius);
                assert!(
                    steepest <= bound * (1.0 + 1e-12),
                    "{shape:?} {radius}: {steepest} {bound}"
                );
                // The cosine's steepest points lie inside a large ball.
                assert!(steepest >= bound * 0.9, "{shape:?} {radius}: {steepest} {bound}");
                match potential.strong_convexity(radius) {
                    Some(convexity) => {
                        assert!(
                            (flattest - convexity).abs() < 1e-8,
                            "{shape:?} {radius}: {flattest} {convexity}"
                        );
                        assert!(potential.is_convex(radius));
                    }
                    None => assert!(flattest < 0.0 && !potential.is_convex(radius), "{shape:?} {radius}"),
                }
            }
        }
    }

    #[test]
    fn wrong_parameters_are_refused() {
        for (theta, condition) in [
            (0.0, 1.0),
            (f64::NAN, 1.0),
            (1.0, 0.5),
            (1.0, f64::INFINITY),
            (1e-200, 1e200),
        ] {
            assert!(Potential::new(2, theta, Shape::Quadratic { condition }).is_err());
        }
        assert!(Potential::new(0, 1.0, Shape::Convex).is_err());
    }
}
