#![deny(missing_docs)]
//! What the programs of `byzrate` share on a terminal: progress on standard error, and the interrupt that stops a run.

mod interrupt;
mod progress;

pub use interrupt::stop_on_interrupt;
pub use progress::Progress;
