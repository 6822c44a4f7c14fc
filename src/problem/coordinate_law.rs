/// What is known of the law of the first coordinate of one sample's gradient about its mean, ∂_1 f(w; z) − ∂_1F(w).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum CoordinateLaw {
    /// Nothing.
    #[default]
    Unknown,
    /// σg with g standard normal.
    Normal {
        /// σ.
        deviation: f64,
    },
    /// σ(e − 1) with e ~ Exp(1).
    Exponential {
        /// σ; below zero where the law is that of |σ|(1 − e).
        deviation: f64,
    },
    /// σ·t·√((ν − 2)/ν) with t of Student's law with ν > 3 degrees of freedom.
    Student {
        /// σ.
        deviation: f64,
        /// ν.
        nu: f64,
    },
    /// Σ_i ε_i a_i + σg with Rademacher ε: Rademacher regression, where a_i = δ_i, i ≠ 1.
    Signs {
        /// The a_i.
        steps: Vec<f64>,
        /// σ.
        noise: f64,
    },
    /// a(x² − 1) + c·x·g with x, g independent standard normal, times a scale: Gaussian design, where a = δ_1 and
    /// c² = ‖δ‖² − δ_1² + σ².
    Product {
        /// a.
        along: f64,
        /// c.
        across: f64,
    },
}

impl CoordinateLaw {
    /// Its standard deviation, where the law is known.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        match self {
            Self::Unknown => None,
            Self::Normal { deviation } | Self::Exponential { deviation } | Self::Student { deviation, .. } => {
                Some(deviation.abs())
            }
            Self::Signs { steps, noise } => {
                let square: f64 = steps.iter().map(|step| step * step).sum();
                Some((square + noise * noise).sqrt())
            }
            Self::Product { along, across } => Some((2.0 * along * along + across * across).sqrt()),
        }
    }
}
