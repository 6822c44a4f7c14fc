use super::{Estimate, Interval, Moments, normal, student_upper_quantile};

/// A smooth function θ̂ of means of independent replicates, with what its law has beyond the normal one.
///
/// Write L for the linear part of θ̂ − θ, Σ for the covariance of the means, g and G for gradient and Hessian of the function,
/// se² = gᵀΣg. To first order beyond the normal law, of size 1/√N, the law of T = (θ̂ − θ)/se, se estimated, depends on three
/// numbers only: the skewness of L, gᵀΣGΣg/se³ (the bend along L) and tr(GΣ)/se (the bend in all directions). With
/// p = skewness/3 + along/2 and r = skewness/6 + (along − total)/2
///
/// > H(T) = T + pT² + p²T³/3 + r
///
/// is standard normal up to terms of size 1/N, and monotone. For a mean this is Hall's transformation (Hall 1992, *On the
/// removal of skewness by transformation*, JRSS B 54). The intervals here are its inverse at ± the quantile of Student's law.
///
/// # Example
/// ```
/// use byzrate::stat::{Moments, Statistic};
///
/// let squares: Moments = (1..=400).map(|i| f64::from(i % 7).powi(2)).collect();
/// let mean = Statistic::mean(&squares);
/// let interval = mean.interval(0.999);
/// // The squares are skewed to the right: so is the interval.
/// assert!(interval.high - mean.value > mean.value - interval.low);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistic {
    /// θ̂.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The skewness of the linear part: γ/√N for a mean of N values of skewness γ.
    pub skewness: f64,
    /// gᵀΣGΣg/se³.
    pub along: f64,
    /// tr(GΣ)/se.
    pub total: f64,
    /// Of the variance's estimate: N − 1, or Satterthwaite's for a sum.
    pub degrees_of_freedom: f64,
    /// The largest skewness over √N of any mean in it, by which [`Statistic::shortage`] says whether there are replicates enough.
    pub doubt: f64,
    /// The smallest number of replicates of any mean in it.
    pub replicates: u64,
}

/// The largest doubt·(critical value) with which an interval is believed: 200 squares of normal errors at ±4.5. There the interval
/// of a mean fails as often as it may, and that of a slope twice as often.
const LARGEST_DOUBT: f64 = 0.9;

impl Statistic {
    /// The mean of a sample.
    #[must_use]
    pub fn mean(sample: &Moments) -> Self {
        let Estimate { value, standard_error } = sample.mean();
        let count = sample.count() as f64;
        let skewness = sample.skewness() / count.sqrt();
        Self {
            value,
            standard_error,
            skewness,
            along: 0.0,
            total: 0.0,
            degrees_of_freedom: count - 1.0,
            doubt: skewness.abs(),
            replicates: sample.count(),
        }
    }

    /// The same, of values that are known to be `skewness` skewed at least, however few of them were seen: a small sample of
    /// squares looks less skewed than squares are.
    #[must_use]
    pub fn expecting(self, skewness: f64) -> Self {
        Self {
            doubt: self.doubt.max(skewness.abs() / (self.replicates as f64).sqrt()),
            ..self
        }
    }

    /// Σ_k w_k·log(mean of column k), over columns of positive values that belong together, replicate by replicate: the logarithm
    /// of a ratio of means, say. Each column is gone through three times.
    #[must_use]
    pub fn log_of_means<const K: usize>(weights: [f64; K], columns: [&[f64]; K]) -> Self {
        let count = columns[0].len() as f64;
        let means = columns.map(|column| column.iter().sum::<f64>() / count);
        // Deviations of the columns over their means: the Hessian is −w_k on the diagonal.
        let deviation = |k: usize, i: usize| columns[k][i] / means[k] - 1.0;
        let mut influence = Moments::default();
        let mut variances = [0.0; K];
        let mut covariances = [0.0; K];
        for i in 0..columns[0].len() {
            let deviations: [f64; K] = std::array::from_fn(|k| deviation(k, i));
            let own = (0..K).map(|k| weights[k] * deviations[k]).sum::<f64>();
            influence.add(own);
            for k in 0..K {
                variances[k] += deviations[k] * deviations[k];
                covariances[k] += deviations[k] * own;
            }
        }
        let scale = count * (count - 1.0);
        let mean = Self::mean(&influence);
        let error = mean.standard_error;
        let bend = |sums: [f64; K], power: i32| -> f64 {
            let terms = (0..K).map(|k| weights[k] * (sums[k] / scale).powi(power));
            -terms.sum::<f64>() / error.powi(2 * power - 1)
        };
        Self {
            value: (0..K).map(|k| weights[k] * libm::log(means[k])).sum(),
            along: bend(covariances, 2),
            total: bend(variances, 1),
            ..mean
        }
    }

