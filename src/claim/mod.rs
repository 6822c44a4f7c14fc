//! The paper's claims: their checks on what was drawn, and the verdict.

mod bias_coefficient;
mod breakdown;
mod campaign;
mod check;
mod exact_law;
mod exponent;
mod finding;
mod ordering;
mod prediction;
mod selection;
mod silence;
mod statement;
mod study;
mod terms;
mod verdict;

pub use campaign::{Campaign, Confidence, FALSE_ALARM, Judged, LOOKS};
pub use check::{Check, Comparison};
pub use finding::{Finding, Power};
pub use prediction::predict;
pub use selection::Selection;
pub use silence::{guarantee_for, lower_bound_for};
pub use statement::Claim;
pub use study::Study;
pub use terms::Term;
pub use verdict::Verdict;
