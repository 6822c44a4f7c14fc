//! The error that a whole setting should show: problem, algorithm, aggregator and adversary together.

mod clipped;
mod course;
mod least_squares;
mod predict;
mod quadratic;
mod random_curvature;

pub use predict::{Kind, Prediction, predict};

use course::Course;
