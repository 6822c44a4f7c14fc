use std::sync::atomic::AtomicBool;

use rusqlite::Connection;

use super::{Batch, Damage, ExperimentRecord, Journal, Place, StoreError};

fn place(key: &str) -> Place {
    Place {
        cell: "{\"n\":1}".to_owned(),
        arm: "{}".to_owned(),
        key: key.to_owned(),
    }
}

fn record(name: &str, hash: &str, keys: &[&str]) -> ExperimentRecord {
    ExperimentRecord {
        name: name.to_owned(),
        hash: hash.to_owned(),
        spec: "spec".to_owned(),
        places: keys.iter().map(|key| place(key)).collect(),
        counts: Vec::new(),
    }
}

fn names(measures: &[&str]) -> Vec<String> {
    measures.iter().map(|name| (*name).to_owned()).collect()
}

fn append(journal: &Journal, key: &str, first: usize, errors: &[f64]) -> Result<(), StoreError> {
    let signed: Vec<f64> = errors.iter().map(|error| -error).collect();
    journal.append(&[Batch {
        key,
        first,
        columns: vec![("error", errors), ("signed_error", &signed)],
    }])
}

fn errors(journal: &Journal, key: &str) -> Vec<f64> {
    let stored = journal.load(key, &names(&["error"]), usize::MAX).expect("readable");
    assert_eq!(stored.damage, [], "{key}");
    stored.columns.concat()
}

#[test]
fn what_is_appended_is_loaded_bit_for_bit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let batch = [0.1, f64::INFINITY, 1e-300, 0.1 + 0.2, f64::NAN];
    {
        let journal = Journal::create(&path).expect("a new store");
        append(&journal, "a", 0, &batch).expect("stored");
        append(&journal, "a", 0, &batch[..3]).expect("the same");
        append(&journal, "a", 7, &[7.0, 8.0]).expect("stored");
    }
    let journal = Journal::existing(&path).expect("the store");
    let stored = journal
        .load("a", &names(&["signed_error", "error"]), usize::MAX)
        .expect("readable");
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&stored.columns[1]), bits(&batch), "the gap ends what counts");
    assert_eq!(stored.columns[0][3].to_bits(), (-(0.1 + 0.2_f64)).to_bits());
    assert!(stored.is_torn && stored.damage.is_empty());
    // No more than is asked for.
    let stored = journal.load("a", &names(&["error"]), 2).expect("readable");
    assert_eq!(stored.columns, [[0.1, f64::INFINITY]]);
    assert!(!stored.is_torn);
    assert_eq!(
        journal.load("b", &names(&["error"]), 2).expect("readable").damage,
        [Damage::Arm]
    );
}

/// Blocks of any cut are one row of replicates, and what closes a gap brings in what is behind it.
#[test]
fn overlapping_batches_are_one() {
    let journal = Journal::in_memory().expect("a store");
    let values: Vec<f64> = (0..30_000).map(f64::from).collect();
    for (first, end) in [(20_000, 30_000), (0, 50), (40, 100), (90, 9_000), (100, 25_000)] {
        append(&journal, "a", first, &values[first..end]).expect("stored");
    }
    assert_eq!(errors(&journal, "a"), values);
    let verified = journal
        .verify(&AtomicBool::new(false))
        .expect("readable")
        .expect("not stopped");
    assert_eq!((verified.arms, verified.damage), (1, Vec::new()));
}

#[test]
fn a_measure_that_comes_later_is_drawn_from_the_start() {
    let journal = Journal::in_memory().expect("a store");
    append(&journal, "a", 0, &[1.0, 2.0, 3.0]).expect("stored");
    let both = names(&["error", "excess"]);
    let stored = journal.load("a", &both, usize::MAX).expect("readable");
    assert_eq!((stored.columns[0].len(), stored.is_torn), (0, true));
    let batch = Batch {
        key: "a",
        first: 0,
        columns: vec![("error", &[1.0, 2.0]), ("excess", &[0.5, 0.25])],
    };
    journal.append(&[batch]).expect("stored");
    let stored = journal.load("a", &both, usize::MAX).expect("readable");
    assert_eq!(stored.columns, [[1.0, 2.0], [0.5, 0.25]]);
    assert_eq!(
        journal.measures_of("a").expect("readable"),
        names(&["error", "excess", "signed_error"])
    );
    // Each by itself goes as far as it goes.
    let each = journal.load_each("a", &both, usize::MAX).expect("readable");
    assert_eq!((each.columns[0].len(), each.columns[1].len()), (3, 2));
}

