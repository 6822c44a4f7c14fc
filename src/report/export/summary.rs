use std::io::{self, Write};

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::coordinates::{fields, text};
use super::csv::record;
use super::json_lines::{open_object, write_value};
use super::number::write_number;
#[cfg(feature = "parquet")]
use super::parquet_table::ParquetTable;
use super::replicates::whole;
use super::{ExportError, Layout, LeftOut};
use crate::algorithm::Measure;
use crate::experiment::{CellOutcomes, Summary};
use crate::stat::{Estimate, Moments};
use crate::store::{ExperimentRecord, Journal};

/// The columns of a summary after the coordinates. The mean of every other measure that is stored follows in two columns,
/// `…_mean` and `…_standard_error`.
pub const SUMMARY_COLUMNS: [&str; 12] = [
    "replicates",
    "lost",
    "error_mean",
    "error_standard_error",
    "rms",
    "rms_standard_error",
    "bias",
    "bias_standard_error",
    "quantile_50",
    "quantile_95",
    "quantile_95_low",
    "quantile_95_high",
];

/// How a summary is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SummaryFormat {
    /// Comma-separated values with a header: what does not exist is empty.
    Csv,
    /// One JSON object a line: what does not exist is left out.
    JsonLines,
    /// A Parquet file: what does not exist is null.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How many of the columns are counts, the first ones.
const COUNTS: usize = 2;

/// An arm in numbers.
struct Row {
    fields: Map<String, Value>,
    counts: [usize; COUNTS],
    values: Vec<Option<f64>>,
    left_out: Vec<LeftOut>,
}

/// Writes a row for every arm of `experiments`: all its coordinates, and what its replicates that count come to. `columns` are those of
/// [`export_columns`](super::export_columns). Gives what was left out.
///
/// # Errors
/// If the store or the output fails.
pub fn export_summary(
    journal: &Journal,
    experiments: &[ExperimentRecord],
    columns: &[String],
    format: SummaryFormat,
    output: &mut dyn Write,
) -> Result<Vec<LeftOut>, ExportError> {
    let coordinates = Layout::Wide.coordinates(experiments);
    let always = Measure::ALWAYS.map(Measure::column);
    let others: Vec<&String> = columns.iter().filter(|column| !always.contains(column)).collect();
    let more = others
        .iter()
        .flat_map(|column| [format!("{column}_mean"), format!("{column}_standard_error")]);
    let names: Vec<String> = SUMMARY_COLUMNS.map(str::to_owned).into_iter().chain(more).collect();
    let left_out = match format {
        SummaryFormat::Csv => {
            let mut header = record(coordinates.iter().copied().chain(names.iter().map(String::as_str)))?;
            header.push(b'\n');
            output.write_all(&header)?;
            let mut write = |row: Row| output.write_all(&csv_line(&coordinates, &row)?);
            rows(journal, experiments, &others, &mut write)?
        }
        SummaryFormat::JsonLines => {
            let mut write = |row: Row| output.write_all(&json_line(&coordinates, &names, row)?);
            rows(journal, experiments, &others, &mut write)?
        }
        #[cfg(feature = "parquet")]
        SummaryFormat::Parquet => {
            let mut table = ParquetTable::of_summary(&mut *output, &coordinates, &names, COUNTS)?;
            let mut write = |row: Row| table.push_summary(&coordinates, &row.fields, &row.counts, &row.values);
            let left_out = rows(journal, experiments, &others, &mut write)?;
            table.finish()?;
            left_out
        }
    };
    output.flush()?;
    Ok(left_out)
}

fn csv_line(coordinates: &[&'static str], row: &Row) -> io::Result<Vec<u8>> {
    let texts: Vec<String> = coordinates.iter().map(|name| text(&row.fields, name)).collect();
    let mut line = record(texts.iter().map(String::as_str))?;
    for count in row.counts {
        write!(line, ",{count}")?;
    }
    for value in &row.values {
        line.push(b',');
        if let Some(value) = value {
            write_number(&mut line, *value);
        }
    }
    line.push(b'\n');
    Ok(line)
}

fn json_line(coordinates: &[&'static str], names: &[String], row: Row) -> io::Result<Vec<u8>> {
    let mut line = open_object(coordinates, row.fields)?;
    for (name, count) in names.iter().zip(row.counts) {
        write!(line, ",\"{name}\":{count}")?;
    }
    for (name, value) in names[COUNTS..].iter().zip(row.values) {
        if let Some(value) = value {
            write!(line, ",{}:", Value::from(name.as_str()))?;
            write_value(&mut line, value)?;
        }
    }
    line.extend_from_slice(b"}\n");
    Ok(line)
}

/// Hands on the row of every arm, in their order; those of an experiment are computed side by side. Gives what was left out.
fn rows(
    journal: &Journal,
    experiments: &[ExperimentRecord],
    others: &[&String],
    write: &mut dyn FnMut(Row) -> io::Result<()>,
) -> Result<Vec<LeftOut>, ExportError> {
    let mut left_out = Vec::new();
    for experiment in experiments {
        let rows: Vec<Row> = (0..experiment.places.len())
            .into_par_iter()
            .map(|arm| row(journal, experiment, arm, others))
            .collect::<Result<_, _>>()?;
        for mut row in rows {
            left_out.append(&mut row.left_out);
            write(row)?;
        }
    }
    Ok(left_out)
}

fn row(journal: &Journal, experiment: &ExperimentRecord, arm: usize, others: &[&String]) -> Result<Row, ExportError> {
    let place = &experiment.places[arm];
    let most = experiment.counts.get(arm).copied().unwrap_or(usize::MAX);
    let names = journal.measures_of(&place.key)?;
    let mut stored = journal.load_each(&place.key, &names, most)?;
    let replicates = whole(&names, &stored);
    for column in &mut stored.columns {
        column.truncate(replicates);
    }
    let column = |wanted: &str| {
        names
            .iter()
            .position(|name| name == wanted)
            .map(|at| &stored.columns[at])
    };
    let [error, signed] = Measure::ALWAYS.map(|measure| column(&measure.column()).cloned().unwrap_or_default());
    // The sign may be damaged where the error is not.
    let kept = if signed.len() == error.len() { 2 } else { 1 };
    let outcomes = CellOutcomes::of_one_arm(&Measure::ALWAYS[..kept], [error, signed][..kept].to_vec());
    let summary = Summary::new(&outcomes.arm(0));
    let quantile = |probability: f64| summary.quantiles.iter().find(|own| own.probability == probability);
    let high = quantile(0.95);
    let mut values = Vec::new();
    for estimate in [summary.mean, summary.rms, summary.bias] {
        values.extend(both(estimate));
    }
    values.extend([
        quantile(0.5).map(|own| own.value),
        high.map(|own| own.value),
        high.map(|own| own.interval.low),
        high.map(|own| own.interval.high),
    ]);
    for name in others {
        let mut moments = Moments::default();
        for value in column(name).into_iter().flatten() {
            moments.add(*value);
        }
        let known = column(name).is_some_and(|column| !column.is_empty());
        values.extend(both(known.then(|| moments.mean())));
    }
    Ok(Row {
        fields: fields(experiment, arm, place),
        counts: [replicates, summary.lost],
        values,
        left_out: LeftOut::all(experiment, place, stored.damage),
    })
}

/// Value and standard error, where they are numbers.
fn both(estimate: Option<Estimate>) -> [Option<f64>; 2] {
    let number = |value: f64| (!value.is_nan()).then_some(value);
    [
        estimate.and_then(|estimate| number(estimate.value)),
        estimate.and_then(|estimate| number(estimate.standard_error)),
    ]
}
