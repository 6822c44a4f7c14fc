//! The lemma on the median of one coordinate (paper, Appendix B), beside its sharp forms and the exact tail.
//!
//! m workers, b of them Byzantine, and α = b/m; μ and s = σ/√n are the mean and the deviation of an honest worker's value, γ the
//! absolute skewness of one sample. All radii are in units of s.

use super::exact_law::Side;
use super::normal_approximation::NormalApproximation;
use super::theorem::constant::{BERRY_ESSEEN, berry_esseen_sharp, price, sharp_inverse};
use crate::stat::Beta;

/// What of the lemma is the paper's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LemmaForm {
    /// |med − μ| ≤ C_ε·s·q with q = α + √(t/(m(1 − α))) + 0.4748γ/√n and ε = ½ − q.
    Paper,
    /// The same q, and Φ⁻¹(½ + q) in the place of C_ε·q: ours.
    Sharp,
    /// That, with (⌊m/2⌋ + 1)/h − ½, h = m − b, in the place of α where it is less, and Shevtsova's constants: ours.
    Improved,
}

/// The setting of the lemma.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MedianLemma {
    /// n.
    pub samples: usize,
    /// m.
    pub workers: usize,
    /// b.
    pub byzantine: usize,
    /// γ.
    pub absolute_skewness: f64,
    /// t.
    pub t: f64,
}

impl MedianLemma {
    /// q, by how much in probability the empirical level may be off.
    #[must_use]
    pub fn q(&self, form: LemmaForm) -> f64 {
        let m = self.workers as f64;
        let honest = (self.workers - self.byzantine) as f64;
        let alpha = self.byzantine as f64 / m;
        let needed = (self.workers / 2 + 1) as f64 / honest - 0.5;
        let (byzantine, skewness) = match form {
            LemmaForm::Paper | LemmaForm::Sharp => (alpha, BERRY_ESSEEN * self.absolute_skewness),
            LemmaForm::Improved => (needed.min(alpha), berry_esseen_sharp(self.absolute_skewness)),
        };
        byzantine + (self.t / honest).sqrt() + skewness / (self.samples as f64).sqrt()
    }

    /// The radius that |med − μ| stays within, in units of s; `None` where q is ½ or more, of which the lemma says nothing.
    #[must_use]
    pub fn radius(&self, form: LemmaForm) -> Option<f64> {
        let q = self.q(form);
        (q < 0.5).then(|| match form {
            LemmaForm::Paper => price(0.5 - q) * q,
            LemmaForm::Sharp | LemmaForm::Improved => sharp_inverse(q),
        })
    }

    /// The probability with which it may fail: 4e^{−2t}; by the inequality of Dvoretzky, Kiefer and Wolfowitz with Massart's constant
    /// 2e^{−2t}, which is ours.
    #[must_use]
    pub fn failure(&self, form: LemmaForm) -> f64 {
        let factor = if form == LemmaForm::Improved { 2.0 } else { 4.0 };
        (factor * libm::exp(-2.0 * self.t)).min(1.0)
    }
}

/// The exact law of the median of an odd number m of values, b of them all at +∞ or all at −∞, the others of law F_n: an order
/// statistic of the honest ones.
#[derive(Clone, Debug)]
pub struct MedianTail<'a> {
    law: &'a NormalApproximation,
    /// Of uniform values, in which the law is a beta law.
    rank: usize,
    honest: usize,
}

impl<'a> MedianTail<'a> {
    /// The median of m = `workers` values, b = `byzantine` of them on the side `side`. `None` unless m is odd and b < m/2.
    #[must_use]
    pub fn new(law: &'a NormalApproximation, workers: usize, byzantine: usize, side: Side) -> Option<Self> {
        let middle = workers / 2 + 1;
        (workers % 2 == 1 && byzantine < middle).then(|| Self {
            law,
            rank: match side {
                Side::Up => middle,
                Side::Down => middle - byzantine,
            },
            honest: workers - byzantine,
        })
    }

    /// P(|med − μ| > z·s): P(med > z) is that fewer than r of h values are at most z, r the rank.
    #[must_use]
    pub fn beyond(&self, z: f64) -> f64 {
        let at_most = |x: f64| self.median_at_most(self.law.cdf(x));
        (1.0 - at_most(z)) + at_most(-z)
    }

    /// P(med ≤ x) at F_n(x) = `p`: a binomial tail.
    fn median_at_most(&self, p: f64) -> f64 {
        if p <= 0.0 {
            return 0.0;
        }
        if p >= 1.0 {
            return 1.0;
        }
        let beta = Beta::new(self.rank as f64, (self.honest + 1 - self.rank) as f64);
        beta.tails(p, 1.0 - p)[0]
    }

