//! The larger of the two errors that the omniscient adversary chooses between.

mod block;
mod cumulants;
mod expansion;
mod parts;
mod score_table;
mod student;
mod windows;
mod worse_side;

pub use student::one_round_gaussian_design_omniscient;
pub(in crate::theory::exact_law) use worse_side::worse_side;
