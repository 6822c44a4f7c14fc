//! Many coordinates at a time in AVX2 registers.
//!
//! Every function is safe to call from a function with the same target features; [`Selector`](super::Selector) asks the processor
//! before it enters. Values are loaded without a look at the length of the messages, which [`Rows`](rows::Rows) has taken once.

mod counting;
mod ends;
mod few;
mod many;
mod range;
mod rows;
mod single;

pub use many::Many;
pub use single::Single;
