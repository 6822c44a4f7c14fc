//! One order statistic of a normal sample.
//!
//! The r-th smallest X_(r:h) of h independent N(0, 1) values has the log-concave density
//!
//! f(x) ∝ I(ℓ, x)^(r−1) · Q(x)^(h−r) · φ(x),   I(ℓ, x) = Φ(x) − Φ(ℓ), Q = 1 − Φ,
//!
//! with ℓ = −∞; a finite ℓ gives the same for values drawn from N(0, 1) given that they exceed ℓ. Expectations are
//! Gauss-Legendre quadratures of f over the window where it matters, normalised by the same quadrature. Only ratios to
//! the values at one point near the mode are formed, each from the small probability in between, so nothing overflows
//! or cancels at large h. Reference: David and Nagaraja, *Order Statistics*, 3rd ed., section 2.1.

use thiserror::Error;

use super::quadrature::{for_each_node, integrate};
use crate::stat::normal::{
    cdf, density, hazard, interval_probability, log_cdf, log_survival, survival, upper_quantile,
};

/// The density is cut where it has fallen by e^−DROP from its largest value.
const DROP: f64 = 42.0;

/// A rank that does not exist in the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OrderStatisticError {
    /// The rank r must satisfy 1 ≤ r ≤ h.
    #[error("rank {rank} is outside 1..={sample_size}, the ranks of the sample")]
    RankOutOfRange {
        /// The rank r asked for.
        rank: usize,
        /// The sample size h.
        sample_size: usize,
    },
    /// The ranks a and c of a pair must satisfy a < c.
    #[error("the lower rank {lower} must be below the upper rank {upper}")]
    RanksNotIncreasing {
        /// The lower rank a.
        lower: usize,
        /// The upper rank c.
        upper: usize,
    },
}

/// The law of the order statistic X_(r:h) of h independent N(0, 1) values.
#[derive(Debug, Clone, Copy)]
pub struct OrderStatistic {
    /// r − 1, the number of values below.
    below: f64,
    /// h − r, the number of values above.
    above: f64,
    /// The point ℓ below which the sampled normal is cut off; −∞ for the plain normal.
    lower: f64,
    /// The mode, to a small fraction of the spread; densities are relative to the one here.
    anchor: f64,
    /// I(ℓ, anchor).
    anchor_below: f64,
    /// Q(anchor).
    anchor_above: f64,
    /// Where the density is cut.
    window: [f64; 2],
}

impl OrderStatistic {
    /// The law of the `rank`-th smallest (counted from 1) of `sample_size` independent N(0, 1) values.
    ///
    /// # Errors
    /// [`OrderStatisticError::RankOutOfRange`] unless 1 ≤ rank ≤ sample_size.
    pub fn new(rank: usize, sample_size: usize) -> Result<Self, OrderStatisticError> {
        if rank == 0 || rank > sample_size {
            return Err(OrderStatisticError::RankOutOfRange { rank, sample_size });
        }
        Ok(Self::truncated(rank, sample_size, f64::NEG_INFINITY))
    }

    /// The same for values from N(0, 1) given that they exceed `lower`; 1 ≤ rank ≤ sample_size is the caller's duty.
    pub(crate) fn truncated(rank: usize, sample_size: usize, lower: f64) -> Self {
        let mut law = Self {
            below: (rank - 1) as f64,
            above: (sample_size - rank) as f64,
            lower,
            anchor: 0.0,
            anchor_below: 0.0,
            anchor_above: 0.0,
            window: [0.0; 2],
        };
        law.anchor = law.mode();
        law.anchor_below = interval_probability(lower, law.anchor);
        law.anchor_above = survival(law.anchor);
        law.window = [law.edge(law.anchor, -1.0), law.edge(law.anchor, 1.0)];
        law
    }

    /// E\[g(X)\], componentwise. `kinks` lists, in any order, the points where g is not smooth.
    pub fn expectations<const N: usize>(&self, kinks: &[f64], g: impl Fn(f64) -> [f64; N]) -> [f64; N] {
        let mut edges = vec![self.window[0], self.anchor, self.window[1]];
        edges.extend(
            kinks
                .iter()
                .filter(|kink| self.window[0] < **kink && **kink < self.window[1]),
        );
        edges.sort_by(f64::total_cmp);
        let (mut total, mut sums) = (0.0, [0.0; N]);
        for_each_node(&edges, |x, weight| {
            let mass = weight * libm::exp(self.log_density(x));
            total += mass;
            for (sum, value) in sums.iter_mut().zip(g(x)) {
                *sum += mass * value;
            }
        });
        sums.map(|sum| sum / total)
    }

