//! What theory predicts: exact laws at finite sample size, limits and bounds. Simulates nothing.

pub mod by_chance;
mod choice;
pub mod continuous_law;
pub mod exact_law;
pub mod explanation;
mod gauss_rule;
pub mod kappa;
pub mod log_mgf;
pub mod lower_bound;
pub mod median_lemma;
pub mod normal_approximation;
pub mod order_statistic;
pub mod order_statistic_pair;
pub mod prediction;
mod quadrature;
pub mod rivals;
mod setting;
pub mod sharper;
pub mod skewness;
pub mod theorem;
mod theorem_report;
pub mod worst_case;

pub use setting::{Mode, Setting, SkewnessBound};
