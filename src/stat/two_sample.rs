/// The two-sample test of Kolmogorov and Smirnov.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoSampleTest {
    /// sup |F₁ − F₂| of the empirical distribution functions.
    pub distance: f64,
    /// What samples of one law exceed with at most the given probability.
    pub critical: f64,
    /// The sizes of the samples.
    pub sizes: (usize, usize),
}

impl TwoSampleTest {
    /// What two samples of one law, of these sizes, exceed with probability `false_positive_rate` at most.
    #[must_use]
    pub fn critical_at(&self, false_positive_rate: f64) -> f64 {
        critical(self.sizes, false_positive_rate)
    }
}

/// C in P(√(n/2)·sup|F₁ − F₂| > c) ≤ C·exp(−2c²): 2 from 458 on, e before (Wei and Dudley 2012, *Two-sample
/// Dvoretzky–Kiefer–Wolfowitz inequalities*, for equal sizes; Smirnov 1939 has 2 in the limit).
fn critical((n1, n2): (usize, usize), false_positive_rate: f64) -> f64 {
    const ENOUGH: usize = 458;
    let constant = if n1.min(n2) >= ENOUGH { 2.0 } else { std::f64::consts::E };
    let (n1, n2) = (n1 as f64, n2 as f64);
    (-0.5 * libm::log(false_positive_rate / constant)).sqrt() * ((n1 + n2) / (n1 * n2)).sqrt()
}

/// Compares two samples of equal size without NaN; those of one law differ by more than the critical distance with probability at
/// most `false_positive_rate`, less where values repeat.
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
    let sizes = (one.len(), two.len());
    TwoSampleTest {
        distance,
        critical: critical(sizes, false_positive_rate),
        sizes,
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
        let limit = |size: usize| kolmogorov_smirnov(vec![0.0; size], vec![0.0; size], 0.05).critical;
        assert!((limit(800) - 1.358 * 0.05).abs() < 1e-4, "{}", limit(800));
        assert!((limit(200) - 1.4135 * 0.1).abs() < 1e-4, "{}", limit(200));
        // √(−½·log(.001/2))·√(2/800) = 1.9495·.05, whatever rate the test itself was made at.
        let test = kolmogorov_smirnov(vec![0.0; 800], vec![0.0; 800], 0.05);
        assert!((test.critical_at(0.001) - 1.9495 * 0.05).abs() < 1e-5);
        assert_eq!(test.critical_at(0.05), test.critical);
    }
}
