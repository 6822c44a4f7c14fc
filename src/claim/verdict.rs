use std::fmt;

use serde::Serialize;

use crate::stat::Interval;

/// What a measurement says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The measurement agrees, and would have shown a disagreement of the stated size.
    Consistent,
    /// The measurement is too imprecise to say.
    Inconclusive,
    /// The measurement disagrees, beyond chance.
    Contradicted,
}

impl Verdict {
    /// The word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Consistent => "consistent",
            Self::Inconclusive => "inconclusive",
            Self::Contradicted => "contradicted",
        }
    }

    /// An equivalence test: consistent where the interval lies inside the accepted range, contradicted where the two have
    /// no point in common, inconclusive otherwise.
    #[must_use]
    pub fn of_equivalence(interval: &Interval, accepted: &Interval) -> Self {
        if interval.inside(accepted) {
            Self::Consistent
        } else if interval.disjoint(accepted) {
            Self::Contradicted
        } else {
            Self::Inconclusive
        }
    }

    /// The verdict on a whole from those on its parts: contradicted if any is, consistent only if all are.
    #[must_use]
    pub fn of_all(verdicts: impl IntoIterator<Item = Self>) -> Option<Self> {
        verdicts.into_iter().max()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalence_has_three_ends() {
        let accepted = Interval::around(-0.5, 0.02);
        let verdict = |low, high| Verdict::of_equivalence(&Interval { low, high }, &accepted);
        assert_eq!(verdict(-0.51, -0.49), Verdict::Consistent);
        assert_eq!(verdict(-0.53, -0.49), Verdict::Inconclusive);
        assert_eq!(verdict(-0.40, -0.30), Verdict::Contradicted);
        assert_eq!(verdict(f64::NAN, f64::NAN), Verdict::Inconclusive);
    }

    #[test]
    fn the_worst_part_decides() {
        use Verdict::{Consistent, Contradicted, Inconclusive};
        assert_eq!(
            Verdict::of_all([Consistent, Inconclusive, Contradicted]),
            Some(Contradicted)
        );
        assert_eq!(Verdict::of_all([Consistent, Inconclusive]), Some(Inconclusive));
        assert_eq!(Verdict::of_all([]), None);
    }
}
