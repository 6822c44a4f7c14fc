//! Two order statistics of one normal sample.

use super::order_statistic::{OrderStatistic, OrderStatisticError};

/// The joint law of X_(a:h) ≤ X_(c:h), a < c, of h independent N(0, 1) values.
///
/// Given X_(a:h) = x, the h − a values above x are independent N(0, 1) given that they exceed x, and X_(c:h) is the
/// (c−a)-th smallest of them (David and Nagaraja, *Order Statistics*, 3rd ed., Theorem 2.5). Expectations are
/// therefore nested one-dimensional quadratures, each over a log-concave density.
#[derive(Debug, Clone, Copy)]
pub struct OrderStatisticPair {
    lower: OrderStatistic,
    /// c − a.
    gap: usize,
    /// h − a.
    beyond: usize,
}

impl OrderStatisticPair {
    /// The pair of ranks `lower` = a and `upper` = c (counted from 1) of `sample_size` = h values.
    ///
    /// # Errors
    /// [`OrderStatisticError`] unless 1 ≤ a < c ≤ h.
    pub fn new(lower: usize, upper: usize, sample_size: usize) -> Result<Self, OrderStatisticError> {
        if upper > sample_size {
            return Err(OrderStatisticError::RankOutOfRange {
                rank: upper,
                sample_size,
            });
        }
        if lower >= upper {
            return Err(OrderStatisticError::RanksNotIncreasing { lower, upper });
        }
        Ok(Self {
            lower: OrderStatistic::new(lower, sample_size)?,
            gap: upper - lower,
            beyond: sample_size - lower,
        })
    }

    /// The law of the lower one, X_(a:h).
    pub fn lower(&self) -> &OrderStatistic {
        &self.lower
    }

    /// E\[g(X_(a:h), X_(c:h))\], componentwise, for smooth g.
    pub fn expectations<const N: usize>(&self, g: impl Fn(f64, f64) -> [f64; N]) -> [f64; N] {
        self.nested(&[], |_| None, g)
    }

    /// E\[g(f(X_(a:h)), f(X_(c:h)))\], componentwise, for smooth g and an f that takes long: it is asked once for every x.
    pub fn expectations_through<const N: usize>(
        &self,
        f: impl Fn(f64) -> f64,
        g: impl Fn(f64, f64) -> [f64; N],
    ) -> [f64; N] {
        self.lower.expectations(&[], |x| {
            let at_x = f(x);
            let upper = OrderStatistic::truncated(self.gap, self.beyond, x);
            upper.expectations(&[], |y| g(at_x, f(y)))
        })
    }

    /// E\[g(X_(a:h), X_(c:h))\], componentwise, for g(x, y) smooth except across the line y = −x.
    pub fn expectations_kinked_at_antidiagonal<const N: usize>(&self, g: impl Fn(f64, f64) -> [f64; N]) -> [f64; N] {
        // The line enters the region y > x at x = 0, where the inner expectation is not smooth in x either.
        self.nested(&[0.0], |x| (x < 0.0).then_some(-x), g)
    }

    fn nested<const N: usize>(
        &self,
        lower_kinks: &[f64],
        upper_kink: impl Fn(f64) -> Option<f64>,
        g: impl Fn(f64, f64) -> [f64; N],
    ) -> [f64; N] {
        self.lower.expectations(lower_kinks, |x| {
            let upper = OrderStatistic::truncated(self.gap, self.beyond, x);
            upper.expectations(upper_kink(x).as_slice(), |y| g(x, y))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(a: usize, c: usize, h: usize) -> [f64; 5] {
        OrderStatisticPair::new(a, c, h)
            .unwrap()
            .expectations(|x, y| [x, x * x, y, y * y, x * y])
    }

    #[test]
    fn the_pair_of_two_has_its_closed_form() {
        let [x, xx, y, yy, xy] = moments(1, 2, 2);
        let mean = 1.0 / std::f64::consts::PI.sqrt();
        for (got, want) in [(x, -mean), (xx, 1.0), (y, mean), (yy, 1.0)] {
            assert!((got - want).abs() < 2e-14, "{got} against {want}");
        }
        assert!(xy.abs() < 2e-14, "{xy}");
    }

    #[test]
    fn both_margins_are_those_of_the_single_order_statistics() {
        for (a, c, h) in [
            (1, 5, 5),
            (2, 3, 4),
            (3, 6, 8),
            (1, 2, 40),
            (40, 61, 90),
            (1, 1001, 1001),
            (700, 701, 901),
        ] {
            let [x, xx, y, yy, _] = moments(a, c, h);
            for (rank, first, second) in [(a, x, xx), (c, y, yy)] {
                let [mean, square] = OrderStatistic::new(rank, h).unwrap().expectations(&[], |v| [v, v * v]);
                assert!(
                    (first - mean).abs() < 1e-12 * square.sqrt(),
                    "{rank} of {h}: {first} against {mean}"
                );
                assert!(
                    (second - square).abs() < 1e-12 * square,
                    "{rank} of {h}: {second} against {square}"
                );
            }
        }
    }

    #[test]
    fn every_row_of_the_covariance_matrix_sums_to_one() {
        // Σ_c Cov(X_(a:h), X_(c:h)) = 1 for a normal sample, since Σ_c X_(c:h) = h·mean is complete and sufficient.
        for (a, h) in [(1, 6), (3, 6), (5, 12)] {
            let mut sum = 0.0;
            for c in 1..=h {
                if a == c {
                    let [square] = OrderStatistic::new(a, h).unwrap().expectations(&[], |v| [v * v]);
                    sum += square;
                } else {
                    sum += moments(a.min(c), a.max(c), h)[4];
                }
            }
            // Σ_c E X_(c:h) = 0, so the products of means drop out.
            assert!((sum - 1.0).abs() < 1e-13, "rank {a} of {h}: {sum}");
        }
    }

    #[test]
    fn the_larger_absolute_value_of_two_has_its_closed_form() {
        // max(|X_(1:2)|, |X_(2:2)|) is the larger of two half-normals: mean 2/√π, mean square 1 + 2/π.
        let pair = OrderStatisticPair::new(1, 2, 2).unwrap();
        let [mean, square] = pair.expectations_kinked_at_antidiagonal(|x, y| {
            let worst = y.max(-x);
            [worst, worst * worst]
        });
        let pi = std::f64::consts::PI;
        assert!((mean - 2.0 / pi.sqrt()).abs() < 1e-13, "{mean}");
        assert!((square - 1.0 - 2.0 / pi).abs() < 1e-13, "{square}");
    }

    #[test]
    fn ranks_out_of_order_or_range_are_refused() {
        assert_eq!(
            OrderStatisticPair::new(3, 3, 5).unwrap_err(),
            OrderStatisticError::RanksNotIncreasing { lower: 3, upper: 3 }
        );
        assert_eq!(
            OrderStatisticPair::new(3, 6, 5).unwrap_err(),
            OrderStatisticError::RankOutOfRange {
                rank: 6,
                sample_size: 5
            }
        );
        assert_eq!(
            OrderStatisticPair::new(0, 2, 5).unwrap_err(),
            OrderStatisticError::RankOutOfRange {
                rank: 0,
                sample_size: 5
            }
        );
    }
}