#[test]
fn equal_keys_with_other_bits_are_an_error_that_names_both() {
    let journal = Journal::in_memory().expect("a store");
    append(&journal, "a", 0, &[1.0, 2.0, 3.0]).expect("stored");
    let error = append(&journal, "a", 1, &[2.0, 3.0 + 1e-15, 4.0]).expect_err("another value");
    let StoreError::Conflict { conflict } = &error else {
        panic!("{error}");
    };
    assert_eq!(
        (conflict.replicate, conflict.stored, conflict.drawn),
        (2, 3.0, 3.0 + 1e-15)
    );
    let text = error.to_string();
    for part in ["arm a ", "3.000000000000001", journal.origin(), "nothing was changed"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(errors(&journal, "a"), [1.0, 2.0, 3.0], "nothing of the batch is kept");
    // Zeros differ by their signs.
    append(&journal, "z", 0, &[0.0]).expect("stored");
    assert!(append(&journal, "z", 0, &[-0.0]).is_err());
}

#[test]
fn a_damaged_block_ends_the_prefix_until_it_is_drawn_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let journal = Journal::create(&path).expect("a store");
    for first in [0, 2, 4] {
        append(&journal, "a", first, &[first as f64 + 0.5, 1.5]).expect("stored");
    }
    append(&journal, "b", 0, &[7.0]).expect("stored");
    let other = Connection::open(&path).expect("the file");
    let flip =
        "UPDATE block SET numbers = CAST(x'ff' || substr(numbers, 2) AS BLOB) WHERE first = 2 AND measure = 'error'";
    assert_eq!(other.execute(flip, []), Ok(1));
    let stored = journal
        .load("a", &names(&["error", "signed_error"]), usize::MAX)
        .expect("readable");
    assert_eq!(
        (stored.columns[0].as_slice(), stored.is_torn),
        ([0.5, 1.5].as_slice(), true)
    );
    let block = Damage::Block {
        measure: "error".to_owned(),
        replicates: 2..4,
    };
    let count = Damage::Count {
        found: 5,
        expected: Some(6),
    };
    assert_eq!(stored.damage, [block.clone(), count.clone()]);
    assert_eq!(errors(&journal, "b"), [7.0], "others go on");
    let verified = journal
        .verify(&AtomicBool::new(false))
        .expect("readable")
        .expect("not stopped");
    assert_eq!(verified.damage, [("a".to_owned(), block), ("a".to_owned(), count)]);

    journal.mend("a").expect("mended");
    assert_eq!(errors(&journal, "a"), [0.5, 1.5]);
    append(&journal, "a", 2, &[2.5, 1.5]).expect("stored");
    assert_eq!(errors(&journal, "a"), [0.5, 1.5, 2.5, 1.5, 4.5, 1.5]);
}

#[test]
fn what_is_gone_is_missed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let journal = Journal::create(&path).expect("a store");
    journal.register(&record("one", "1", &["a", "b"])).expect("registered");
    journal.register(&record("two", "2", &["b"])).expect("registered");
    append(&journal, "a", 0, &[1.0]).expect("stored");
    append(&journal, "a", 1, &[2.0]).expect("stored");
    let other = Connection::open(&path).expect("the file");
    let damage = |key: &str| {
        journal
            .load(key, &names(&["error"]), usize::MAX)
            .expect("readable")
            .damage
    };
    let damaged_by = |statement: &str, key: &str| {
        other
            .execute_batch(&format!("SAVEPOINT before; {statement}"))
            .expect("a change");
        other.execute_batch("RELEASE before").expect("kept");
        let found = damage(key);
        assert!(!found.is_empty(), "{statement}");
        found
    };
    let counted = |found: usize, expected| vec![Damage::Count { found, expected }];
    assert_eq!(
        damaged_by("DELETE FROM block WHERE first = 1 AND measure = 'error'", "a"),
        counted(3, Some(4))
    );
    journal.mend("a").expect("mended");
    assert_eq!(
        damaged_by("UPDATE arm SET blocks = 2 WHERE key = 'a'", "a"),
        counted(3, None)
    );
    journal.mend("a").expect("mended");
    assert_eq!(
        damaged_by(
            "UPDATE block SET arm = arm + 1 WHERE first = 0 AND measure = 'error'",
            "a"
        ),
        counted(2, Some(3))
    );
    assert_eq!(damage("b").len(), 1, "a block of another arm is not its own");
    assert_eq!(damaged_by("DELETE FROM arm WHERE key = 'a'", "a"), [Damage::Arm]);

    let experiments = || journal.experiments().expect("readable");
    assert_eq!(experiments().1, []);
    other
        .execute("UPDATE experiment SET spec = 'spek' WHERE name = 'two'", [])
        .expect("a change");
    let (records, damage) = experiments();
    assert_eq!(records.len(), 1);
    assert_eq!(damage, [Damage::Experiment { name: "two".to_owned() }]);
    // Whoever runs it again stores it anew, and what is lost beside it stays known to be lost.
    journal.register(&record("two", "2", &["b"])).expect("registered");
    assert_eq!(experiments().1, []);
    other
        .execute("DELETE FROM experiment WHERE name = 'one'", [])
        .expect("a change");
    assert_eq!(experiments().1, [Damage::Experiments]);
    journal.register(&record("three", "3", &["b"])).expect("registered");
    assert_eq!(experiments().1, [Damage::Experiments]);
    journal.drop_unused().expect("dropped");
    assert_eq!(experiments().1, []);
}

