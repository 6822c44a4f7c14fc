use std::f64::consts::SQRT_2;

use super::net::Net;
use super::{Improvement, Sharper};
use crate::stat::Beta;
use crate::theory::theorem::Silence;
use crate::theory::theorem::constant::{BERRY_ESSEEN, berry_esseen_sharp, price, sharp_inverse};

/// The largest p at which P(Bin(h, p) ≤ j) is at least exp(−`rarity`), j < h: above it the event is rarer.
///
/// P(Bin(h, p) ≤ j) is the upper tail at p of the beta law with j + 1 and h − j. Beyond what a double holds of a tail, Chernoff's
/// P(Bin(h, p) ≤ j) ≤ exp(−h·KL(j/h ‖ p)) serves in its place, and gives a larger p.
pub(super) fn binomial_level(honest: usize, most: usize, rarity: f64) -> f64 {
    const LARGEST_RARITY: f64 = 680.0;
    if rarity <= LARGEST_RARITY {
        let tail = libm::exp(-rarity);
        let odds = Beta::new((most + 1) as f64, (honest - most) as f64).log_odds(1.0 - tail, tail);
        return 1.0 / (1.0 + libm::exp(-odds));
    }
    let (h, share) = (honest as f64, most as f64 / honest as f64);
    let divergence = |p: f64| {
        let part = |a: f64, b: f64| if a > 0.0 { a * libm::log(a / b) } else { 0.0 };
        h * (part(share, p) + part(1.0 - share, 1.0 - p))
    };
    let (mut low, mut high) = (share, 1.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if divergence(middle) < rarity {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

impl Sharper<'_> {
    /// How many times e^{−2t} bounds the probability that a median is off on either side.
    pub(super) fn tails(&self) -> f64 {
        if self.has(Improvement::TwoTails) || self.has(Improvement::ExactTail) {
            2.0
        } else {
            4.0
        }
    }

    /// How far beyond ½ the level of the honest values' law is that the median passes with a probability of exp(−`rarity`),
    /// rarity = 2t: α + √(t/h) in the paper.
    pub(super) fn excess_level(&self, rarity: f64) -> f64 {
        let setting = self.setting;
        let (m, b) = (setting.workers, setting.byzantine);
        let honest = m - b;
        if self.has(Improvement::ExactTail) {
            if m / 2 >= honest {
                return f64::INFINITY;
            }
            return binomial_level(honest, m / 2, rarity) - 0.5;
        }
        let need = (m / 2 + 1) as f64 / honest as f64 - 0.5;
        let byzantine = if self.has(Improvement::ExactCount) {
            need.min(setting.alpha())
        } else {
            setting.alpha()
        };
        byzantine + (0.5 * rarity / honest as f64).sqrt()
    }

    /// How far the normal quantile moves when its level does by q, in standard deviations; infinite from ½ on.
    pub(super) fn radius(&self, q: f64) -> f64 {
        if q.is_nan() || q >= 0.5 {
            f64::INFINITY
        } else if self.has(Improvement::SharpInverse) {
            sharp_inverse(q)
        } else {
            price(0.5 - q) * q
        }
    }

    /// Δ.
    pub(super) fn median_deviation(&self) -> Result<f64, Silence> {
        let setting = self.setting;
        let net = Net::of(setting, self.with)?;
        let skewness = setting.absolute_skewness()?;
        let constant = if self.has(Improvement::StructuralSkewness) {
            berry_esseen_sharp(skewness)
        } else {
            BERRY_ESSEEN * skewness
        };
        let root_n = (setting.samples as f64).sqrt();
        let root = if self.has(Improvement::Minkowski) { 1.0 } else { SQRT_2 };
        let shares = libm::log(self.tails() * setting.dim as f64) - self.log_failure;
        Ok(net.best(|r| {
            let q = self.excess_level(shares + net.log_points(r)) + constant / root_n;
            root * (setting.constants.gradient_deviation / root_n * self.radius(q) + net.change(r, 1.0))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::normal;
    use crate::theory::exact_law::median_quantile;

    /// Summed, term by term.
    fn at_most(honest: usize, most: usize, p: f64) -> f64 {
        let mut term = libm::pow(1.0 - p, honest as f64);
        let mut total = term;
        for i in 0..most {
            term *= (honest - i) as f64 / (i + 1) as f64 * p / (1.0 - p);
            total += term;
        }
        total
    }

    #[test]
    fn at_the_level_the_binomial_tail_is_what_it_should_be() {
        for (honest, most, rarity) in [
            (9, 5, 2.0),
            (46, 25, 9.0),
            (180, 100, 30.0),
            (90, 50, 60.0),
            (91, 50, 0.7),
        ] {
            let p = binomial_level(honest, most, rarity);
            let got = at_most(honest, most, p);
            assert!((libm::log(got) + rarity).abs() < 1e-8, "{honest} {most}: {got}");
        }
    }

    /// Under the all-+∞ adversary and for odd m the tail is that of the median itself.
    #[test]
    fn the_radius_is_the_exact_quantile_of_the_median() {
        for (workers, byzantine, p) in [(101, 10, 0.975), (1001, 100, 0.9999), (51, 0, 0.6)] {
            let level = binomial_level(workers - byzantine, workers / 2, -libm::log(1.0 - p));
            let quantile = median_quantile(workers, byzantine, p).expect("known");
            let got = normal::quantile(level);
            assert!((got - quantile).abs() < 1e-9, "{got} against {quantile}");
        }
    }

    /// Chernoff's level is above the exact one, and by little where both are at hand.
    #[test]
    fn beyond_doubles_chernoff_takes_over() {
        let (exact, chernoff) = (binomial_level(1800, 1000, 679.9), binomial_level(1800, 1000, 680.1));
        assert!(exact < chernoff && chernoff - exact < 2e-3, "{exact} {chernoff}");
        assert!(binomial_level(1800, 1000, 5000.0) < 1.0);
    }
}
