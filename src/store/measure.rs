use std::fmt;

/// What a replicate may record of an estimator under an adversary: a column of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// ‖ŵ − w*‖; +∞ where the estimate was lost. Always recorded.
    Error,
    /// (1/d) Σ_k (ŵ − w*)_k; NaN where the estimate was lost. Always recorded.
    SignedError,
    /// F(ŵ) − F(w*) (Theorems 2 and 5).
    Excess,
    /// min_t ‖∇F(wᵗ)‖ (Theorems 3 and 6).
    GradientNorm,
    /// max_t ‖g(wᵗ) − ∇F(wᵗ)‖ over the rounds: Δ as it turned out on the path; +∞ where an aggregate was lost.
    PathDeviation,
    /// sup_w ‖g(w) − ∇F(w)‖ over W, as far as a search finds it: what Δ bounds; +∞ where an aggregate was lost.
    UniformDeviation,
    /// max_t (‖wᵗ⁺¹ − w*‖ − η‖g(wᵗ) − ∇F(wᵗ)‖)/‖wᵗ − w*‖: by how much a round shrinks the distance.
    Contraction,
    /// The mean over the workers of n‖∇F_i(w) − ∇F(w)‖² at a probed point (Definition 3).
    GradientSquare,
    /// The mean over the workers of (∂_1F_i(w) − ∂_1F(w))².
    CoordinateSquare,
    /// The mean over the workers of |∂_1F_i(w) − ∂_1F(w)|³ (Definition 4).
    CoordinateCube,
    /// The mean over the workers of exp((∂_1F_i(w) − ∂_1F(w))/(2v)) (Definition 5).
    CoordinateExponential,
    /// The mean over the workers of exp(−(∂_1F_i(w) − ∂_1F(w))/(2v)).
    CoordinateExponentialMinus,
    /// The largest |∂_kF_i(w) − ∂_kF_i(w′)|/‖w − w′‖ over workers and coordinates, at a pair of points (Definition 6).
    Lipschitz,
    /// ‖∇F(w) − ∇F(w′)‖/‖w − w′‖ (Definition 7).
    Smoothness,
    /// 2(F(w′) − F(w) − ⟨∇F(w), w′ − w⟩)/‖w′ − w‖² (Definition 8).
    StrongConvexity,
}

impl Measure {
    /// Every measure, in the order of the store's columns.
    pub const ALL: [Self; 15] = [
        Self::Error,
        Self::SignedError,
        Self::Excess,
        Self::GradientNorm,
        Self::PathDeviation,
        Self::UniformDeviation,
        Self::Contraction,
        Self::GradientSquare,
        Self::CoordinateSquare,
        Self::CoordinateCube,
        Self::CoordinateExponential,
        Self::CoordinateExponentialMinus,
        Self::Lipschitz,
        Self::Smoothness,
        Self::StrongConvexity,
    ];

    /// The name in specs and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::SignedError => "signed-error",
            Self::Excess => "excess",
            Self::GradientNorm => "gradient-norm",
            Self::PathDeviation => "path-deviation",
            Self::UniformDeviation => "uniform-deviation",
            Self::Contraction => "contraction",
            Self::GradientSquare => "gradient-square",
            Self::CoordinateSquare => "coordinate-square",
            Self::CoordinateCube => "coordinate-cube",
            Self::CoordinateExponential => "coordinate-exponential",
            Self::CoordinateExponentialMinus => "coordinate-exponential-minus",
            Self::Lipschitz => "lipschitz",
            Self::Smoothness => "smoothness",
            Self::StrongConvexity => "strong-convexity",
        }
    }

    /// The column in the store and in exports.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Self::SignedError => "signed_error",
            Self::GradientNorm => "gradient_norm",
            Self::PathDeviation => "path_deviation",
            Self::UniformDeviation => "uniform_deviation",
            Self::GradientSquare => "gradient_square",
            Self::CoordinateSquare => "coordinate_square",
            Self::CoordinateCube => "coordinate_cube",
            Self::CoordinateExponential => "coordinate_exponential",
            Self::CoordinateExponentialMinus => "coordinate_exponential_minus",
            Self::StrongConvexity => "strong_convexity",
            other => other.name(),
        }
    }

    /// The measure of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.name() == name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_columns_follow_them() {
        for measure in Measure::ALL {
            assert_eq!(Measure::named(measure.name()), Some(measure));
            assert_eq!(measure.column(), measure.name().replace('-', "_"));
        }
    }
}