#[test]
fn experiments_keep_what_they_use_and_what_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    assert!(
        !journal
            .register(&record("one", "1", &["a", "b", "a"]))
            .expect("registered")
    );
    assert!(!journal.register(&record("two", "2", &["c"])).expect("registered"));
    assert!(
        journal.register(&record("one", "9", &["d"])).expect("registered"),
        "another one of that name"
    );
    assert!(
        !journal
            .register(&record("one", "1", &["a", "b", "a"]))
            .expect("registered")
    );
    journal.settle("1", &[10, 20, 10]).expect("kept");
    let (records, damage) = journal.experiments().expect("readable");
    assert_eq!(damage, []);
    let order: Vec<&str> = records.iter().map(|record| record.hash.as_str()).collect();
    assert_eq!(order, ["2", "9", "1"], "in the order they were last run");
    let mut expected = record("one", "1", &["a", "b", "a"]);
    expected.counts = vec![10, 20, 10];
    assert_eq!(records[2], expected);
    // What counted counts on while it is run once more.
    journal
        .register(&record("one", "1", &["a", "b", "a"]))
        .expect("registered");
    assert_eq!(journal.experiments().expect("readable").0[2], expected);
}

#[test]
fn what_nobody_uses_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    journal.register(&record("one", "1", &["a", "b"])).expect("registered");
    journal.register(&record("one", "2", &["b", "c"])).expect("registered");
    for key in ["a", "b", "c"] {
        append(&journal, key, 0, &[1.0, 2.0]).expect("stored");
    }
    let dropped = journal.drop_unused().expect("dropped");
    assert_eq!((dropped.experiments, dropped.arms, dropped.blocks), (1, 1, 2));
    assert_eq!(journal.load("a", &[], 0).expect("readable").damage, [Damage::Arm]);
    assert_eq!((errors(&journal, "b").len(), errors(&journal, "c").len()), (2, 2));
    assert_eq!(
        journal.experiments().expect("readable").0,
        [record("one", "2", &["b", "c"])]
    );
    let verified = journal
        .verify(&AtomicBool::new(false))
        .expect("readable")
        .expect("not stopped");
    assert_eq!((verified.blocks, verified.damage), (4, Vec::new()));
}

/// Two programs that are open at once store the same and different things.
#[test]
fn two_at_once_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let journals = [(), ()].map(|()| Journal::create(&path).expect("a store"));
    for (replicate, key) in ["a", "b", "a", "a", "b"].into_iter().enumerate() {
        append(&journals[replicate % 2], "a", replicate, &[replicate as f64]).expect("stored");
        append(&journals[1 - replicate % 2], "a", replicate, &[replicate as f64]).expect("the same");
        append(&journals[replicate % 2], key, replicate, &[replicate as f64]).expect("stored");
    }
    for journal in &journals {
        assert_eq!(errors(journal, "a"), [0.0, 1.0, 2.0, 3.0, 4.0]);
    }
}

/// Reading while another process stores finds nothing damaged: an arm's row and its blocks are of one moment, as are experiments and
/// what counts them.
#[test]
fn who_reads_beside_a_writer_sees_whole_batches() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let writer = Journal::create(&path).expect("a store");
    append(&writer, "a", 0, &[0.5]).expect("stored");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for replicate in 1..400 {
                append(&writer, "a", replicate, &[0.5]).expect("stored");
                writer
                    .register(&record("one", &replicate.to_string(), &["a"]))
                    .expect("registered");
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        let reader = Journal::existing(&path).expect("the store");
        let mut last = 0;
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            let found = errors(&reader, "a").len();
            assert!(found >= last);
            last = found;
            assert_eq!(reader.experiments().expect("readable").1, []);
        }
        assert!(last > 1, "nothing was stored while it was read");
    });
}

