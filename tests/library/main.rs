//! What the library's parts owe each on their own: rules, problems and their theory, and the order of the modules.

mod additive_noise;
mod aggregators;
mod constants;
mod declared_constants;
mod definitions;
mod equivariance;
mod floors;
mod fuzz;
mod identities;
mod label_flip;
mod problem_families;
mod problems;
mod regression_problems;
mod rounds;
mod spec_keys;
mod sub_exponential;
mod support;
mod undeclared;
