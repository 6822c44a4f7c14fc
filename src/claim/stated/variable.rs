use crate::aggregator::Law;
use crate::experiment::Cell;
use crate::problem::distance;

/// What a formula of a `[[claim]]` may name: a number of the cell, of the estimator or of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Variable {
    /// n.
    Samples,
    /// m.
    Workers,
    /// b.
    Byzantine,
    /// k.
    Trimmed,
    /// α.
    Alpha,
    /// β.
    Beta,
    /// d.
    Dim,
    /// σ.
    Noise,
    /// T.
    Rounds,
    /// λ_F.
    StrongConvexity,
    /// L_F.
    Smoothness,
    /// L̂.
    Lipschitz,
    /// V.
    GradientDeviation,
    /// S.
    Skewness,
    /// v.
    SubExponential,
    /// σ̃.
    EstimateDeviation,
    /// D.
    Diameter,
    /// D₀.
    StartDistance,
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Samples,
        Self::Workers,
        Self::Byzantine,
        Self::Trimmed,
        Self::Alpha,
        Self::Beta,
        Self::Dim,
        Self::Noise,
        Self::Rounds,
        Self::StrongConvexity,
        Self::Smoothness,
        Self::Lipschitz,
        Self::GradientDeviation,
        Self::Skewness,
        Self::SubExponential,
        Self::EstimateDeviation,
        Self::Diameter,
        Self::StartDistance,
    ];

    /// The name in formulas.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Samples => "n",
            Self::Workers => "m",
            Self::Byzantine => "b",
            Self::Trimmed => "k",
            Self::Alpha => "alpha",
            Self::Beta => "beta",
            Self::Dim => "d",
            Self::Noise => "sigma",
            Self::Rounds => "rounds",
            Self::StrongConvexity => "lambda_f",
            Self::Smoothness => "smoothness",
            Self::Lipschitz => "lipschitz",
            Self::GradientDeviation => "variance",
            Self::Skewness => "skewness",
            Self::SubExponential => "subexp",
            Self::EstimateDeviation => "sigma_estimate",
            Self::Diameter => "diameter",
            Self::StartDistance => "start_distance",
        }
    }

    /// What it is, in a line.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Samples => "samples of each worker",
            Self::Workers => "workers",
            Self::Byzantine => "Byzantine workers, where their number is fixed",
            Self::Trimmed => "values trimmed at each end, of a trimmed mean",
            Self::Alpha => "b/m, or the probability of being Byzantine",
            Self::Beta => "k/m",
            Self::Dim => "the dimension",
            Self::Noise => "σ of the noise: a worker's mean deviates by σ/√n in each coordinate",
            Self::Rounds => "T, where it is known before a run",
            Self::StrongConvexity => "λ_F, the strong convexity of F",
            Self::Smoothness => "L_F, the smoothness of F",
            Self::Lipschitz => "L̂ = (Σ L_k²)^½, of the coordinates of ∇f",
            Self::GradientDeviation => "V², which E‖∇f − ∇F‖² never exceeds in W",
            Self::Skewness => "S, the absolute skewness of a coordinate of ∇f at most",
            Self::SubExponential => "v, with which the coordinates of ∇f are sub-exponential",
            Self::EstimateDeviation => "σ̃, the deviation of √n(ŵ_i − w*) for one worker's estimate",
            Self::Diameter => "D, the diameter of W",
            Self::StartDistance => "D₀ = ‖w⁰ − w*‖",
        }
    }

    /// Its value for an arm of a cell.
    ///
    /// # Errors
    /// If it has none, with the reason.
    pub fn value(self, cell: &Cell, arm: usize) -> Result<f64, &'static str> {
        let problem = &*cell.problem;
        let arm = &cell.arms[arm];
        let law = || arm.aggregator.law(cell.workers);
        let constant = |value: Option<f64>| value.ok_or("no finite one is known of this problem");
        match self {
            Self::Samples => Ok(cell.samples as f64),
            Self::Workers => Ok(cell.workers as f64),
            Self::Byzantine if cell.is_random() => Err("it varies from replicate to replicate; alpha does not"),
            Self::Byzantine => Ok(cell.byzantine as f64),
            Self::Trimmed => match law() {
                Law::TrimmedMean { trimmed } => Ok(trimmed as f64),
                Law::Mean => Ok(0.0),
                _ => Err(NO_TRIM),
            },
            Self::Beta => law().trim_fraction(cell.workers).ok_or(NO_TRIM),
            Self::Alpha => Ok(cell.byzantine_fraction()),
            Self::Dim => Ok(cell.dim() as f64),
            Self::Noise => Ok(problem.noise()),
            Self::Rounds => match arm.algorithm.scheme(problem).rounds() {
                Some(rounds) => Ok(rounds as f64),
                None => Err("it is not known before a run"),
            },
            Self::StrongConvexity => constant(problem.constants().strong_convexity),
            Self::Smoothness => Ok(problem.constants().smoothness),
            Self::Lipschitz => constant(problem.constants().lipschitz(cell.dim())),
            Self::GradientDeviation => Ok(problem.constants().gradient_deviation.powi(2)),
            Self::Skewness => constant(problem.constants().absolute_skewness),
            Self::SubExponential => constant(problem.constants().sub_exponential),
            Self::EstimateDeviation => Ok(problem.estimate_deviation()),
            Self::Diameter => Ok(2.0 * problem.domain().radius),
            Self::StartDistance => Ok(distance(&problem.start(), problem.optimum())),
        }
    }
}

/// Why a rule has no k.
const NO_TRIM: &str = "the rule is no trimmed mean; name those that are with the key estimators";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_apart_and_no_functions() {
        let functions = crate::formula::FUNCTIONS.map(|(name, _)| name);
        let mut names: Vec<&str> = Variable::ALL.iter().map(|variable| variable.name()).collect();
        assert!(names.iter().all(|name| !functions.contains(name)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Variable::ALL.len());
    }
}
