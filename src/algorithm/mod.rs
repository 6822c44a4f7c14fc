//! How master and workers proceed: Algorithm 1 (robust distributed gradient descent) and Algorithm 2 (one round).

mod error;
mod gradient_descent;
mod measure;
mod one_round;
mod probe;
mod scheme;
mod traits;
mod trajectory;

pub use error::AlgorithmError;
pub use gradient_descent::GradientDescent;
pub use measure::{Measure, record};
pub use one_round::OneRound;
pub use probe::{Probe, Probed};
pub use scheme::{Rounds, Scheme};
pub use traits::{Algorithm, Buffers, Parties};
pub use trajectory::Trajectory;
