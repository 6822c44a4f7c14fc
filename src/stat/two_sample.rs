/// The two-sample test of Kolmogorov and Smirnov.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoSampleTest {
    /// sup |F₁ − F₂| of the empirical distribution functions.
    pub distance: f64,
    /// What samples of one law exceed with at most the given probability.
    pub critical: f64,
}

/// Compares two samples without NaN; those of one law differ by more than the critical distance with probability at most
/// `false_positive_rate`: P(√(n₁n₂/(n₁+n₂))·sup|F₁ − F₂| > c) ≤ 2exp(−2c²) for equal sizes and in the limit (Smirnov 1939), less
/// where values repeat.
#[must_use]
pub fn kolmogorov_smirnov(mut one: Vec<f64>, mut two: Vec<f64>, false_positive_rate: f64) -> TwoSampleTest {
    one.sort_unstable_by(f64::total_cmp);
    two.sort_unstable_by(f64::total_cmp);
    let (n1, n2) = (one.len() as f64, two.len() as f64);
    let (mut i, mut j, mut distance) = (0, 0, 0.0f64);
    while i < one.len() && j < two.len() {
        let value = one[i].min(two[j]);
        while i < one.len() && one[i] <= value {
            i += 1;
        }
        while j < two.len() && two[j] <= value {
            j += 1;
        }
        distance = distance.max((i as f64 / n1 - j as f64 / n2).abs());
    }
    let quantile = (-0.5 * libm::log(0.5 * false_positive_rate)).sqrt();
    TwoSampleTest {
        distance,
        critical: quantile * ((n1 + n2) / (n1 * n2)).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_by_hand() {
        let test = |one: &[f64], two: &[f64]| kolmogorov_smirnov(one.to_vec(), two.to_vec(), 0.05).distance;
        assert_eq!(test(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), 0.0);
        assert_eq!(test(&[1.0, 2.0], &[3.0, 4.0]), 1.0);
        assert_eq!(test(&[1.0, 3.0], &[2.0, 4.0]), 0.5);
        assert_eq!(test(&[1.0, 1.0, 1.0, 2.0], &[1.0, 2.0, 2.0, 2.0]), 0.5);
        let limit = kolmogorov_smirnov(vec![0.0; 200], vec![0.0; 200], 0.05).critical;
        assert!((limit - 1.358 * 0.1).abs() < 1e-3, "{limit}");
    }
}
