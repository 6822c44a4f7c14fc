//! Claims that a spec states itself: formulas in the cell's own numbers, what is checked of them, and what a design can tell.

mod formulas;
mod power;
mod quantity;
mod section;
mod variable;

pub use power::Power;
pub(super) use quantity::Quantity;
pub use section::Silent;
pub(super) use section::StatedClaim;
pub use variable::Variable;
