//! The law of the gradient of Welsch regression with spherical features, moment by moment in closed form.
//!
//! At distance D = ‖w − w*‖ let t be the feature along w − w* and r = Dt + ξ, so that ∂_k f has the law of X = x_kψ(r) with
//! ψ(r) = r·exp(−r²/2c²). For a k at angle θ to w − w*, x_k = t·cos θ + s·sin θ, where s is the feature along a direction across.
//! Given t, ψ(r)ᵖ has the mean (c/√K_p)·exp(−pD²t²/2K_p)·E Rᵖ, K_p = c² + pσ², R ~ N(Dtc²/K_p, σ²c²/K_p); given t, s² and s⁴ have
//! the means (d − t²)/(d − 1) and 3(d − t²)²/(d² − 1). What is left are moments of the sphere.

use super::kummer::{kummer, spherical_moment};

/// Welsch regression: d, c and σ.
#[derive(Clone, Copy, Debug)]
pub(super) struct WelschLaw {
    pub dim: usize,
    pub scale: f64,
    pub sigma: f64,
}

/// Moments of the gradient at one distance D.
#[derive(Clone, Copy, Debug)]
pub(super) struct GradientMoments {
    /// E tψ = ‖∇F‖.
    pub slope: f64,
    /// E t²ψ² and E s²ψ².
    squares: [f64; 2],
    /// E t³ψ³ and E ts²ψ³.
    cubes: [f64; 2],
    /// E t⁴ψ⁴, E t²s²ψ⁴ and E s⁴ψ⁴.
    fourths: [f64; 3],
    dim: f64,
}

impl WelschLaw {
    /// K = c² + σ².
    fn spread(&self) -> f64 {
        self.scale * self.scale + self.sigma * self.sigma
    }

    /// κ = dD²/(2K).
    fn argument(&self, distance: f64) -> f64 {
        0.5 * self.dim as f64 * distance * distance / self.spread()
    }

    /// F = c²(1 − (c/√K)·₁F₁(½; d/2; −κ)).
    pub fn loss(&self, distance: f64) -> f64 {
        let fit = spherical_moment(self.dim, 0, self.argument(distance));
        self.scale * self.scale * (1.0 - self.scale / self.spread().sqrt() * fit)
    }

    /// ‖∇F‖/D = (c²/K)^{3/2}·₁F₁(3/2; d/2 + 1; −κ).
    pub fn pull(&self, distance: f64) -> f64 {
        self.smoothness() * kummer(1.5, 0.5 * self.dim as f64 + 1.0, self.argument(distance))
    }

    /// (c²/K)^{3/2}, the largest eigenvalue of ∇²F in size, at D = 0.
    ///
    /// Across w − w* the eigenvalue is [`Self::pull`], below it. Along, it is (c²/K)^{3/2}·E(1 − 2κB)e^{−κB}, B ~ Beta(3/2, (d−1)/2),
    /// and −0.45 < (1 − 2x)e^{−x} ≤ 1.
    pub fn smoothness(&self) -> f64 {
        libm::pow(self.scale * self.scale / self.spread(), 1.5)
    }

    /// The eigenvalue of ∇²F along w − w*, (c²/K)^{3/2}·(₁F₁(3/2; b; −κ) − (3κ/b)·₁F₁(5/2; b + 1; −κ)), b = d/2 + 1: the smallest.
    pub fn curvature(&self, distance: f64) -> f64 {
        let (b, x) = (0.5 * self.dim as f64 + 1.0, self.argument(distance));
        self.smoothness() * (kummer(1.5, b, x) - 3.0 * x / b * kummer(2.5, b + 1.0, x))
    }

    /// E ψ(ξ)² = c³σ²/(c² + 2σ²)^{3/2}, the variance of a gradient coordinate at w*.
    pub fn variance_at_optimum(&self) -> f64 {
        let (c, sigma) = (self.scale, self.sigma);
        c.powi(3) * sigma * sigma / libm::pow(c * c + 2.0 * sigma * sigma, 1.5)
    }

    /// The moments at distance D.
    pub fn moments(&self, distance: f64) -> GradientMoments {
        let d = self.dim as f64;
        let square = self.scale * self.scale;
        // E t^{2j}·ψᵖ/(Dt) for odd p and E t^{2j}·ψᵖ for even p, from the moments of N(gDt, v).
        let power = |p: usize, j: usize| {
            let spread = square + p as f64 * self.sigma * self.sigma;
            let (g, v) = (square / spread, self.sigma * self.sigma * square / spread);
            let exponent = 0.5 * p as f64 * d * distance * distance / spread;
            let moment =
                |j: usize| self.scale / spread.sqrt() * d.powi(j as i32) * spherical_moment(self.dim, j, exponent);
            let shift = (g * distance).powi(2);
            match p {
                1 => g * moment(j),
                2 => shift * moment(j + 1) + v * moment(j),
                3 => g * (shift * moment(j + 1) + 3.0 * v * moment(j)),
                _ => shift * shift * moment(j + 2) + 6.0 * shift * v * moment(j + 1) + 3.0 * v * v * moment(j),
            }
        };
        let across = |along: f64, without: f64| (d * without - along) / (d - 1.0);
        let square_along = power(2, 1);
        let cube_along = distance * power(3, 2);
        let fourths = [power(4, 0), power(4, 1), power(4, 2)];
        GradientMoments {
            slope: distance * power(1, 1),
            squares: [square_along, across(square_along, power(2, 0))],
            cubes: [cube_along, across(cube_along, distance * power(3, 1))],
            fourths: [
                fourths[2],
                across(fourths[2], fourths[1]),
                3.0 * (d * d * fourths[0] - 2.0 * d * fourths[1] + fourths[2]) / (d * d - 1.0),
            ],
            dim: d,
        }
    }
}

