//! Stores that are written once and put together: what was drawn elsewhere.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use super::arms::{Arm, blocks_of, immediate, insert, missing};
use super::block::{Block, FIELDS};
use super::schema::LARGEST_BLOCK;
use super::{Conflict, Damage, Journal, StoreError, open};

/// What [`Journal::take_in`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many values were new.
    pub values: usize,
    /// How many were there already, the same bit for bit.
    pub known: usize,
    /// What of the other store is damaged, by the keys of its arms, and was left out.
    pub damage: Vec<(String, Damage)>,
}

impl Journal {
    /// Opens a store that nobody writes any more: the file alone is looked at, and no lock is taken, so that it may lie on a file system
    /// that many machines share.
    ///
    /// # Errors
    /// If there is none, or it is not a store of this format version.
    pub fn sealed(path: &Path) -> Result<Self, StoreError> {
        let file = std::fs::metadata(path).map_err(|_| StoreError::Missing { path: path.to_owned() })?;
        if file.len() == 0 {
            return Err(StoreError::Empty { path: path.to_owned() });
        }
        Ok(Self::new(path, open::sealed(path)?, None))
    }

    /// Ends writing: everything is in the one file then, and nothing beside it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn seal(self) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let connection = self.lock();
        connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .map_err(&at)?;
        connection
            .query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
            .map_err(&at)
    }

    /// A number that changes with every block: what the arms say of theirs.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn fingerprint(&self) -> Result<i64, StoreError> {
        let connection = self.lock();
        let read = || -> Result<i64, rusqlite::Error> {
            let mut statement = connection.prepare("SELECT checksum FROM arm")?;
            let mut sums = statement.query_map([], |row| row.get::<_, i64>(0))?;
            sums.try_fold(0_i64, |sum, one| Ok(sum.wrapping_add(one?)))
        };
        read().map_err(StoreError::at(self.path()))
    }

    /// How many replicates of arms there are: of the measure that most have.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn replicates(&self) -> Result<usize, StoreError> {
        let connection = self.lock();
        let query = "SELECT coalesce(sum(most), 0) FROM (SELECT max(own) AS most FROM \
                     (SELECT arm, sum(count) AS own FROM block GROUP BY arm, measure) GROUP BY arm)";
        let count = connection.query_row(query, [], |row| row.get::<_, i64>(0));
        let count = count.map_err(StoreError::at(self.path()))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The replicates within `wanted` that some of `measures` lacks of the arm `key`: what a store lacks that was drawn in pieces, of which
    /// some are not there.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn lacking(
        &self,
        key: &str,
        measures: &[String],
        wanted: Range<usize>,
    ) -> Result<Vec<Range<usize>>, StoreError> {
        let at = StoreError::at(self.path());
        let connection = self.lock();
        let Some(arm) = Arm::find(&connection, key).map_err(&at)? else {
            return Ok(vec![wanted]);
        };
        let (whole, ..) = blocks_of(&connection, arm.id).map_err(&at)?.checked(key);
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for measure in measures {
            let meets = |own: Range<usize>| own.start < wanted.end && own.end > wanted.start;
            let own = whole
                .iter()
                .filter(|block| block.measure == *measure && meets(block.replicates()));
            let own: Vec<Block> = own.cloned().collect();
            gaps.extend(missing(wanted.clone(), &own));
        }
        gaps.sort_by_key(|gap| gap.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for gap in gaps {
            match joined.last_mut() {
                Some(last) if gap.start <= last.end => last.end = last.end.max(gap.end),
                _ => joined.push(gap),
            }
        }
        Ok(joined)
    }

    /// Takes in all replicates of another store, all or nothing. What both have must be the same, bit for bit. Experiments are left to
    /// whoever runs them.
    ///
    /// # Errors
    /// If one of them cannot be read or written, or the other one has other values under a key: the error says which, and who drew them.
    pub fn take_in(&self, other: &Self) -> Result<Taken, StoreError> {
        let mut taken = Taken::default();
        let there = StoreError::at(other.path());
        let theirs = other.lock();
        let arms: Vec<(i64, String)> = {
            let mut statement = theirs.prepare("SELECT id, key FROM arm ORDER BY id").map_err(&there)?;
            let rows = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(&there)?;
            rows.collect::<Result<_, _>>().map_err(&there)?
        };
        let at = StoreError::at(self.path());
        let mut connection = self.lock();
        let transaction = immediate(&mut connection).map_err(&at)?;
        for (row, key) in arms {
            let (whole, _, mut damage) = blocks_of(&theirs, row).map_err(&there)?.checked(&key);
            damage.extend(
                Arm::find(&theirs, &key)
                    .map_err(&there)?
                    .and_then(|arm| arm.damage(&key, &whole)),
            );
            taken
                .damage
                .extend(damage.into_iter().map(|damage| (key.clone(), damage)));
            if whole.is_empty() {
                continue;
            }
            self.take_in_arm(&transaction, &key, whole, &mut taken)?;
        }
        transaction.commit().map_err(&at)?;
        Ok(taken)
    }

    fn take_in_arm(
        &self,
        transaction: &Transaction,
        key: &str,
        blocks: Vec<Block>,
        taken: &mut Taken,
    ) -> Result<(), StoreError> {
        let at = StoreError::at(self.path());
        let mut arm = Arm::find_or_add(transaction, key).map_err(&at)?;
        // Of each measure, those that are here, in their order.
        let mut known: HashMap<String, Vec<Block>> = HashMap::new();
        for block in whole_blocks(transaction, &arm, key).map_err(&at)? {
            known.entry(block.measure.clone()).or_default().push(block);
        }
        let (mut count, mut digest) = (arm.blocks, arm.digest);
        for block in blocks {
            let all = block.replicates();
            let here = known.entry(block.measure.clone()).or_default();
            let overlap = |own: &&Block| own.replicates().start < all.end && own.replicates().end > all.start;
            let both: Vec<Block> = here.iter().filter(overlap).cloned().collect();
            for own in &both {
                self.same(key, own, &block)?;
            }
            for gap in missing(all.clone(), &both) {
                taken.values += gap.len();
                for first in gap.clone().step_by(LARGEST_BLOCK) {
                    let values = block.values(first..gap.end.min(first + LARGEST_BLOCK));
                    let new = Block::new(key, &block.measure, &block.origin, first, &values);
                    insert(transaction, arm.id, &new).map_err(&at)?;
                    count += 1;
                    digest = digest.wrapping_add(new.checksum);
                    let place = here.partition_point(|own| own.first < new.first);
                    here.insert(place, new);
                }
            }
            taken.known += all.len() - missing(all, &both).iter().map(Range::len).sum::<usize>();
        }
        if count != arm.blocks {
            arm.update(transaction, key, count, digest).map_err(&at)?;
        }
        Ok(())
    }

    /// Whether two blocks have the same values where both have some.
    fn same(&self, key: &str, own: &Block, other: &Block) -> Result<(), StoreError> {
        let (ours, theirs) = (own.replicates(), other.replicates());
        let both = ours.start.max(theirs.start)..ours.end.min(theirs.end);
        let values = own.values(both.clone()).into_iter().zip(other.values(both.clone()));
        for (replicate, (kept, drawn)) in both.zip(values) {
            if kept.to_bits() != drawn.to_bits() && !(kept.is_nan() && drawn.is_nan()) {
                let conflict = Conflict {
                    path: self.path().to_owned(),
                    key: key.to_owned(),
                    measure: own.measure.clone(),
                    replicate,
                    stored: kept,
                    stored_by: own.origin.clone(),
                    drawn,
                    drawn_by: other.origin.clone(),
                };
                return Err(StoreError::Conflict {
                    conflict: Box::new(conflict),
                });
            }
        }
        Ok(())
    }
}

