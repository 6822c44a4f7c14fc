//! What the tests of the library's parts share.

pub mod from_spec;
pub mod problem_runs;
pub mod problems;
mod schema;
pub mod two_sample;

pub use schema::validate;
