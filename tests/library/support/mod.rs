//! What the tests of problems share.

pub mod problem_definition;
pub mod problem_runs;
pub mod two_sample;
