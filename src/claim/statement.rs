use crate::experiment::Estimator;
use serde::{Serialize, Serializer};

/// A statement of the paper that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// The coordinate-wise median (Definition 1).
    Definition1,
    /// The coordinate-wise trimmed mean (Definition 2).
    Definition2,
    /// Median gradient descent, strongly convex losses.
    Theorem1,
    /// Trimmed-mean gradient descent, strongly convex losses.
    Theorem4,
    /// The one-round median, quadratic losses.
    Theorem7,
    /// No estimator is better in order.
    Observation1,
    /// The comparison of the rules.
    Table1,
}

/// As in specs: a derived name would have no hyphen before the number.
impl Serialize for Claim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Claim {
    /// Every claim, in the order of the paper.
    pub const ALL: [Self; 7] = [
        Self::Definition1,
        Self::Definition2,
        Self::Theorem1,
        Self::Theorem4,
        Self::Theorem7,
        Self::Observation1,
        Self::Table1,
    ];

    /// The name in specs and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Definition1 => "definition-1",
            Self::Definition2 => "definition-2",
            Self::Theorem1 => "theorem-1",
            Self::Theorem4 => "theorem-4",
            Self::Theorem7 => "theorem-7",
            Self::Observation1 => "observation-1",
            Self::Table1 => "table-1",
        }
    }

    /// The claim of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.name() == name)
    }

    /// Whether the claim is about an estimator; one with an aggregator of another program may pose as any.
    #[must_use]
    pub fn admits(self, estimator: &Estimator) -> bool {
        let rule = |name: &str| {
            estimator.aggregator == name || !["mean", "median", "trimmed-mean"].contains(&estimator.aggregator.as_str())
        };
        let algorithm = |name: &str| estimator.algorithm == name;
        match self {
            Self::Definition1 => rule("median"),
            Self::Definition2 => rule("trimmed-mean"),
            Self::Theorem1 => rule("median") && algorithm("gradient-descent"),
            Self::Theorem4 => rule("trimmed-mean") && algorithm("gradient-descent"),
            Self::Theorem7 => rule("median") && algorithm("one-round"),
            Self::Observation1 | Self::Table1 => true,
        }
    }

    /// What it says, in a line.
    #[must_use]
    pub fn statement(self) -> &'static str {
        match self {
            Self::Definition1 => "the median obeys its exact worst-case law",
            Self::Definition2 => "the trimmed mean obeys its exact worst-case law",
            Self::Theorem1 => "median GD errs by O(α/√n + 1/√(nm) + 1/n)",
            Self::Theorem4 => "trimmed-mean GD errs by O(β/√n + 1/√(nm))",
            Self::Theorem7 => "the one-round median errs by O(α/√n + 1/√(nm) + 1/n)",
            Self::Observation1 => "no estimator beats α/√n + 1/√(nm) in order",
            Self::Table1 => "median needs 1/n, trimmed mean does not; the mean breaks",
        }
    }
}
