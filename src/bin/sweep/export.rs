//! `sweep export`: every stored replicate that counts.

use std::io::{BufWriter, Write};

use byzrate::report::{CsvExport, Exporter, JsonLinesExport, export as write, export_columns};
use byzrate::store::{Journal, latest};

use crate::args::{ExportArguments, ExportFormat};
use crate::exit::{Failure, Outcome};
use crate::select;

pub fn export(arguments: &ExportArguments) -> Result<Outcome, Failure> {
    let journal = Journal::existing(&select::store_path(arguments.store.as_ref()))?;
    let (records, damage) = journal.experiments()?;
    let records = if arguments.all { records } else { latest(records) };
    let columns = export_columns(&journal, &records)?;
    let output: Box<dyn Write> = Box::new(BufWriter::new(byzrate_console::open_stdout()?));
    let mut exporter: Box<dyn Exporter> = match arguments.format {
        ExportFormat::Csv => Box::new(CsvExport::new(output, &columns)),
        ExportFormat::Jsonl => Box::new(JsonLinesExport::new(output, &columns)),
    };
    let left_out = write(&journal, &records, &columns, &mut *exporter)?;
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