    /// The law as points with masses that do not sum to 1: the nodes that [`Self::expectations`] sums over.
    pub(crate) fn points(&self) -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        for_each_node(&[self.window[0], self.anchor, self.window[1]], |x, weight| {
            points.push((x, weight * libm::exp(self.log_density(x))));
        });
        points
    }

    /// P(X ≤ x) = I_{Φ(x)}(r, h − r + 1), the regularised incomplete beta function; relatively accurate in the lower
    /// tail.
    pub fn cdf(&self, x: f64) -> f64 {
        if x <= self.anchor {
            self.tail(x, -1.0)
        } else {
            1.0 - self.tail(x, 1.0)
        }
    }

    /// P(X > x) = 1 − I_{Φ(x)}(r, h − r + 1); relatively accurate in the upper tail.
    pub fn survival(&self, x: f64) -> f64 {
        if x <= self.anchor {
            1.0 - self.tail(x, -1.0)
        } else {
            self.tail(x, 1.0)
        }
    }

    /// The x with P(X ≤ x) = p; −∞ at p = 0, +∞ at p = 1, NaN outside \[0, 1\].
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantiles(&[p])[0]
    }

    /// [`quantile`](Self::quantile) of each of `probabilities`; those that are near the one before take the fewest steps.
    pub fn quantiles<const N: usize>(&self, probabilities: &[f64; N]) -> [f64; N] {
        let (log_mass, middle) = (self.log_mass(), self.cdf(self.anchor));
        let mut starts = [self.anchor; 2];
        probabilities.map(|p| {
            if !(0.0..=1.0).contains(&p) {
                return f64::NAN;
            }
            let (side, p, direction) = if p <= middle { (0, p, -1.0) } else { (1, 1.0 - p, 1.0) };
            let x = self.tail_quantile(p, direction, starts[side], log_mass);
            if x.is_finite() {
                starts[side] = x;
            }
            x
        })
    }

    /// Newton's iteration from `start` on the logarithm of a tail probability, which is concave in x: it converges from anywhere.
    fn tail_quantile(&self, p: f64, direction: f64, start: f64, log_mass: f64) -> f64 {
        if p == 0.0 {
            return direction * f64::INFINITY;
        }
        let mut x = start;
        for _ in 0..100 {
            let log_tail = self.log_tail_mass(x, direction);
            let slope = libm::exp(self.log_density(x) - log_tail);
            let step = direction * (log_tail - log_mass - libm::log(p)) / slope;
            x += step;
            if step.abs() <= 1e-15 * x.abs().max(self.window[1] - self.window[0]) {
                break;
            }
        }
        x
    }

    /// P(X ≤ x) for direction −1 and x at or below the mode; P(X > x) for direction 1 and x at or above it.
    fn tail(&self, x: f64, direction: f64) -> f64 {
        libm::exp(self.log_tail_mass(x, direction) - self.log_mass())
    }

    /// The logarithm of the same, times the integral of the unnormalised density.
    fn log_tail_mass(&self, x: f64, direction: f64) -> f64 {
        if x.is_infinite() || x <= self.lower {
            return f64::NEG_INFINITY;
        }
        let end = self.edge(x, direction);
        let start = self.log_density(x);
        let tail = integrate(x.min(end), x.max(end), |y| libm::exp(self.log_density(y) - start));
        start + libm::log(tail)
    }

    /// log ∫ of the unnormalised density.
    fn log_mass(&self) -> f64 {
        let relative = |x: f64| libm::exp(self.log_density(x));
        let [low, high] = self.window;
        libm::log(integrate(low, self.anchor, relative) + integrate(self.anchor, high, relative))
    }

    /// log f(x) − log f(anchor).
    fn log_density(&self, x: f64) -> f64 {
        let step = x - self.anchor;
        let centre = 0.5 * (x + self.anchor);
        let near = step.abs() * centre.abs().max(1.0) < 0.5;
        let between = if near {
            step.signum() * interval_probability(x.min(self.anchor), x.max(self.anchor))
        } else {
            0.0
        };
        let mut log = -step * centre;
        if self.below > 0.0 {
            let ratio = between / self.anchor_below;
            log += self.below
                * if near && ratio > -0.5 {
                    libm::log1p(ratio)
                } else {
                    self.log_below(x) - self.log_below(self.anchor)
                };
        }
        if self.above > 0.0 {
            let ratio = -between / self.anchor_above;
            log += self.above
                * if near && ratio > -0.5 {
                    libm::log1p(ratio)
                } else {
                    log_survival(x) - log_survival(self.anchor)
                };
        }
        log
    }

    /// log I(ℓ, x).
    fn log_below(&self, x: f64) -> f64 {
        if self.lower == f64::NEG_INFINITY {
            log_cdf(x)
        } else {
            libm::log(interval_probability(self.lower, x))
        }
    }

    /// (d/dx log f, −d²/dx² log f) at x; the second is at least 1.
    fn slope_and_curvature(&self, x: f64) -> (f64, f64) {
        let (mut slope, mut curvature) = (-x, 1.0);
        if self.below > 0.0 {
            let rate = if self.lower == f64::NEG_INFINITY {
                hazard(-x)
            } else {
                density(x) / interval_probability(self.lower, x)
            };
            slope += self.below * rate;
            curvature += (self.below * rate * (rate + x)).max(0.0);
        }
        if self.above > 0.0 {
            let rate = hazard(x);
            slope -= self.above * rate;
            curvature += (self.above * rate * (rate - x)).max(0.0);
        }
        (slope, curvature)
    }

    /// The mode to within a hundredth of the spread there: Newton's iteration, kept inside a bracket by bisection.
    fn mode(&self) -> f64 {
        if self.below == 0.0 && self.lower > f64::NEG_INFINITY && self.slope_and_curvature(self.lower).0 <= 0.0 {
            return self.lower;
        }
        let mut low = self.lower.max(-40.0);
        let mut high = low.max(0.0) + 40.0;
        let share_above = (self.above + 0.5) / (self.below + self.above + 1.0);
        let mut x = upper_quantile(cdf(-self.lower) * share_above);
        if !(low < x && x < high) {
            x = 0.5 * (low + high);
        }
        for _ in 0..100 {
            let (slope, curvature) = self.slope_and_curvature(x);
            if slope > 0.0 {
                low = x;
            } else {
                high = x;
            }
            let step = slope / curvature;
            if step * step * curvature < 1e-4 {
                break;
            }
            x += step;
            if !(low < x && x < high) {
                x = 0.5 * (low + high);
            }
        }
        x
    }

    /// The point beyond `start`, downhill in `direction` (±1), where the density has fallen by between e^−DROP and
    /// about e^−1.6·DROP, or the cut-off ℓ if that comes first.
    fn edge(&self, start: f64, direction: f64) -> f64 {
        let reference = self.log_density(start);
        let fall = |distance: f64| reference - self.log_density(start + direction * distance);
        let room = if direction < 0.0 {
            start - self.lower
        } else {
            f64::INFINITY
        };
        if room <= 0.0 {
            return start;
        }
        let (slope, curvature) = self.slope_and_curvature(start);
        let downhill = (-direction * slope).max(0.0);
        // Where the second-order expansion has fallen by DROP.
        let mut outer = 2.0 * DROP / (downhill + (downhill * downhill + 2.0 * DROP * curvature).sqrt());
        let mut inner = 0.0;
        while outer < room && fall(outer) < DROP {
            inner = outer;
            outer *= 1.5;
        }
        outer = outer.min(room);
        while outer - inner > 0.05 * outer && fall(outer) > 1.6 * DROP {
            let middle = 0.5 * (inner + outer);
            if fall(middle) < DROP {
                inner = middle;
            } else {
                outer = middle;
            }
        }
        if outer == room {
            self.lower
        } else {
            start + direction * outer
        }
    }
}

#[cfg(test)]
#[path = "order_statistic_tests.rs"]
mod tests;
