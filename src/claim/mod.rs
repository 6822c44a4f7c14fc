//! The paper's claims: their checks on what was drawn, and the verdict.

mod campaign;
mod check;
mod finding;
mod kind;
mod outsiders;
mod selection;
mod silence;
mod statement;
mod study;
mod trial;
mod verdict;

pub use campaign::{Campaign, Confidence, FALSE_ALARM, Judged, LOOKS};
pub use check::{Check, Comparison};
pub use finding::{Finding, Power, Relation};
pub use kind::{Term, predict};
pub use selection::Selection;
pub use silence::{guarantee_for, lower_bound_for};
pub use statement::Claim;
pub use study::Study;
pub use trial::{JudgeTrial, try_judge};
pub use verdict::Verdict;
