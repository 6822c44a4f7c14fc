//! Attacks that the literature makes of what the honest workers sent: of their mean, their deviation, their distances.
//!
//! H are the honest messages x₁ … x_h, h = m − b; μ̂ is their mean, sd the deviation of a coordinate with h − 1 in the denominator, and
//! s = σ/√n that of one message where messages are means. All b Byzantine messages are equal. With one honest worker sd is 0, and
//! without any the Byzantine workers send what they would if they were honest.

mod anti_cge;
mod best_factor;
mod direction;
mod far_cluster;
mod honest;
mod inner_product;
mod little_is_enough;
mod mimic;
mod min_max;
mod min_sum;
mod perturbation;
mod principal;
mod shift;

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod stage;

pub use anti_cge::AntiCge;
pub use best_factor::{BestFactor, Family};
pub use direction::Direction;
pub use far_cluster::FarCluster;
pub use inner_product::InnerProduct;
pub use little_is_enough::LittleIsEnough;
pub use mimic::Mimic;
pub use min_max::MinMax;
pub use min_sum::MinSum;
pub use perturbation::Perturbation;
pub use shift::Shift;
