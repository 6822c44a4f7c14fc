/// In which form a bound is wanted.
///
/// The improved form keeps the paper's argument and drops what it gives away:
/// 1. α becomes need − ½ where that is less, need = (⌊m/2⌋ + 1)/h: how far beyond their middle the honest values are asked;
/// 2. C_ε·q becomes Φ⁻¹(½ + q), see [`constant::sharp_inverse`](super::constant::sharp_inverse);
/// 3. 4e^{−2t} becomes 2e^{−2t}, so that the bound fails half as often;
/// 4. 0.4748γ becomes Shevtsova's structural constant,
///    [`constant::berry_esseen_sharp`](super::constant::berry_esseen_sharp);
/// 5. the net is added by Minkowski's inequality, not by (a + b)² ≤ 2a² + 2b², which drops both √2.
///
/// At (d, n, m, α) = (5, 1000, 2000, .1) of Rademacher regression on the unit ball they take Δ from .188 to .078; without the
/// fourth it is .079, and with both √2 kept .110.
///
/// For the trimmed mean it is 5, the bound ((1 − α)t + (2β + α)s_∞)/(1 − 2β) in place of (t + 3βs_∞)/(1 − 2β), and
/// log h in place of log m. [`sharper`](crate::theory::sharper) goes further. What else a theorem improves stands with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the paper states it; where it leaves constants open, in Δ′ and C̃, with this project's, derived along its proof.
    Paper,
    /// Sharper, by the same argument.
    Improved,
}
