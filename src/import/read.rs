//! The choice of the format.

use std::io::Read;
use std::path::Path;

use super::error::ImportError;
use super::imported::Imported;
use super::npy_header::MAGIC;
use super::options::{FileFormat, ImportOptions};
use super::{bounded, container, csv_file, npy};

/// Reads messages, one row a worker, from the file at `path`; they may be NaN or infinite, as a Byzantine worker may send
/// anything.
///
/// The format is told by the content first: a file that begins with `\x93NUMPY` is read as a NumPy file whatever its
/// name. Any other one is read as text if its extension is `csv`, `txt`, `tsv`, `dat` or `data`, in either case, if it has none
/// and holds no zero byte, or if `options` say so.
///
/// *NumPy.* Format versions 1.0, 2.0 and 3.0, as given under "Format" in the documentation of `numpy.lib.format`, in row-major or
/// column-major order; floats of 2, 4 and 8 bytes, whole numbers of 1 to 8 bytes and truth values, of either byte order. Shape
/// (m, d) is m messages of dimension d, and shape (m,) is m messages of dimension 1. Entries of eight bytes, NaN and infinities
/// among them, are kept bit for bit, all others are widened exactly, and whole numbers that no `f64` is equal to are refused.
///
/// *Text.* One row a worker, as many fields in each, apart by commas; or by tabs, or by spaces, if the first rows have no comma.
/// A field is what [`f64::from_str`](str::parse) takes, decimal or scientific notation rounded to nearest, so that `1e999` is
/// infinite; an exponent as Fortran writes it; or NaN or infinity in the spelling of C, MSVC, Fortran, R, Julia, pandas or a
/// spreadsheet, nothing at all among them. Where [`HeaderRule::Auto`](super::HeaderRule::Auto) decides, a first row of which no
/// field may have been meant as a number is taken for column names, skipped and reported; a row of both is refused. Space around
/// a field, quotes, a byte order mark, blank lines and either kind of line ending are allowed, comments are not.
///
/// The whole file is held in memory beside the matrix, and no more than eight times the file's own size is ever allocated on the
/// word of a header. What is no regular file (a pipe) is read up to 1 GiB.
///
/// # Errors
/// [`ImportError::Unreadable`] if the operating system refuses the file, [`ImportError::Endless`] if there is too much,
/// [`ImportError::NotNpy`], [`ImportError::Container`] and [`ImportError::UnknownFormat`] if it is in no format that is read, and
/// [`ImportError::Npy`] and [`ImportError::Csv`] with the rule that it breaks.
pub fn read(path: &Path, options: ImportOptions) -> Result<Imported, ImportError> {
    parse(&bounded::file(path)?, path, options)
}

/// Reads messages from a stream, as from a file called `name`, up to 1 GiB.
///
/// # Errors
/// As [`read`].
pub fn read_from(source: impl Read, name: &Path, options: ImportOptions) -> Result<Imported, ImportError> {
    parse(&bounded::stream(source, name)?, name, options)
}

/// Reads messages from the contents of a file called `path`.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path, options: ImportOptions) -> Result<Imported, ImportError> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let extension = extension.unwrap_or_default();
    match format(bytes, path, &extension, options)? {
        FileFormat::Npy => match npy::parse(bytes) {
            Ok(messages) => Ok(Imported {
                messages,
                format: FileFormat::Npy,
                header: None,
                warnings: Vec::new(),
            }),
            Err(fault) => Err(ImportError::Npy {
                path: path.to_owned(),
                fault,
            }),
        },
        FileFormat::Csv => {
            csv_file::parse(bytes, options.header, extension == "tsv").map_err(|fault| ImportError::Csv {
                path: path.to_owned(),
                fault,
            })
        }
    }
}

fn format(bytes: &[u8], path: &Path, extension: &str, options: ImportOptions) -> Result<FileFormat, ImportError> {
    let path = || path.to_owned();
    if let Some((format, advice)) = container::known(bytes) {
        return Err(ImportError::Container {
            path: path(),
            format,
            advice,
        });
    }
    let is_npy = bytes.starts_with(MAGIC);
    match options.format {
        Some(FileFormat::Csv) => Ok(FileFormat::Csv),
        _ if is_npy => Ok(FileFormat::Npy),
        None if is_text(bytes, extension) => Ok(FileFormat::Csv),
        None if extension != "npy" => Err(ImportError::UnknownFormat {
            path: path(),
            extension: extension.to_owned(),
        }),
        _ => Err(ImportError::NotNpy {
            path: path(),
            found: bytes.iter().copied().take(MAGIC.len()).collect(),
        }),
    }
}

