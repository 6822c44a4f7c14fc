//! Replicates of arms: loaded, stored, mended.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::block::{Block, FIELDS};
use super::checksum::Checksum;
use super::schema::LARGEST_BLOCK;
use super::{Conflict, Damage, Journal, StoreError};

/// What the store holds of an arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The values of replicates 0, 1, 2, … in every measure that was asked for.
    pub columns: Vec<Vec<f64>>,
    /// Whether there are more of one of them behind a gap.
    pub is_torn: bool,
    /// What was found damaged, and is not used.
    pub damage: Vec<Damage>,
}

/// Consecutive replicates of an arm that were drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<'a> {
    /// The key of the arm.
    pub key: &'a str,
    /// The number of the first of them.
    pub first: usize,
    /// The values, by the names of their measures.
    pub columns: Vec<(&'a str, &'a [f64])>,
}

/// The row of an arm.
pub(super) struct Arm {
    pub id: i64,
    pub blocks: i64,
    pub digest: i64,
    checksum: i64,
}

impl Arm {
    /// The row of the arm with that key, if it is there.
    pub fn find(connection: &Connection, key: &str) -> Result<Option<Self>, rusqlite::Error> {
        let mut statement = connection.prepare_cached("SELECT id, blocks, digest, checksum FROM arm WHERE key = ?1")?;
        statement
            .query_row([key], |row| {
                Ok(Self {
                    id: row.get(0)?,
                    blocks: row.get(1)?,
                    digest: row.get(2)?,
                    checksum: row.get(3)?,
                })
            })
            .optional()
    }

    /// The row of the arm with that key, new or old.
    pub fn find_or_add(connection: &Connection, key: &str) -> Result<Self, rusqlite::Error> {
        if let Some(arm) = Self::find(connection, key)? {
            return Ok(arm);
        }
        let checksum = sum(key, 0, 0);
        connection
            .prepare_cached("INSERT INTO arm (key, blocks, digest, checksum) VALUES (?1, 0, 0, ?2)")?
            .execute(params![key, checksum])?;
        Ok(Self {
            id: connection.last_insert_rowid(),
            blocks: 0,
            digest: 0,
            checksum,
        })
    }

    fn is_whole(&self, key: &str) -> bool {
        self.checksum == sum(key, self.blocks, self.digest)
    }

    /// What is wrong with the row, given the whole blocks of the arm.
    pub fn damage(&self, key: &str, whole: &[Block]) -> Option<Damage> {
        let expected = self.is_whole(key).then_some(self.blocks.unsigned_abs() as usize);
        let agrees = expected == Some(whole.len()) && self.digest == digest(whole);
        (!agrees).then_some(Damage::Count {
            found: whole.len(),
            expected,
        })
    }

    pub fn update(
        &mut self,
        connection: &Connection,
        key: &str,
        blocks: i64,
        digest: i64,
    ) -> Result<(), rusqlite::Error> {
        (self.blocks, self.digest, self.checksum) = (blocks, digest, sum(key, blocks, digest));
        connection
            .prepare_cached("UPDATE arm SET blocks = ?2, digest = ?3, checksum = ?4 WHERE id = ?1")?
            .execute(params![self.id, blocks, digest, self.checksum])?;
        Ok(())
    }
}

fn sum(key: &str, blocks: i64, digest: i64) -> i64 {
    Checksum::of("arm").text(key).number(blocks).number(digest).end()
}

fn digest(blocks: &[Block]) -> i64 {
    blocks.iter().fold(0, |sum, block| sum.wrapping_add(block.checksum))
}

/// The blocks of an arm as they are in the file; what is wrong with those that cannot be read is said.
pub(super) struct Found {
    blocks: Vec<Block>,
    /// Rows that are no blocks.
    broken: Vec<i64>,
    unreadable: Option<rusqlite::Error>,
}

