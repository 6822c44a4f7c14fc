//! How sharp the theorems' bounds can be made by the paper's own argument, one [`Improvement`] at a time.
//!
//! The paper's bounds stay where they are, in [`theorem`](super::theorem); what stands here is this project's. All of it is proved in
//! `docs/constants.md`, whose tables are those of [`Example`]. Bounds are compared at one failure probability δ, and a bound that
//! needs less of it is spent: it says more at the same δ.

mod approach;
mod bound;
mod example;
mod improvement;
mod leave_out;
mod median;
mod net;
mod one_round;
mod trimmed_mean;

pub use bound::{Sharper, paper_failure};
pub use example::Example;
pub use improvement::Improvement;
pub use leave_out::LeftOut;
