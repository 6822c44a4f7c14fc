//! Formulas that stand in specs, such as `2*sigma*sqrt(d/(n*m))`: read with errors that point at the place, and evaluated to the same
//! bits everywhere. What their names mean is for others to say.

mod error;
mod expression;
mod operators;
mod token;
mod translation;

pub use error::{FormulaError, FormulaFault};
pub use expression::Formula;
pub use operators::FUNCTIONS;
