//! The experiments of a store: what each of them uses.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::arms::{Arm, immediate, is_damage};
use super::checksum::Checksum;
use super::open::head_sum;
use super::{Damage, Journal, StoreError};

/// What the store keeps of an experiment: opaque texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExperimentRecord {
    /// The name people use.
    pub name: String,
    /// The hash of the name and of what it uses.
    pub hash: String,
    /// The spec as it was last run, so that stored replicates can be judged and drawn again.
    pub spec: String,
    /// The arms that it uses, cell by cell.
    pub places: Vec<Place>,
    /// How many replicates of each of them count, once it was judged.
    pub counts: Vec<usize>,
}

/// An arm where an experiment uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The cell's coordinates.
    pub cell: String,
    /// What the arm is called there.
    pub arm: String,
    /// The key of the arm.
    pub key: String,
}

/// The places of an experiment as they are stored: every text once, and the rows of the arms.
#[derive(Serialize, Deserialize)]
struct StoredPlaces {
    texts: Vec<String>,
    /// The cell's text, the arm's text, the arm's row.
    places: Vec<(usize, usize, i64)>,
}

/// A row of the table.
struct Row {
    id: i64,
    hash: String,
    name: String,
    spec: String,
    places: String,
    counts: String,
    last_run: i64,
    checksum: i64,
}

const FIELDS: &str = "id, hash, name, spec, places, counts, last_run, checksum";

impl Row {
    fn read(row: &rusqlite::Row) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            id: row.get(0)?,
            hash: row.get(1)?,
            name: row.get(2)?,
            spec: row.get(3)?,
            places: row.get(4)?,
            counts: row.get(5)?,
            last_run: row.get(6)?,
            checksum: row.get(7)?,
        })
    }

    fn sum(&self) -> i64 {
        let texts = [&self.hash, &self.name, &self.spec, &self.places, &self.counts];
        let checksum = texts
            .into_iter()
            .fold(Checksum::of("experiment"), |sum, text| sum.text(text));
        checksum.number(self.id).number(self.last_run).end()
    }

    /// What it says, where it is as it was written and the arms it names are there.
    fn record(&self, keys: &HashMap<i64, String>) -> Option<ExperimentRecord> {
        if self.sum() != self.checksum {
            return None;
        }
        let stored: StoredPlaces = serde_json::from_str(&self.places).ok()?;
        let places = stored.places.iter().map(|&(cell, arm, row)| {
            Some(Place {
                cell: stored.texts.get(cell)?.clone(),
                arm: stored.texts.get(arm)?.clone(),
                // The values of an arm whose row is gone cannot be found; the experiment goes on with the others.
                key: keys.get(&row).cloned().unwrap_or_default(),
            })
        });
        Some(ExperimentRecord {
            name: self.name.clone(),
            hash: self.hash.clone(),
            spec: self.spec.clone(),
            places: places.collect::<Option<_>>()?,
            counts: serde_json::from_str(&self.counts).ok()?,
        })
    }
}

/// How many experiments there are, and the sum of their checksums.
fn head(connection: &Connection) -> Result<Option<(i64, i64)>, rusqlite::Error> {
    let row = connection
        .query_row(
            "SELECT experiments, digest, checksum FROM head WHERE id = 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    Ok(row.and_then(|(experiments, digest, checksum): (i64, i64, i64)| {
        (checksum == head_sum(experiments, digest)).then_some((experiments, digest))
    }))
}

/// Writes how many experiments there are.
pub(super) fn set_head(connection: &Connection, experiments: i64, digest: i64) -> Result<(), rusqlite::Error> {
    connection.execute(
        "INSERT INTO head (id, experiments, digest, checksum) VALUES (1, ?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE
         SET experiments = excluded.experiments, digest = excluded.digest, checksum = excluded.checksum",
        params![experiments, digest, head_sum(experiments, digest)],
    )?;
    Ok(())
}

/// Puts the row into the table in the place of `old`, and into what counts them. A count that was wrong before stays wrong: what is
/// lost is not hidden by what is added.
fn write(connection: &Connection, mut row: Row, old: Option<&Row>) -> Result<(), rusqlite::Error> {
    row.checksum = row.sum();
    connection.execute(
        "INSERT OR REPLACE INTO experiment (id, hash, name, spec, places, counts, last_run, checksum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            row.id,
            row.hash,
            row.name,
            row.spec,
            row.places,
            row.counts,
            row.last_run,
            row.checksum
        ],
    )?;
    if let Some((experiments, digest)) = head(connection)? {
        let (less, before) = old.map_or((0, 0), |old| (1, old.checksum));
        let digest = digest.wrapping_sub(before).wrapping_add(row.checksum);
        set_head(connection, experiments + 1 - less, digest)?;
    }
    Ok(())
}

