//! The tables of the store.

/// `PRAGMA application_id`: the letters "bzrt".
pub(super) const APPLICATION_ID: i64 = 0x627a_7274;

/// `PRAGMA user_version`: the format of the tables below. A change of them gets a new number.
pub(super) const FORMAT: i64 = 5;

/// The most replicates of a block: what one flipped bit costs.
pub const LARGEST_BLOCK: usize = 8192;

/// Every row has a checksum of its own, over what it says and whose it is. An arm's row counts its blocks and sums up their
/// checksums, and `head` does so for the experiments: a row that is gone is missed, too.
///
/// The experiment with the largest `last_run` is the one that was run last. `places` says which arm stands where in it, and
/// `counts` how many of its replicates count.
pub(super) const TABLES: &str = "
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    experiments INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE experiment (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    places TEXT NOT NULL,
    counts TEXT NOT NULL,
    last_run INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE arm (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    blocks INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE block (
    arm INTEGER NOT NULL,
    first INTEGER NOT NULL,
    count INTEGER NOT NULL,
    measure TEXT NOT NULL,
    origin TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    numbers BLOB NOT NULL
) STRICT;
CREATE INDEX block_of ON block (arm, first);
";
