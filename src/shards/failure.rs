use std::fs;

use super::folder::replace;
use super::{Folder, ShardError, ShardName, host_name};

/// Why a shard could not be drawn: the first line of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which one.
    pub shard: ShardName,
    /// The reason.
    pub reason: String,
}

impl Failure {
    /// Reads all that are written.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn all(folder: &Folder) -> Result<Vec<Self>, ShardError> {
        let read = |shard: ShardName| {
            let path = folder.failure(shard);
            let text = fs::read_to_string(&path).map_err(ShardError::file(&path))?;
            let reason = text.lines().next().unwrap_or("no reason is given").to_owned();
            Ok(Self { shard, reason })
        };
        folder.failures()?.into_iter().map(read).collect()
    }

    /// Writes it for whoever plans next.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn write(&self, folder: &Folder) -> Result<(), ShardError> {
        let text = format!("{}\non {}\n", self.reason, host_name());
        replace(&folder.failure(self.shard), text.as_bytes())
    }

    /// Whether two failures are for one reason: numbers, of which paths and processes are full, may differ.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let words = |reason: &str| {
            reason
                .chars()
                .filter(|letter| !letter.is_ascii_digit())
                .collect::<String>()
        };
        words(&self.reason) == words(&other.reason)
    }
}
