use crate::aggregator::Law;
use crate::algorithm::Scheme;
use serde::{Serialize, Serializer};

/// A statement of the paper that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// The coordinate-wise median (Definition 1).
    Definition1,
    /// The coordinate-wise trimmed mean (Definition 2).
    Definition2,
    /// The variance of a gradient (Definition 3).
    Definition3,
    /// Absolute skewness (Definition 4).
    Definition4,
    /// Sub-exponential values (Definition 5).
    Definition5,
    /// Lipschitz derivatives (Definition 6).
    Definition6,
    /// Smoothness (Definition 7).
    Definition7,
    /// Strong convexity (Definition 8).
    Definition8,
    /// Variance and skewness in Rademacher regression (Proposition 1).
    Proposition1,
    /// Sub-exponential gradients in Rademacher regression (Proposition 2).
    Proposition2,
    /// Median gradient descent, strongly convex losses.
    Theorem1,
    /// Median gradient descent, convex losses.
    Theorem2,
    /// Median gradient descent, non-convex losses.
    Theorem3,
    /// Trimmed-mean gradient descent, strongly convex losses.
    Theorem4,
    /// Trimmed-mean gradient descent, convex losses.
    Theorem5,
    /// Trimmed-mean gradient descent, non-convex losses.
    Theorem6,
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
    /// Every claim: definitions, propositions, theorems, the observation and the table, each in the paper's order.
    pub const ALL: [Self; 19] = [
        Self::Definition1,
        Self::Definition2,
        Self::Definition3,
        Self::Definition4,
        Self::Definition5,
        Self::Definition6,
        Self::Definition7,
        Self::Definition8,
        Self::Proposition1,
        Self::Proposition2,
        Self::Theorem1,
        Self::Theorem2,
        Self::Theorem3,
        Self::Theorem4,
        Self::Theorem5,
        Self::Theorem6,
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
            Self::Definition3 => "definition-3",
            Self::Definition4 => "definition-4",
            Self::Definition5 => "definition-5",
            Self::Definition6 => "definition-6",
            Self::Definition7 => "definition-7",
            Self::Definition8 => "definition-8",
            Self::Proposition1 => "proposition-1",
            Self::Proposition2 => "proposition-2",
            Self::Theorem1 => "theorem-1",
            Self::Theorem2 => "theorem-2",
            Self::Theorem3 => "theorem-3",
            Self::Theorem4 => "theorem-4",
            Self::Theorem5 => "theorem-5",
            Self::Theorem6 => "theorem-6",
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

    /// Whether the claim is about an estimator whose rule declares the law `rule` and whose algorithm the scheme `scheme`.
    /// Observation 1 is about every estimator, Table 1 about every rule of a known law.
    #[must_use]
    pub fn admits(self, rule: Law, scheme: Scheme) -> bool {
        let trimmed = matches!(rule, Law::TrimmedMean { .. });
        match self {
            Self::Definition1 => rule == Law::Median,
            Self::Definition2 => trimmed,
            Self::Theorem1 | Self::Theorem2 | Self::Theorem3 => rule == Law::Median && scheme.is_gradient_descent(),
            Self::Theorem4 | Self::Theorem5 | Self::Theorem6 => trimmed && scheme.is_gradient_descent(),
            Self::Theorem7 => rule == Law::Median && scheme == Scheme::OneRound,
            Self::Observation1 => true,
            Self::Table1 => rule != Law::Unknown,
            _ => scheme == Scheme::Probe,
        }
    }

    /// What it says, in a line.
    #[must_use]
    pub fn statement(self) -> &'static str {
        match self {
            Self::Definition1 => "the median obeys its exact worst-case law",
            Self::Definition2 => "the trimmed mean obeys its exact worst-case law",
            Self::Definition3 => "Var(∇f) stays below V²",
            Self::Definition4 => "the absolute skewness of a gradient coordinate stays below S",
            Self::Definition5 => "gradient coordinates are v-sub-exponential",
            Self::Definition6 => "every ∂f is L_k-Lipschitz",
            Self::Definition7 => "F is L_F-smooth",
            Self::Definition8 => "F is λ_F-strongly convex",
            Self::Proposition1 => "the gradient of Rademacher regression has bounded variance and skewness",
            Self::Proposition2 => "the gradient of Rademacher regression is sub-exponential",
            Self::Theorem1 => "median GD errs by O(α/√n + 1/√(nm) + 1/n)",
            Self::Theorem2 => "median GD has excess risk 16‖w⁰ − w*‖Δ(1 + Δ/2L_F) at most, convex F",
            Self::Theorem3 => "median GD finds a gradient of size √2Δ at most, smooth F",
            Self::Theorem4 => "trimmed-mean GD errs by O(β/√n + 1/√(nm))",
            Self::Theorem5 => "trimmed-mean GD has excess risk 16‖w⁰ − w*‖Δ′(1 + Δ′/2L_F) at most, convex F",
            Self::Theorem6 => "trimmed-mean GD finds a gradient of size √2Δ′ at most, smooth F",
            Self::Theorem7 => "the one-round median errs by O(α/√n + 1/√(nm) + 1/n)",
            Self::Observation1 => "no estimator beats α/√n + √(d/(nm)) in order",
            Self::Table1 => "median needs 1/n, trimmed mean does not; the mean breaks",
        }
    }
}
