//! The table of all measures: what is written here is all that is said of one.

use std::fmt;

use super::{normality, on_path, search};
use crate::algorithm::{Buffers, Parties, Scheme};
use crate::problem::Problem;

/// A run that was just made, from which its measures are computed.
struct Run<'a> {
    parties: Parties<'a>,
    scheme: Scheme,
    buffers: &'a mut Buffers,
}

/// Every measure: its documentation, its variant, its name, its words on an axis, and its value for a [`Run`].
macro_rules! measures {
    ($($(#[doc = $summary:literal])+ $variant:ident, $name:literal, $axis:literal, |$run:ident| $value:expr;)+) => {
        /// What a replicate may record of an estimator under an adversary: one number.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Measure {
            $($(#[doc = $summary])+ $variant,)+
        }

        impl Measure {
            /// Every measure, in the order of exports.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// The name in specs and reports.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What it is, in a line.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($summary),+).trim_ascii(),)+
                }
            }

            /// The words on the axis of a figure that shows its mean.
            #[must_use]
            pub fn axis(self) -> &'static str {
                match self {
                    $(Self::$variant => $axis,)+
                }
            }

            fn value(self, run: &mut Run) -> f64 {
                match self {
                    $(Self::$variant => {
                        let $run = run;
                        $value
                    })+
                }
            }
        }
    };
}

measures! {
    /// ‖ŵ − w*‖; +∞ where the estimate was lost. Always recorded.
    Error, "error", "mean error E‖ŵ − w*‖",
    |run| run.buffers.trajectory.final_error();

    /// (1/d) Σ_k (ŵ − w*)_k; NaN where the estimate was lost. Always recorded.
    SignedError, "signed-error", "bias E(ŵ − w*) of a coordinate",
    |run| on_path::signed_error(&run.buffers.trajectory, run.parties.problem);

    /// F(ŵ) − F(w*) (Theorems 2 and 5).
    Excess, "excess", "excess risk F(wᵀ) − F(w*)",
    |run| {
        let problem = run.parties.problem;
        problem.loss(run.buffers.trajectory.estimate()) - problem.loss(problem.optimum())
    };

    /// min_t ‖∇F(wᵗ)‖ (Theorems 3 and 6).
    GradientNorm, "gradient-norm", "smallest gradient minₜ‖∇F(wᵗ)‖",
    |run| on_path::smallest_gradient(&run.buffers.trajectory, run.parties.problem);

    /// max_t ‖g(wᵗ) − ∇F(wᵗ)‖ over the rounds: Δ as it turned out on the path; +∞ where an aggregate was lost.
    PathDeviation, "path-deviation", "Δ on the path, maxₜ‖g(wᵗ) − ∇F(wᵗ)‖",
    |run| on_path::deviations(run.buffers, run.parties.problem).fold(f64::NAN, f64::max);

    /// sup_w ‖g(w) − ∇F(w)‖ over W, as far as a search finds it: what Δ bounds; +∞ where an aggregate was lost.
    UniformDeviation, "uniform-deviation", "gradient error sup‖g(w) − ∇F(w)‖ over W",
    |run| search::uniform_deviation(run.parties, run.scheme, run.buffers);

    /// max_t (‖wᵗ⁺¹ − w*‖ − η‖g(wᵗ) − ∇F(wᵗ)‖)/‖wᵗ − w*‖: by how much a round shrinks the distance.
    Contraction, "contraction", "contraction of the distance in a round",
    |run| on_path::contraction(run.buffers, run.parties.problem, run.scheme);

    /// The mean over the workers of n‖∇F_i(w) − ∇F(w)‖² at a probed point (Definition 3).
    GradientSquare, "gradient-square", "variance of the gradient",
    |run| run.buffers.probe.gradient_square;

    /// The mean over the workers of (∂_1F_i(w) − ∂_1F(w))².
    CoordinateSquare, "coordinate-square", "variance of a coordinate of the gradient",
    |run| run.buffers.probe.coordinate_square;

    /// The mean over the workers of |∂_1F_i(w) − ∂_1F(w)|³ (Definition 4).
    CoordinateCube, "coordinate-cube", "third absolute moment of a coordinate of the gradient",
    |run| run.buffers.probe.coordinate_cube;

    /// The mean over the workers of exp((∂_1F_i(w) − ∂_1F(w))/(2v)) (Definition 5).
    CoordinateExponential, "coordinate-exponential", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.coordinate_exponential;

    /// The mean over the workers of exp(−(∂_1F_i(w) − ∂_1F(w))/(2v)).
    CoordinateExponentialMinus, "coordinate-exponential-minus", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.coordinate_exponential_minus;

    /// The mean over the workers of exp((∂_1F_i(w) − ∂_1F(w))/(4v)).
    ExponentialQuarter, "exponential-quarter", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.exponential_quarter;

    /// The mean over the workers of exp(−(∂_1F_i(w) − ∂_1F(w))/(4v)).
    ExponentialQuarterMinus, "exponential-quarter-minus", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.exponential_quarter_minus;

    /// The mean over the workers of exp(0.9(∂_1F_i(w) − ∂_1F(w))/v).
    ExponentialTail, "exponential-tail", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.exponential_tail;

    /// The mean over the workers of exp(−0.9(∂_1F_i(w) − ∂_1F(w))/v).
    ExponentialTailMinus, "exponential-tail-minus", "exponential moment of a coordinate of the gradient",
    |run| run.buffers.probe.exponential_tail_minus;

    /// sup_x |F̂(x) − Φ(x)|, F̂ the share of the workers' standardised ∂_1F_i(w) − ∂_1F(w) up to x (Appendix B).
    NormalDistance, "normal-distance", "distance of a coordinate of the gradient to normal",
    |run| normality::distance(run.buffers, run.parties);

    /// F̂(x) − Φ(x) at x = −¾.
    NormalExcessLow, "normal-excess-low", "share of a coordinate of the gradient below −¾, less the normal one",
    |run| normality::excess(run.buffers, run.parties, -0.75);

    /// F̂(x) − Φ(x) at x = 0.
    NormalExcess, "normal-excess", "share of a coordinate of the gradient below its mean, less a half",
    |run| normality::excess(run.buffers, run.parties, 0.0);

    /// F̂(x) − Φ(x) at x = ¾.
    NormalExcessHigh, "normal-excess-high", "share of a coordinate of the gradient below ¾, less the normal one",
    |run| normality::excess(run.buffers, run.parties, 0.75);

    /// The largest |∂_kF_i(w) − ∂_kF_i(w′)|/‖w − w′‖ over workers and coordinates, at a pair of points (Definition 6).
    Lipschitz, "lipschitz", "Lipschitz quotient of a coordinate of the gradient",
    |run| run.buffers.probe.lipschitz;

    /// ‖∇F(w) − ∇F(w′)‖/‖w − w′‖ (Definition 7).
    Smoothness, "smoothness", "smoothness quotient of F",
    |run| run.buffers.probe.smoothness;

    /// 2(F(w′) − F(w) − ⟨∇F(w), w′ − w⟩)/‖w′ − w‖² (Definition 8).
    StrongConvexity, "strong-convexity", "convexity quotient of F",
    |run| run.buffers.probe.strong_convexity;

    /// The rounds of communication; the one in which an estimate was lost is the last.
    Rounds, "rounds", "rounds of communication",
    |run| run.buffers.trajectory.rounds as f64;

    /// The floats that each worker sent to the master: d a round.
    FloatsSent, "floats-sent", "floats that each worker sent",
    |run| run.buffers.trajectory.floats_sent as f64;

    /// The floats that each worker received from the master: d a round of gradient descent, none of the one-round algorithm.
    FloatsReceived, "floats-received", "floats that each worker received",
    |run| run.buffers.trajectory.floats_received as f64;
}

