//! Sixteen coordinates at a time in AVX2 registers.
//!
//! Every function is safe to call from a function with the same target feature; [`Selector`](super::Selector) asks the processor
//! before it enters. The only `unsafe` besides that entry is the prefetch in [`block`], which reads nothing.

mod block;
mod counting;
mod order_statistics;
mod single;
mod sorting;
mod sums;

pub use block::{Ahead, Block, LANES, Lanes};
pub use order_statistics::Workspace;
pub use single::Single;
pub use sums::inner_sums;
