//! The columns of values: the store knows no more than their names, and gets them as they are first stored.

use rusqlite::Connection;

/// The columns of values, in the order in which they were added.
pub(super) fn stored(connection: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement = connection.prepare_cached(
        "SELECT name FROM pragma_table_info('replicate') WHERE name NOT IN ('cell', 'replicate', 'arm') ORDER BY cid",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}

/// Adds those of `columns` that are missing; the caller's transaction must have begun to write, so that nobody else adds them too.
pub(super) fn add(connection: &Connection, columns: &[String]) -> Result<(), rusqlite::Error> {
    let known = stored(connection)?;
    let missing: Vec<&String> = columns.iter().filter(|column| !known.contains(column)).collect();
    for column in &missing {
        connection.execute_batch(&format!("ALTER TABLE replicate ADD COLUMN {} REAL", quoted(column)))?;
    }
    if missing.is_empty() { Ok(()) } else { show(connection) }
}

/// Makes the view `replicates` of all columns anew.
pub(super) fn show(connection: &Connection) -> Result<(), rusqlite::Error> {
    let values: String = stored(connection)?
        .iter()
        .map(|column| format!(", replicate.{}", quoted(column)))
        .collect();
    connection.execute_batch(&format!(
        "DROP VIEW IF EXISTS replicates;
         CREATE VIEW replicates AS
         SELECT experiment.name AS experiment, experiment.hash AS hash, cell.coordinates AS cell, arm.label AS arm,
                replicate.replicate AS replicate{values}
         FROM replicate
         JOIN cell ON cell.id = replicate.cell
         JOIN experiment ON experiment.id = cell.experiment
         JOIN arm ON arm.experiment = experiment.id AND arm.arm = replicate.arm;"
    ))
}

/// `columns` as a query selects them, separated by commas; NULL stands for one that was never stored.
pub(super) fn selected(connection: &Connection, columns: &[String]) -> Result<String, rusqlite::Error> {
    let known = stored(connection)?;
    let select = |column: &String| match known.contains(column) {
        true => format!("replicate.{}", quoted(column)),
        false => "NULL".to_owned(),
    };
    Ok(columns.iter().map(select).collect::<Vec<_>>().join(", "))
}

/// `columns` as a statement names them, separated by commas.
pub(super) fn listed(columns: &[String]) -> String {
    columns
        .iter()
        .map(|column| quoted(column))
        .collect::<Vec<_>>()
        .join(", ")
}

fn quoted(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}
