use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::open::{self, Copied};
use super::{StoreError, salvage};

/// The store: an SQLite file of checksummed blocks in write-ahead mode, so that a killed process leaves whole batches only.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    connection: Mutex<Connection>,
    origin: String,
    /// Kept as long as it is read from.
    _copied: Option<Copied>,
}

/// What [`Journal::rescued`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rescue {
    /// Where the damaged file is now.
    pub damaged: PathBuf,
    /// How many blocks could be read, and are in the store.
    pub blocks: usize,
    /// Why the file could not be used as it was.
    pub reason: String,
}

impl Journal {
    /// Opens the store at `path` to draw into it, making it and its folder where they are missing.
    ///
    /// # Errors
    /// If the file cannot be written, is not a store, or has another format version.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Unwritable {
                path: folder.to_owned(),
                reason: error.to_string(),
            })?;
        }
        Ok(Self::new(path, open::for_writing(path)?, None))
    }

    /// As [`Journal::create`]; a store that SQLite cannot use any more is put aside, and what can be read of it is stored anew.
    ///
    /// # Errors
    /// If the file cannot be written, is not a store, or has another format version.
    pub fn rescued(path: &Path) -> Result<(Self, Option<Rescue>), StoreError> {
        let opened = Self::create(path).and_then(|journal| {
            salvage::examine(&journal.lock(), path)?;
            Ok(journal)
        });
        match opened {
            Err(StoreError::Damaged { reason, .. }) => {
                let rescue = salvage::salvage(path, reason)?;
                Ok((Self::create(path)?, Some(rescue)))
            }
            other => Ok((other?, None)),
        }
    }

    /// Opens the store at `path`, which must exist, to read it; nothing is changed, and its folder may be read-only.
    ///
    /// # Errors
    /// If there is none, or it is not a store of this format version.
    pub fn existing(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let (connection, copied) = open::for_reading(path)?;
        Ok(Self::new(path, connection, copied))
    }

    /// A store that is gone with the value: for programs that want the results only.
    ///
    /// # Errors
    /// If SQLite cannot make one.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = Path::new(":memory:");
        Ok(Self::new(path, open::for_writing(path)?, None))
    }

    pub(super) fn new(path: &Path, connection: Connection, copied: Option<Copied>) -> Self {
        Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
            origin: format!(
                "byzrate {} {}-{}",
                env!("CARGO_PKG_VERSION"),
                std::env::consts::ARCH,
                std::env::consts::OS
            ),
            _copied: copied,
        }
    }

    /// The same, with a machine's name kept beside every block that is drawn.
    #[must_use]
    pub fn drawn_on(mut self, host: &str) -> Self {
        self.origin = format!("{} on {host}", self.origin);
        self
    }

    /// Where the store is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is kept with every block beside its values: the version and the platform that drew it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A panic while the lock was held leaves an open transaction at worst, which SQLite rolls back.
    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
