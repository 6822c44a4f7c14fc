use std::fmt;

/// One thing that the paper's argument gives away, and that need not be given. Each is proved in `docs/constants.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Improvement {
    /// The net is added by ‖a + b‖ ≤ ‖a‖ + ‖b‖ and not by (a + b)² ≤ 2a² + 2b²: both √2 go.
    Minkowski,
    /// Φ⁻¹(½ + q) for C_ε·q, which is the slope at the far end times q.
    SharpInverse,
    /// need − ½ for α where that is less, need = (⌊m/2⌋ + 1)/h: how far beyond their middle the honest values are asked.
    ExactCount,
    /// Shevtsova's min{0.33554(S + 0.415), 0.3328(S + 0.429)} for 0.4748·S.
    StructuralSkewness,
    /// 2e^{−2t} for 4e^{−2t}: one tail on either side. At the same δ it is t that falls.
    TwoTails,
    /// P(med > z) ≤ P(Bin(h, F_n(z)) ≤ ⌊m/2⌋) itself for Hoeffding's bound on it. Count and tails are exact then.
    ExactTail,
    /// The largest of the honest workers is found among h of them and not among m, and |trmean − μ| ≤ ((h + k − b)·t + k·s_∞)/(m − 2k), which
    /// is attained for k = b, for (t + 3βs_∞)/(1 − 2β).
    Attained,
    /// The same with a, the farthest that the mean of any k honest workers lies from μ on one side, for s_∞, that of the farthest one:
    /// α√log(1/α) in the place of α√(log(mn)·d).
    Subsets,
    /// The radius r of the net over W is what pays best and not 1/(nmL̂); ∇F moves by L_F·r within it and not by L̂·r; and an order
    /// statistic, or an average of them, no more than the messages.
    NetRadius,
    /// A net of Θ_d·(1 + R/r)ᵈ points, Θ_d the covering density of the lattice A_d*, for one of (1 + 2R/r)ᵈ.
    Lattice,
    /// What gradient descent makes of Δ: Δ/λ_F for 2Δ/λ_F (Theorems 1 and 4), and (9/4)·D₀Δ + Δ²/L_F for 16·D₀Δ(1 + Δ/(2L_F))
    /// (Theorems 2 and 5).
    Recursion,
    /// Where the iterates have come near w*, it is there that the gradient must be right, and no more in all of W (Theorems 1 and 4).
    Localised,
    /// The quantiles of the law of one worker's estimate for those of the normal law and their distance κ_n (Theorem 7).
    EstimateLaw,
}

impl Improvement {
    /// What [`Form::Improved`](crate::theory::theorem::Form::Improved) of the median's theorems consists of.
    pub const OF_IMPROVED_MEDIAN: [Self; 5] = [
        Self::Minkowski,
        Self::SharpInverse,
        Self::ExactCount,
        Self::StructuralSkewness,
        Self::TwoTails,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Minkowski => "Minkowski for both √2",
            Self::SharpInverse => "Φ⁻¹(½ + q) for C_ε·q",
            Self::ExactCount => "need − ½ for α",
            Self::StructuralSkewness => "Shevtsova’s constants for 0.4748·S",
            Self::TwoTails => "2e^{−2t} for 4e^{−2t}",
            Self::ExactTail => "the binomial tail itself",
            Self::Attained => "the attained bound on the trimmed mean",
            Self::Subsets => "means of k workers for the farthest one",
            Self::NetRadius => "a net as fine as pays",
            Self::Lattice => "a lattice for the net",
            Self::Recursion => "the recursion’s own constants",
            Self::Localised => "the net only near w*",
            Self::EstimateLaw => "the law of ŵ_i for κ_n",
        }
    }
}

impl fmt::Display for Improvement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
