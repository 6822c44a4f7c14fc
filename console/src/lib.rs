#![deny(missing_docs)]
//! What the programs of `byzrate` share on a terminal: their arguments, standard output that may be closed or full, progress on
//! standard error, the interrupt that stops a run, and how commands end.

mod arguments;
mod exit;
mod interrupt;
mod output;
mod progress;

pub use arguments::{parse, parse_from};
pub use exit::{Failure, Outcome, code, number};
pub use interrupt::{GRACE, Partial, Stops, end_on_interrupt, stop_on_interrupt};
pub use output::{open_stdout, print};
pub use progress::Progress;
