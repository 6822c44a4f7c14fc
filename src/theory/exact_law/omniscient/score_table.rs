//! Quantiles of Student's t at normal scores, many of them.

use crate::stat::normal;
use crate::theory::continuous_law::{ContinuousLaw, StudentT};

/// x(z) = F⁻¹(Φ(z)) of t_ν, from a table with cubic interpolation of y(z) = ±(ν·log(1 + x²/ν))^½, which is nearly z itself: a
/// quantile by Newton's iteration takes microseconds, and a law of two trimmed means asks for tens of thousands.
pub(super) struct ScoreTable {
    law: StudentT,
    degrees: f64,
    /// y and dy/dz at the multiples of STEP.
    knots: Vec<(f64, f64)>,
}

const STEP: f64 = 1.0 / 16.0;

/// The table goes from 0 to this; beyond there is next to no mass.
const LARGEST: usize = 10;

impl ScoreTable {
    /// The table of t with `degrees` = ν ≥ 1.
    pub fn new(degrees: usize) -> Self {
        let law = StudentT::new(degrees);
        let degrees = degrees.max(1) as f64;
        let knot = |index: usize| {
            let z = index as f64 * STEP;
            let x = law.at_score(z);
            let slope = normal::density(z) / law.density(x);
            if index == 0 {
                return (0.0, slope);
            }
            let square = x * x / degrees;
            let y = (degrees * libm::log1p(square)).sqrt();
            (y, x / (y * (1.0 + square)) * slope)
        };
        let knots = (0..=LARGEST * 16).map(knot).collect();
        Self { law, degrees, knots }
    }

    /// x(z).
    pub fn at(&self, z: f64) -> f64 {
        let place = z.abs() / STEP;
        let index = place as usize;
        let Some(&[(y, slope), (next, next_slope)]) = self.knots.get(index..index.saturating_add(2)) else {
            return self.law.at_score(z);
        };
        let t = place - index as f64;
        let (rise, left, right) = (next - y, STEP * slope, STEP * next_slope);
        let bend = 3.0 * rise - 2.0 * left - right;
        let twist = left + right - 2.0 * rise;
        let y = y + t * (left + t * (bend + t * twist));
        z.signum() * (self.degrees * libm::expm1(y * y / self.degrees)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_the_quantiles() {
        for degrees in [1, 3, 16, 150, 500, 1_000_000_000_000_000] {
            let (table, law) = (ScoreTable::new(degrees), StudentT::new(degrees));
            for i in -1100..1100 {
                let z = f64::from(i) * 0.01 + 0.003;
                let (got, want) = (table.at(z), law.at_score(z));
                assert!((got / want - 1.0).abs() < 5e-8, "{degrees}, {z}: {got} against {want}");
            }
        }
    }
}
