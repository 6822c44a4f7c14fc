//! Rows of text as a matrix of messages.

use csv::ByteRecord;

use super::csv_error::CsvError;
use super::csv_rows::{Rows, Separator};
use super::error::excerpt;
use super::field;
use super::imported::{ColumnNames, ImportWarning, Imported};
use super::options::{FileFormat, HeaderRule};
use crate::aggregator::Messages;

/// Reads rows of numbers; the first one is skipped where it holds column names.
pub(super) fn parse(bytes: &[u8], rule: HeaderRule, tabs: bool) -> Result<Imported, CsvError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(CsvError::Utf16);
    }
    let separator = if tabs { Separator::Tab } else { Separator::of(bytes) };
    let mut rows = Rows::new(bytes, separator);
    let mut record = ByteRecord::new();
    if !rows.read(&mut record)? {
        return Err(CsvError::Empty);
    }
    let columns = record.len();
    let header = is_header(&rows, &record, rule)?.then(|| record.clone());
    // Read as text: a message of such values is written with points or exponents by most programs.
    let numbered = header.is_none() && rule == HeaderRule::Auto && counts(&record);
    if header.is_some() {
        let line = rows.line(&record);
        if !rows.read(&mut record)? {
            return Err(CsvError::HeaderOnly { line });
        }
    }
    let (mut values, mut first_column) = (Vec::new(), Index::default());
    let mut trailing = columns > 1;
    loop {
        if header.as_ref().is_some_and(|header| *header == record) {
            return Err(CsvError::RepeatedHeader {
                line: rows.line(&record),
            });
        }
        if record.len() != columns {
            return Err(ragged(&rows, &record, columns, header.is_some()));
        }
        for (index, field) in record.iter().enumerate() {
            let fault = || CsvError::of_field(rows.line(&record), index + 1, field);
            values.push(field::value(field).ok_or_else(fault)?);
        }
        trailing &= record[columns - 1].is_empty();
        first_column.push(&record[0]);
        if !rows.read(&mut record)? {
            break;
        }
    }
    if trailing {
        return Err(CsvError::TrailingComma { column: columns });
    }
    let workers = values.len() / columns;
    let mut warnings = Vec::new();
    if numbered && workers > 1 {
        warnings.push(ImportWarning::NumberedColumns { columns });
    }
    if columns > 1 && first_column.counts(workers) {
        warnings.push(ImportWarning::NumberedRows { rows: workers });
    }
    let messages = Messages::from_values(workers, columns, values).map_err(|_| CsvError::Empty)?;
    let name = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    Ok(Imported {
        messages,
        format: FileFormat::Csv,
        header: header.map(|header| ColumnNames {
            line: rows.line(&header),
            names: header.iter().map(name).collect(),
        }),
        warnings,
    })
}

/// Whether the first row holds column names: where nobody says so, if none of its fields may have been meant as a number.
fn is_header(rows: &Rows, record: &ByteRecord, rule: HeaderRule) -> Result<bool, CsvError> {
    match rule {
        HeaderRule::Yes => return Ok(true),
        HeaderRule::No => return Ok(false),
        HeaderRule::Auto => {}
    }
    let name = record.iter().position(|field| !field::looks_like_a_number(field));
    let number = record.iter().any(field::looks_like_a_number);
    match name {
        None => Ok(false),
        Some(_) if !number => Ok(true),
        Some(index) => Err(match CsvError::of_field(rows.line(record), index + 1, &record[index]) {
            CsvError::NotANumber { line, column, text } => CsvError::Unclear { line, column, text },
            other => other,
        }),
    }
}

/// Semicolons between decimal commas make rows of another length each, and are what is wrong then.
fn ragged(rows: &Rows, record: &ByteRecord, expected: usize, named: bool) -> CsvError {
    let line = rows.line(record);
    match record.iter().find(|field| field.contains(&b';')) {
        Some(field) => CsvError::Semicolons {
            line,
            text: excerpt(&String::from_utf8_lossy(field)),
        },
        None => CsvError::RaggedRow {
            line,
            expected,
            found: record.len(),
            named,
        },
    }
}

/// Whether a row is 0, 1, …, d − 1, as pandas names columns that have no names.
fn counts(record: &ByteRecord) -> bool {
    record
        .iter()
        .enumerate()
        .all(|(index, field)| field == index.to_string().as_bytes())
}

/// Whether a column counts the rows, as the index does that pandas and R write before the first column.
#[derive(Default)]
struct Index {
    rows: usize,
    from_zero: usize,
    from_one: usize,
}

impl Index {
    fn push(&mut self, field: &[u8]) {
        self.from_zero += usize::from(field == self.rows.to_string().as_bytes());
        self.rows += 1;
        self.from_one += usize::from(field == self.rows.to_string().as_bytes());
    }

    /// Two rows may count by chance.
    fn counts(&self, rows: usize) -> bool {
        rows > 2 && self.from_zero.max(self.from_one) == rows
    }
}

#[cfg(test)]
#[path = "csv_tests.rs"]
mod tests;
