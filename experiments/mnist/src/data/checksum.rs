use std::fmt::Write;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::DataError;

/// A file of MNIST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Its name.
    pub name: &'static str,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: &'static str,
}

/// The four files of MNIST: images and labels to train on, images and labels to test on.
pub const FILES: [KnownFile; 4] = [
    KnownFile {
        name: "train-images-idx3-ubyte",
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    KnownFile {
        name: "train-labels-idx1-ubyte",
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    KnownFile {
        name: "t10k-images-idx3-ubyte",
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    KnownFile {
        name: "t10k-labels-idx1-ubyte",
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
];

/// The SHA-256 of a file, in hexadecimal digits.
///
/// # Errors
/// If the file cannot be read.
pub fn sha256(path: &Path) -> Result<String, DataError> {
    let bytes = fs::read(path).map_err(|source| DataError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let mut text = String::new();
    for byte in Sha256::digest(&bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// The files of `folder` that are not those of MNIST: another data set in the same layout, perhaps.
///
/// # Errors
/// If a file cannot be read.
pub fn unverified(folder: &Path) -> Result<Vec<&'static str>, DataError> {
    let mut names = Vec::new();
    for file in FILES {
        if sha256(&folder.join(file.name))? != file.sha256 {
            names.push(file.name);
        }
    }
    Ok(names)
}