/// The blocks of an arm that are as they were written, in their order.
fn whole_blocks(connection: &Connection, arm: &Arm, key: &str) -> Result<Vec<Block>, rusqlite::Error> {
    let query = format!("SELECT {FIELDS} FROM block WHERE arm = ?1 ORDER BY first");
    let mut statement = connection.prepare_cached(&query)?;
    let rows = statement.query_map(params![arm.id], Block::read)?;
    Ok(rows
        .filter_map(Result::ok)
        .filter(|block| block.is_whole(key))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Batch;

    fn append(journal: &Journal, key: &str, first: usize, values: &[f64]) {
        let batch = Batch {
            key,
            first,
            columns: vec![("error", values)],
        };
        journal.append(&[batch]).expect("a writable store");
    }

    fn stored(journal: &Journal, key: &str) -> (Vec<f64>, bool) {
        let mut stored = journal.load(key, &["error".to_owned()], 100).expect("readable");
        assert!(stored.damage.is_empty(), "{:?}", stored.damage);
        (stored.columns.remove(0), stored.is_torn)
    }

    /// In whatever order pieces come, and however they overlap, the union is the whole.
    #[test]
    fn pieces_make_a_whole_in_any_order() {
        let values: Vec<f64> = (0..30).map(f64::from).collect();
        let pieces = [(20, 30), (0, 12), (10, 20), (11, 12)];
        for turn in 0..pieces.len() {
            let whole = Journal::in_memory().expect("a store");
            let mut new = 0;
            for step in 0..pieces.len() {
                let (from, to) = pieces[(turn + step) % pieces.len()];
                let piece = Journal::in_memory().expect("a store");
                append(&piece, "arm", from, &values[from..to]);
                let taken = whole.take_in(&piece).expect("no conflict");
                assert_eq!(taken.values + taken.known, to - from);
                new += taken.values;
                // Twice is once.
                assert_eq!(whole.take_in(&piece).expect("no conflict").values, 0);
            }
            assert_eq!(new, 30);
            assert_eq!(stored(&whole, "arm"), (values.clone(), false));
        }
    }

    #[test]
    fn what_lacks_is_between_what_is_there() {
        let journal = Journal::in_memory().expect("a store");
        append(&journal, "arm", 5, &[0.0; 5]);
        append(&journal, "arm", 20, &[0.0; 1]);
        let lacking = |range: Range<usize>| journal.lacking("arm", &["error".to_owned()], range).expect("readable");
        assert_eq!(lacking(0..30), [0..5, 10..20, 21..30]);
        assert!(lacking(6..9).is_empty());
        let unknown = journal.lacking("other", &[], 0..3).expect("readable");
        assert_eq!((unknown.len(), unknown[0].clone()), (1, 0..3));
    }

    #[test]
    fn other_bits_are_refused_and_nothing_is_kept_of_them() {
        let ours = Journal::in_memory().expect("a store").drawn_on("one");
        append(&ours, "arm", 0, &[1.0, 2.0]);
        let theirs = Journal::in_memory().expect("a store").drawn_on("two");
        append(&theirs, "another", 0, &[5.0]);
        append(&theirs, "arm", 1, &[2.0000000000000004, 3.0]);
        let error = ours.take_in(&theirs).expect_err("a conflict").to_string();
        for part in ["replicate 1", "arm", "error", "on one", "on two"] {
            assert!(error.contains(part), "{error}");
        }
        assert_eq!(stored(&ours, "arm"), (vec![1.0, 2.0], false));
        assert_eq!(
            ours.load("another", &["error".to_owned()], 9)
                .expect("readable")
                .columns[0]
                .len(),
            0
        );
    }

    #[test]
    fn a_sealed_store_is_one_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("piece.sqlite");
        let journal = Journal::create(&path).expect("a store");
        append(&journal, "arm", 0, &[1.0]);
        let before = journal.fingerprint().expect("readable");
        append(&journal, "arm", 1, &[2.0]);
        let after = journal.fingerprint().expect("readable");
        assert_ne!(before, after);
        journal.seal().expect("sealed");
        let files: Vec<_> = std::fs::read_dir(folder.path()).expect("readable").collect();
        assert_eq!(files.len(), 1);
        let sealed = Journal::sealed(&path).expect("a store");
        assert_eq!(stored(&sealed, "arm"), (vec![1.0, 2.0], false));
        assert_eq!(sealed.fingerprint().expect("readable"), after);
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1);
    }
}