    /// log θ̂, for θ̂ > 0.
    #[must_use]
    pub fn ln(self) -> Self {
        let relative = self.standard_error / self.value;
        Self {
            value: libm::log(self.value),
            standard_error: relative,
            along: self.along - relative,
            total: self.total - relative,
            ..self
        }
    }

    /// cθ̂.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let sign = factor.signum();
        Self {
            value: self.value * factor,
            standard_error: self.standard_error * factor.abs(),
            skewness: self.skewness * sign,
            along: self.along * sign,
            total: self.total * sign,
            ..self
        }
    }

    /// θ̂ + c.
    #[must_use]
    pub fn shifted(self, by: f64) -> Self {
        Self {
            value: self.value + by,
            ..self
        }
    }

    /// Σ_j c_j·θ̂_j of independent statistics.
    #[must_use]
    pub fn combination(terms: &[(f64, Self)]) -> Self {
        let errors = || terms.iter().map(|(factor, term)| factor * term.standard_error);
        let error = errors().map(|error| error * error).sum::<f64>().sqrt();
        // The share of every term, signed.
        let sum = |power: i32, of: &dyn Fn(&Self) -> f64| -> f64 {
            let shares = errors().map(|own| if own == 0.0 { 0.0 } else { own / error });
            shares
                .zip(terms)
                .map(|(share, (_, term))| share.powi(power) * of(term))
                .sum()
        };
        Self {
            value: terms.iter().map(|(factor, term)| factor * term.value).sum(),
            standard_error: error,
            skewness: sum(3, &|term| term.skewness),
            along: sum(3, &|term| term.along),
            total: sum(1, &|term| term.total),
            degrees_of_freedom: sum(4, &|term| term.degrees_of_freedom.recip()).recip(),
            doubt: terms.iter().map(|(_, term)| term.doubt).fold(0.0, f64::max),
            replicates: terms.iter().map(|(_, term)| term.replicates).min().unwrap_or(0),
        }
    }

    /// Value and standard error alone.
    #[must_use]
    pub fn estimate(&self) -> Estimate {
        Estimate {
            value: self.value,
            standard_error: self.standard_error,
        }
    }

    /// The two-sided critical value of Student's law at confidence `level`.
    #[must_use]
    pub fn critical(&self, level: f64) -> f64 {
        student_quantile(0.5 * (1.0 - level), self.degrees_of_freedom)
    }

    /// p and r of H.
    fn bend_and_shift(&self) -> (f64, f64) {
        let bend = self.skewness / 3.0 + self.along / 2.0;
        (bend, self.skewness / 6.0 + (self.along - self.total) / 2.0)
    }

    /// H of (θ̂ − `truth`)/se: about standard normal if `truth` is true.
    #[must_use]
    pub fn score(&self, truth: f64) -> f64 {
        let (bend, shift) = self.bend_and_shift();
        let t = (self.value - truth) / self.standard_error;
        t + bend * t * t + bend * bend * t * t * t / 3.0 + shift
    }

    /// The two-sided interval of confidence `level`; NaN where the standard error is no number, and where it is zero, which is
    /// no precision.
    #[must_use]
    pub fn interval(&self, level: f64) -> Interval {
        if !(self.standard_error > 0.0 && self.standard_error.is_finite()) {
            return Interval {
                low: f64::NAN,
                high: f64::NAN,
            };
        }
        let (bend, shift) = self.bend_and_shift();
        let critical = self.critical(level);
        let inverse = |h: f64| {
            let moved = h - shift;
            if (bend * moved).abs() < 1e-6 {
                // The cube root's own expansion: next to 1 it would lose digits.
                moved - bend * moved * moved
            } else {
                (libm::cbrt(1.0 + 3.0 * bend * moved) - 1.0) / bend
            }
        };
        Interval {
            low: self.value - inverse(critical) * self.standard_error,
            high: self.value - inverse(-critical) * self.standard_error,
        }
    }

    /// How many replicates are needed so that skewness does not harm an interval of confidence `level`, where those at hand are
    /// too few.
    #[must_use]
    pub fn shortage(&self, level: f64) -> Option<u64> {
        let critical = normal::upper_quantile(0.5 * (1.0 - level));
        let times = (self.doubt * critical / LARGEST_DOUBT).powi(2);
        let needed = (times * self.replicates as f64).ceil().max(FEWEST as f64);
        (needed > self.replicates as f64).then_some(needed as u64)
    }
}

/// Below so many replicates nothing is judged by its spread.
const FEWEST: u64 = 50;

/// The upper quantile of Student's law.
fn student_quantile(tail: f64, degrees_of_freedom: f64) -> f64 {
    /// From here on the law is normal to more digits than are needed.
    const MANY: f64 = 1e7;
    if degrees_of_freedom >= MANY {
        return normal::upper_quantile(tail);
    }
    student_upper_quantile(tail, degrees_of_freedom)
}

#[cfg(test)]
#[path = "statistic_tests.rs"]
mod tests;
