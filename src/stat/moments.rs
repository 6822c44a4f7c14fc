use super::Estimate;

/// Mean, variance and skewness of a sample in one pass (Welford 1962), mergeable (Chan, Golub, LeVeque 1979; the third moment by
/// Pébay 2008).
///
/// An empty sample has mean 0 and no variance. Infinite or NaN observations make the mean NaN or infinite. Sums are kept in units
/// of a power of two near the first observation that is not zero: no bit changes, and cubes neither overflow nor underflow.
///
/// ```
/// use byzrate::stat::Moments;
///
/// let mut moments: Moments = [1.0, 2.0, 3.0].into_iter().collect();
/// moments.merge(&[4.0, 5.0].into_iter().collect());
/// assert_eq!((moments.mean().value, moments.variance()), (3.0, 2.5));
/// assert!((moments.mean().standard_error - 0.5f64.sqrt()).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    /// The unit; 0 until an observation is not zero.
    unit: f64,
    mean: f64,
    sum_of_squares: f64,
    sum_of_cubes: f64,
}

impl Moments {
    /// Takes one observation in.
    pub fn add(&mut self, value: f64) {
        if self.unit == 0.0 && value != 0.0 {
            self.unit = power_of_two(value);
        }
        let value = if self.unit == 0.0 { value } else { value / self.unit };
        self.count += 1;
        let count = self.count as f64;
        let before = value - self.mean;
        let step = before / count;
        self.mean += step;
        let square = before * (value - self.mean);
        // The cubes need the squares of the others: before these grow.
        self.sum_of_cubes += step * (square * (count - 2.0) - 3.0 * self.sum_of_squares);
        self.sum_of_squares += square;
    }

    /// Takes another sample in.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.unit == 0.0 {
            self.unit = other.unit;
        }
        // Both in the own unit; where the other has none, all of it is zeros.
        let factor = if other.unit == 0.0 { 1.0 } else { other.unit / self.unit };
        let (mean, squares, cubes) = (
            other.mean * factor,
            other.sum_of_squares * factor.powi(2),
            other.sum_of_cubes * factor.powi(3),
        );
        let (own, others) = (self.count as f64, other.count as f64);
        let count = own + others;
        let difference = mean - self.mean;
        self.mean += difference * others / count;
        self.sum_of_cubes += cubes
            + difference.powi(3) * own * others * (own - others) / (count * count)
            + 3.0 * difference * (own * squares - others * self.sum_of_squares) / count;
        self.sum_of_squares += squares + difference * difference * own * others / count;
        self.count += other.count;
    }

    /// The number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The unbiased variance; NaN below two observations.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        self.own_variance() * self.unit * self.unit
    }

    /// The variance in units of `unit`².
    fn own_variance(&self) -> f64 {
        self.sum_of_squares / (self.count - 1) as f64
    }

    /// The skewness E(x − Ex)³/(Var x)^{3/2} of the sample, by plain sums over its size; 0 where nothing varies.
    #[must_use]
    pub fn skewness(&self) -> f64 {
        if self.sum_of_squares == 0.0 {
            return 0.0;
        }
        (self.count as f64).sqrt() * self.sum_of_cubes / libm::pow(self.sum_of_squares, 1.5)
    }

    /// The mean with its standard error √(variance/count).
    #[must_use]
    pub fn mean(&self) -> Estimate {
        let standard_error = if self.count < 2 {
            f64::NAN
        } else {
            (self.own_variance() / self.count as f64).sqrt() * self.unit
        };
        Estimate {
            value: if self.unit == 0.0 {
                self.mean
            } else {
                self.mean * self.unit
            },
            standard_error,
        }
    }

    /// The square root of the mean with its standard error se/(2√mean): for observations that are squares, the rms.
    #[must_use]
    pub fn root_mean(&self) -> Estimate {
        let mean = self.mean();
        let root = mean.value.sqrt();
        let standard_error = if mean.standard_error == 0.0 {
            0.0
        } else {
            mean.standard_error / (2.0 * root)
        };
        Estimate {
            value: root,
            standard_error,
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        for value in values {
            moments.add(value);
        }
        moments
    }
}

