use crate::aggregator::Law;
use crate::algorithm::Scheme;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A statement that can fail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// The variance of a gradient (Definition 3, Assumption 3).
    Definition3,
    /// Absolute skewness (Definition 4, Assumption 4).
    Definition4,
    /// Sub-exponential values (Definition 5, Assumption 7).
    Definition5,
    /// Lipschitz derivatives (Definition 6, Assumption 1).
    Definition6,
    /// Smoothness (Definition 7, Assumption 1).
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
    /// A message is nearly normal (Berry and Esseen), on which the proofs for the median rest (Appendix B).
    BerryEsseen,
    /// The lemma on the median of one coordinate (Appendix B).
    MedianLemma,
    /// The exact law of the coordinate-wise median (Definition 1) in the worst case: not in the paper.
    Definition1,
    /// The exact law of the coordinate-wise trimmed mean (Definition 2) in the worst case: not in the paper.
    Definition2,
    /// One round against many: not in the paper.
    Communication,
    /// The √d that coordinate-wise rules pay and the lower bound does not have: not in the paper.
    DimensionGap,
    /// What a larger trim fraction costs: the paper says it may.
    CostOfTrimming,
    /// The breakdown of the plain mean, which Table 1 does not have.
    Breakdown,
    /// What a check of a spec states of its own.
    Own,
    /// What a `[[claim]]` of a spec states.
    Stated(Arc<Stated>),
}

/// The words of a `[[claim]]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stated {
    /// What it is called in specs and reports.
    pub id: String,
    /// What it says, in a line.
    pub statement: String,
    /// Where it is from, where the spec says so.
    pub source: Option<String>,
}

/// Whose claims they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The paper's.
    Paper,
    /// This project's, of the paper's rules.
    BeyondThePaper,
    /// The spec's.
    Own,
}

/// What is said of a theorem: only the first is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assertion {
    /// The bound holds, or the constant. Only what passes it contradicts it.
    Holds,
    /// The rate of the bound is attained here, with the constants of a law where one is known. This is ours: an error that is
    /// smaller contradicts it as one that is larger.
    Attained,
}

/// As in specs: a derived name would have no hyphen before the number.
impl Serialize for Claim {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Claim {
    /// Every claim that has a name before any spec is read: the paper's definitions, propositions, theorems, observation and table, what
    /// goes beyond it, and that of checks of a spec.
    pub const ALL: [Self; 26] = [
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
        Self::BerryEsseen,
        Self::MedianLemma,
        Self::Definition1,
        Self::Definition2,
        Self::Communication,
        Self::DimensionGap,
        Self::CostOfTrimming,
        Self::Breakdown,
        Self::Own,
    ];

    /// Whether it is one of Theorems 1 to 7, which bound an error by a rate.
    #[must_use]
    pub fn is_theorem(&self) -> bool {
        (Self::Theorem1..=Self::Theorem7).contains(self)
    }

    /// Whose claim it is.
    #[must_use]
    pub fn origin(&self) -> Origin {
        match self {
            Self::Definition1
            | Self::Definition2
            | Self::Communication
            | Self::DimensionGap
            | Self::CostOfTrimming
            | Self::Breakdown => Origin::BeyondThePaper,
            Self::Own | Self::Stated(_) => Origin::Own,
            _ => Origin::Paper,
        }
    }

