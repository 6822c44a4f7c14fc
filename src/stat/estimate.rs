use serde::Serialize;

use super::normal;

/// A number with its Monte Carlo standard error.
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
