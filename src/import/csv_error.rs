//! What can be wrong with rows of text.

use std::error;

use thiserror::Error;

use super::error::excerpt;

/// The rule that a file of rows of numbers breaks. Lines and columns count from 1; text of the file is shortened to its first 40
/// characters.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CsvError {
    /// Not one row.
    #[error("the file is empty; it must hold a row of comma-separated numbers for each worker")]
    Empty,
    /// A header and nothing more.
    #[error(
        "the only row, on line {line}, has no number and so counts as column names; below it must follow a row of \
         comma-separated numbers for each worker"
    )]
    HeaderOnly {
        /// Line of the header.
        line: usize,
    },
    /// A row of another length than the first.
    #[error(
        "line {line} has {found} fields, but {} has {expected}; all rows must have as many{}",
        if *named { "the row of column names" } else { "the first row" },
        if *named && *found == expected + 1 { ", and a comma at the end of each row is one too many, and so is a \
        column of row names" } else { "" }
    )]
    RaggedRow {
        /// Line of the row.
        line: usize,
        /// Fields in the first row.
        expected: usize,
        /// Fields in this row.
        found: usize,
        /// Whether the first row holds column names.
        named: bool,
    },
    /// A comma at the end of every row.
    #[error(
        "every row ends with a comma, so that column {column} is empty everywhere; remove it, as `sed 's/,$//'` does, or write \
         nan where it means a message"
    )]
    TrailingComma {
        /// The empty column.
        column: usize,
    },
    /// Text that is no number, beside what is or may be one, in a row that could be column names.
    #[error(
        "line {line}, column {column} is {text:?}, not a number, but other fields of this row may be; say whether they are column \
         names, header = yes, or a message, header = no"
    )]
    Unclear {
        /// Line of the row.
        line: usize,
        /// Field in the row.
        column: usize,
        /// What the field holds.
        text: String,
    },
    /// Text that is no number.
    #[error("line {line}, column {column} is {text:?}, not a number; {}", advice(text))]
    NotANumber {
        /// Line of the row.
        line: usize,
        /// Field in the row.
        column: usize,
        /// What the field holds.
        text: String,
    },
    /// The column names once more.
    #[error("line {line} repeats the column names of the first row; remove it, as where files were joined")]
    RepeatedHeader {
        /// Line of the row.
        line: usize,
    },
    /// Semicolons between fields.
    #[error(
        "line {line} holds {text:?}, with a semicolon; fields are separated by commas and decimals begin with a point, so turn them \
         with `tr ';' ','`, and decimal commas before that with `tr ',' '.'`"
    )]
    Semicolons {
        /// Line of the row.
        line: usize,
        /// What the field holds.
        text: String,
    },
    /// Text of two bytes a character.
    #[error("the file is UTF-16 text; it must be UTF-8, as `iconv -f UTF-16 -t UTF-8` writes it")]
    Utf16,
    /// The text cannot be split into rows and fields.
    #[error("cannot be split into rows and fields: {0}")]
    Malformed(#[source] Box<dyn error::Error + Send + Sync>),
}

impl CsvError {
    /// Of a field that is no number.
    pub(super) fn of_field(line: usize, column: usize, field: &[u8]) -> Self {
        let text = excerpt(&String::from_utf8_lossy(field));
        if field.contains(&b';') {
            return Self::Semicolons { line, text };
        }
        Self::NotANumber { line, column, text }
    }
}

/// What to do about a text, by what it looks like.
fn advice(text: &str) -> &'static str {
    let bare = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if bare.starts_with("0x") {
        "hexadecimal numbers are not read: print decimals, such as %.17g"
    } else if text.starts_with('#') || text.starts_with('%') {
        "comments are not read: remove the line"
    } else if text.starts_with('*') {
        "a field of Fortran too narrow for its number prints stars: write it with more digits, such as ES25.16E3"
    } else if bare.contains('_') && digits(&bare.replace(['_', '.'], "")) {
        "digits are written without underscores between them"
    } else if bare
        .split_once(',')
        .is_some_and(|(whole, part)| digits(whole) && digits(part))
    {
        "decimals begin with a point, and there is none between thousands"
    } else {
        "fields are separated by commas, decimals begin with a point, and nan, inf and -inf are accepted"
    }
}