    /// The name in specs and reports.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Stated(stated) => &stated.id,
            other => other.known_name().unwrap_or_default(),
        }
    }

    /// Where it is from, where a spec says so.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Stated(stated) => stated.source.as_deref(),
            _ => None,
        }
    }

    /// Where it is stated: in the paper, in this project, or in specs.
    #[must_use]
    pub fn where_stated(&self) -> &str {
        match self {
            Self::BerryEsseen | Self::MedianLemma => "Yin et al. 2018, Appendix B",
            _ => match self.origin() {
                Origin::Paper => "Yin et al. 2018",
                Origin::BeyondThePaper => "this project",
                Origin::Own => self.source().unwrap_or("specs"),
            },
        }
    }

    /// The names of [`ALL`](Self::ALL).
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        Self::ALL.iter().filter_map(Self::known_name).collect()
    }

    fn known_name(&self) -> Option<&'static str> {
        Some(match self {
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
            Self::BerryEsseen => "berry-esseen",
            Self::MedianLemma => "median-lemma",
            Self::Communication => "communication",
            Self::DimensionGap => "dimension-gap",
            Self::CostOfTrimming => "cost-of-trimming",
            Self::Breakdown => "breakdown",
            Self::Own => "own",
            Self::Stated(_) => return None,
        })
    }

    /// The claim of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.name() == name)
    }

    /// Whether the claim is about an estimator whose rule declares the law `rule` and whose algorithm the scheme `scheme`.
    /// Observation 1 is about every estimator, and so is what goes beyond the paper; Table 1 about both robust rules, whose laws are
    /// known.
    #[must_use]
    pub fn admits(&self, rule: Law, scheme: Scheme) -> bool {
        let trimmed = matches!(rule, Law::TrimmedMean { .. });
        match self {
            Self::Definition1 => rule == Law::Median,
            Self::MedianLemma => rule == Law::Median && scheme != Scheme::Probe,
            Self::Definition2 => trimmed,
            Self::Theorem1 | Self::Theorem2 | Self::Theorem3 => rule == Law::Median && scheme.is_gradient_descent(),
            Self::Theorem4 | Self::Theorem5 | Self::Theorem6 => trimmed && scheme.is_gradient_descent(),
            Self::Theorem7 => rule == Law::Median && scheme == Scheme::OneRound,
            Self::Observation1 | Self::Communication | Self::DimensionGap | Self::CostOfTrimming => true,
            Self::Breakdown | Self::Own | Self::Stated(_) => true,
            Self::Table1 => rule != Law::Unknown,
            _ => scheme == Scheme::Probe,
        }
    }

    /// What it says, in a line. Rates are up to logarithms, as the paper's Õ.
    #[must_use]
    pub fn statement(&self) -> &str {
        match self {
            Self::Definition1 => "the median obeys its exact worst-case law",
            Self::Definition2 => "the trimmed mean obeys its exact worst-case law",
            Self::Definition3 => "Var(∇f) stays below V² (Assumption 3)",
            Self::Definition4 => "the absolute skewness of a gradient coordinate stays below S (Assumption 4)",
            Self::Definition5 => "gradient coordinates are v-sub-exponential (Assumption 7)",
            Self::Definition6 => "every ∂f is L_k-Lipschitz (Assumption 1)",
            Self::Definition7 => "F is L_F-smooth (Assumption 1)",
            Self::Definition8 => "F is λ_F-strongly convex",
            Self::Proposition1 => "the gradient of Rademacher regression has bounded variance and skewness",
            Self::Proposition2 => "the gradient of Rademacher regression is sub-exponential",
            Self::Theorem1 => "median GD errs by Õ(α/√n + 1/√(nm) + 1/n), strongly convex F, bounded skewness",
            Self::Theorem2 => "median GD has excess risk 16‖w⁰ − w*‖Δ(1 + Δ/2L_F) at most, convex F",
            Self::Theorem3 => "median GD finds a gradient of size √2Δ at most, smooth F",
            Self::Theorem4 => "trimmed-mean GD errs by Õ(β/√n + 1/√(nm)), strongly convex F, sub-exponential gradients",
            Self::Theorem5 => "trimmed-mean GD has excess risk 16‖w⁰ − w*‖Δ′(1 + Δ′/2L_F) at most, convex F",
            Self::Theorem6 => "trimmed-mean GD finds a gradient of size √2Δ′ at most, smooth F",
            Self::Theorem7 => "the one-round median errs by Õ(α/√n + 1/√(nm) + 1/n), quadratic losses only",
            Self::Observation1 => "no estimator beats α/√n + √(d/(nm)) in order",
            Self::Table1 => {
                "median: Õ(α/√n + 1/√(nm) + 1/n), bounded skewness, α unknown; trimmed mean: Õ(α/√n + 1/√(nm)), sub-exponential, \
                 α known"
            }
            Self::BerryEsseen => "a coordinate of a message is within 0.4748·S/√n of normal (Appendix B)",
            Self::MedianLemma => "the median of a coordinate stays within C_ε·q·σ/√n (Appendix B)",
            Self::Communication => "one round is at once where gradient descent comes after many",
            Self::DimensionGap => {
                "coordinate-wise rules pay √d on the Byzantine term, where the lower bound hardly grows"
            }
            Self::CostOfTrimming => {
                "trimming more lowers the worst-case error for many workers, and costs variance without attack"
            }
            Self::Breakdown => "what is beyond a rule's breakdown point throws it to the edge of W",
            Self::Own => "claims of specs",
            Self::Stated(stated) => &stated.statement,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_found_by_their_names_and_stand_together_by_their_origin() {
        for claim in Claim::ALL {
            assert_eq!(Claim::named(claim.name()), Some(claim.clone()));
        }
        let origins = Claim::ALL.map(|claim| claim.origin());
        assert!(origins.is_sorted());
    }
}
