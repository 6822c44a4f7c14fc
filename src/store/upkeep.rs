//! The whole store: verified, and rid of what nobody uses.

use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::params;

use super::arms::immediate;
use super::experiments::set_head;
use super::{Damage, ExperimentRecord, Journal, StoreError, salvage};

/// What [`Journal::verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many arms there are.
    pub arms: usize,
    /// How many blocks.
    pub blocks: usize,
    /// The keys of arms of which something is damaged, or an empty text for what belongs to none, and what that is.
    pub damage: Vec<(String, Damage)>,
}

/// What [`Journal::drop_unused`] dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Experiments of a name under which another was run later, or whose record is damaged.
    pub experiments: usize,
    /// Arms that no experiment uses any more.
    pub arms: usize,
    /// Their blocks, and those that belong to no arm.
    pub blocks: usize,
}

impl Journal {
    /// Reads everything there is, and checks it; `None` if it was told to stop.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn verify(&self, stop: &AtomicBool) -> Result<Option<Verified>, StoreError> {
        let (records, damage) = self.experiments()?;
        let mut verified = Verified {
            damage: damage.into_iter().map(|damage| (String::new(), damage)).collect(),
            ..Verified::default()
        };
        let places = records.iter().flat_map(|record| &record.places);
        for place in places.filter(|place| place.key.is_empty()) {
            let name = format!("{} {}", place.cell, place.arm);
            verified.damage.push((name, Damage::Arm));
        }
        match salvage::examine(&self.lock(), self.path()) {
            Err(StoreError::Damaged { reason, .. }) => {
                verified.damage.push((String::new(), Damage::Unreadable { reason }));
            }
            other => other?,
        }
        let (keys, blocks) = match self.inventory() {
            Err(StoreError::Damaged { reason, .. }) => {
                verified.damage.push((String::new(), Damage::Unreadable { reason }));
                return Ok(Some(verified));
            }
            other => other?,
        };
        verified.blocks = blocks;
        for key in keys {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            verified.arms += 1;
            let stored = self.load(&key, &[], 0)?;
            verified
                .damage
                .extend(stored.damage.into_iter().map(|damage| (key.clone(), damage)));
        }
        Ok(Some(verified))
    }

    /// The keys of all arms, and the number of blocks.
    fn inventory(&self) -> Result<(Vec<String>, usize), StoreError> {
        let at = StoreError::at(self.path());
        let connection = self.lock();
        let mut statement = connection.prepare("SELECT key FROM arm ORDER BY id").map_err(&at)?;
        let keys = statement.query_map([], |row| row.get(0)).map_err(&at)?;
        let keys: Vec<String> = keys.collect::<Result<_, _>>().map_err(&at)?;
        let blocks: i64 = connection
            .query_row("SELECT count(*) FROM block", [], |row| row.get(0))
            .map_err(&at)?;
        Ok((keys, blocks.unsigned_abs() as usize))
    }

    /// Drops the experiments of a name under which another was run later, the arms that none uses any more, and their blocks; the file
    /// gets as small as what is left.
    ///
    /// # Errors
    /// If the store cannot be written, or so damaged that SQLite cannot go on.
    pub fn drop_unused(&self) -> Result<Dropped, StoreError> {
        let (records, _) = self.experiments()?;
        let current = latest(records);
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let dropped = {
            let transaction = immediate(&mut connection).map_err(&at)?;
            let execute = |query: &str| transaction.execute(query, []).map_err(&at);
            execute("CREATE TEMP TABLE kept (hash TEXT PRIMARY KEY)")?;
            execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY)")?;
            for record in &current {
                transaction
                    .execute("INSERT INTO kept VALUES (?1)", [&record.hash])
                    .map_err(&at)?;
                for place in &record.places {
                    transaction
                        .execute("INSERT OR IGNORE INTO used VALUES (?1)", [&place.key])
                        .map_err(&at)?;
                }
            }
            let experiments = execute("DELETE FROM experiment WHERE hash NOT IN (SELECT hash FROM kept)")?;
            let arms = execute("DELETE FROM arm WHERE key NOT IN (SELECT key FROM used)")?;
            let blocks = execute("DELETE FROM block WHERE arm NOT IN (SELECT id FROM arm)")?;
            let (count, digest) = transaction
                .prepare("SELECT checksum FROM experiment")
                .and_then(|mut statement| {
                    let sums = statement.query_map([], |row| row.get::<_, i64>(0))?;
                    sums.collect::<Result<Vec<_>, _>>()
                })
                .map(|sums| (sums.len(), sums.into_iter().fold(0_i64, i64::wrapping_add)))
                .map_err(&at)?;
            set_head(&transaction, count as i64, digest).map_err(&at)?;
            execute("DROP TABLE kept")?;
            execute("DROP TABLE used")?;
            transaction.commit().map_err(&at)?;
            Dropped {
                experiments,
                arms,
                blocks,
            }
        };
        connection.execute("VACUUM", params![]).map_err(&at)?;
        Ok(dropped)
    }
}

/// Of experiments of one name, the one that was run last; in the order they were last run, as that run reported them.
#[must_use]
pub fn latest(records: Vec<ExperimentRecord>) -> Vec<ExperimentRecord> {
    let mut kept: Vec<ExperimentRecord> = Vec::new();
    for record in records {
        kept.retain(|known| known.name != record.name);
        kept.push(record);
    }
    kept
}
