//! Order statistics of few workers by straight-line selection networks, in registers.

#[macro_use]
mod network;
mod medians;
mod sorts;
mod table;

pub use table::{MOST_WORKERS, Select, of};
