//! The table of cells: a row for every arm, as text, CSV, Markdown and LaTeX.

mod column;
mod csv;
mod latex;
mod markdown;
mod number;
mod text;

pub use self::csv::{CSV_COLUMNS, csv_table};
pub use latex::latex_table;
pub use markdown::markdown_table;
pub use text::{measured, text_table};

#[cfg(test)]
mod tests;
