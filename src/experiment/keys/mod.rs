//! The keys of what is drawn, for whoever describes specs.

mod adversary;
mod estimator;
mod grid;
mod problem;
mod top;

use crate::spec::KeyTable;

/// The tables of a spec that say what is drawn, with their keys; those of claims, checks and figures are told by whoever reads them.
pub const KEYS: [&KeyTable; 10] = [
    &top::TOP,
    &problem::EVERY,
    &problem::BY_NAME,
    &grid::GRID,
    &estimator::EVERY,
    &estimator::BY_AGGREGATOR,
    &estimator::BY_ALGORITHM,
    &adversary::ADVERSARY,
    &top::REPLICATES,
    &top::PROFILE,
];
