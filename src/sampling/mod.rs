//! The laws that are drawn from, with the same bits on every machine.
//!
//! They use a stream as those of the crate `rand_distr` do and give the same values, but for the last bits: logarithms and
//! exponentials are taken from the crate `libm`, and not from the host's library, of which another version, or the same on another
//! processor, gives other last bits. All implement [`rand_distr::Distribution`], as [`rand_distr::Open01`] and the other uniform laws do,
//! which need no such function. Parts of another program whose draws are to be the same everywhere use these, too.

mod binomial;
mod chi_squared;
mod error;
mod exponential;
mod exponential_layers;
mod gamma;
mod normal;
mod normal_layers;
mod student_t;
#[cfg(test)]
mod tests;
mod ziggurat;

pub use binomial::Binomial;
pub use chi_squared::ChiSquared;
pub use error::SamplingError;
pub use exponential::Exp1;
pub use gamma::Gamma;
pub use normal::StandardNormal;
pub use student_t::StudentT;