/// The row of the experiment with that hash.
fn find(connection: &Connection, hash: &str) -> Result<Option<Row>, rusqlite::Error> {
    connection
        .query_row(
            &format!("SELECT {FIELDS} FROM experiment WHERE hash = ?1"),
            [hash],
            Row::read,
        )
        .optional()
}

impl Journal {
    /// Registers an experiment under its hash with the arms that it uses, and keeps its spec. What counted of it before counts on until
    /// [`Journal::settle`]. Gives whether it is new, and another one of its name is not.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn register(&self, record: &ExperimentRecord) -> Result<bool, StoreError> {
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let transaction = immediate(&mut connection).map_err(&at)?;
        let mut texts: Vec<String> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut places = Vec::new();
        for place in &record.places {
            let [cell, arm] = [&place.cell, &place.arm].map(|text| {
                *known.entry(text).or_insert_with(|| {
                    texts.push(text.clone());
                    texts.len() - 1
                })
            });
            let row = Arm::find_or_add(&transaction, &place.key).map_err(&at)?;
            places.push((cell, arm, row.id));
        }
        let number = |query: &str| {
            transaction
                .query_row(query, [], |row| row.get::<_, i64>(0))
                .map_err(&at)
        };
        let old = find(&transaction, &record.hash).map_err(&at)?;
        let others: i64 = transaction
            .query_row(
                "SELECT count(*) FROM experiment WHERE name = ?1",
                [&record.name],
                |row| row.get(0),
            )
            .map_err(&at)?;
        let differs = old.is_none() && others > 0;
        let row = Row {
            id: match &old {
                Some(old) => old.id,
                None => number("SELECT coalesce(max(id), 0) + 1 FROM experiment")?,
            },
            hash: record.hash.clone(),
            name: record.name.clone(),
            spec: record.spec.clone(),
            places: serde_json::to_string(&StoredPlaces { texts, places }).unwrap_or_default(),
            counts: match &old {
                Some(old) if old.sum() == old.checksum => old.counts.clone(),
                _ => "[]".to_owned(),
            },
            last_run: number("SELECT coalesce(max(last_run), 0) + 1 FROM experiment")?,
            checksum: 0,
        };
        write(&transaction, row, old.as_ref()).map_err(&at)?;
        transaction.commit().map_err(&at)?;
        Ok(differs)
    }

    /// Keeps how many replicates of every place of the experiment count.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn settle(&self, hash: &str, counts: &[usize]) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let transaction = immediate(&mut connection).map_err(&at)?;
        if let Some(old) = find(&transaction, hash).map_err(&at)? {
            let counts = serde_json::to_string(counts).unwrap_or_default();
            if counts != old.counts {
                let row = Row {
                    counts,
                    hash: old.hash.clone(),
                    name: old.name.clone(),
                    spec: old.spec.clone(),
                    places: old.places.clone(),
                    ..old
                };
                write(&transaction, row, Some(&old)).map_err(&at)?;
            }
        }
        transaction.commit().map_err(&at)
    }

    /// The experiments in the store, in the order they were last run, and what is damaged of them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn experiments(&self) -> Result<(Vec<ExperimentRecord>, Vec<Damage>), StoreError> {
        let at = StoreError::at(self.path());
        let connection = self.lock();
        // What another process registers meanwhile comes between none of them.
        let connection = connection.unchecked_transaction().map_err(&at)?;
        let mut damage = Vec::new();
        let mut records = Vec::new();
        let (mut count, mut digest) = (0, 0_i64);
        let read = || -> Result<(), rusqlite::Error> {
            let keys = keys(&connection)?;
            let mut statement =
                connection.prepare(&format!("SELECT {FIELDS} FROM experiment ORDER BY last_run, id"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                count += 1;
                let Ok(row) = Row::read(row) else {
                    damage.push(Damage::Experiment { name: String::new() });
                    continue;
                };
                digest = digest.wrapping_add(row.checksum);
                match row.record(&keys) {
                    Some(record) => records.push(record),
                    None => damage.push(Damage::Experiment { name: row.name }),
                }
            }
            Ok(())
        };
        let read = { read }();
        match read {
            Err(error) if is_damage(&error) => damage.push(Damage::Unreadable {
                reason: error.to_string(),
            }),
            other => other.map_err(&at)?,
        }
        let counted = match head(&connection) {
            Err(error) if is_damage(&error) => None,
            other => other.map_err(&at)?,
        };
        if damage.is_empty() && counted != Some((count, digest)) {
            damage.push(Damage::Experiments);
        }
        Ok((records, damage))
    }
}

/// The keys of all arms by their rows.
fn keys(connection: &Connection) -> Result<HashMap<i64, String>, rusqlite::Error> {
    let mut statement = connection.prepare("SELECT id, key FROM arm")?;
    let mut keys = HashMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        // A key that is no text any more is that of no arm.
        if let (Ok(id), Ok(key)) = (row.get(0), row.get(1)) {
            keys.insert(id, key);
        }
    }
    Ok(keys)
}
