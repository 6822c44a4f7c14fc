//! What is fuzzed of byzrate.

pub mod targets;
