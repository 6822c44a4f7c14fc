use rusqlite::Connection;

use super::{ExperimentRecord, Journal, StoreError};

fn record(hash: &str) -> ExperimentRecord {
    ExperimentRecord {
        name: "test".to_owned(),
        hash: hash.to_owned(),
        identity: "seed 1".to_owned(),
        spec: String::new(),
        arms: vec!["first".to_owned(), "second".to_owned()],
    }
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn rows(errors: &[f64]) -> Vec<f64> {
    errors.iter().flat_map(|error| [*error, -error]).collect()
}

#[test]
fn what_is_appended_is_loaded_bit_for_bit() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let batch = rows(&[0.1, f64::INFINITY, 1e-300, 0.1 + 0.2]);
    {
        let journal = Journal::create(&path).expect("a new store");
        let id = journal.register(&record("a")).expect("registered");
        let cell = journal.cell(id, "n=1").expect("a cell");
        journal
            .append(cell, 2, &columns(&["error", "signed_error"]), 0, &batch)
            .expect("stored");
        journal
            .append(cell, 2, &columns(&["error", "signed_error"]), 0, &rows(&[9.0, 9.0]))
            .expect("ignored");
        journal
            .append(cell, 2, &columns(&["error", "signed_error"]), 3, &rows(&[7.0, 8.0]))
            .expect("stored");
    }
    let journal = Journal::existing(&path).expect("the store");
    let id = journal.register(&record("a")).expect("registered");
    let cell = journal.cell(id, "n=1").expect("a cell");
    assert_eq!(
        journal
            .load(cell, 2, &columns(&["error", "signed_error"]))
            .expect("rows"),
        batch,
        "the gap at replicate 2 ends what counts"
    );
    assert_eq!(journal.experiments().expect("one").len(), 1);
}

#[test]
fn nan_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("s")).expect("a new store");
    let id = journal.register(&record("a")).expect("registered");
    let cell = journal.cell(id, "n=1").expect("a cell");
    journal
        .append(
            cell,
            1,
            &columns(&["error", "signed_error"]),
            0,
            &[f64::INFINITY, f64::NAN],
        )
        .expect("stored");
    let rows = journal
        .load(cell, 1, &columns(&["error", "signed_error"]))
        .expect("rows");
    assert!(rows[0].is_infinite() && rows[1].is_nan());
    let recorded = journal.load(cell, 1, &columns(&["excess"])).expect("rows");
    assert!(recorded[0].is_nan(), "what was not recorded is none");
}

/// A store of an earlier program, then of one with another value, then of the earlier one again.
#[test]
fn columns_are_added_as_they_are_first_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let reopened = || {
        let journal = Journal::create(&path).expect("a store");
        let id = journal.register(&record("a")).expect("registered");
        let cell = journal.cell(id, "n=1").expect("a cell");
        (journal, cell)
    };
    let old = columns(&["error"]);
    let new = columns(&["rounds", "error", "odd \"name"]);
    let (journal, cell) = reopened();
    assert!(journal.columns().expect("names").is_empty());
    journal.append(cell, 1, &old, 0, &[0.5]).expect("stored");
    drop(journal);
    let (journal, cell) = reopened();
    assert!(journal.load(cell, 1, &new).expect("rows")[0].is_nan());
    journal.append(cell, 1, &new, 1, &[7.0, 0.25, 3.0]).expect("stored");
    drop(journal);
    let (journal, cell) = reopened();
    journal.append(cell, 1, &old, 2, &[0.125]).expect("stored");
    assert_eq!(
        journal.columns().expect("names"),
        columns(&["error", "rounds", "odd \"name"])
    );
    assert_eq!(journal.load(cell, 1, &old).expect("rows"), [0.5, 0.25, 0.125]);
    let mut rows = Vec::new();
    let visited = journal.for_each_row(&columns(&["rounds", "none", "error"]), |row| {
        rows.push(row.values);
        Ok::<_, StoreError>(())
    });
    visited.expect("rows");
    let expected = [(None, 0.5), (Some(7.0), 0.25), (None, 0.125)];
    assert_eq!(rows, expected.map(|(rounds, error)| vec![rounds, None, Some(error)]));
    drop(journal);
    let connection = Connection::open(&path).expect("the file");
    let seen = connection.query_row(
        "SELECT rounds, \"odd \"\"name\" FROM replicates WHERE cell = 'n=1' AND replicate = 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    assert_eq!(seen, Ok((7.0, 3.0)), "the view follows");
}

/// Two programs that are open at once, and each stores a value that the other does not know.
#[test]
fn columns_are_added_beside_another_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let journals = [(), ()].map(|()| Journal::create(&path).expect("a store"));
    let id = journals[0].register(&record("a")).expect("registered");
    let cell = journals[0].cell(id, "n=1").expect("a cell");
    for (replicate, name) in ["error", "excess", "rounds", "error"].into_iter().enumerate() {
        let journal = &journals[replicate % 2];
        journal
            .append(cell, 1, &columns(&[name]), replicate, &[replicate as f64])
            .expect("stored");
    }
    for journal in &journals {
        assert_eq!(
            journal.columns().expect("names"),
            columns(&["error", "excess", "rounds"])
        );
        let errors = journal.load(cell, 1, &columns(&["error"])).expect("rows");
        assert!(errors[0] == 0.0 && errors[1].is_nan() && errors[2].is_nan() && errors[3] == 3.0);
    }
}

#[test]
fn other_files_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("text");
    std::fs::write(
        &text,
        "this is some text and no store, long enough for a header of SQLite".repeat(20),
    )
    .expect("written");
    assert!(matches!(Journal::create(&text), Err(StoreError::Foreign { .. })));

    let foreign = folder.path().join("foreign");
    Connection::open(&foreign)
        .and_then(|c| c.execute_batch("CREATE TABLE t (x)"))
        .expect("a foreign file");
    assert!(matches!(Journal::create(&foreign), Err(StoreError::Foreign { .. })));

    let newer = folder.path().join("newer");
    drop(Journal::create(&newer).expect("a new store"));
    Connection::open(&newer)
        .and_then(|c| c.execute_batch("PRAGMA user_version = 99"))
        .expect("a newer store");
    assert!(matches!(
        Journal::create(&newer),
        Err(StoreError::Version { found: 99, .. })
    ));
    assert!(matches!(
        Journal::existing(&folder.path().join("none")),
        Err(StoreError::Missing { .. })
    ));
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
        let opening = scope.spawn(|| Journal::existing(&path));
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