impl Measure {
    /// What every replicate records.
    pub const ALWAYS: [Self; 2] = [Self::Error, Self::SignedError];

    /// What of `problem` it needs and the problem does not give, if anything.
    #[must_use]
    pub fn lacks(self, problem: &dyn Problem) -> Option<&'static str> {
        let (loss, gradient) = match self {
            Self::Error | Self::SignedError | Self::Rounds | Self::FloatsSent | Self::FloatsReceived => (false, false),
            Self::Excess => (true, false),
            Self::StrongConvexity => (true, true),
            _ => (false, true),
        };
        if loss && !problem.has_loss() {
            return Some("the loss F");
        }
        (gradient && !problem.has_gradient()).then_some("the gradient of F")
    }

    /// The column in the store and in exports: the name with underscores.
    #[must_use]
    pub fn column(self) -> String {
        self.name().replace('-', "_")
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

/// The values of `measures` of the last run in `buffers`, written to `out` in their order. NaN where a measure does not apply.
pub fn record(parties: Parties, scheme: Scheme, measures: &[Measure], buffers: &mut Buffers, out: &mut [f64]) {
    let mut run = Run {
        parties,
        scheme,
        buffers,
    };
    for (measure, out) in measures.iter().zip(out) {
        *out = measure.value(&mut run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_columns_are_unique() {
        for (index, measure) in Measure::ALL.into_iter().enumerate() {
            assert_eq!(Measure::named(measure.name()), Some(measure));
            assert!(
                Measure::ALL[..index]
                    .iter()
                    .all(|other| other.column() != measure.column())
            );
            assert!(measure.column().chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        }
    }

    #[test]
    fn the_summary_is_the_documentation() {
        assert_eq!(Measure::GradientNorm.summary(), "min_t ‖∇F(wᵗ)‖ (Theorems 3 and 6).");
    }
}
