use std::f64::consts::PI;

use super::Improvement;
use crate::theory::Setting;
use crate::theory::theorem::Silence;

/// A net over W: points of W such that every point of W is within r of one of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Net {
    dim: f64,
    diameter: f64,
    /// L̂.
    lipschitz: f64,
    /// L_F, or L̂ where that is less.
    smoothness: f64,
    /// The paper's, 1/(nmL̂).
    fine: f64,
    free: bool,
    lattice: bool,
}

/// log Θ_d of the covering of d-dimensional space by balls around the points of the lattice A_d*:
/// Θ_d = V_d·√(d + 1)·(d(d + 2)/(12(d + 1)))^{d/2}, V_d the volume of the unit ball.
///
/// Conway and Sloane, *Sphere Packings, Lattices and Groups*, chapter 4, section 6.6. 1 in one dimension, 1.2092 in two, 2.1243 in five.
pub(super) fn log_covering_density(dim: f64) -> f64 {
    let log_volume = 0.5 * dim * libm::log(PI) - libm::lgamma(0.5 * dim + 1.0);
    let square = dim * (dim + 2.0) / (12.0 * (dim + 1.0));
    log_volume + 0.5 * libm::log(dim + 1.0) + 0.5 * dim * libm::log(square)
}

impl Net {
    pub fn of(setting: &Setting, with: &[Improvement]) -> Result<Self, Silence> {
        let scale = setting.net_scale()?;
        let lipschitz = scale / setting.diameter;
        Ok(Self {
            dim: setting.dim as f64,
            diameter: setting.diameter,
            lipschitz,
            smoothness: setting.constants.smoothness.min(lipschitz),
            fine: (setting.samples as f64 * setting.workers as f64 * lipschitz).recip(),
            free: with.contains(&Improvement::NetRadius),
            lattice: with.contains(&Improvement::Lattice),
        })
    }

    /// The logarithm of the number of points.
    pub fn log_points(&self, r: f64) -> f64 {
        let packing = self.dim * libm::log1p(self.diameter / r);
        if !self.lattice {
            return packing;
        }
        log_covering_density(self.dim) + self.dim * libm::log1p(0.5 * self.diameter / r)
    }

    /// By how much g − ∇F may change on the way to the nearest point, if messages that move by x in every coordinate move an
    /// aggregate by `share`·x as the paper counts.
    pub fn change(&self, r: f64, share: f64) -> f64 {
        if self.free {
            (self.lipschitz + self.smoothness) * r
        } else {
            2.0 * share * self.lipschitz * r
        }
    }

    /// The least of `bound` over the radii that may be chosen.
    pub fn best(&self, bound: impl Fn(f64) -> f64) -> f64 {
        if self.free {
            least(|x| bound(libm::exp(x)), [self.fine, self.diameter].map(libm::log))
        } else {
            bound(self.fine)
        }
    }
}

/// The least value of `f` between two ends: the best point of a grid, and a golden section about it. Any point gives a bound that
/// holds; the best is found where f has one valley.
fn least(f: impl Fn(f64) -> f64, [low, high]: [f64; 2]) -> f64 {
    const STEPS: u32 = 64;
    let width = (high - low) / f64::from(STEPS);
    let mut best = (f64::INFINITY, low);
    for i in 0..=STEPS {
        let x = low + width * f64::from(i);
        let value = f(x);
        if value < best.0 {
            best = (value, x);
        }
    }
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (best.1 - width, best.1 + width);
    for _ in 0..40 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        let [at_left, at_right] = [left, right].map(&f);
        best.0 = best.0.min(at_left).min(at_right);
        if at_left > at_right {
            low = left;
        } else {
            high = right;
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn densities_as_they_are_tabled() {
        for (dim, density) in [
            (1.0, 1.0),
            (2.0, 1.209_200),
            (3.0, 1.463_503),
            (5.0, 2.124_286),
            (8.0, 3.665_848),
        ] {
            let got = libm::exp(log_covering_density(dim));
            assert!((got - density).abs() < 5e-7, "{dim}: {got}");
        }
    }

    /// The distance of `x` in the hyperplane of sum zero to the nearest point of A_d*, the projection of ℤ^{d+1}: the nearest is among
    /// the roundings of x with its 0, 1, …, d largest remainders raised.
    fn distance_to_lattice(x: &[f64]) -> f64 {
        let floor: Vec<f64> = x.iter().map(|x| x.floor()).collect();
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|i, j| (x[*j] - floor[*j]).total_cmp(&(x[*i] - floor[*i])));
        let mut point = floor;
        let mut nearest = f64::INFINITY;
        for raised in order {
            let rest: Vec<f64> = x.iter().zip(&point).map(|(x, z)| x - z).collect();
            let mean = rest.iter().sum::<f64>() / rest.len() as f64;
            nearest = nearest.min(rest.iter().map(|r| (r - mean).powi(2)).sum());
            point[raised] += 1.0;
        }
        nearest.sqrt()
    }

    fn covering_radius(dim: f64) -> f64 {
        (dim * (dim + 2.0) / (12.0 * (dim + 1.0))).sqrt()
    }

    /// The vertex of the permutohedron, all of whose neighbours are equally far.
    #[test]
    fn a_deep_hole_is_as_far_as_the_covering_radius() {
        for dim in 1..9 {
            let hole: Vec<f64> = (0..=dim)
                .map(|i| (f64::from(i) - 0.5 * f64::from(dim)) / f64::from(dim + 1))
                .collect();
            let got = distance_to_lattice(&hole);
            assert!((got - covering_radius(f64::from(dim))).abs() < 1e-12, "{dim}: {got}");
        }
    }

    proptest! {
        #[test]
        fn no_point_is_farther(mut x in prop::collection::vec(-3.0f64..3.0, 2..8)) {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            x.iter_mut().for_each(|x| *x -= mean);
            prop_assert!(distance_to_lattice(&x) <= covering_radius(x.len() as f64 - 1.0) + 1e-12);
        }

        /// The hexagonal lattice, counted: the mean over translations of the points within R + r of a centre is the density's number.
        #[test]
        fn in_the_plane_some_translation_has_no_more_points(reach in 1.0f64..8.0) {
            // Spacing 1: covering radius 1/√3, a cell of √3/2.
            let r = 1.0 / 3f64.sqrt();
            let bound = libm::exp(log_covering_density(2.0) + 2.0 * libm::log1p(reach / r));
            let mut fewest = f64::INFINITY;
            for step in 0..100 {
                let (u, v) = (0.1 * f64::from(step % 10), 0.1 * f64::from(step / 10));
                let mut count = 0.0;
                for i in -30..=30 {
                    for j in -30..=30 {
                        let (i, j) = (f64::from(i) + u, f64::from(j) + v);
                        let (x, y) = (i + 0.5 * j, 0.5 * 3f64.sqrt() * j);
                        if libm::hypot(x, y) <= reach + r {
                            count += 1.0;
                        }
                    }
                }
                fewest = fewest.min(count);
            }
            prop_assert!(fewest <= bound, "{} {}", fewest, bound);
        }

        #[test]
        fn the_least_of_a_valley_is_found(at in -8.0f64..0.0) {
            let found = least(|x| 3.0 + (x - at).powi(2), [-9.0, 1.0]);
            prop_assert!((found - 3.0).abs() < 1e-10);
        }
    }
}
