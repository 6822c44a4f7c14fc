use std::error::Error;
use std::path::PathBuf;

/// Why the store cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no store.
    #[error("{path}: there is no store here: name the folder of a run, or draw one")]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder cannot be made or the file cannot be opened.
    #[error("{path} cannot be opened for writing ({reason}); name a writable folder")]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file that this program did not write.
    #[error("{path} is not a store of this program ({found}); it was left as it is: name another folder")]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// What it is instead.
        found: String,
    },
    /// A store in another format version.
    #[error(
        "{path} was written in store format {found}, and this version reads format {expected}; nothing was changed: use the \
         version that wrote it, or name another folder"
    )]
    Version {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The format that is understood.
        expected: i64,
    },
    /// The disk is full, or the file may not grow.
    #[error(
        "{path}: no space to write replicates ({reason}); what was stored before is kept: free some space on the disk, or \
         raise the limit on file sizes, and run the same command again"
    )]
    Full {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// A file without a byte: what a process leaves that was killed as it made a store.
    #[error(
        "{path} is empty, no replicate was ever stored in it; it was left as it is: name the folder of a run, or draw one"
    )]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// The file is so damaged that SQLite cannot go on.
    #[error(
        "{path} is damaged ({reason}): nothing was changed; a run saves what can be read, and draws the rest again"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// Equal keys must mean equal values, bit for bit, and they do not.
    #[error("{path}: {conflict}", path = conflict.path.display())]
    Conflict {
        /// What differs.
        conflict: Box<Conflict>,
    },
    /// Anything else that SQLite reports.
    #[error("{path}: {source}; what was stored before is kept")]
    Database {
        /// Which file.
        path: PathBuf,
        /// Its report.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// A value that is not the one that the store holds under the same key.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "replicate {replicate} of the arm {key} has two values of {measure}: {stored:?} drawn by {stored_by}, and now {drawn:?} by \
     {drawn_by}; nothing was changed: a part (problem, rule, adversary or algorithm) that draws something else needs another key, or \
     name another folder"
)]
pub struct Conflict {
    /// The store.
    pub path: PathBuf,
    /// The key of the arm.
    pub key: String,
    /// The measure.
    pub measure: String,
    /// The number of the replicate.
    pub replicate: usize,
    /// What the store holds.
    pub stored: f64,
    /// Which version on which platform drew that.
    pub stored_by: String,
    /// What was to be stored.
    pub drawn: f64,
    /// Which version on which platform drew that.
    pub drawn_by: String,
}

impl StoreError {
    /// Puts the file's path and, where one is known, the plain reason to an error of SQLite.
    pub(super) fn at(path: &std::path::Path) -> impl Fn(rusqlite::Error) -> Self + '_ {
        use rusqlite::ErrorCode;
        use rusqlite::ffi::{SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
        move |source| {
            let path = path.to_owned();
            // A file that hits the limit on its size is a failed write to SQLite, not a full disk.
            if let rusqlite::Error::SqliteFailure(failure, _) = &source
                && matches!(failure.extended_code, SQLITE_IOERR_WRITE | SQLITE_IOERR_SHMSIZE)
            {
                let reason = source.to_string();
                return Self::Full { path, reason };
            }
            if source.sqlite_error_code() != Some(ErrorCode::NotADatabase) && super::arms::is_damage(&source) {
                let reason = source.to_string();
                return Self::Damaged { path, reason };
            }
            match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Self::Full {
                    path,
                    reason: source.to_string(),
                },
                Some(ErrorCode::NotADatabase) => Self::Foreign {
                    path,
                    found: "no SQLite file".to_owned(),
                },
                Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::Unwritable {
                    path,
                    reason: source.to_string(),
                },
                _ => Self::Database {
                    path,
                    source: source.into(),
                },
            }
        }
    }
}