/// What SQLite cannot walk through is put aside, and the blocks that can be read are used.
#[test]
fn a_file_that_sqlite_gives_up_is_salvaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let values: Vec<f64> = (0..2000).map(|number| f64::from(number).sqrt()).collect();
    {
        let journal = Journal::create(&path).expect("a store");
        for arm in 0..40 {
            append(&journal, &format!("arm {arm}"), 0, &values).expect("stored");
        }
        assert_eq!(Journal::rescued(&path).expect("whole").1, None);
    }
    // A page in the middle is overwritten.
    let mut bytes = std::fs::read(&path).expect("the file");
    let middle = bytes.len() / 2 / 8192 * 8192;
    bytes[middle..middle + 8192].fill(0xff);
    std::fs::write(&path, &bytes).expect("written");
    let (journal, rescue) = Journal::rescued(&path).expect("salvaged");
    let rescue = rescue.expect("it was damaged");
    assert_eq!(std::fs::read(&rescue.damaged).expect("put aside"), bytes);
    assert!((40..80).contains(&rescue.blocks), "{rescue:?}");
    let mut whole = 0;
    for arm in 0..40 {
        let stored = journal.load(&format!("arm {arm}"), &names(&["error", "signed_error"]), usize::MAX);
        let columns = stored.expect("readable").columns;
        assert!(columns[0].is_empty() || columns[0] == values);
        whole += usize::from(!columns[0].is_empty());
    }
    assert!((20..40).contains(&whole), "{whole}");
    assert_eq!(Journal::rescued(&path).expect("whole").1, None);
}

#[test]
fn other_files_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text");
    let words = "this is some text and no store, long enough for a header of SQLite".repeat(20);
    std::fs::write(&text, &words).expect("written");
    for opened in [
        Journal::create(&text),
        Journal::existing(&text),
        Journal::rescued(&text).map(|(journal, _)| journal),
    ] {
        assert!(matches!(opened, Err(StoreError::Foreign { .. })));
    }
    assert_eq!(std::fs::read_to_string(&text).expect("the file"), words);

    let foreign = folder.path().join("foreign");
    Connection::open(&foreign)
        .and_then(|c| c.execute_batch("CREATE TABLE t (x)"))
        .expect("a foreign file");
    assert!(matches!(Journal::create(&foreign), Err(StoreError::Foreign { .. })));

    for version in [3, 99] {
        let other = folder.path().join(format!("format {version}"));
        drop(Journal::create(&other).expect("a new store"));
        Connection::open(&other)
            .and_then(|c| c.execute_batch(&format!("PRAGMA user_version = {version}")))
            .expect("another format");
        let before = std::fs::read(&other).expect("the file");
        for opened in [Journal::create(&other), Journal::existing(&other)] {
            assert!(matches!(opened, Err(StoreError::Version { found, .. }) if found == version));
        }
        assert_eq!(std::fs::read(&other).expect("the file"), before);
    }
    let none = folder.path().join("none");
    assert!(matches!(Journal::existing(&none), Err(StoreError::Missing { .. })));
    let empty = folder.path().join("empty");
    std::fs::write(&empty, []).expect("written");
    assert!(matches!(Journal::existing(&empty), Err(StoreError::Empty { .. })));
    assert_eq!(
        std::fs::metadata(&empty).expect("the file").len(),
        0,
        "nothing is written"
    );
}

/// A store that is not in the write-ahead mode yet, as that of a process killed before it was, is put into it as soon as who writes to
/// it is done. SQLite itself waits for readers here, but not for who has announced to write.
#[test]
fn the_write_ahead_mode_waits_for_a_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    drop(Journal::create(&path).expect("a new store"));
    let writer = Connection::open(&path).expect("the store");
    writer
        .execute_batch("PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE")
        .expect("a writer");
    let opened = std::thread::scope(|scope| {
        let opening = scope.spawn(|| Journal::create(&path));
        std::thread::sleep(std::time::Duration::from_millis(200));
        writer.execute_batch("COMMIT").expect("done");
        opening.join().expect("no panic")
    });
    drop(opened.expect("it has waited"));
    let mode: String = Connection::open(&path)
        .expect("the store")
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .expect("a mode");
    assert_eq!(mode, "wal");
}
