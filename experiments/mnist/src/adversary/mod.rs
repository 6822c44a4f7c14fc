//! What Byzantine workers do to training: poisoned labels, and messages chosen with full knowledge.

mod attack;
mod destination;

pub use attack::{Attack, Labels};
pub use destination::Destination;
