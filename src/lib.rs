#![deny(missing_docs, unnameable_types, unsafe_code)]
//! Monte-Carlo sweeps of Byzantine-robust distributed estimation, judged by its theory.
//!
//! m workers hold n samples each; b = αm of them are Byzantine and may send anything. The crate draws data, runs the
//! algorithms of Yin, Chen, Ramchandran and Bartlett, *Byzantine-Robust Distributed Learning: Towards Optimal Statistical
//! Rates* (ICML 2018, arXiv 1803.01498), measures ‖ŵ − w*‖, and says of the paper's claims whether the measurement is
//! consistent with them, contradicts them, or is inconclusive.
//!
//! # Where the paper is
//! | paper | here |
//! |---|---|
//! | Algorithm 1, options I and II | [`algorithm::GradientDescent`] with [`aggregator::Median`] or [`aggregator::TrimmedMean`] |
//! | Algorithm 2 | [`algorithm::OneRound`] |
//! | Definition 1, coordinate-wise median | [`aggregator::Median`] |
//! | Definition 2, coordinate-wise trimmed mean | [`aggregator::TrimmedMean`] |
//! | Definitions 3–8, Assumptions 1, 3, 4, 7: constants of a problem, and probes of them | [`problem::Constants`], [`algorithm::Probe`] |
//! | Proposition 1, Rademacher regression | [`problem::RademacherRegression`] |
//! | Observation 1, Gaussian mean | [`problem::GaussianMean`] |
//! | Theorems 1–7, condition (2), Δ, Δ′, C_ε | [`theory::theorem`] |
//! | Proposition 1, absolute skewness; Proposition 2, log-mgf | [`theory::skewness`], [`theory::log_mgf`] |
//! | Observation 1: lower bound, both worlds | [`theory::lower_bound`], [`adversary::LeastFavourable`] |
//! | everything theory says of a setting | [`theory::explanation`] |
//! | exact laws of the aggregators under the worst case | [`theory::exact_law`] |
//! | the claims that are tested | [`claim::Claim`] |
//!
//! # From a spec to a verdict
//! A [`spec::Document`] is decoded into an [`experiment::Experiment`] (what is drawn) and, with its checks, into a
//! [`claim::Study`]. A [`claim::Campaign`] of studies is run by an [`experiment::Engine`] into a [`store::Journal`], and its
//! outcome shown by [`report`]. Names in specs are looked up in an [`experiment::Catalog`], to which a program may add
//! problems, aggregators, adversaries and algorithms of its own; theory assumes of them what they declare, and nothing else.
//! The [`prelude`] has what such a program needs, and each of the crate's `examples` is one.

pub mod adversary;
pub mod aggregator;
pub mod algorithm;
pub mod claim;
pub mod experiment;
pub mod formula;
pub mod import;
pub mod league;
pub mod prelude;
pub mod problem;
pub mod report;
pub mod sampling;
pub mod shards;
pub mod spec;
pub mod stat;
pub mod store;
pub mod stream;
pub mod theory;

/// The programs of the README are compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// So are those of the page on parts of other programs.
#[cfg(doctest)]
#[doc = include_str!("../docs/plugging-in.md")]
struct PluggingIn;
