//! What the store holds, as rows for other programs: every replicate, or a row for every arm.

mod coordinates;
mod csv;
mod json_lines;
mod number;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_table;
mod replicates;
mod summary;

pub use self::csv::CsvExport;
#[cfg(feature = "parquet")]
pub use self::parquet::ParquetExport;
pub use coordinates::{COORDINATES, Layout};
pub use json_lines::JsonLinesExport;
pub use replicates::{ExportError, Exporter, LeftOut, export, export_columns};
pub use summary::{SUMMARY_COLUMNS, SummaryFormat, export_summary};

pub(super) use number::write_number;

#[cfg(all(test, feature = "parquet"))]
mod parquet_tests;
#[cfg(test)]
mod tests;
