use serde::Serialize;

use super::{normal, student_upper_quantile};

/// A number with its Monte Carlo standard error.
///
/// ```
/// use byzrate::stat::{Estimate, Interval};
///
/// let slope = Estimate { value: -0.49, standard_error: 0.01 };
/// let interval = slope.interval(0.95);
/// assert!((interval.low + 0.5096).abs() < 1e-4);
/// assert!(interval.inside(&Interval::around(-0.5, 0.04)));
/// // Ten observations say less of their standard error.
/// assert!(slope.student_interval(0.95, 10).low < interval.low);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error; NaN where one observation only leaves it unknown.
    pub standard_error: f64,
}

impl Estimate {
    /// The two-sided interval of confidence `level` by the normal approximation.
    #[must_use]
    pub fn interval(&self, level: f64) -> Interval {
        let reach = normal::quantile(0.5 + 0.5 * level) * self.standard_error;
        Interval {
            low: self.value - reach,
            high: self.value + reach,
        }
    }

    /// The two-sided interval of confidence `level` for the mean of `count` normal observations, by Student's law with
    /// `count` − 1 degrees of freedom: for few replicates. It is the whole line below two observations.
    #[must_use]
    pub fn student_interval(&self, level: f64, count: u64) -> Interval {
        let reach = if count < 2 {
            f64::INFINITY
        } else {
            student_upper_quantile(0.5 - 0.5 * level, (count - 1) as f64) * self.standard_error
        };
        Interval {
            low: self.value - reach,
            high: self.value + reach,
        }
    }

    /// The standard error over the absolute value.
    #[must_use]
    pub fn relative_error(&self) -> f64 {
        self.standard_error / self.value.abs()
    }

    /// The estimate times a constant.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            standard_error: self.standard_error * factor.abs(),
        }
    }
}

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether this interval lies inside `outer`.
    #[must_use]
    pub fn inside(&self, outer: &Self) -> bool {
        outer.low <= self.low && self.high <= outer.high
    }

    /// Whether the two have no point in common.
    #[must_use]
    pub fn disjoint(&self, other: &Self) -> bool {
        self.high < other.low || other.high < self.low
    }

    /// `centre` ± `margin`.
    #[must_use]
    pub fn around(centre: f64, margin: f64) -> Self {
        Self {
            low: centre - margin,
            high: centre + margin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_observations_widen_the_interval() {
        let estimate = Estimate {
            value: 1.0,
            standard_error: 2.0,
        };
        // t(0.975) with 4 degrees of freedom is 2.776445.
        let five = estimate.student_interval(0.95, 5);
        assert!((five.high - 1.0 - 2.0 * 2.776_445_105).abs() < 1e-6, "{five:?}");
        let one = estimate.student_interval(0.95, 1);
        assert_eq!((one.low, one.high), (f64::NEG_INFINITY, f64::INFINITY));
        let many = estimate.student_interval(0.95, 1_000_000);
        assert!((many.high - estimate.interval(0.95).high).abs() < 1e-4);
    }
}
