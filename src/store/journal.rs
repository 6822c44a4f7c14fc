use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior, params};

use super::schema::{APPLICATION_ID, FORMAT, TABLES};
use super::{StoreError, columns};

/// What the store keeps of an experiment: opaque texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentRecord {
    /// The name people use.
    pub name: String,
    /// The hash of the identity: rows under another hash are never mixed in.
    pub hash: String,
    /// What decides the drawn values, one line a property.
    pub identity: String,
    /// The spec as it was last run, so that stored replicates can be judged and drawn again.
    pub spec: String,
    /// The labels of the arms, in the order of their numbers.
    pub arms: Vec<String>,
}

/// The store's number of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellKey(i64);

/// One stored replicate with its coordinates, for export.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The experiment's name.
    pub experiment: String,
    /// The experiment's hash.
    pub hash: String,
    /// The cell's coordinates.
    pub cell: String,
    /// The arm's label.
    pub arm: String,
    /// The replicate's number.
    pub replicate: u64,
    /// What it recorded, in the order of the columns that were asked for; what is NaN or was not recorded is none.
    pub values: Vec<Option<f64>>,
}

/// How long another process may hold the store.
const PATIENCE: Duration = Duration::from_secs(30);

/// The store: an SQLite file in write-ahead mode, so that a killed process leaves whole batches only.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl Journal {
    /// Opens the store at `path`, making it and its folder where they are missing.
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
        Self::open(path, OpenFlags::default())
    }

    /// Opens the store at `path`, which must exist.
    ///
    /// # Errors
    /// If there is none, or it is not a store of this format version.
    pub fn existing(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        Self::open(path, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// A store that is gone with the value: for programs that want the results only.
    ///
    /// # Errors
    /// If SQLite cannot make one.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::open(Path::new(":memory:"), OpenFlags::default())
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let at = StoreError::at(path);
        let mut connection = Connection::open_with_flags(path, flags).map_err(&at)?;
        connection.busy_timeout(PATIENCE).map_err(&at)?;
        if is_empty(&connection).map_err(&at)? {
            initialise(&mut connection).map_err(&at)?;
        }
        let pragma = |name: &str| -> Result<i64, StoreError> {
            let query = format!("PRAGMA {name}");
            connection.query_row(&query, [], |row| row.get(0)).map_err(&at)
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
        write_ahead(&connection).map_err(&at)?;
        Ok(Self {
            path: path.to_owned(),
            connection: Mutex::new(connection),
        })
    }

    /// Where the store is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A panic while the lock was held leaves an open transaction at worst, which SQLite rolls back.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers an experiment under its hash, keeping its spec, and gives its number.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn register(&self, record: &ExperimentRecord) -> Result<i64, StoreError> {
        let at = StoreError::at(&self.path);
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(&at)?;
        let id: i64 = transaction
            .query_row(
                "INSERT INTO experiment (hash, name, identity, spec, last_run)
                 VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(last_run), 0) + 1 FROM experiment))
                 ON CONFLICT (hash) DO UPDATE
                 SET spec = excluded.spec, name = excluded.name, last_run = excluded.last_run RETURNING id",
                params![record.hash, record.name, record.identity, record.spec],
                |row| row.get(0),
            )
            .map_err(&at)?;
        for (arm, label) in record.arms.iter().enumerate() {
            transaction
                .execute(
                    "INSERT OR IGNORE INTO arm (experiment, arm, label) VALUES (?1, ?2, ?3)",
                    params![id, arm as i64, label],
                )
                .map_err(&at)?;
        }
        transaction.commit().map_err(&at)?;
        Ok(id)
    }

    /// The experiments in the store, in the order they were last run.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn experiments(&self) -> Result<Vec<ExperimentRecord>, StoreError> {
        let at = StoreError::at(&self.path);
        let connection = self.lock();
        let mut statement = connection
            .prepare("SELECT id, name, hash, identity, spec FROM experiment ORDER BY last_run")
            .map_err(&at)?;
        let mut labels = connection
            .prepare("SELECT label FROM arm WHERE experiment = ?1 ORDER BY arm")
            .map_err(&at)?;
        let rows = statement
            .query_map([], |row| {
                let id: i64 = row.get(0)?;
                Ok(ExperimentRecord {
                    name: row.get(1)?,
                    hash: row.get(2)?,
                    identity: row.get(3)?,
                    spec: row.get(4)?,
                    arms: labels.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?,
                })
            })
            .map_err(&at)?;
        rows.collect::<Result<_, _>>().map_err(&at)
    }

    /// The number of the cell with these coordinates, new or old.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn cell(&self, experiment: i64, coordinates: &str) -> Result<CellKey, StoreError> {
        let at = StoreError::at(&self.path);
        let connection = self.lock();
        let known = connection
            .query_row(
                "SELECT id FROM cell WHERE experiment = ?1 AND coordinates = ?2",
                params![experiment, coordinates],
                |row| row.get(0),
            )
            .optional()
            .map_err(&at)?;
        if let Some(id) = known {
            return Ok(CellKey(id));
        }
        connection
            .query_row(
                // Another process may have added it meanwhile.
                "INSERT INTO cell (experiment, coordinates) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET coordinates = excluded.coordinates RETURNING id",
                params![experiment, coordinates],
                |row| row.get(0),
            )
            .map(CellKey)
            .map_err(&at)
    }

    /// The stored replicates 0, 1, 2, … of a cell with `arms` arms, up to the first one that is missing or incomplete: the
    /// values in `columns` of replicate 0 arm by arm, then those of replicate 1, and so on; NaN where nothing was recorded.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn load(&self, cell: CellKey, arms: usize, columns: &[String]) -> Result<Vec<f64>, StoreError> {
        let at = StoreError::at(&self.path);
        let connection = self.lock();
        let query = format!(
            "SELECT replicate, arm, {} FROM replicate WHERE cell = ?1 ORDER BY replicate, arm",
            columns::selected(&connection, columns).map_err(&at)?
        );
        let mut statement = connection.prepare_cached(&query).map_err(&at)?;
        let mut rows = statement.query([cell.0]).map_err(&at)?;
        let mut values = Vec::new();
        let mut count = 0;
        while let Some(row) = rows.next().map_err(&at)? {
            let position: (i64, i64) = (row.get(0).map_err(&at)?, row.get(1).map_err(&at)?);
            if position != ((count / arms) as i64, (count % arms) as i64) {
                break;
            }
            for index in 0..columns.len() {
                let stored: Option<f64> = row.get(index + 2).map_err(&at)?;
                values.push(stored.unwrap_or(f64::NAN));
            }
            count += 1;
        }
        values.truncate(count / arms * arms * columns.len());
        Ok(values)
    }

    /// Stores a batch of whole replicates from number `first` on, all or nothing: values in `columns` of every arm, replicate by
    /// replicate. Columns are added where they are new; rows already there stay as they are.
    ///
    /// # Errors
    /// If the store cannot be written; then nothing of the batch is kept.
    pub fn append(
        &self,
        cell: CellKey,
        arms: usize,
        columns: &[String],
        first: usize,
        batch: &[f64],
    ) -> Result<(), StoreError> {
        let at = StoreError::at(&self.path);
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(&at)?;
        columns::add(&transaction, columns).map_err(&at)?;
        {
            let places = "?, ".repeat(columns.len() + 2);
            let query = format!(
                "INSERT OR IGNORE INTO replicate (cell, replicate, arm, {}) VALUES ({places}?)",
                columns::listed(columns)
            );
            let mut insert = transaction.prepare_cached(&query).map_err(&at)?;
            for (index, values) in batch.chunks_exact(columns.len()).enumerate() {
                let keys = [cell.0, (first + index / arms) as i64, (index % arms) as i64];
                for (place, key) in keys.into_iter().enumerate() {
                    insert.raw_bind_parameter(place + 1, key).map_err(&at)?;
                }
                for (place, value) in values.iter().enumerate() {
                    insert.raw_bind_parameter(place + 4, value).map_err(&at)?;
                }
                insert.raw_execute().map_err(&at)?;
            }
        }
        transaction.commit().map_err(&at)
    }

    /// The columns of all that was ever stored, in the order in which they were first stored.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn columns(&self) -> Result<Vec<String>, StoreError> {
        columns::stored(&self.lock()).map_err(StoreError::at(&self.path))
    }

    /// Calls `visit` with every stored replicate and its values in `columns`, by experiment, cell, replicate and arm.
    ///
    /// # Errors
    /// If the store cannot be read, or whatever `visit` returns.
    pub fn for_each_row<E: From<StoreError>>(
        &self,
        columns: &[String],
        mut visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let at = StoreError::at(&self.path);
        let connection = self.lock();
        let mut statement = connection
            .prepare(&format!(
                "SELECT experiment.name, experiment.hash, cell.coordinates, arm.label, replicate.replicate, {}
                 FROM experiment
                 JOIN cell ON cell.experiment = experiment.id
                 JOIN replicate ON replicate.cell = cell.id
                 JOIN arm ON arm.experiment = experiment.id AND arm.arm = replicate.arm
                 ORDER BY experiment.id, cell.id, replicate.replicate, replicate.arm",
                columns::selected(&connection, columns).map_err(&at)?
            ))
            .map_err(&at)?;
        let rows = statement
            .query_map([], |row| {
                let values = (0..columns.len()).map(|index| row.get(index + 5));
                Ok(Row {
                    experiment: row.get(0)?,
                    hash: row.get(1)?,
                    cell: row.get(2)?,
                    arm: row.get(3)?,
                    replicate: row.get::<_, i64>(4)?.unsigned_abs(),
                    values: values.collect::<Result<_, _>>()?,
                })
            })
            .map_err(&at)?;
        for row in rows {
            visit(row.map_err(&at)?)?;
        }
        Ok(())
    }
}

fn is_empty(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(application == 0 && tables == 0)
}

/// All in one transaction, so that a process killed here leaves an empty file, which the next one initialises. Of two
/// processes that find an empty file, the second one waits and then finds it initialised.
fn initialise(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if is_empty(&transaction)? {
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}; {TABLES}"
        ))?;
        columns::show(&transaction)?;
    }
    transaction.commit()
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
