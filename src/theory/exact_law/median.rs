//! The median. Arguments throughout: m `workers`, b `byzantine` of them, h = m − b.
//!
//! With every Byzantine value at +∞ the median is X_(r+1:h) for odd m = 2r + 1, and (X_(m/2:h) + X_(m/2+1:h))/2 for
//! even m, in the order statistics of the honest values.

use super::moments::{AbsoluteMoments, Moments};
use super::omniscient::worse_side;
use super::setting::{ExactLawError, honest};
use crate::stat::normal::{hazard, interval_probability, survival};
use crate::theory::order_statistic::OrderStatistic;
use crate::theory::order_statistic_pair::OrderStatisticPair;

/// The median under the one-sided adversary, as a function of the honest order statistics.
enum MiddleOfHonest {
    /// Odd m: one order statistic.
    One(OrderStatistic),
    /// Even m: the mean of two adjacent ones, with the number of honest values above the lower one.
    Two(OrderStatisticPair, usize),
}

impl MiddleOfHonest {
    fn new(workers: usize, byzantine: usize) -> Result<Self, ExactLawError> {
        let honest = honest(workers, byzantine)?;
        let half = workers / 2;
        Ok(if workers % 2 == 1 {
            Self::One(OrderStatistic::new(half + 1, honest)?)
        } else {
            Self::Two(OrderStatisticPair::new(half, half + 1, honest)?, honest - half)
        })
    }
}

/// E\[err\] and E\[err²\] of the median under the one-sided adversary.
///
/// The mean is exactly 0 at b = 0.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1 and b < m/2.
///
/// ```
/// use byzrate::theory::exact_law::{median_bias, median_one_sided};
///
/// // Without attackers the variance is that of a median of 101 normal values, about π/(2m).
/// let law = median_one_sided(101, 0)?;
/// assert_eq!(law.mean, 0.0);
/// assert!((law.mean_square / (0.5 * std::f64::consts::PI / 101.0) - 1.0).abs() < 0.02);
/// // With 10 attackers the error comes close to z(α), its limit for many workers.
/// assert!((median_one_sided(101, 10)?.mean / median_bias(10.0 / 101.0)? - 1.0).abs() < 0.02);
/// # Ok::<(), byzrate::theory::exact_law::ExactLawError>(())
/// ```
pub fn median_one_sided(workers: usize, byzantine: usize) -> Result<Moments, ExactLawError> {
    let [mean, mean_square] = match MiddleOfHonest::new(workers, byzantine)? {
        MiddleOfHonest::One(law) => law.expectations(&[], |x| [x, x * x]),
        MiddleOfHonest::Two(pair, _) => pair.expectations(|x, y| {
            let middle = 0.5 * (x + y);
            [middle, middle * middle]
        }),
    };
    Ok(Moments {
        mean: if byzantine == 0 { 0.0 } else { mean },
        mean_square,
    })
}

/// E|err| of the median under the one-sided adversary.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1 and b < m/2.
pub fn median_mean_absolute(workers: usize, byzantine: usize) -> Result<f64, ExactLawError> {
    let [mean] = match MiddleOfHonest::new(workers, byzantine)? {
        MiddleOfHonest::One(law) => law.expectations(&[0.0], |x| [x.abs()]),
        MiddleOfHonest::Two(pair, _) => pair.expectations_kinked_at_antidiagonal(|x, y| [(0.5 * (x + y)).abs()]),
    };
    Ok(mean)
}

/// The q with P(err ≤ q) = p for the median under the one-sided adversary.
///
/// Odd m = 2r + 1: P(err ≤ q) = I_{Φ(q)}(r + 1, h − r). Even m: given X_(m/2:h) = x < q, the next one exceeds 2q − x
/// with probability (Q(2q − x)/Q(x))^(h − m/2). That one is accurate in p itself, not relatively for p → 0.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1, b < m/2 and 0 < p < 1.
pub fn median_quantile(workers: usize, byzantine: usize, p: f64) -> Result<f64, ExactLawError> {
    let law = MiddleOfHonest::new(workers, byzantine)?;
    if !(p > 0.0 && p < 1.0) {
        return Err(ExactLawError::ProbabilityOutOfRange(p));
    }
    match law {
        MiddleOfHonest::One(law) => Ok(law.quantile(p)),
        MiddleOfHonest::Two(pair, above) => {
            // The mean of the two lies between them, and so do the quantiles.
            let upper = OrderStatistic::new(workers / 2 + 1, workers - byzantine)?;
            Ok(bisect(pair.lower().quantile(p), upper.quantile(p), |q| {
                middle_cdf(pair.lower(), above, q) < p
            }))
        }
    }
}

/// P(X + Y ≤ 2q) for an order statistic X with `above` values beyond it, of which Y is the smallest.
fn middle_cdf(lower: &OrderStatistic, above: usize, q: f64) -> f64 {
    // P(Y > 2q − x | x) is at most exp(−2·above·λ(q)·(q − x)), λ the hazard rate: a boundary layer of its own at large m.
    let layer = q - 45.0 / (2.0 * above as f64 * hazard(q));
    let [probability] = lower.expectations(&[layer, q], |x| {
        if x < q {
            let next_below = interval_probability(x, 2.0 * q - x) / survival(x);
            [-libm::expm1(above as f64 * libm::log1p(-next_below))]
        } else {
            [0.0]
        }
    });
    probability
}

/// The point of [low, high] where `below` turns from true to false.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// E|err| and E\[err²\] of the median under the omniscient adversary.
///
/// For odd m = 2r + 1 the reachable medians are exactly the interval \[X_(r+1−b:h), X_(r+1:h)\], so the worst error is
/// max(|X_(r+1−b:h)|, |X_(r+1:h)|). For even m it is the trimmed mean that keeps two values, and known as well as
/// [`AbsoluteMoments::error`] says. In d coordinates the adversary chooses each one's side by itself.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1 and b < m/2.
pub fn median_omniscient(workers: usize, byzantine: usize) -> Result<AbsoluteMoments, ExactLawError> {
    let honest = honest(workers, byzantine)?;
    if byzantine == 0 {
        let mean = median_mean_absolute(workers, 0)?;
        return Ok(AbsoluteMoments {
            mean,
            mean_square: median_one_sided(workers, 0)?.mean_square,
            error: 0.0,
        });
    }
    if workers.is_multiple_of(2) {
        return worse_side(workers, byzantine, (workers - 1) / 2, |z| z);
    }
    let middle = workers / 2 + 1;
    let pair = OrderStatisticPair::new(middle - byzantine, middle, honest)?;
    let [mean, mean_square] = pair.expectations_kinked_at_antidiagonal(|x, y| {
        let worst = y.max(-x);
        [worst, worst * worst]
    });
    Ok(AbsoluteMoments {
        mean,
        mean_square,
        error: 0.0,
    })
}

#[cfg(test)]
#[path = "median_tests.rs"]
mod tests;
