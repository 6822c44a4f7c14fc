use serde::Serialize;

use super::finding::Relation;
use super::measurement::Measurement;
use super::{Nature, Verdict};

/// What a comparison is evidence of. It follows from the kind of check and from what it can see, never from a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// True on every path unless the program is wrong: no evidence for a theorem, and no share of the false alarms.
    Guard,
    /// One-sided, and far from its edge: the bound holds, with slack.
    Bound,
    /// It could have come out otherwise: a deviation of the size it is there to see would have been contradicted.
    Decides,
    /// It could not, as it stands.
    Undecided,
}

impl Evidence {
    /// Every class, the strongest first.
    pub const ALL: [Self; 4] = [Self::Decides, Self::Bound, Self::Guard, Self::Undecided];

    /// The word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Bound => "bound",
            Self::Decides => "decides",
            Self::Undecided => "undecided",
        }
    }

    /// The class of a measurement by a check of that nature.
    pub(super) fn of(nature: Nature, measurement: &Measurement) -> Self {
        if nature == Nature::Guard {
            return Self::Guard;
        }
        let sees = |beside: f64| measurement.sees.is_some_and(|sees| sees + beside <= measurement.size);
        let far = match (measurement.relation, measurement.measured, measurement.predicted) {
            (Relation::AtMost, Some(measured), Some(bound)) => (bound - measured.value).max(0.0),
            (Relation::AtLeast, Some(measured), Some(bound)) => (measured.value - bound).max(0.0),
            _ => 0.0,
        };
        match measurement.verdict {
            Some(Verdict::Contradicted) => Self::Decides,
            Some(Verdict::Consistent) if sees(far) && !measurement.is_slack => Self::Decides,
            Some(Verdict::Consistent) if measurement.relation != Relation::Equal && sees(0.0) => Self::Bound,
            _ => Self::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// None of 400 replicates is above the bound: that decides where the largest comes near it, and is a bound with slack where not.
    #[test]
    fn a_bound_decides_near_its_edge_alone() {
        let share = |is_slack: bool| {
            let mut share = Measurement::share("P(error > bound)", 0, 400, 0.999).at_most(1e-6, 0.1);
            share.is_slack = is_slack;
            Evidence::of(Nature::Statistical, &share)
        };
        assert_eq!((share(false), share(true)), (Evidence::Decides, Evidence::Bound));
        let contradicted = Measurement::share("P(error > bound)", 200, 400, 0.999).at_most(1e-6, 0.1);
        assert_eq!(Evidence::of(Nature::Statistical, &contradicted), Evidence::Decides);
        let few = Measurement::share("P(error > bound)", 0, 20, 0.999).at_most(1e-6, 0.1);
        assert_eq!(Evidence::of(Nature::Statistical, &few), Evidence::Undecided);
        assert_eq!(Evidence::of(Nature::Guard, &few), Evidence::Guard);
    }
}
