//! What the tests of the command line share.

mod numpy;
mod specs;
mod sweep;

pub use numpy::{npy_f32, npy_f64, npy_with};
pub use specs::{SPEC, SPEC_LONG};
pub use sweep::{Run, csv_rows, sweep, sweep_command, text, tree};
