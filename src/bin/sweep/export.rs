//! `sweep export`: every stored replicate.

use std::io::{BufWriter, Write};

use byzrate::report::{CsvExport, Exporter, JsonLinesExport, export_columns};
use byzrate::store::Journal;

use crate::args::{ExportArguments, ExportFormat};
use crate::exit::{Failure, Outcome};
use crate::select;

pub fn export(arguments: &ExportArguments) -> Result<Outcome, Failure> {
    let journal = Journal::existing(&select::store_path(arguments.store.as_ref()))?;
    let columns = export_columns(&journal.columns()?);
    let output: Box<dyn Write> = Box::new(BufWriter::new(byzrate_console::open_stdout()?));
    let mut exporter: Box<dyn Exporter> = match arguments.format {
        ExportFormat::Csv => Box::new(CsvExport::new(output, &columns)),
        ExportFormat::Jsonl => Box::new(JsonLinesExport::new(output, &columns)),
    };
    journal.for_each_row(&columns, |row| exporter.write(&row).map_err(Failure::from))?;
    exporter.finish()?;
    Ok(Outcome::Done)
}
