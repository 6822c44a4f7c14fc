//! Theorems 1 to 7 of Yin, Chen, Ramchandran and Bartlett, *Byzantine-Robust Distributed Learning: Towards Optimal Statistical
//! Rates* (ICML 2018, arXiv 1803.01498), as objects that give their bound or say why they are silent.
//!
//! Every bound comes in the paper's [`Form`] and in an improved one, named so. The paper's are (3), (4), (5) and the printed bounds; the
//! constants of Δ′ and of C̃, and the √2 of Δ, are this project's derivations.

pub mod constant;

mod all;
mod bound;
mod condition;
mod convex;
mod deviation;
mod estimate_law;
mod form;
mod non_convex;
mod one_round;
mod rule;
mod sample_size;
mod silence;
mod size_of_w;
mod strongly_convex;

pub use all::all;
pub use bound::{Bound, Quantity};
pub use condition::{Condition, left_side};
pub use convex::Convex;
pub use deviation::{Concentration, Deviation};
pub use estimate_law::EstimateLaw;
pub use form::Form;
pub use non_convex::NonConvex;
pub use one_round::OneRoundQuadratic;
pub use rule::Rule;
pub use sample_size::{smallest_samples, smallest_workers};
pub use silence::{Assumption, Remedy, Silence};
pub use size_of_w::{radius_of_assumption_six, smallest_radius};
pub use strongly_convex::StronglyConvex;

use std::fmt::Debug;

use crate::theory::Setting;

/// A theorem of the paper.
pub trait Theorem: Debug + Sync {
    /// Its name, such as `Theorem 1`.
    fn name(&self) -> &'static str;

    /// What it says, in one sentence.
    fn statement(&self) -> &'static str;

    /// The rule it is about.
    fn rule(&self) -> Rule;

    /// What it bounds.
    fn quantity(&self) -> Quantity;

    /// What it assumes.
    fn assumptions(&self) -> &'static [Assumption];

    /// Whether it stands under condition (2), which is a matter of n, m, d and α.
    fn needs_condition_two(&self) -> bool {
        self.rule() == Rule::Median && self.quantity() != Quantity::Distance
    }

    /// The condition on α, n and m under which it speaks, term by term.
    ///
    /// # Errors
    /// If it fails, or needs a constant that is not known.
    fn condition(&self, setting: &Setting, form: Form) -> Result<Condition, Silence>;

    /// What it guarantees.
    ///
    /// # Errors
    /// The first assumption or condition that is not met.
    fn bound(&self, setting: &Setting, form: Form) -> Result<Bound, Silence>;
}

#[cfg(test)]
mod tests;
