//! `sweep export`: every stored replicate that counts.

use std::io::{BufWriter, Write};

#[cfg(feature = "parquet")]
use byzrate::report::ParquetExport;
use byzrate::report::{
    CsvExport, Exporter, JsonLinesExport, Layout, SummaryFormat, export as write, export_columns, export_summary,
};
use byzrate::store::{Journal, latest};

use super::args::{ExportArguments, ExportFormat};
use super::exit::{Failure, Outcome};
use super::select;

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 16;

pub fn export(arguments: &ExportArguments) -> Result<Outcome, Failure> {
    if arguments.format == ExportFormat::Parquet {
        allow_parquet()?;
    }
    let path = select::store_path(arguments.store.as_ref());
    let journal = Journal::existing(&path)?;
    let (records, damage) = journal.experiments()?;
    // Where all are damaged, that is told below.
    if records.is_empty() && damage.is_empty() {
        return Err(select::empty(&path, false));
    }
    let records = if arguments.all { records } else { latest(records) };
    let records = select::named(records, &arguments.experiments)?;
    let columns = export_columns(&journal, &records)?;
    let mut output: Box<dyn Write> = Box::new(BufWriter::with_capacity(BUFFER, byzrate_console::open_stdout()?));
    let left_out = if arguments.summary {
        let format = match arguments.format {
            ExportFormat::Csv => SummaryFormat::Csv,
            ExportFormat::Jsonl => SummaryFormat::JsonLines,
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => SummaryFormat::Parquet,
            #[cfg(not(feature = "parquet"))]
            ExportFormat::Parquet => return allow_parquet(),
        };
        export_summary(&journal, &records, &columns, format, &mut output)?
    } else {
        let layout = if arguments.wide { Layout::Wide } else { Layout::Narrow };
        let coordinates = layout.coordinates(&records);
        let mut exporter: Box<dyn Exporter> = match arguments.format {
            ExportFormat::Csv => Box::new(CsvExport::new(output, &coordinates, &columns)),
            ExportFormat::Jsonl => Box::new(JsonLinesExport::new(output, &coordinates, &columns)),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => Box::new(ParquetExport::new(output, &coordinates, &columns)?),
            #[cfg(not(feature = "parquet"))]
            ExportFormat::Parquet => return allow_parquet(),
        };
        write(&journal, &records, &columns, &mut *exporter)?
    };
    if damage.is_empty() && left_out.is_empty() {
        return Ok(Outcome::Done);
    }
    let mut errors = std::io::stderr();
    for damage in &damage {
        let _ = writeln!(errors, "warning: damaged: {damage}");
    }
    for left_out in &left_out {
        let (experiment, cell, arm, damage) = (&left_out.experiment, &left_out.cell, &left_out.arm, &left_out.damage);
        let _ = writeln!(errors, "warning: damaged: {experiment}, {cell}, {arm}: {damage}");
    }
    let _ = writeln!(errors, "{}", select::DAMAGED);
    Ok(Outcome::Damaged)
}

/// Refuses Parquet on a terminal.
#[cfg(feature = "parquet")]
fn allow_parquet() -> Result<Outcome, Failure> {
    if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        let message = "a Parquet file is nothing to read on a terminal; send it to a file: > replicates.parquet";
        return Err(Failure::usage(message));
    }
    Ok(Outcome::Done)
}

/// Refuses Parquet, and says how to get it.
#[cfg(not(feature = "parquet"))]
fn allow_parquet() -> Result<Outcome, Failure> {
    Err(Failure::usage(
        "this program was built without Parquet; build it with `cargo build --bin sweep --features parquet`, or use --format csv",
    ))
}