/// Reads all blocks of an arm; none of them is checked yet.
pub(super) fn blocks_of(connection: &Connection, arm: i64) -> Result<Found, rusqlite::Error> {
    let mut found = Found {
        blocks: Vec::new(),
        broken: Vec::new(),
        unreadable: None,
    };
    let query = format!("SELECT {FIELDS} FROM block WHERE arm = ?1 ORDER BY first");
    let mut statement = connection.prepare_cached(&query)?;
    let mut rows = statement.query([arm])?;
    loop {
        match rows.next() {
            Ok(None) => break,
            Ok(Some(row)) => match Block::read(row) {
                Ok(block) => found.blocks.push(block),
                Err(_) => found.broken.push(row.get(0)?),
            },
            // What was read before is good.
            Err(error) if is_damage(&error) => {
                found.unreadable = Some(error);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// Whether SQLite found the file itself damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    use rusqlite::ffi::SQLITE_ERROR;
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => {
            // No statement here is wrong: a table or a column that is unknown is one whose name is damaged.
            matches!(failure.code, DatabaseCorrupt | NotADatabase) || failure.extended_code == SQLITE_ERROR
        }
        rusqlite::Error::SqlInputError { .. } => true,
        rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::Utf8Error(..) => true,
        _ => false,
    }
}

impl Found {
    /// Those that are as they were written, and what is wrong with the others.
    pub fn checked(self, key: &str) -> (Vec<Block>, Vec<i64>, Vec<Damage>) {
        let (whole, bad): (Vec<Block>, Vec<Block>) = self.blocks.into_iter().partition(|block| block.is_whole(key));
        let mut damage: Vec<Damage> = bad
            .iter()
            .map(|block| Damage::Block {
                measure: block.measure.clone(),
                replicates: block.replicates(),
            })
            .collect();
        damage.extend(self.broken.iter().map(|_| Damage::Block {
            measure: "what cannot be read".to_owned(),
            replicates: 0..0,
        }));
        damage.extend(self.unreadable.map(|error| Damage::Unreadable {
            reason: error.to_string(),
        }));
        let rows = bad.iter().map(|block| block.row).chain(self.broken).collect();
        (whole, rows, damage)
    }
}

/// The values of `measure` in replicates 0, 1, 2, … below `most`, up to the first one that no block has.
fn prefix(blocks: &[Block], measure: &str, most: usize) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::new();
    for block in blocks.iter().filter(|block| block.measure == measure) {
        let own = block.replicates();
        if own.start > values.len() {
            break;
        }
        let end = own.end.min(most);
        if end > values.len() {
            values.extend(block.values(values.len()..end));
        }
    }
    values
}

impl Journal {
    /// What is stored of the arm `key` in `measures`, below replicate `most` and up to the first replicate that lacks one of them.
    /// Damaged blocks are named, and not used.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn load(&self, key: &str, measures: &[String], most: usize) -> Result<Stored, StoreError> {
        let mut stored = self.load_each(key, measures, most)?;
        let replicates = stored.columns.iter().map(Vec::len).min().unwrap_or(0);
        stored.is_torn = stored.is_torn || stored.columns.iter().any(|column| column.len() > replicates);
        for column in &mut stored.columns {
            column.truncate(replicates);
        }
        Ok(stored)
    }

    /// As [`Journal::load`], but every measure by itself, as far as it goes.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn load_each(&self, key: &str, measures: &[String], most: usize) -> Result<Stored, StoreError> {
        let at = StoreError::at(self.path());
        let (arm, found) = {
            let connection = self.lock();
            // What another process stores meanwhile comes between neither of them.
            let snapshot = connection.unchecked_transaction().map_err(&at)?;
            let arm = match Arm::find(&snapshot, key) {
                Err(error) if is_damage(&error) => return Ok(Stored::unreadable(measures.len(), &error)),
                other => other.map_err(&at)?,
            };
            let Some(arm) = arm else {
                return Ok(Stored {
                    columns: vec![Vec::new(); measures.len()],
                    damage: vec![Damage::Arm],
                    ..Stored::default()
                });
            };
            let found = blocks_of(&snapshot, arm.id).map_err(&at)?;
            (arm, found)
        };
        // Others may read meanwhile.
        let (whole, _, mut damage) = found.checked(key);
        damage.extend(arm.damage(key, &whole));
        let columns: Vec<Vec<f64>> = measures.iter().map(|measure| prefix(&whole, measure, most)).collect();
        let is_torn = measures.iter().zip(&columns).any(|(measure, column)| {
            let own = whole.iter().filter(|block| block.measure == *measure);
            own.into_iter()
                .any(|block| block.replicates().end.min(most) > column.len())
        });
        Ok(Stored {
            columns,
            is_torn,
            damage,
        })
    }

    /// The names of the measures that are stored of the arm `key`, in alphabetical order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn measures_of(&self, key: &str) -> Result<Vec<String>, StoreError> {
        let at = StoreError::at(self.path());
        let connection = self.lock();
        let Some(arm) = Arm::find(&connection, key).map_err(&at)? else {
            return Ok(Vec::new());
        };
        let mut statement = connection
            .prepare_cached("SELECT DISTINCT measure FROM block WHERE arm = ?1 ORDER BY measure")
            .map_err(&at)?;
        let names = statement.query_map([arm.id], |row| row.get(0)).map_err(&at)?;
        // A name that is no text any more is that of a damaged block.
        Ok(names.filter_map(Result::ok).collect())
    }

    /// Takes the damaged blocks of an arm out of the store, so that they may be drawn again.
    ///
    /// # Errors
    /// If the store cannot be written, or so damaged that SQLite cannot go on.
    pub fn mend(&self, key: &str) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let transaction = immediate(&mut connection).map_err(&at)?;
        let mut arm = Arm::find_or_add(&transaction, key).map_err(&at)?;
        let mut found = blocks_of(&transaction, arm.id).map_err(&at)?;
        if let Some(error) = found.unreadable.take() {
            return Err(at(error));
        }
        let (whole, bad, _) = found.checked(key);
        for row in bad {
            transaction
                .execute("DELETE FROM block WHERE rowid = ?1", [row])
                .map_err(&at)?;
        }
        arm.update(&transaction, key, whole.len() as i64, digest(&whole))
            .map_err(&at)?;
        transaction.commit().map_err(&at)
    }

    /// Stores batches of whole replicates, all or nothing. What is there already must be the same, bit for bit, and is kept.
    ///
    /// # Errors
    /// If the store cannot be written, or holds other values under the same key; then nothing of the batches is kept.
    pub fn append(&self, batches: &[Batch]) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let at = StoreError::at(self.path());
        let transaction = immediate(&mut connection).map_err(&at)?;
        for batch in batches {
            self.append_one(&transaction, batch)?;
        }
        transaction.commit().map_err(&at)
    }

    fn append_one(&self, transaction: &Transaction, batch: &Batch) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let mut arm = Arm::find_or_add(transaction, batch.key).map_err(&at)?;
        let (mut blocks, mut sum) = (arm.blocks, arm.digest);
        for (measure, values) in &batch.columns {
            let all = batch.first..batch.first + values.len();
            let known = self.overlapping(transaction, &arm, batch.key, measure, &all)?;
            for block in &known {
                self.compare(block, batch, measure, values)?;
            }
            for missing in missing(all, &known) {
                let own = &values[missing.start - batch.first..missing.end - batch.first];
                for (index, piece) in own.chunks(LARGEST_BLOCK).enumerate() {
                    let first = missing.start + index * LARGEST_BLOCK;
                    let block = Block::new(batch.key, measure, self.origin(), first, piece);
                    insert(transaction, arm.id, &block).map_err(&at)?;
                    blocks += 1;
                    sum = sum.wrapping_add(block.checksum);
                }
            }
        }
        if blocks != arm.blocks {
            arm.update(transaction, batch.key, blocks, sum).map_err(&at)?;
        }
        Ok(())
    }

    /// The whole blocks that have some of the replicates `all`, in their order.
    fn overlapping(
        &self,
        connection: &Connection,
        arm: &Arm,
        key: &str,
        measure: &str,
        all: &Range<usize>,
    ) -> Result<Vec<Block>, StoreError> {
        let query = format!(
            "SELECT {FIELDS} FROM block WHERE arm = ?1 AND first > ?2 AND first < ?3 AND measure = ?4 ORDER BY first"
        );
        let read = || -> Result<Vec<Block>, rusqlite::Error> {
            let mut statement = connection.prepare_cached(&query)?;
            let from = all.start as i64 - LARGEST_BLOCK as i64;
            let rows = statement.query_map(params![arm.id, from, all.end as i64, measure], Block::read)?;
            rows.collect()
        };
        let blocks = read().map_err(StoreError::at(self.path()))?;
        let overlaps = |block: &Block| block.replicates().end > all.start;
        Ok(blocks
            .into_iter()
            .filter(overlaps)
            .filter(|block| block.is_whole(key))
            .collect())
    }

    /// Stores blocks of another store as they are.
    pub(super) fn adopt(&self, blocks: Vec<(String, Block)>) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let transaction = immediate(&mut connection).map_err(&at)?;
        for (key, block) in blocks {
            let mut arm = Arm::find_or_add(&transaction, &key).map_err(&at)?;
            insert(&transaction, arm.id, &block).map_err(&at)?;
            let digest = arm.digest.wrapping_add(block.checksum);
            let count = arm.blocks + 1;
            arm.update(&transaction, &key, count, digest).map_err(&at)?;
        }
        transaction.commit().map_err(&at)
    }

    fn compare(&self, stored: &Block, batch: &Batch, measure: &str, values: &[f64]) -> Result<(), StoreError> {
        let own = stored.replicates();
        let both = own.start.max(batch.first)..own.end.min(batch.first + values.len());
        for (replicate, kept) in both.clone().zip(stored.values(both)) {
            let drawn = values[replicate - batch.first];
            if kept.to_bits() != drawn.to_bits() && !(kept.is_nan() && drawn.is_nan()) {
                let conflict = Conflict {
                    path: self.path().to_owned(),
                    key: batch.key.to_owned(),
                    measure: measure.to_owned(),
                    replicate,
                    stored: kept,
                    stored_by: stored.origin.clone(),
                    drawn,
                    drawn_by: self.origin().to_owned(),
                };
                return Err(StoreError::Conflict {
                    conflict: Box::new(conflict),
                });
            }
        }
        Ok(())
    }
}

impl Stored {
    fn unreadable(measures: usize, error: &rusqlite::Error) -> Self {
        Self {
            columns: vec![Vec::new(); measures],
            damage: vec![Damage::Unreadable {
                reason: error.to_string(),
            }],
            ..Self::default()
        }
    }
}

/// A transaction that writes: it waits for others first.
pub(super) fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// Puts a block into the table.
pub(super) fn insert(connection: &Connection, arm: i64, block: &Block) -> Result<(), rusqlite::Error> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO block (arm, first, count, measure, origin, checksum, numbers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    statement.execute(params![
        arm,
        block.first,
        block.count,
        block.measure,
        block.origin,
        block.checksum,
        block.numbers
    ])?;
    Ok(())
}

/// The replicates of `all` that no block has.
pub(super) fn missing(all: Range<usize>, known: &[Block]) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut from = all.start;
    for block in known {
        let own = block.replicates();
        if own.start > from {
            gaps.push(from..own.start);
        }
        from = from.max(own.end);
    }
    if from < all.end {
        gaps.push(from..all.end);
    }
    gaps
}