/// Whether what has this extension is text; where there is none, as with pipes, whether it may be.
fn is_text(bytes: &[u8], extension: &str) -> bool {
    match extension {
        "csv" | "txt" | "tsv" | "dat" | "data" => true,
        "" => !bytes.contains(&0) || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aggregator::Messages;
    use crate::import::numpy_files;

    fn read_as(name: &str, content: &[u8]) -> Result<Messages, ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        read(&path, ImportOptions::default()).map(|imported| imported.messages)
    }

    #[test]
    fn content_decides_before_the_name() {
        for name in ["x.npy", "x.csv", "x.dat", "x", "x.toml"] {
            let messages = read_as(name, numpy_files::VERSION_2).unwrap();
            assert_eq!(
                (messages.workers(), messages.dim(), messages.values()),
                (1, 1, &[7.0][..])
            );
        }
    }

    #[test]
    fn text_is_read_under_its_extensions_and_under_none() {
        for name in ["x.csv", "x.CSV", "x.y.txt", "x.data", "x.dat", "x"] {
            let messages = read_as(name, b"1,2\n3,4\n5,6\n").unwrap();
            assert_eq!((messages.workers(), messages.dim()), (3, 2));
            assert_eq!(messages.values(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        }
        for (name, text) in [("x.tsv", "1\t\n3\t4\n"), ("x.data", " 1.0e0  nan\n 3 4\n")] {
            let messages = read_as(name, text.as_bytes()).unwrap();
            assert_eq!((messages.workers(), messages.dim()), (2, 2));
            assert!(messages.row(0)[1].is_nan());
            assert_eq!(messages.row(1), [3.0, 4.0]);
        }
    }

    #[test]
    fn the_caller_may_name_the_format() {
        let options = |format| ImportOptions {
            format: Some(format),
            ..ImportOptions::default()
        };
        let path = Path::new("x.toml");
        let imported = parse(b"1,2\n", path, options(FileFormat::Csv)).unwrap();
        assert_eq!(imported.messages.values(), [1.0, 2.0]);
        let error = parse(b"1,2\n", path, options(FileFormat::Npy)).unwrap_err();
        assert!(matches!(error, ImportError::NotNpy { .. }), "{error}");
        let imported = read_from(numpy_files::VERSION_2, Path::new("-"), options(FileFormat::Npy)).unwrap();
        assert_eq!(imported.messages.values(), [7.0]);
        let imported = read_from(&b"1\n2\n"[..], Path::new("-"), ImportOptions::default()).unwrap();
        assert_eq!(imported.messages.values(), [1.0, 2.0]);
    }

    #[test]
    fn each_refusal_names_the_file_and_the_fault() {
        let truncated = &numpy_files::F8[..numpy_files::F8.len() - 1];
        for (name, content, part) in [
            ("x.npy", &b"PK\x03\x04...."[..], "numpy.load(file)"),
            ("x.npy", b"\x80\x04\x95", "allow_pickle=True"),
            ("x.gz", b"\x1f\x8b\x08", "gunzip"),
            ("x.npy", b"", "begins with the bytes []"),
            ("x.npy", b"1,2", "begins with the bytes [31, 2c, 32]"),
            ("x.toml", b"1,2", "extension \"toml\"; accepted are NumPy .npy"),
            ("x", b"1\0", "extension \"\"; accepted are NumPy .npy"),
            ("x.csv", b"1,x\n", "line 1, column 2 is \"x\""),
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
        for path in [folder.path().join("absent.csv"), folder.path().to_owned()] {
            let error = read(&path, ImportOptions::default()).unwrap_err();
            assert!(matches!(error, ImportError::Unreadable { .. }));
            assert!(error.to_string().contains(": cannot be read: "), "{error}");
        }
    }
}
