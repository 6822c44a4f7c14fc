//! What Byzantine workers send.

mod constant_shift;
mod error;
mod extreme;
mod gaussian_noise;
mod honest;
mod least_favourable;
mod omniscient_sign;
mod push;
mod sign_flip;
mod traits;

pub use constant_shift::ConstantShift;
pub use error::AdversaryError;
pub use extreme::Extreme;
pub use gaussian_noise::GaussianNoise;
pub use honest::Honest;
pub use least_favourable::LeastFavourable;
pub use omniscient_sign::OmniscientSign;
pub use push::Push;
pub use sign_flip::SignFlip;
pub use traits::{Adversary, Scene, Step};
