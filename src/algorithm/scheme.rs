use crate::adversary::Step;

/// What theory may assume of an algorithm on a problem.
///
/// An algorithm declares it ([`Algorithm::scheme`](super::Algorithm::scheme)); nobody recognises an algorithm by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Scheme {
    /// Nothing: no error is predicted for the algorithm, and no theorem is about it.
    #[default]
    Unknown,
    /// Algorithm 1: wᵗ⁺¹ = Π_W(wᵗ − η·g(wᵗ)) from w⁰, g the aggregate of gradients.
    GradientDescent {
        /// The step size η.
        eta: f64,
        /// T, the number of rounds.
        rounds: Rounds,
    },
    /// Algorithm 2: the estimate is the aggregate of the workers' risk minimisers.
    OneRound,
    /// No estimate: single gradients are looked at (Definitions 3 to 8).
    Probe,
}

/// How many rounds an algorithm runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rounds {
    /// So many.
    Fixed(usize),
    /// As many as Theorem 2 asks for with Δ as it turns out on the path.
    OfPath,
}

impl Scheme {
    /// What the master makes of an aggregate, where it is known.
    #[must_use]
    pub fn step(self) -> Option<Step> {
        match self {
            Self::GradientDescent { eta, .. } => Some(Step::Gradient { eta }),
            Self::OneRound | Self::Probe => Some(Step::Estimate),
            Self::Unknown => None,
        }
    }

    /// T, where it is known before a run.
    #[must_use]
    pub fn rounds(self) -> Option<usize> {
        match self {
            Self::GradientDescent {
                rounds: Rounds::Fixed(rounds),
                ..
            } => Some(rounds),
            Self::OneRound | Self::Probe => Some(1),
            Self::GradientDescent {
                rounds: Rounds::OfPath, ..
            }
            | Self::Unknown => None,
        }
    }

    /// Whether it is Algorithm 1.
    #[must_use]
    pub fn is_gradient_descent(self) -> bool {
        matches!(self, Self::GradientDescent { .. })
    }
}
