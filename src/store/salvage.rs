//! A file that SQLite cannot use any more: what can be read of it is stored anew.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::block::{Block, FIELDS};
use super::{Journal, Rescue, StoreError, open};

/// Whether the tables are those of this format, and SQLite can walk through all of them and their indices.
pub(super) fn examine(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let at = StoreError::at(path);
    let damaged = |reason: String| StoreError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let fresh = Journal::in_memory()?;
    if schema(connection).map_err(&at)? != schema(&fresh.lock()).map_err(&at)? {
        return Err(damaged("its tables are not those of this format".to_owned()));
    }
    match connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0)) {
        Ok(text) if text == "ok" => Ok(()),
        Ok(text) => Err(damaged(text)),
        Err(error) => Err(at(error)),
    }
}

fn schema(connection: &Connection) -> Result<Vec<(String, Option<String>)>, rusqlite::Error> {
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Puts the damaged file aside, and stores what can be read of its blocks anew. Experiments are registered again by whoever runs them.
pub(super) fn salvage(path: &Path, reason: String) -> Result<Rescue, StoreError> {
    let unwritable = |path: &Path, error: std::io::Error| StoreError::Unwritable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let damaged = aside(path);
    std::fs::rename(path, &damaged).map_err(|error| unwritable(&damaged, error))?;
    for ending in ["-wal", "-shm"] {
        let from = open::beside(path, ending);
        if from.exists() {
            let to = open::beside(&damaged, ending);
            std::fs::rename(&from, &to).map_err(|error| unwritable(&to, error))?;
        }
    }
    let fresh = Journal::create(path)?;
    let mut blocks = Vec::new();
    // What cannot be read is what is given up here.
    if let Ok(old) = Connection::open_with_flags(&damaged, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        blocks = whole_blocks(&old, &keys(&old));
    }
    let rescued = blocks.len();
    fresh.adopt(blocks)?;
    Ok(Rescue {
        damaged,
        blocks: rescued,
        reason,
    })
}

/// A name for the damaged file that nothing has.
fn aside(path: &Path) -> PathBuf {
    let mut name = open::beside(path, ".damaged");
    let mut number = 1;
    while name.exists() {
        number += 1;
        name = open::beside(path, &format!(".damaged{number}"));
    }
    name
}

/// The keys of the arms that can be read, by their rows.
fn keys(old: &Connection) -> HashMap<i64, String> {
    let mut keys = HashMap::new();
    for order in BOTH_WAYS {
        let read = old.prepare(&format!("SELECT id, key FROM arm ORDER BY id {order}"));
        let Ok(mut statement) = read else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            if let (Ok(id), Ok(key)) = (row.get(0), row.get(1)) {
                keys.insert(id, key);
            }
        }
    }
    keys
}

/// Forwards and backwards: a page that cannot be read is come near to from both sides.
const BOTH_WAYS: [&str; 2] = ["ASC", "DESC"];

/// The blocks that can be read and are as they were written, with the keys of their arms.
fn whole_blocks(old: &Connection, keys: &HashMap<i64, String>) -> Vec<(String, Block)> {
    let mut whole = BTreeMap::new();
    for order in BOTH_WAYS {
        let read = old.prepare(&format!(
            "SELECT {FIELDS}, arm FROM block NOT INDEXED ORDER BY rowid {order}"
        ));
        let Ok(mut statement) = read else { continue };
        let Ok(mut rows) = statement.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let (Ok(block), Ok(arm)) = (Block::read(row), row.get::<_, i64>(7)) else {
                continue;
            };
            if let Some(key) = keys.get(&arm).filter(|key| block.is_whole(key)) {
                whole.insert(block.row, (key.clone(), block));
            }
        }
    }
    whole.into_values().collect()
}
