use super::{Beta, Interval};

/// The exact two-sided interval of confidence `level` for a probability, after `hits` hits in `trials` trials
/// (Clopper and Pearson 1934). Without a trial it is [0, 1].
///
/// ```
/// use byzrate::stat::clopper_pearson;
///
/// // The rule of three: no hit in 100 trials leaves about 3/100, on one side at 95 %.
/// let interval = clopper_pearson(0, 100, 0.90);
/// assert_eq!(interval.low, 0.0);
/// assert!((interval.high - 0.03).abs() < 1e-3);
/// ```
#[must_use]
pub fn clopper_pearson(hits: usize, trials: usize, level: f64) -> Interval {
    let tail = 0.5 * (1.0 - level);
    let beta_quantile = |a: usize, b: usize, p: f64| Beta::new(a as f64, b as f64).quantile(p);
    Interval {
        low: if hits == 0 {
            0.0
        } else {
            beta_quantile(hits, trials - hits + 1, tail)
        },
        high: if hits >= trials {
            1.0
        } else {
            beta_quantile(hits + 1, trials - hits, 1.0 - tail)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_of_three_and_symmetry() {
        let none = clopper_pearson(0, 100, 0.95);
        assert_eq!(none.low, 0.0);
        assert!((none.high - (1.0 - libm::pow(0.025, 0.01))).abs() < 1e-9);
        let all = clopper_pearson(100, 100, 0.95);
        assert!((all.low - libm::pow(0.025, 0.01)).abs() < 1e-9);
        assert_eq!(all.high, 1.0);
    }

    #[test]
    fn a_textbook_value() {
        let interval = clopper_pearson(7, 20, 0.95);
        assert!((interval.low - 0.153_909_2).abs() < 1e-6);
        assert!((interval.high - 0.592_188_5).abs() < 1e-6);
    }
}
