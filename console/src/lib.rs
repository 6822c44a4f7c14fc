#![deny(missing_docs)]
//! What the programs of `byzrate` share on a terminal: progress on standard error, the interrupt that stops a run, and how
//! commands end.

mod exit;
mod interrupt;
mod progress;

pub use exit::{Failure, Outcome, code};
pub use interrupt::{GRACE, Partial, Stops, end_on_interrupt, stop_on_interrupt};
pub use progress::Progress;
