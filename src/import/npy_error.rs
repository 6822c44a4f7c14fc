//! What can be wrong with a NumPy file.

use thiserror::Error;

/// The rule that a NumPy file breaks.
///
/// Names, types and entries taken from the file are shortened to their first 40 characters.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum NpyError {
    /// The file ends before its header begins.
    #[error(
        "the file has {length} bytes, fewer than the {needed} before the header of an .npy file; it was cut short, \
         so copy or save it again"
    )]
    PreambleCutShort {
        /// Bytes in the file.
        length: usize,
        /// Bytes of magic string, version and header length.
        needed: usize,
    },
    /// The format version is not one that NumPy documents.
    #[error("format version {major}.{minor} is unknown; versions 1.0, 2.0 and 3.0 are read")]
    Version {
        /// Major version.
        major: u8,
        /// Minor version.
        minor: u8,
    },
    /// The header is said to be longer than the rest of the file.
    #[error(
        "the header is declared to have {declared} bytes, but only {present} follow; the file was cut short, so copy \
         or save it again"
    )]
    HeaderCutShort {
        /// Bytes that the header should have.
        declared: usize,
        /// Bytes after the declaration.
        present: usize,
    },
    /// The header is not text.
    #[error("the header is not UTF-8 text: byte {offset} of it breaks the encoding; save the array again")]
    HeaderNotUtf8 {
        /// Offset of the first bad byte in the header.
        offset: usize,
    },
    /// The header is not a Python dictionary.
    #[error("at byte {offset} of the header there must be {expected}, but there is {found:?}; save the array again")]
    HeaderSyntax {
        /// Offset in the header.
        offset: usize,
        /// What belongs there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A key that the format does not have.
    #[error("the header has the key {key:?}; its keys must be 'descr', 'fortran_order' and 'shape'")]
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A key given twice.
    #[error("the header has the key {key:?} twice; each key must be there once")]
    RepeatedKey {
        /// The key.
        key: &'static str,
    },
    /// A key not given.
    #[error("the header lacks the key {key:?}; its keys must be 'descr', 'fortran_order' and 'shape'")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// The entries are no numbers that are read.
    #[error(
        "the data type is {descr:?}; it must be one of floats of 2, 4 or 8 bytes, whole numbers of 1 to 8 bytes, or bool ('<f8', \
         '>i4', '|u1', '|b1', …), so save {}",
        advice(descr)
    )]
    DataType {
        /// The type as the header gives it.
        descr: String,
    },
    /// A whole number that no f64 is equal to. Row and column count from 0, as in NumPy.
    #[error(
        "x[{row}, {column}] is {value}, and no float64 is equal to it: whole numbers beyond 2^53 = 9007199254740992 are rounded; if \
         that is meant, save x.astype(numpy.float64)"
    )]
    Inexact {
        /// The worker.
        row: usize,
        /// The coordinate.
        column: usize,
        /// The entry.
        value: i128,
    },
    /// An entry of the shape is no size.
    #[error(
        "the shape has the entry {entry:?}; each entry must be a whole number from 0 to {}",
        usize::MAX
    )]
    ShapeEntry {
        /// The entry.
        entry: String,
    },
    /// The array is a single number.
    #[error(
        "the shape is (), a single number; it must be (m, d), a row for each worker, or (m,) for messages of \
         dimension 1"
    )]
    NoAxis,
    /// The array has more than two axes.
    #[error(
        "the shape has {axes} axes; it must be (m, d), a row for each worker, or (m,) for messages of dimension 1, \
         so save x.reshape(len(x), -1)"
    )]
    TooManyAxes {
        /// Number of axes.
        axes: usize,
    },
    /// m = 0.
    #[error("the shape is (0, {columns}), no messages; there must be at least one row")]
    NoRows {
        /// Number of columns.
        columns: usize,
    },
    /// d = 0.
    #[error("the shape is ({rows}, 0), messages of no coordinate; there must be at least one column")]
    NoColumns {
        /// Number of rows.
        rows: usize,
    },
    /// The size of the data overflows.
    #[error(
        "the shape is ({rows}, {columns}) of {width} bytes an entry; the product must be at most {}, so the header \
         is corrupt",
        usize::MAX
    )]
    SizeOverflow {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        columns: usize,
        /// Bytes in an entry.
        width: usize,
    },
    /// Fewer data than the shape says.
    #[error(
        "the shape is ({rows}, {columns}), {declared} bytes of data, but {present} follow the header; the file was \
         cut short, so copy or save it again"
    )]
    DataCutShort {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        columns: usize,
        /// Bytes that the shape and the type ask for.
        declared: usize,
        /// Bytes after the header.
        present: usize,
    },
    /// More data than the shape says.
    #[error(
        "the shape is ({rows}, {columns}), {declared} bytes of data, but {present} follow the header; a file must \
         hold one array and nothing after it"
    )]
    TrailingBytes {
        /// Number of rows.
        rows: usize,
        /// Number of columns.
        columns: usize,
        /// Bytes that the shape and the type ask for.
        declared: usize,
        /// Bytes after the header.
        present: usize,
    },
}

/// The expression that NumPy makes floats of an array x of another type with.
fn advice(descr: &str) -> &'static str {
    let kind = descr.trim_start_matches(['<', '>', '|', '=']);
    match kind.chars().next() {
        Some('[') => {
            "numpy.lib.recfunctions.structured_to_unstructured(x, dtype=numpy.float64), after import numpy.lib.recfunctions"
        }
        Some('c') => {
            "numpy.column_stack([x.real, x.imag]), which has real and imaginary parts as coordinates of their own"
        }
        Some('O') => "numpy.array(x.tolist(), dtype=numpy.float64), if its rows are equally long",
        Some('M' | 'm') => "x.astype(numpy.int64), which counts from 1970 or from 0",
        _ => "x.astype(numpy.float64)",
    }
}
