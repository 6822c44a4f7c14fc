//! Theorems 1 to 7 of Yin, Chen, Ramchandran and Bartlett, *Byzantine-Robust Distributed Learning: Towards Optimal Statistical
//! Rates* (ICML 2018, arXiv 1803.01498), as objects that give their bound or say why they are silent.
//!
//! Every bound comes in the paper's [`Form`] and in an improved one, named so. The paper's are (3), (4), (5) and the printed bounds; the
//! constants of Δ′ and of C̃, and the √2 of Δ, are this project's derivations.

pub mod constant;

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
mod traits;

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
pub use traits::{Theorem, all};

#[cfg(test)]
mod tests;
