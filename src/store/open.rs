//! How the file is opened.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::StoreError;
use super::checksum::Checksum;
use super::schema::{APPLICATION_ID, FORMAT, TABLES};

/// How long another process may hold the store.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder that is gone with the value.
#[derive(Debug)]
pub(super) struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        // What is left behind is in the folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Opens the store to draw into it, making it where it is missing or empty.
pub(super) fn for_writing(path: &Path) -> Result<Connection, StoreError> {
    let at = StoreError::at(path);
    let mut connection = Connection::open(path).map_err(&at)?;
    connection.busy_timeout(PATIENCE).map_err(&at)?;
    if is_empty(&connection).map_err(&at)? {
        initialise(&mut connection).map_err(&at)?;
    }
    check(&connection, path)?;
    write_ahead(&connection).map_err(&at)?;
    Ok(connection)
}

/// Opens the store without changing it, in a folder that may be read-only. What a killed process left beside the file is read,
/// too: from a copy, where SQLite may not write into the folder.
pub(super) fn for_reading(path: &Path) -> Result<(Connection, Option<Copied>), StoreError> {
    let at = StoreError::at(path);
    let file = std::fs::metadata(path).map_err(|_| StoreError::Missing { path: path.to_owned() })?;
    let beside = beside(path, "-wal");
    let pending = std::fs::metadata(&beside).is_ok_and(|file| file.len() > 0);
    if file.len() == 0 && !pending {
        return Err(StoreError::Empty { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let open = |path: &Path, immutable: bool| -> Result<Connection, rusqlite::Error> {
        let connection = if immutable {
            Connection::open_with_flags(uri(path), flags)?
        } else {
            Connection::open_with_flags(path, flags & !OpenFlags::SQLITE_OPEN_URI)?
        };
        connection.busy_timeout(PATIENCE)?;
        // The first statement that reads is the one that fails where the folder is read-only.
        is_empty(&connection)?;
        Ok(connection)
    };
    let refused = |error: &rusqlite::Error| {
        matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
        )
    };
    let (connection, copied) = match open(path, false) {
        Err(error) if refused(&error) && !pending => (open(path, true).map_err(&at)?, None),
        Err(error) if refused(&error) => {
            let copied = copy(path, &beside).map_err(|error| StoreError::Unwritable {
                path: std::env::temp_dir(),
                reason: error.to_string(),
            })?;
            let connection = open(&copied.0.join(NAME), false).map_err(&at)?;
            (connection, Some(copied))
        }
        other => (other.map_err(&at)?, None),
    };
    check(&connection, path)?;
    Ok((connection, copied))
}

/// Opens a store that nobody writes any more, by the file alone and without a lock.
pub(super) fn sealed(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri(path), flags).map_err(StoreError::at(path))?;
    check(&connection, path)?;
    Ok(connection)
}

/// The file of that ending beside a store, such as `-wal`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The name of a copy.
const NAME: &str = "store.sqlite";

fn copy(path: &Path, beside: &Path) -> std::io::Result<Copied> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("byzrate-{}-{}", std::process::id(), now.as_nanos()));
    std::fs::create_dir(&folder)?;
    let copied = Copied(folder);
    std::fs::copy(path, copied.0.join(NAME))?;
    std::fs::copy(beside, self::beside(&copied.0.join(NAME), "-wal"))?;
    Ok(copied)
}

/// A path as SQLite takes it where it is to look at the file alone, and at nothing beside it.
fn uri(path: &Path) -> String {
    let escaped = path.to_string_lossy().chars().fold(String::new(), |mut text, letter| {
        match letter {
            '%' => text.push_str("%25"),
            '?' => text.push_str("%3f"),
            '#' => text.push_str("%23"),
            other => text.push(other),
        }
        text
    });
    format!("file:{escaped}?immutable=1")
}

/// Whether the file is a store of this format.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let pragma = |name: &str| -> Result<i64, StoreError> {
        let query = format!("PRAGMA {name}");
        let row = connection.query_row(&query, [], |row| row.get(0));
        row.map_err(StoreError::at(path))
    };
    let application = pragma("application_id")?;
    if application != APPLICATION_ID {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
            found: format!("an SQLite file with application id {application}"),
        });
    }
    let found = pragma("user_version")?;
    if found != FORMAT {
        return Err(StoreError::Version {
            path: path.to_owned(),
            found,
            expected: FORMAT,
        });
    }
    Ok(())
}

fn is_empty(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == 0 && tables == 0)
}

/// All in one transaction, so that a process killed here leaves an empty file, which the next one initialises. Of two
/// processes that find an empty file, the second one waits and then finds it initialised.
pub(super) fn initialise(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    // Small pages would cost a call of the system each, and large ones have more room left over beside blocks of a few hundred replicates.
    // The size counts for a file without a page only.
    connection.execute_batch("PRAGMA page_size = 8192;")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_empty(&transaction)? {
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}; {TABLES}"
        ))?;
        transaction.execute(
            "INSERT INTO head (id, experiments, digest, checksum) VALUES (1, 0, 0, ?1)",
            [head_sum(0, 0)],
        )?;
    }
    transaction.commit()
}

/// The checksum of the row that counts the experiments.
pub(super) fn head_sum(experiments: i64, digest: i64) -> i64 {
    Checksum::of("head").number(experiments).number(digest).end()
}

/// Turns on the write-ahead mode. SQLite does not wait for other processes here, as it does elsewhere.
fn write_ahead(connection: &Connection) -> Result<(), rusqlite::Error> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let result = connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        match result {
            Err(error) if busy(&error) && Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            result => return result,
        }
    }
}
