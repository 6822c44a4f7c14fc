//! Continuous laws on the line, known by their two tails, and their quantiles at full accuracy in both.

mod gamma_mean;
mod inverse_gamma_mean;
mod student_t;
mod traits;

pub use gamma_mean::GammaMean;
pub use inverse_gamma_mean::InverseGammaMean;
pub use student_t::StudentT;
pub use traits::ContinuousLaw;
pub(crate) use traits::distance_to_normal;