    /// The radius, in units of s, that |med − μ| exceeds with probability `p` in (0, 1).
    #[must_use]
    pub fn radius(&self, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, 40.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.beyond(middle) > p {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::CoordinateLaw;
    use crate::stat::normal;
    use crate::theory::order_statistic::OrderStatistic;

    const GAUSSIAN: CoordinateLaw = CoordinateLaw::Normal { deviation: 1.0 };

    fn lemma(samples: usize, workers: usize, byzantine: usize, t: f64) -> MedianLemma {
        MedianLemma {
            samples,
            workers,
            byzantine,
            absolute_skewness: 1.595_769_121_605_731,
            t,
        }
    }

    /// At m = 1001, b = 100 and t = 2, with n so large that skewness does not matter.
    #[test]
    fn the_example_by_hand() {
        let lemma = lemma(usize::MAX, 1001, 100, 2.0);
        let radius = |form| lemma.radius(form).expect("speaks");
        assert!((lemma.q(LemmaForm::Paper) - (100.0 / 1001.0 + (2.0f64 / 901.0).sqrt())).abs() < 1e-9);
        assert!((radius(LemmaForm::Paper) - 0.396).abs() < 6e-4);
        assert!((radius(LemmaForm::Improved) - 0.262).abs() < 6e-4);
        assert!((lemma.failure(LemmaForm::Paper) - 0.073_26).abs() < 1e-5);
        let law = NormalApproximation::new(&GAUSSIAN, 1).expect("known");
        let exact = MedianTail::new(&law, 1001, 100, Side::Up).expect("odd");
        let fails = exact.beyond(radius(LemmaForm::Paper));
        assert!((1e-10..1e-8).contains(&fails), "{fails}");
        assert!((exact.radius(0.5) - 0.140).abs() < 2e-3);
        assert!((exact.beyond(exact.radius(0.05)) - 0.05).abs() < 1e-9);
    }

    #[test]
    fn the_tail_is_that_of_an_order_statistic_on_both_sides() {
        let law = NormalApproximation::new(&GAUSSIAN, 1).expect("known");
        for (side, rank) in [(Side::Up, 11), (Side::Down, 7)] {
            let tail = MedianTail::new(&law, 21, 4, side).expect("odd");
            let rank = OrderStatistic::new(rank, 17).expect("a rank");
            let want = 1.0 - rank.cdf(0.6) + rank.cdf(-0.6);
            assert!((tail.beyond(0.6) - want).abs() < 1e-12);
        }
        assert!(MedianTail::new(&law, 20, 4, Side::Up).is_none());
        assert!(MedianTail::new(&law, 21, 11, Side::Up).is_none());
    }

    /// By hand: of three exponential values the middle one exceeds x with probability 3(1 − F)²F + (1 − F)³.
    #[test]
    fn a_skewed_law_by_hand() {
        let law = NormalApproximation::new(&CoordinateLaw::Exponential { deviation: 1.0 }, 1).expect("known");
        let tail = MedianTail::new(&law, 3, 0, Side::Up).expect("odd");
        let middle_above = |x: f64| {
            let above = libm::exp(-(1.0 + x));
            above * above * (3.0 - 2.0 * above)
        };
        let want = middle_above(0.5) + 1.0 - middle_above(-0.5);
        assert!((tail.beyond(0.5) - want).abs() < 1e-13);
    }

    #[test]
    fn sharper_forms_are_sharper() {
        for (samples, workers, byzantine) in [(50, 41, 4), (1000, 1001, 300), (10, 501, 0)] {
            let lemma = lemma(samples, workers, byzantine, 1.0);
            let of = |form| lemma.radius(form);
            let (paper, sharp, improved) = (of(LemmaForm::Paper), of(LemmaForm::Sharp), of(LemmaForm::Improved));
            assert!(paper > sharp && sharp > improved && improved > Some(0.0), "{lemma:?}");
        }
        assert_eq!(lemma(4, 11, 5, 1.0).radius(LemmaForm::Paper), None);
        // C_ε at ε = ½ − q.
        let one = lemma(10_000, 101, 5, 1.0);
        let q = one.q(LemmaForm::Paper);
        let slope = 1.0 / normal::density(normal::quantile(0.5 + q));
        assert!((one.radius(LemmaForm::Paper).expect("speaks") - slope * q).abs() < 1e-12);
    }
}
