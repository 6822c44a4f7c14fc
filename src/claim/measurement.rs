use super::Verdict;
use super::finding::Relation;
use super::kind::Measured;
use crate::stat::{Estimate, Interval, clopper_pearson, normal};

/// What one comparison measured, before it is put beside its check.
///
/// Two ranges decide. What is *claimed* holds of the truth, if theory is right: a number, give or take what theory leaves out, or
/// one side of a bound. An interval that has no point in common with it contradicts. What is *accepted* is what is claimed,
/// widened by what the run resolves: twice the interval's half width, and no more than the *size* of a deviation that a
/// comparison of its kind is there to see. An interval inside it is consistent; anything else is inconclusive.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measurement {
    pub quantity: String,
    pub measured: Option<Estimate>,
    pub interval: Option<Interval>,
    pub predicted: Option<f64>,
    pub relation: Relation,
    pub accepted: Option<Interval>,
    pub verdict: Option<Verdict>,
    /// The deviation from the prediction that would be contradicted with probability 0.95.
    pub sees: Option<f64>,
    /// The deviation that a comparison of this kind is there to see.
    pub size: f64,
    /// By what factor a one-sided bound is not reached.
    pub slack: Option<f64>,
    /// Whether what is bounded stays far below its bound, so that the share above it says little.
    pub is_slack: bool,
    pub note: Option<String>,
    /// How many standard errors the interval reaches, but for skewness.
    pub critical: f64,
    /// How many replicates of a cell the interval needs to hold, where there are fewer.
    pub needed: Option<u64>,
}

/// Φ⁻¹(0.95): what is beyond the critical value by so many standard errors is contradicted with probability 0.95.
const MOSTLY: f64 = 1.645;

/// What many replicates with that standard error see at confidence `level`.
pub(super) fn planned_sees(standard_error: f64, level: f64) -> f64 {
    (normal::upper_quantile(0.5 * (1.0 - level)) + MOSTLY) * standard_error
}

