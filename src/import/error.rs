//! What can be wrong with a file of messages.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::csv_error::CsvError;
use super::npy_error::NpyError;

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
    /// What is no regular file goes on and on.
    #[error(
        "{}: more than {most} bytes come of it, which is as much as is read of what is no file; save them to a file first",
        path.display()
    )]
    Endless {
        /// Where they come from.
        path: PathBuf,
        /// The most that are read.
        most: u64,
    },
    /// The file is to be a NumPy file and does not begin as one.
    #[error(
        "{}: to be read as .npy, but begins with the bytes {found:02x?} and not with the magic string \\x93NUMPY; \
         write it with numpy.save(\"x.npy\", x)",
        path.display()
    )]
    NotNpy {
        /// The file.
        path: PathBuf,
        /// Its first bytes, six at most.
        found: Vec<u8>,
    },
    /// The file is of a known format that is not read.
    #[error("{}: this is {format}, which is not read; {advice}", path.display())]
    Container {
        /// The file.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// How to make a file of it that is read.
        advice: &'static str,
    },
    /// Neither the content nor the extension tells a format that is read.
    #[error(
        "{}: unknown format, extension {extension:?}; accepted are NumPy .npy files (told by their first bytes, \
         whatever their name) and rows of numbers in text named .csv, .txt, .tsv, .dat or .data; if it is one of them, say so: \
         format = npy or format = csv",
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
    /// The file is text that breaks a rule.
    #[error("{}: {fault}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// The rule broken.
        fault: CsvError,
    },
}

/// The first 40 characters of a text from a file, which may be of any length.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(40).collect()
}
