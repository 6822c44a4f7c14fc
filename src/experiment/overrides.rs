use serde::{Deserialize, Serialize};

use super::Profile;

/// What the caller says over a spec.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overrides {
    /// How much is drawn.
    pub profile: Profile,
    /// The seed.
    pub seed: Option<u64>,
    /// The values of n.
    pub samples: Option<Vec<usize>>,
    /// The values of m.
    pub workers: Option<Vec<usize>>,
    /// The values of α.
    pub alpha: Option<Vec<f64>>,
    /// The values of d.
    pub dim: Option<Vec<usize>>,
    /// The trim fraction β of every trimmed mean.
    pub beta: Option<f64>,
    /// Whether more Byzantine workers than an aggregator withstands are allowed, to see the blow-up.
    pub allow_breakdown: bool,
}

impl Overrides {
    /// Whether the spec is drawn as it stands, on whatever profile.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self
            == Self {
                profile: self.profile,
                ..Self::default()
            }
    }
}