impl Measurement {
    /// Nothing could be measured, for the reason given.
    pub fn impossible(quantity: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            quantity: quantity.into(),
            note: Some(reason.into()),
            ..Self::default()
        }
    }

    /// What was measured, at confidence `level`, not yet compared with anything.
    pub fn of(quantity: impl Into<String>, measured: Measured, level: f64) -> Self {
        let statistic = measured.statistic();
        let measurement = Self {
            quantity: quantity.into(),
            measured: Some(measured.estimate()),
            interval: Some(measured.interval(level)),
            critical: statistic.critical(level),
            needed: statistic.shortage(level),
            ..Self::default()
        };
        if measured.varies() {
            measurement
        } else {
            measurement.noted("all replicates are alike, which is no precision")
        }
    }

    /// A share of replicates, at confidence `level` (Clopper and Pearson), not yet compared with anything.
    pub fn share(quantity: impl Into<String>, hits: usize, trials: usize, level: f64) -> Self {
        let share = hits as f64 / trials as f64;
        let interval = clopper_pearson(hits, trials, level);
        Self {
            quantity: quantity.into(),
            measured: Some(Estimate {
                value: share,
                standard_error: (share * (1.0 - share) / trials as f64).sqrt(),
            }),
            interval: Some(interval),
            ..Self::default()
        }
    }

    /// The mean of two shares of the same replicates: both intervals hold together.
    pub fn mean_share(quantity: impl Into<String>, hits: [usize; 2], trials: usize, level: f64) -> Self {
        let each = 0.5 + 0.5 * level;
        let [one, two] = hits.map(|hits| Self::share("", hits, trials, each));
        let mean = |of: &dyn Fn(Interval) -> f64| {
            let ends = [&one, &two].map(|share| share.interval.map_or(f64::NAN, of));
            ends[0].midpoint(ends[1])
        };
        let shares = hits.map(|hits| hits as f64 / trials as f64);
        let error = |share: f64| (share * (1.0 - share) / trials as f64).sqrt();
        Self {
            quantity: quantity.into(),
            measured: Some(Estimate {
                value: shares[0].midpoint(shares[1]),
                // At most, whatever the worlds share.
                standard_error: error(shares[0]).midpoint(error(shares[1])),
            }),
            interval: Some(Interval {
                low: mean(&|interval| interval.low),
                high: mean(&|interval| interval.high),
            }),
            ..Self::default()
        }
    }

    /// Compares with `predicted`, which theory knows but for `remainder`.
    pub fn near(self, predicted: f64, remainder: f64, size: f64) -> Self {
        self.compared(
            Relation::Equal,
            predicted,
            Interval::around(predicted, remainder),
            remainder,
            size,
        )
    }

    /// Compares with an upper bound.
    pub fn at_most(self, bound: f64, size: f64) -> Self {
        let claimed = Interval {
            low: f64::NEG_INFINITY,
            high: bound,
        };
        self.compared(Relation::AtMost, bound, claimed, 0.0, size)
    }

    /// Compares with a lower bound.
    pub fn at_least(self, bound: f64, size: f64) -> Self {
        let claimed = Interval {
            low: bound,
            high: f64::INFINITY,
        };
        self.compared(Relation::AtLeast, bound, claimed, 0.0, size)
    }

    fn compared(self, relation: Relation, predicted: f64, claimed: Interval, remainder: f64, size: f64) -> Self {
        let Some((interval, measured)) = self.interval.zip(self.measured) else {
            return self;
        };
        let resolved = (interval.high - interval.low).min(size);
        let accepted = Interval {
            low: claimed.low - resolved,
            high: claimed.high + resolved,
        };
        let verdict = if interval.disjoint(&claimed) {
            Verdict::Contradicted
        } else if interval.inside(&accepted) {
            Verdict::Consistent
        } else {
            Verdict::Inconclusive
        };
        let slack = match relation {
            Relation::Equal => None,
            Relation::AtMost => Some(predicted / measured.value),
            Relation::AtLeast => Some(measured.value / predicted),
        };
        Self {
            predicted: Some(predicted),
            relation,
            accepted: Some(accepted),
            verdict: Some(verdict),
            sees: Some(match self.critical {
                // The interval of a share is known beyond its standard error.
                0.0 => interval.high - interval.low,
                critical => remainder + (critical + MOSTLY) * measured.standard_error,
            }),
            size: size + remainder,
            slack: slack.filter(|slack| slack.is_finite()),
            ..self
        }
    }

    /// A number in which there is no chance, against a bound that it cannot exceed but by `rounding`, relatively.
    pub fn certain(quantity: impl Into<String>, value: f64, bound: f64, rounding: f64) -> Self {
        let high = bound * (1.0 + rounding);
        Self {
            quantity: quantity.into(),
            measured: Some(Estimate {
                value,
                standard_error: 0.0,
            }),
            predicted: Some(bound),
            relation: Relation::AtMost,
            accepted: Some(Interval {
                low: f64::NEG_INFINITY,
                high,
            }),
            verdict: Some(if value <= high {
                Verdict::Consistent
            } else {
                Verdict::Contradicted
            }),
            slack: Some(bound / value).filter(|slack| slack.is_finite()),
            ..Self::default()
        }
    }

    /// Adds what a reader should know.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        self.note = Some(match self.note.take() {
            Some(before) => format!("{before}; {note}"),
            None => note,
        });
        self
    }

    /// Withholds the verdict where there are too few replicates for the interval to hold.
    pub fn withheld(mut self) -> Self {
        match self.needed {
            Some(needed) if self.verdict.is_some() => {
                self.verdict = Some(Verdict::Inconclusive);
                self.noted(format!(
                    "needs about {needed} replicates of a cell for its interval to hold"
                ))
            }
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::Statistic;

    /// Of a mean without skewness, ±1 wide at the level of the tests.
    fn measured(value: f64) -> Measurement {
        const LEVEL: f64 = 0.99;
        let plain = Statistic {
            value,
            standard_error: 1.0,
            skewness: 0.0,
            along: 0.0,
            total: 0.0,
            degrees_of_freedom: f64::INFINITY,
            doubt: 0.0,
            replicates: 1000,
        };
        let narrow = Statistic {
            standard_error: plain.critical(LEVEL).recip(),
            ..plain
        };
        Measurement::of("a mean", Measured::of(narrow), LEVEL)
    }

    #[test]
    fn what_is_claimed_contradicts_and_what_is_accepted_agrees() {
        use Verdict::{Consistent, Contradicted, Inconclusive};
        let near = |value| measured(value).near(0.0, 0.5, 10.0).verdict;
        assert_eq!(near(1.4), Some(Consistent));
        assert_eq!(near(-1.6), Some(Contradicted));
        // Where the interval is wider than what is to be seen, only one that happens to lie well is consistent.
        let coarse = |value| measured(value).near(0.0, 0.5, 0.75).verdict;
        assert_eq!(coarse(0.2), Some(Consistent));
        assert_eq!(coarse(0.3), Some(Inconclusive));
        assert_eq!(coarse(1.6), Some(Contradicted));
        let most = |value| measured(value).at_most(2.0, 0.5).verdict;
        assert_eq!(most(-7.0), Some(Consistent));
        assert_eq!(most(1.4), Some(Consistent));
        assert_eq!(most(2.0), Some(Inconclusive));
        assert_eq!(most(3.1), Some(Contradicted));
        let least = |value| measured(value).at_least(2.0, 0.5).verdict;
        assert_eq!(
            (least(7.0), least(2.0), least(0.9)),
            (Some(Consistent), Some(Inconclusive), Some(Contradicted))
        );
    }

    #[test]
    fn what_is_seen_is_said() {
        let measurement = measured(0.0).near(0.0, 0.5, 10.0);
        let critical = measurement.critical;
        assert!((measurement.sees.unwrap() - (0.5 + 1.0 + 1.645 / critical)).abs() < 1e-12);
        assert_eq!(measured(1.0).at_most(2.0, 0.5).slack, Some(2.0));
    }

    #[test]
    fn certainty_has_no_chance_in_it() {
        let certain = |value| Measurement::certain("a quotient", value, 1.0, 1e-9).verdict;
        assert_eq!(certain(1.0), Some(Verdict::Consistent));
        assert_eq!(certain(1.1), Some(Verdict::Contradicted));
        assert_eq!(certain(f64::NAN), Some(Verdict::Contradicted));
    }
}
