//! Rules that look at the covariance of the messages: an attack that moves the mean far in some direction widens that direction.
//!
//! Each is told f, the number of Byzantine workers to reckon with. The top eigenvector is that of a solver for symmetric matrices and
//! not of a few power steps: equal messages have equal results. Its sign does not matter. Where the top eigenvalue is multiple, the
//! direction is the one that the solver gives, and the order of the workers or a rotation may then decide.

mod caf;
mod cloud;
mod eigen;
mod filter;
mod gram;
mod lanczos;
mod one_pass;
mod smea;
mod smea_search;
mod weighing;

#[cfg(test)]
mod tests;

pub use caf::Caf;
pub use filter::Filter;
pub use one_pass::Spectral;
pub use smea::Smea;
