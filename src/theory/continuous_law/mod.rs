//! Continuous laws on the line, known by their two tails, and their quantiles at full accuracy in both.

mod distance;
mod gamma_mean;
mod gamma_quantiles;
mod gamma_tails;
mod inverse_gamma_mean;
mod series;
mod student_expansion;
mod student_t;

pub(crate) use distance::{distance_to_normal, largest_difference};
pub use gamma_mean::GammaMean;
pub use inverse_gamma_mean::InverseGammaMean;
pub use student_t::StudentT;

use crate::stat::normal;

/// A continuous law with distribution function F and density f > 0 inside its support, an interval.
pub trait ContinuousLaw {
    /// The ends of the support.
    fn support(&self) -> [f64; 2];

    /// F(x) = P(X ≤ x), relatively accurate in the lower tail.
    fn cdf(&self, x: f64) -> f64;

    /// 1 − F(x), relatively accurate in the upper tail.
    fn survival(&self, x: f64) -> f64;

    /// f(x).
    fn density(&self, x: f64) -> f64;

    /// Roughly the point with F(x) = Φ(z), inside the support.
    fn guess(&self, z: f64) -> f64;

    /// F⁻¹(Φ(z)), the quantile at the probability of the normal score z.
    ///
    /// F⁻¹∘Φ is increasing, so it turns the order statistics of a normal sample into those of a sample of this law: every
    /// quadrature over the former serves the latter.
    fn at_score(&self, z: f64) -> f64 {
        score_by_newton(self, z)
    }
}

/// [`ContinuousLaw::at_score`] of any law: Newton's iteration on the logarithm of the smaller tail, kept inside a shrinking bracket.
fn score_by_newton(law: &(impl ContinuousLaw + ?Sized), z: f64) -> f64 {
    let upper = z > 0.0;
    let target = if upper {
        normal::log_survival(z)
    } else {
        normal::log_cdf(z)
    };
    let direction = if upper { -1.0 } else { 1.0 };
    let [mut low, mut high] = law.support();
    let mut x = law.guess(z);
    for _ in 0..200 {
        let tail = if upper { law.survival(x) } else { law.cdf(x) };
        let excess = direction * (libm::log(tail) - target);
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - excess * tail / law.density(x);
        let inside = low < newton && newton < high;
        // A log-concave tail's next excess is of the order of this one's square.
        if excess.abs() <= 1e-10 {
            return if inside { newton } else { x };
        }
        let next = match (low.is_finite(), high.is_finite()) {
            _ if inside => newton,
            (true, true) => 0.5 * (low + high),
            (true, false) => low + (low.abs() + 1.0),
            (false, true) => high - (high.abs() + 1.0),
            (false, false) => 0.0,
        };
        let step = (next - x).abs();
        x = next;
        if step <= 2e-16 * x.abs() {
            break;
        }
    }
    x
}
