//! Reading the [`Messages`](crate::aggregator::Messages) of m workers, one row a worker, from a NumPy `.npy` file or from
//! comma-separated text.

mod csv_file;
mod error;
mod npy;
mod npy_header;
#[cfg(test)]
mod numpy_files;
mod read;

pub use error::{CsvError, ImportError, NpyError};
pub use read::read;
