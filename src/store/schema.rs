//! The tables of the store.

/// `PRAGMA application_id`: the letters "bzrt".
pub(super) const APPLICATION_ID: i64 = 0x627a_7274;

/// `PRAGMA user_version`: the format of the tables below. A change of them gets a new number.
pub(super) const FORMAT: i64 = 3;

/// The experiment with the largest `last_run` is the one that was run last. One row of `replicate` is one replicate of one
/// cell under one arm; its key makes counting it twice impossible. Its columns are those of `Measure`; what is NaN or was
/// not recorded is NULL.
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
    error REAL,
    signed_error REAL,
    excess REAL,
    gradient_norm REAL,
    path_deviation REAL,
    uniform_deviation REAL,
    contraction REAL,
    gradient_square REAL,
    coordinate_square REAL,
    coordinate_cube REAL,
    coordinate_exponential REAL,
    coordinate_exponential_minus REAL,
    lipschitz REAL,
    smoothness REAL,
    strong_convexity REAL,
    PRIMARY KEY (cell, replicate, arm)
) STRICT, WITHOUT ROWID;
CREATE VIEW replicates AS
SELECT experiment.name AS experiment, experiment.hash AS hash, cell.coordinates AS cell, arm.label AS arm,
       replicate.replicate AS replicate, replicate.error, replicate.signed_error,
       replicate.excess, replicate.gradient_norm, replicate.path_deviation, replicate.uniform_deviation, replicate.contraction,
       replicate.gradient_square, replicate.coordinate_square, replicate.coordinate_cube, replicate.coordinate_exponential,
       replicate.coordinate_exponential_minus,
       replicate.lipschitz, replicate.smoothness, replicate.strong_convexity
FROM replicate
JOIN cell ON cell.id = replicate.cell
JOIN experiment ON experiment.id = cell.experiment
JOIN arm ON arm.experiment = experiment.id AND arm.arm = replicate.arm;
";
