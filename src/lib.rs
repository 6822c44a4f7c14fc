#![deny(missing_docs)]
//! byzrate
pub mod adversary;
pub mod aggregator;
pub mod algorithm;
pub mod claim;
pub mod experiment;
pub mod import;
pub mod problem;
pub mod report;
pub mod spec;
pub mod stat;
pub mod store;
pub mod stream;
pub mod theory;
