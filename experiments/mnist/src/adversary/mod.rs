//! What Byzantine workers do to training: poisoned labels, and messages chosen with full knowledge.

mod attack;
mod destination;
mod inner_product;
mod little_is_enough;

pub use attack::{Attack, Labels};
pub use destination::Destination;
pub use inner_product::InnerProduct;
pub use little_is_enough::{LittleIsEnough, largest_hidden_shift};