impl GradientMoments {
    /// Var(∇f) = E‖∇f‖² − ‖∇F‖².
    pub fn variance(&self) -> f64 {
        let across = if self.dim > 1.0 {
            (self.dim - 1.0) * self.squares[1]
        } else {
            0.0
        };
        self.squares[0] + across - self.slope * self.slope
    }

    /// The largest kurtosis of a ∂_k f over the angles θ.
    ///
    /// With x = cot²θ it is (αx² + βx + γ)/(ax + b)²: largest at x = 0, x → ∞ or the one zero of its derivative.
    pub fn kurtosis(&self) -> f64 {
        let ([a2, b2], [a3, b3], [a4, c4, b4]) = (self.squares, self.cubes, self.fourths);
        let (slope, square) = (self.slope, self.slope * self.slope);
        let (alpha, a) = (
            a4 - 4.0 * slope * a3 + 6.0 * square * a2 - 3.0 * square * square,
            a2 - square,
        );
        let along = alpha / (a * a);
        if self.dim == 1.0 {
            return along;
        }
        let (beta, gamma, b) = (6.0 * (c4 - 2.0 * slope * b3 + square * b2), b4, b2);
        let ends = along.max(gamma / (b * b));
        let turn = (2.0 * a * gamma - beta * b) / (2.0 * alpha * b - a * beta);
        if turn > 0.0 && turn.is_finite() {
            let between = ((alpha * turn + beta) * turn + gamma) / (a * turn + b).powi(2);
            ends.max(between)
        } else {
            ends
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::normal;
    use std::f64::consts::TAU;

    /// E of(t, s, r) in four dimensions by quadrature that is exact to rounding: t = 2cos φ with density sin²φ, s = 2sin φ·y
    /// with y uniform on \[−1, 1\] (three Gauss–Legendre nodes serve polynomials to the fifth power), r = Dt + ξ.
    fn expectation(law: WelschLaw, distance: f64, of: impl Fn(f64, f64, f64) -> f64) -> f64 {
        const ANGLES: i32 = 400;
        const NOISES: i32 = 200;
        const STEP: f64 = 0.08;
        let nodes = [
            (-0.6f64.sqrt(), 5.0 / 18.0),
            (0.0, 4.0 / 9.0),
            (0.6f64.sqrt(), 5.0 / 18.0),
        ];
        let mut sum = 0.0;
        for i in 0..ANGLES {
            let (sin, cos) = libm::sincos(TAU * (f64::from(i) + 0.5) / f64::from(ANGLES));
            for j in -NOISES / 2..=NOISES / 2 {
                let g = STEP * f64::from(j);
                let weight = 2.0 * sin * sin / f64::from(ANGLES) * STEP * normal::density(g);
                for (y, share) in nodes {
                    sum += weight * share * of(2.0 * cos, 2.0 * sin * y, distance * 2.0 * cos + law.sigma * g);
                }
            }
        }
        sum
    }

    #[test]
    fn closed_forms_agree_with_quadrature() {
        let law = WelschLaw {
            dim: 4,
            scale: 0.8,
            sigma: 0.7,
        };
        let close = |found: f64, want: f64| (found - want).abs() < 1e-9 * (1e-3 + want.abs());
        let weight = |r: f64| libm::exp(-0.5 * r * r / 0.64);
        for distance in [0.0, 0.5, 2.0, 8.0] {
            let mean = |of: &dyn Fn(f64, f64, f64) -> f64| expectation(law, distance, of);
            let moments = law.moments(distance);
            assert!(close(law.loss(distance), mean(&|_, _, r| 0.64 * (1.0 - weight(r)))));
            let slope = mean(&|t, _, r| t * r * weight(r));
            assert!(close(moments.slope, slope) && close(distance * law.pull(distance), slope));
            let along = mean(&|t, _, r| t * t * weight(r) * (1.0 - r * r / 0.64));
            assert!(close(law.curvature(distance), along), "{distance}: {along}");
            let square = mean(&|_, _, r| 4.0 * (r * weight(r)).powi(2));
            assert!(close(moments.variance(), square - slope * slope));
            if distance == 0.0 {
                assert!(close(law.variance_at_optimum(), 0.25 * square));
            }
            let kurtosis = |angle: f64| {
                let (sin, cos) = libm::sincos(angle);
                let power = |p: i32| mean(&|t, s, r| ((t * cos + s * sin) * r * weight(r) - cos * slope).powi(p));
                power(4) / power(2).powi(2)
            };
            let largest = (0..=12)
                .map(|i| kurtosis(TAU / 48.0 * f64::from(i)))
                .fold(0.0, f64::max);
            let found = moments.kurtosis();
            assert!(
                found > largest * (1.0 - 1e-9) && found < largest * 1.01,
                "{distance}: {found} {largest}"
            );
        }
    }
}
