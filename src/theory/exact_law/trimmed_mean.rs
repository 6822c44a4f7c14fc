//! The trimmed mean. Arguments throughout: m `workers`, b `byzantine` of them, k = `trim` values dropped at each end,
//! h = m − b.
//!
//! With every Byzantine value at +∞ and k ≥ b it is (m − 2k)⁻¹ Σ_{j=k+1}^{m−k} X_(j:h). Given X_(k:h) = u, and for
//! k > b also X_(m−k+1:h) = v, the m − 2k kept values are independent N(0, 1) given that they lie in (u, v): with mean
//! μ(u, v) and variance τ²(u, v), the error has conditional mean μ and mean square μ² + τ²/(m − 2k).

use super::median::{median_omniscient, median_one_sided};
use super::moments::{AbsoluteMoments, Moments};
use super::omniscient::worse_side;
use super::setting::{ExactLawError, honest_and_kept};
use super::truncated_normal::{above, between};
use crate::theory::order_statistic::OrderStatistic;
use crate::theory::order_statistic_pair::OrderStatisticPair;

/// E\[err\] and E\[err²\] of the trimmed mean under the one-sided adversary.
///
/// The mean is exactly 0 at b = 0; k = b = 0 is the plain mean, E\[err²\] = 1/m.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1, b < m/2, b ≤ k and 2k < m.
///
/// ```
/// use byzrate::theory::exact_law::{median_one_sided, trimmed_mean_one_sided};
///
/// // With nothing trimmed it is the mean, and with all but one value the median.
/// assert_eq!(trimmed_mean_one_sided(25, 0, 0)?.mean_square, 1.0 / 25.0);
/// assert_eq!(trimmed_mean_one_sided(25, 5, 12)?, median_one_sided(25, 5)?);
/// // Fewer values trimmed than workers attack: the error has no law.
/// assert!(trimmed_mean_one_sided(25, 5, 4).is_err());
/// # Ok::<(), byzrate::theory::exact_law::ExactLawError>(())
/// ```
pub fn trimmed_mean_one_sided(workers: usize, byzantine: usize, trim: usize) -> Result<Moments, ExactLawError> {
    let (honest, kept) = honest_and_kept(workers, byzantine, trim)?;
    if trim == 0 {
        return Ok(Moments {
            mean: 0.0,
            mean_square: 1.0 / workers as f64,
        });
    }
    if kept <= 2 {
        return median_one_sided(workers, byzantine);
    }
    let conditional = |(mean, variance): (f64, f64)| [mean, mean * mean + variance / kept as f64];
    let [mean, mean_square] = if trim == byzantine {
        OrderStatistic::new(trim, honest)?.expectations(&[], |u| conditional(above(u)))
    } else {
        OrderStatisticPair::new(trim, workers - trim + 1, honest)?.expectations(|u, v| conditional(between(u, v)))
    };
    Ok(Moments {
        mean: if byzantine == 0 { 0.0 } else { mean },
        mean_square,
    })
}

/// E|err| and E\[err²\] of the trimmed mean under the omniscient adversary.
///
/// The reachable aggregates are the interval \[T₋, T₊\], T₊ with every Byzantine value at +∞ and T₋ with every one at −∞: the means of
/// the honest values of ranks k+1, …, m−k, and of k+1−b, …, m−k−b. The worst error is max(|T₊|, |T₋|), and
/// [`AbsoluteMoments::error`] says how well its moments are known: exactly for the plain mean (k = b = 0), √(2/(πm)) and 1/m, for
/// E\[err²\] at b = 0, and for the median of odd m; else within 10⁻⁴.
///
/// # Errors
/// [`ExactLawError`] unless m ≥ 1, b < m/2, b ≤ k and 2k < m.
///
/// ```
/// use byzrate::theory::exact_law::{trimmed_mean_omniscient, trimmed_mean_one_sided};
///
/// // Seeing the honest values, and taking either side, makes the mean square 1.8 times as large.
/// let worst = trimmed_mean_omniscient(101, 10, 36)?;
/// let one_sided = trimmed_mean_one_sided(101, 10, 36)?;
/// assert!(worst.error < 3e-5);
/// assert!((1.7..1.9).contains(&(worst.mean_square / one_sided.mean_square)));
/// # Ok::<(), byzrate::theory::exact_law::ExactLawError>(())
/// ```
pub fn trimmed_mean_omniscient(
    workers: usize,
    byzantine: usize,
    trim: usize,
) -> Result<AbsoluteMoments, ExactLawError> {
    let (_, kept) = honest_and_kept(workers, byzantine, trim)?;
    if trim == 0 {
        let mean_square = 1.0 / workers as f64;
        Ok(AbsoluteMoments {
            mean: (mean_square * std::f64::consts::FRAC_2_PI).sqrt(),
            mean_square,
            error: 0.0,
        })
    } else if kept <= 2 {
        median_omniscient(workers, byzantine)
    } else {
        let worst = worse_side(workers, byzantine, trim, |z| z)?;
        Ok(if byzantine == 0 {
            let mean_square = trimmed_mean_one_sided(workers, 0, trim)?.mean_square;
            AbsoluteMoments { mean_square, ..worst }
        } else {
            worst
        })
    }
}

#[cfg(test)]
#[path = "trimmed_mean_tests.rs"]
mod tests;
