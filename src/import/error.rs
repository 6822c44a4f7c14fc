//! What can be wrong with a file of messages.

use std::error;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a file could not be read as an m × d matrix of messages. Each message names the file.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The operating system refused the file.
    #[error("{}: cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        reason: io::Error,
    },
    /// The file is named `.npy` and does not begin as one.
    #[error(
        "{}: named .npy, but begins with the bytes {found:02x?} and not with the magic string \\x93NUMPY; \
         write it with numpy.save(file, x) (an .npz archive or a pickle is not read)",
        path.display()
    )]
    NotNpy {
        /// The file.
        path: PathBuf,
        /// Its first bytes, six at most.
        found: Vec<u8>,
    },
    /// Neither the content nor the extension tells a format that is read.
    #[error(
        "{}: unknown format, extension {extension:?}; accepted are NumPy .npy files (told by their first bytes, \
         whatever their name) and comma-separated text named .csv or .txt",
        path.display()
    )]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// Its extension without the dot, empty if there is none.
        extension: String,
    },
    /// The file is a NumPy file that breaks a rule.
    #[error("{}: {fault}", path.display())]
    Npy {
        /// The file.
        path: PathBuf,
        /// The rule broken.
        fault: NpyError,
    },
    /// The file is comma-separated text that breaks a rule.
    #[error("{}: {fault}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// The rule broken.
        fault: CsvError,
    },
}

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
    /// The entries are not floating-point numbers of four or eight bytes.
    #[error(
        "the data type is {descr:?}; it must be float64 or float32 ('<f8', '<f4', '>f8' or '>f4'), so save \
         x.astype(numpy.float64)"
    )]
    DataType {
        /// The type as the header gives it.
        descr: String,
    },
    /// The array is stored column by column.
    #[error(
        "the array is stored in Fortran (column-major) order; it must be in C order, so save \
         numpy.ascontiguousarray(x)"
    )]
    FortranOrder,
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
         so save x.reshape(m, -1)"
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

/// The rule that a file of comma-separated text breaks. Lines and columns count from 1.
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
    #[error("line {line} has {found} fields, but the first row has {expected}; all rows must have as many")]
    RaggedRow {
        /// Line of the row.
        line: usize,
        /// Fields in the first row.
        expected: usize,
        /// Fields in this row.
        found: usize,
    },
    /// Nothing between two commas.
    #[error("line {line}, column {column} is empty; each field must be a number, and nan, inf and -inf are accepted")]
    EmptyField {
        /// Line of the row.
        line: usize,
        /// Field in the row.
        column: usize,
    },
    /// Text that is no number, shortened to its first 40 characters.
    #[error(
        "line {line}, column {column} is {text:?}, not a number; fields are separated by commas, decimals begin with \
         a point, and nan, inf and -inf are accepted"
    )]
    NotANumber {
        /// Line of the row.
        line: usize,
        /// Field in the row.
        column: usize,
        /// What the field holds.
        text: String,
    },
    /// The text cannot be split into rows and fields.
    #[error("cannot be split into rows and fields: {0}")]
    Malformed(#[source] Box<dyn error::Error + Send + Sync>),
}

/// The first 40 characters of a text from a file, which may be of any length.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}
