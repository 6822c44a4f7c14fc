//! What reading gives beside the messages.

use std::fmt;

use super::options::FileFormat;
use crate::aggregator::Messages;

/// Messages as they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// A row a worker.
    pub messages: Messages,
    /// The format that was read.
    pub format: FileFormat,
    /// The row that was taken for column names, and skipped.
    pub header: Option<ColumnNames>,
    /// What may have been meant otherwise.
    pub warnings: Vec<ImportWarning>,
}

/// A row that is no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnNames {
    /// Its line, from 1.
    pub line: usize,
    /// Its fields.
    pub names: Vec<String>,
}

/// What was read as numbers and may be none of the messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportWarning {
    /// The first row is 0, 1, …, d − 1.
    NumberedColumns {
        /// d.
        columns: usize,
    },
    /// The first column is 0, 1, …, m − 1 or 1, 2, …, m.
    NumberedRows {
        /// m.
        rows: usize,
    },
}

impl fmt::Display for ImportWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NumberedColumns { columns } => {
                let shown = if *columns == 1 {
                    "0".to_owned()
                } else {
                    format!("0, …, {}", columns - 1)
                };
                write!(
                    f,
                    "the first row is {shown} and is read as a message; if these number the columns, as pandas does, say header = \
                     yes, else header = no"
                )
            }
            Self::NumberedRows { rows } => write!(
                f,
                "the first column numbers the {rows} rows and is read as a coordinate; if it is an index, write the file without \
                 one: index=False in pandas, row.names = FALSE in R"
            ),
        }
    }
}
