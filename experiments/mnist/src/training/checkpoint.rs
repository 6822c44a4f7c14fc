use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Curve, RunError};

/// Where a job stands: enough to go on and end with the same bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// Rounds done.
    pub round: usize,
    /// What was measured so far.
    pub curves: Vec<Curve>,
    /// All parameters.
    pub parameters: Vec<f64>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    round: usize,
    curves: Vec<Curve>,
}

/// The length of the sum at the end of a file.
const SUM: usize = 32;

impl Checkpoint {
    /// Writes it so that a reader sees the old file or the new one, never a part: a line of JSON, the parameters as little-endian
    /// doubles, and the SHA-256 of both.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), RunError> {
        let head = Head {
            round: self.round,
            curves: self.curves.clone(),
        };
        let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
        bytes.push(b'\n');
        for parameter in &self.parameters {
            bytes.extend(parameter.to_le_bytes());
        }
        let sum = Sha256::digest(&bytes);
        bytes.extend(sum);
        write_whole(path, &bytes)
    }

    /// Reads it; none where there is no whole file of exactly these settings.
    #[must_use]
    pub fn read(path: &Path, settings: &[Curve], parameters: usize) -> Option<Self> {
        let bytes = fs::read(path).ok()?;
        let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        if Sha256::digest(body)[..] != *sum {
            return None;
        }
        let end = body.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(&body[..end]).ok()?;
        let same = head.curves.len() == settings.len()
            && head
                .curves
                .iter()
                .zip(settings)
                .all(|(a, b)| a.setting == b.setting && a.tests == b.tests);
        let read: Vec<f64> = body[end + 1..]
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f64::from_le_bytes(*bytes))
            .collect();
        (same && read.len() == parameters).then_some(Self {
            round: head.round,
            curves: head.curves,
            parameters: read,
        })
    }
}

/// Writes a file so that a reader sees the old one or the new one, never a part.
///
/// # Errors
/// If it cannot be written.
pub fn write_whole(path: &Path, contents: &[u8]) -> Result<(), RunError> {
    let failed = |source| RunError::File {
        path: path.to_owned(),
        what: "written",
        source,
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(part);
    fs::write(&part, contents)
        .and_then(|()| fs::rename(&part, path))
        .map_err(|source| {
            let _ = fs::remove_file(&part);
            failed(source)
        })
}

/// Removes a file that may not be there.
///
/// # Errors
/// If it is there and cannot be removed.
pub(super) fn remove(path: &Path) -> Result<(), RunError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(RunError::File {
            path: path.to_owned(),
            what: "removed",
            source,
        }),
        _ => Ok(()),
    }
}
