//! The tables of the store.

/// `PRAGMA application_id`: the letters "bzrt".
pub(super) const APPLICATION_ID: i64 = 0x627a_7274;

/// `PRAGMA user_version`: the format of the tables below. A change of them gets a new number.
pub(super) const FORMAT: i64 = 3;

/// The experiment with the largest `last_run` is the one that was run last. One row of `replicate` is one replicate of one
/// cell under one arm; its key makes counting it twice impossible. It gets a column of every value that was ever stored, and the
/// view `replicates` shows them with their coordinates; what is NaN or was not recorded is NULL.
pub(super) const TABLES: &str = "
CREATE TABLE experiment (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    identity TEXT NOT NULL,
    spec TEXT NOT NULL,
    last_run INTEGER NOT NULL
) STRICT;
CREATE TABLE arm (
    experiment INTEGER NOT NULL REFERENCES experiment (id),
    arm INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (experiment, arm)
) STRICT, WITHOUT ROWID;
CREATE TABLE cell (
    id INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL REFERENCES experiment (id),
    coordinates TEXT NOT NULL,
    UNIQUE (experiment, coordinates)
) STRICT;
CREATE TABLE replicate (
    cell INTEGER NOT NULL REFERENCES cell (id),
    replicate INTEGER NOT NULL,
    arm INTEGER NOT NULL,
    PRIMARY KEY (cell, replicate, arm)
) STRICT, WITHOUT ROWID;
";
