#![deny(missing_docs)]
//! Section 7 of Yin, Chen, Ramchandran and Bartlett, *Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates*
//! (ICML 2018): Figure 1 and Tables 2 to 4 on handwritten digits, with the aggregators, adversaries and figures of [`byzrate`].

pub mod adversary;
pub mod data;
pub mod model;
pub mod plan;
pub mod report;
pub mod training;
