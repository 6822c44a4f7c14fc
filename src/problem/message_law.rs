use super::Curvatures;

/// What is known of the law of the workers' messages, for predictions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum MessageLaw {
    /// Nothing.
    #[default]
    Unknown,
    /// Gradients w − x̄ and minimisers x̄ with x̄ ~ N(w*, σ²/n·I), exactly.
    GaussianMean,
    /// Gradients w − x̄ and minimisers x̄ with x̄ = w* + σ(Γ(n, 1)/n − 1) in every coordinate, exactly.
    ExponentialMean,
    /// Gradients λ_k·w_k + z̄_k and minimisers −z̄_k/λ_k with z̄ ~ N(0, σ²/n·I), exactly.
    GaussianNoise(Curvatures),
    /// Gradients λ_k·w_k + z̄_k and minimisers −z̄_k/λ_k with z̄_k = σ(Γ(n, 1)/n − 1), exactly.
    ExponentialNoise(Curvatures),
    /// Gradients h̄w − 1 and minimisers 1/h̄ with h̄ ~ Γ(n, 1)/n in every coordinate, exactly.
    RandomCurvature,
    /// Gradients of Rademacher regression: Gaussian as n grows, with variance (‖δ‖² − δ_k² + σ²)/n in coordinate k.
    RademacherGradient,
    /// Least squares with features x ~ N(0, Σ), Σ diagonal: minimisers w* + σ·t_ν/√(νλ_k) in coordinate k, ν = n − d + 1, exactly
    /// where n ≥ d; gradients Gaussian as n grows, with variance λ_k(δᵀΣδ + λ_kδ_k² + σ²)/n.
    GaussianDesign,
}
