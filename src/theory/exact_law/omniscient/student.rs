use super::score_table::ScoreTable;
use super::worse_side;
use crate::theory::exact_law::setting::honest_and_kept;
use crate::theory::exact_law::{AbsoluteMoments, ExactLawError};

/// The trimmed mean of one-round estimates (Algorithm 2) on least squares with Gaussian design, one coordinate, in units of σ, under the
/// omniscient adversary; with k = ⌊(m − 1)/2⌋ it is the median.
///
/// A worker's error is exactly σ·t_ν/√ν, ν = n − d + 1, as in [`one_round_gaussian_design`](crate::theory::exact_law::one_round_gaussian_design),
/// and symmetric. What is known is known within [`AbsoluteMoments::error`].
///
/// # Errors
/// [`ExactLawError::SingularDesign`] if n < d; [`ExactLawError::HeavyTails`] where the tails of what is kept are too heavy for six
/// moments to tell its law within a thousandth; else those of [`trimmed_mean_omniscient`](crate::theory::exact_law::trimmed_mean_omniscient).
pub fn one_round_gaussian_design_omniscient(
    dim: usize,
    samples: usize,
    workers: usize,
    byzantine: usize,
    trim: usize,
) -> Result<AbsoluteMoments, ExactLawError> {
    if samples < dim || dim == 0 {
        return Err(ExactLawError::SingularDesign { samples, dim });
    }
    honest_and_kept(workers, byzantine, trim)?;
    let degrees = samples - dim + 1;
    let heavy = ExactLawError::HeavyTails { degrees };
    // The smallest value that is kept is X_(k−b+1:h) or above, and falls below −x with probability of order x^(−ν(k−b+1)).
    if trim == 0 || degrees.saturating_mul(trim - byzantine + 1) < TAIL {
        return Err(heavy);
    }
    let table = ScoreTable::new(degrees);
    let scale = 1.0 / (degrees as f64).sqrt();
    let law = worse_side(workers, byzantine, trim, |z| scale * table.at(z))?;
    if law.error <= LARGEST_ERROR {
        Ok(law)
    } else {
        Err(heavy)
    }
}

/// The order of the tails' power from which on the quadratures' 19th powers of quantiles are tame.
const TAIL: usize = 20;

/// What may be left out.
const LARGEST_ERROR: f64 = 1e-3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::continuous_law::{ContinuousLaw, StudentT};
    use crate::theory::exact_law::median_omniscient;
    use crate::theory::order_statistic_pair::OrderStatisticPair;

    /// Medians of odd m: the law of two order statistics, which quantiles map from those of normal ones.
    #[test]
    fn the_median_matches_the_law_of_two_order_statistics() {
        for (degrees, workers, byzantine) in [
            (3, 41, 4),
            (6, 21, 4),
            (10, 11, 2),
            (16, 101, 10),
            (25, 9, 2),
            (300, 15, 1),
        ] {
            let law = StudentT::new(degrees);
            let middle = workers / 2 + 1;
            let pair = OrderStatisticPair::new(middle - byzantine, middle, workers - byzantine).unwrap();
            // The larger of −g(x) and g(y) is g of the larger of −x and y.
            let [mean, square] = pair.expectations_kinked_at_antidiagonal(|x, y| {
                let worst = law.at_score(y.max(-x)) / (degrees as f64).sqrt();
                [worst, worst * worst]
            });
            let got = one_round_gaussian_design_omniscient(1, degrees, workers, byzantine, middle - 1).unwrap();
            let off = [got.mean / mean - 1.0, got.mean_square / square - 1.0];
            assert!(
                off.iter().all(|off| off.abs() <= got.error),
                "{degrees}, {workers}, {byzantine}: {got:?}, {off:?}"
            );
        }
    }

    /// Of ever more samples it is the normal law.
    #[test]
    fn many_samples_give_the_normal_law() {
        let (samples, workers) = (1_000_000_000, 101);
        let want = median_omniscient(workers, 10).unwrap();
        let got = one_round_gaussian_design_omniscient(1, samples, workers, 10, 50).unwrap();
        assert!((got.mean_square * samples as f64 / want.mean_square - 1.0).abs() < 1e-6);
    }

    /// Four of nine Byzantine, and one of five heavy-tailed values kept, is nearly as much as is taken.
    #[test]
    fn what_is_left_out_grows_with_the_tails() {
        let error = |samples| one_round_gaussian_design_omniscient(1, samples, 9, 4, 4).unwrap().error;
        assert!(
            error(1000) < 5e-5 && (5e-4..1e-3).contains(&error(25)),
            "{}, {}",
            error(1000),
            error(25)
        );
    }

    #[test]
    fn tails_that_are_too_heavy_are_refused() {
        let heavy = |degrees| Err(ExactLawError::HeavyTails { degrees });
        assert_eq!(one_round_gaussian_design_omniscient(5, 7, 101, 10, 10), heavy(3));
        assert!(one_round_gaussian_design_omniscient(5, 7, 101, 10, 30).is_ok());
        assert_eq!(one_round_gaussian_design_omniscient(1, 9, 10, 0, 0), heavy(9));
        assert_eq!(
            one_round_gaussian_design_omniscient(5, 4, 101, 10, 10),
            Err(ExactLawError::SingularDesign { samples: 4, dim: 5 })
        );
    }
}
