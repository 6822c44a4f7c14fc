//! Bytes of the four files, plain or from archives.

use std::fs::{self, File as Handle};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::DataError;
use super::checksum::FILES;

/// The most bytes that an archive may unpack to, five times the largest file of MNIST: a hostile one must not fill the memory.
const LIMIT: u64 = 256 << 20;

/// How a gzip archive begins; an idx file begins with two zeros.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file as it was read.
pub(super) struct File {
    /// Where it was read.
    pub path: PathBuf,
    /// Its content, unpacked.
    pub bytes: Vec<u8>,
}

/// The four files in the order of [`FILES`].
pub(super) type Files = [File; 4];

/// Reads the four files of a folder as they are.
pub(super) fn read_folder(folder: &Path) -> Result<Files, DataError> {
    each(|name| {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(unreadable(&path))?;
        Ok(File { path, bytes })
    })
}

/// Reads the four files of a folder where each may be an archive, under its own name or with `.gz` behind; of the two, the
/// former is read.
pub(super) fn unpack_folder(folder: &Path) -> Result<Files, DataError> {
    each(|name| {
        let (plain, archive) = (folder.join(name), folder.join(format!("{name}.gz")));
        match (plain.exists(), archive.exists()) {
            (true, _) => unpack(plain, false),
            (false, true) => unpack(archive, true),
            (false, false) => Err(DataError::Missing {
                folder: folder.to_owned(),
                name,
            }),
        }
    })
}

fn each(mut read: impl FnMut(&'static str) -> Result<File, DataError>) -> Result<Files, DataError> {
    let [a, b, c, d] = FILES;
    Ok([read(a)?, read(b)?, read(c)?, read(d)?])
}

/// Reads a file, and unpacks it if it must be or begins as an archive.
fn unpack(path: PathBuf, archive: bool) -> Result<File, DataError> {
    let mut reader = BufReader::new(Handle::open(&path).map_err(unreadable(&path))?);
    let archive = archive || reader.fill_buf().map_err(unreadable(&path))?.starts_with(&GZIP);
    let mut bytes = Vec::new();
    if archive {
        // One byte more than allowed tells a file that is too large. The decoder checks length and sum at the end of the archive.
        let unpacked = MultiGzDecoder::new(reader).take(LIMIT + 1).read_to_end(&mut bytes);
        if let Err(source) = unpacked {
            return Err(DataError::Archive { path, source });
        }
        if bytes.len() as u64 > LIMIT {
            return Err(DataError::TooLarge { path, limit: LIMIT });
        }
    } else {
        reader.read_to_end(&mut bytes).map_err(unreadable(&path))?;
    }
    Ok(File { path, bytes })
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> DataError {
    move |source| DataError::Unreadable {
        path: path.to_owned(),
        source,
    }
}
