//! The claims of the paper and of specs: their checks on what was drawn, and the verdict.

mod campaign;
mod check;
mod evidence;
mod finding;
mod keys;
mod kind;
mod measurement;
mod outsiders;
mod planned;
mod promise;
mod selection;
mod silence;
mod stated;
mod statement;
mod study;
mod trial;
mod verdict;

pub use campaign::{Campaign, Confidence, FALSE_ALARM, Judged, LOOKS};
pub use check::{Check, Comparison};
pub use evidence::Evidence;
pub use finding::{Finding, Relation};
pub use keys::KEYS;
use kind::Nature;
pub use kind::{CHECK_KINDS, Term, predict};
pub use planned::Planned;
pub use promise::{Promise, promises};
pub use selection::Selection;
pub use silence::{guarantee_for, lower_bound_for};
pub use stated::{Power, Silent, Variable};
pub use statement::{Assertion, Claim, Origin, Stated};
pub use study::Study;
pub use trial::{Trial, trials};
pub use verdict::Verdict;
