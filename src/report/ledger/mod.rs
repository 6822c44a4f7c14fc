//! The ledger: what was found of every claim, in the order of the paper, and how sure it is.

mod columns;
mod footer;
mod ledger_text;
mod numbers;
mod row;

pub use footer::ledger_footer;
pub use ledger_text::{LedgerStyle, ledger};

pub(super) use columns::wrapped;
#[cfg(feature = "plot")]
pub(super) use row::{Row, rows};

#[cfg(test)]
mod tests;
