//! Reading the [`Messages`](crate::aggregator::Messages) of m workers, one row a worker, from a NumPy `.npy` file or from
//! rows of text.

mod bounded;
mod container;
mod csv_error;
mod csv_file;
mod csv_rows;
mod error;
mod field;
mod imported;
mod npy;
mod npy_entries;
mod npy_error;
mod npy_header;
#[cfg(test)]
mod numpy_files;
mod options;
mod read;

pub use csv_error::CsvError;
pub use error::ImportError;
pub use imported::{ColumnNames, ImportWarning, Imported};
pub use npy_error::NpyError;
pub use options::{FileFormat, HeaderRule, ImportOptions};
pub use read::{parse, read, read_from};
