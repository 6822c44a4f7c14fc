//! What the tests of problems share.

pub mod from_spec;
pub mod problem_runs;
pub mod problems;
pub mod two_sample;
