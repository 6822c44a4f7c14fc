//! Reading a file, or what has no end of its own, to an end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::error::ImportError;

/// The most bytes that are read of what is no regular file, and may never end: 1 GiB.
const MOST_STREAMED: u64 = 1 << 30;

/// All bytes of the file at `path`.
pub(super) fn file(path: &Path) -> Result<Vec<u8>, ImportError> {
    let unreadable = |reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    // Files of /proc have no length.
    if !metadata.is_file() || metadata.len() == 0 {
        return stream(file, path);
    }
    // What is appended in the meantime is not read.
    let mut bytes = Vec::new();
    file.take(metadata.len()).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// All bytes of a stream, if there are not too many.
pub(super) fn stream(source: impl Read, path: &Path) -> Result<Vec<u8>, ImportError> {
    up_to(MOST_STREAMED, source, path)
}

fn up_to(most: u64, source: impl Read, path: &Path) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let read = source.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|reason| ImportError::Unreadable {
        path: path.to_owned(),
        reason,
    })?;
    if bytes.len() as u64 > most {
        return Err(ImportError::Endless {
            path: path.to_owned(),
            most,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_up_to_its_bound() {
        let read = |length, most| up_to(most, io::repeat(7).take(length), Path::new("-"));
        assert_eq!(read(10, 10).expect("it fits"), [7; 10]);
        let error = up_to(10, io::repeat(7), Path::new("-")).expect_err("it never ends");
        assert!(error.to_string().contains("more than 10 bytes"), "{error}");
        assert!(read(11, 10).is_err());
    }
}