/// 2⁻¹⁰⁰⁰ and 2¹⁰⁰⁰.
const SMALLEST_UNIT: f64 = f64::from_bits(23 << 52);
const LARGEST_UNIT: f64 = f64::from_bits(2023 << 52);

/// The power of two at or below |value|, within what can be divided by without loss.
pub(crate) fn power_of_two(value: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let power = f64::from_bits(value.abs().to_bits() & EXPONENT);
    power.clamp(SMALLEST_UNIT, LARGEST_UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_distr::Distribution;

    use crate::sampling::Exp1;

    #[test]
    fn known_sample() {
        let moments: Moments = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().collect();
        assert_eq!(moments.mean().value, 5.0);
        assert!((moments.variance() - 32.0 / 7.0).abs() < 1e-14);
    }

    #[test]
    fn neither_squares_nor_cubes_leave_the_numbers() {
        assert_eq!((SMALLEST_UNIT, LARGEST_UNIT), (2f64.powi(-1000), 2f64.powi(1000)));
        let values = [1.5, 2.0, 4.0, 4.0, 9.0];
        let plain: Moments = values.into_iter().collect();
        for size in [2f64.powi(-500), 2f64.powi(500)] {
            let scaled: Moments = values.into_iter().map(|value| value * size).collect();
            assert_eq!(scaled.mean().value, plain.mean().value * size);
            assert_eq!(scaled.mean().standard_error, plain.mean().standard_error * size);
            assert_eq!(scaled.skewness(), plain.skewness());
        }
        let zeros: Moments = [0.0; 4].into_iter().collect();
        assert_eq!((zeros.mean().value, zeros.mean().standard_error), (0.0, 0.0));
        let mut late = zeros;
        late.merge(&plain);
        assert_eq!(late.count(), 9);
        assert!((late.mean().value - 20.5 / 9.0).abs() < 1e-15);
    }

    #[test]
    fn one_observation_leaves_the_error_unknown() {
        let moments: Moments = [3.0].into_iter().collect();
        assert!(moments.mean().standard_error.is_nan());
    }

    /// The delta-method error of the rms against the spread of the rms over 4000 samples: the ratio has a standard
    /// deviation of about 1/√8000 = 1.1 %, so 5 % fails wrongly less than once in 10⁵ seeds.
    #[test]
    fn error_of_the_rms_by_brute_force() {
        let mut stream = rand::rngs::ChaCha8Rng::seed_from_u64(11);
        let mut spread = Moments::default();
        let mut claimed = Moments::default();
        for _ in 0..4000 {
            let sample: Moments = (0..500)
                .map(|_| {
                    let value: f64 = Exp1.sample(&mut stream);
                    value * value
                })
                .collect();
            let rms = sample.root_mean();
            spread.add(rms.value);
            claimed.add(rms.standard_error);
        }
        let ratio = claimed.mean().value / spread.variance().sqrt();
        assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    }

    proptest! {
        #[test]
        fn merging_is_adding(values in prop::collection::vec(-1e3f64..1e3, 2..60), cut in 0usize..60) {
            let cut = cut.min(values.len());
            let mut merged: Moments = values[..cut].iter().copied().collect();
            merged.merge(&values[cut..].iter().copied().collect());
            let all: Moments = values.iter().copied().collect();
            prop_assert_eq!(merged.count(), all.count());
            prop_assert!((merged.mean().value - all.mean().value).abs() < 1e-9);
            prop_assert!((merged.variance() - all.variance()).abs() < 1e-9 * (1.0 + all.variance()));
            prop_assert!((merged.skewness() - all.skewness()).abs() < 1e-6);
            let mean = all.mean().value;
            let power = |k: i32| values.iter().map(|value| (value - mean).powi(k)).sum::<f64>() / values.len() as f64;
            prop_assert!((all.skewness() - power(3) / libm::pow(power(2), 1.5)).abs() < 1e-6);
        }
    }
}
