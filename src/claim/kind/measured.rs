use crate::experiment::{ArmOutcomes, Response};
use crate::stat::{Estimate, Interval, Statistic};

/// A number with the law of its error: a statistic, seen through a growing function.
///
/// The interval is that of the statistic, whose law is better known than that of its root or logarithm: each end of the one is seen
/// as one end of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::claim) struct Measured {
    statistic: Statistic,
    seen: Seen,
    factor: f64,
}

/// Through which function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Itself,
    /// √, of a mean of squares.
    Root,
    /// exp, of a logarithm.
    Exponential,
    /// log, of a mean of exponentials.
    Logarithm,
}

impl Seen {
    fn value(self, of: f64) -> f64 {
        match self {
            Self::Itself => of,
            Self::Root if of < 0.0 => 0.0,
            Self::Root => of.sqrt(),
            Self::Exponential => libm::exp(of),
            Self::Logarithm => libm::log(of),
        }
    }

    fn slope(self, at: f64) -> f64 {
        match self {
            Self::Itself => 1.0,
            Self::Root => 0.5 / at.sqrt(),
            Self::Exponential => libm::exp(at),
            Self::Logarithm => at.recip(),
        }
    }
}

impl Measured {
    /// The statistic itself.
    pub fn of(statistic: Statistic) -> Self {
        Self {
            statistic,
            seen: Seen::Itself,
            factor: 1.0,
        }
    }

    /// √ of the statistic, a mean of squares.
    pub fn root_of(statistic: Statistic) -> Self {
        Self {
            seen: Seen::Root,
            ..Self::of(statistic)
        }
    }

    /// exp of the statistic, a logarithm.
    pub fn exponential_of(statistic: Statistic) -> Self {
        Self {
            seen: Seen::Exponential,
            ..Self::of(statistic)
        }
    }

    /// log of the statistic.
    pub fn logarithm_of(statistic: Statistic) -> Self {
        Self {
            seen: Seen::Logarithm,
            ..Self::of(statistic)
        }
    }

    /// A summary of `arm` in units of `unit`, in a problem of dimension `dim`; `None` where an estimate was lost, or nothing was
    /// drawn or recorded.
    pub fn new(arm: &ArmOutcomes, response: Response, unit: f64, dim: usize) -> Option<Self> {
        arm.response(response)?;
        // At least as skewed as of normal errors: their squares are χ² with as many degrees of freedom as dimensions.
        let of_squares = (8.0 / dim as f64).sqrt();
        let skewness = match response {
            Response::Rms => return Some(Self::root_of(arm.mean_square(unit).expecting(of_squares))),
            Response::Mean => 0.5 * of_squares,
            Response::Bias => 0.0,
            Response::Of(_) => of_squares,
        };
        let mean = Statistic::mean(&arm.moments(response.measure())?);
        Some(Self::of(mean.scaled(unit.recip()).expecting(skewness)))
    }

    /// So many times as much.
    pub fn times(self, factor: f64) -> Self {
        Self {
            factor: self.factor * factor,
            ..self
        }
    }

    /// Value and standard error.
    pub fn estimate(self) -> Estimate {
        let Estimate { value, standard_error } = self.statistic.estimate();
        Estimate {
            value: self.factor * self.seen.value(value),
            standard_error: self.factor.abs() * self.seen.slope(value) * standard_error,
        }
    }

    /// The value.
    pub fn value(self) -> f64 {
        self.factor * self.seen.value(self.statistic.value)
    }

    /// The interval of confidence `level`.
    pub fn interval(self, level: f64) -> Interval {
        let Interval { low, high } = self.statistic.interval(level);
        let ends = [low, high].map(|end| self.factor * self.seen.value(end));
        if self.factor < 0.0 {
            return Interval {
                low: ends[1],
                high: ends[0],
            };
        }
        Interval {
            low: ends[0],
            high: ends[1],
        }
    }

    /// The logarithm of |value|; `None` where there is none.
    pub fn ln(self) -> Option<Statistic> {
        let log = match self.seen {
            Seen::Itself => self.statistic.scaled(self.statistic.value.signum()).ln(),
            Seen::Root => self.statistic.ln().scaled(0.5),
            Seen::Exponential => self.statistic,
            Seen::Logarithm => return None,
        };
        log.value.is_finite().then(|| log.shifted(libm::log(self.factor.abs())))
    }

    /// What is averaged.
    pub fn statistic(self) -> Statistic {
        self.statistic
    }

    /// Whether it varies: a standard error of zero is no precision, and neither is that of one replicate.
    pub fn varies(self) -> bool {
        self.statistic.standard_error > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::Moments;

    #[test]
    fn a_number_is_judged_as_what_it_is_seen_through() {
        let mean = Statistic::mean(&[1.0, 4.0, 2.0, 5.0, 9.0, 3.0].into_iter().collect::<Moments>());
        let plain = mean.interval(0.9);
        let root = Measured::root_of(mean).times(2.0);
        assert!((root.estimate().value - 4.0).abs() < 1e-12);
        assert!((root.estimate().standard_error - 2.0 * mean.standard_error / 4.0).abs() < 1e-12);
        assert_eq!(root.interval(0.9).high, 2.0 * plain.high.sqrt());
        let log = Measured::logarithm_of(mean).times(-1.0);
        assert_eq!(log.interval(0.9).low, -libm::log(plain.high));
        assert!((Measured::exponential_of(mean.ln()).value() - 4.0).abs() < 1e-12);
    }
}
