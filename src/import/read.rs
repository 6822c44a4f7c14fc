//! The choice of the format.

use std::fs;
use std::path::Path;

use super::error::ImportError;
use super::npy_header::MAGIC;
use super::{csv_file, npy};
use crate::aggregator::Messages;

/// Reads messages, one row a worker, from the file at `path`; they may be NaN or infinite, as a Byzantine worker may send
/// anything.
///
/// The format is told by the content first: a file that begins with `\x93NUMPY` is read as a NumPy file whatever its
/// name. Any other file is read as comma-separated text if its extension is `csv` or `txt`, in either case.
///
/// *NumPy.* Format versions 1.0, 2.0 and 3.0, as given under "Format" in the documentation of `numpy.lib.format`; data
/// types `<f8`, `<f4`, `>f8` and `>f4`; C order. Shape (m, d) is m messages of dimension d, and shape (m,) is m
/// messages of dimension 1. Entries of eight bytes, NaN and infinities among them, are kept bit for bit, and those of
/// four bytes are widened exactly.
///
/// *Comma-separated text.* One row a worker, as many fields in each. A first row without any number is taken for
/// column names and skipped; `nan` and `inf` count as numbers. Space around a field, a byte order mark, blank lines
/// and either kind of line ending are allowed, comments are not. A field is what [`f64::from_str`](str::parse) takes:
/// decimal or scientific notation rounded to nearest, so `1e999` is infinite, or `nan`, `inf` or `infinity` with or
/// without a sign and in any case.
///
/// The whole file is held in memory beside the matrix, and nothing larger than the file's own size is ever allocated
/// on the word of a header.
///
/// # Errors
/// [`ImportError::Unreadable`] if the operating system refuses the file, [`ImportError::NotNpy`] and
/// [`ImportError::UnknownFormat`] if it is in no format that is read, and [`ImportError::Npy`] and
/// [`ImportError::Csv`] with the rule that it breaks.
pub fn read(path: &Path) -> Result<Messages, ImportError> {
    let bytes = fs::read(path).map_err(|reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    })?;
    if bytes.starts_with(MAGIC) {
        return npy::parse(&bytes).map_err(|fault| ImportError::Npy {
            path: path.to_owned(),
            fault,
        });
    }
    let extension = path
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    match extension.as_str() {
        "csv" | "txt" => csv_file::parse(&bytes).map_err(|fault| ImportError::Csv {
            path: path.to_owned(),
            fault,
        }),
        "npy" => Err(ImportError::NotNpy {
            path: path.to_owned(),
            found: bytes.into_iter().take(MAGIC.len()).collect(),
        }),
        _ => Err(ImportError::UnknownFormat {
            path: path.to_owned(),
            extension,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::numpy_files;

    fn read_as(name: &str, content: &[u8]) -> Result<Messages, ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        read(&path)
    }

    #[test]
    fn content_decides_before_the_name() {
        for name in ["x.npy", "x.csv", "x.dat", "x"] {
            let messages = read_as(name, numpy_files::VERSION_2).unwrap();
            assert_eq!(
                (messages.workers(), messages.dim(), messages.values()),
                (1, 1, &[7.0][..])
            );
        }
    }

    #[test]
    fn text_is_read_under_its_extensions() {
        for name in ["x.csv", "x.CSV", "x.y.txt"] {
            let messages = read_as(name, b"1,2\n3,4\n5,6\n").unwrap();
            assert_eq!((messages.workers(), messages.dim()), (3, 2));
            assert_eq!(messages.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        }
    }

    #[test]
    fn each_refusal_names_the_file_and_the_fault() {
        let truncated = &numpy_files::F8[..numpy_files::F8.len() - 1];
        for (name, content, part) in [
            ("x.npy", &b"PK\x03\x04...."[..], "[50, 4b, 03, 04, 2e, 2e]"),
            ("x.npy", b"", "begins with the bytes []"),
            ("x.tsv", b"1\t2", "extension \"tsv\"; accepted are NumPy .npy"),
            ("x", b"1,2", "extension \"\"; accepted are NumPy .npy"),
            ("x.csv", b"1,\n", "line 1, column 2 is empty"),
            ("x.csv", truncated, "48 bytes of data, but 47 follow"),
        ] {
            let message = read_as(name, content).unwrap_err().to_string();
            assert!(message.contains(&format!("{name}: ")), "{message}");
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_missing_file_is_unreadable() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(&folder.path().join("absent.csv")).unwrap_err();
        assert!(matches!(error, ImportError::Unreadable { .. }));
        assert!(error.to_string().contains("absent.csv: cannot be read: "), "{error}");
    }
}
