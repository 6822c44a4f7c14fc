//! How far the law of a worker's gradient coordinate is from normal (paper, Appendix B; Berry and Esseen).

mod inversion;
mod message;
mod product;
#[cfg(test)]
mod tests;

pub use message::NormalApproximation;
