//! `sweep table`: the table of cells of stored replicates.

use std::io::Write;

use byzrate::claim::{Campaign, Judged, Study};
use byzrate::experiment::{Catalog, CellOutcomes, Engine, Source};
use byzrate::report::{Report, csv_table, latex_table, markdown_table, text_table};
use byzrate::store::{Journal, latest};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};

use super::args::{TableArguments, TableFormat};
use super::exit::{Failure, Outcome};
use super::progress::Progress;
use super::{output, select};

pub fn table(arguments: &TableArguments) -> Result<Outcome, Failure> {
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; the store is as it was",
        within: Some(GRACE),
    });
    let path = select::store_path(arguments.store.as_ref());
    let journal = Journal::existing(&path)?;
    let (records, damage) = journal.experiments()?;
    for damage in &damage {
        let _ = writeln!(std::io::stderr(), "warning: damaged: {damage}");
    }
    if records.is_empty() {
        return Err(select::empty(&path, !damage.is_empty()));
    }
    let records = select::named(latest(records), &arguments.experiments)?;
    let studies = records
        .iter()
        .map(|record| Ok(Study::restore(&record.spec, &Catalog::default())?))
        .collect::<Result<Vec<Study>, Failure>>()?;
    let experiments: Vec<_> = studies.iter().map(|study| &study.experiment).collect();
    let progress = Progress::new(&experiments);
    let engine = Engine {
        journal: &journal,
        source: Source::StoreOnly,
        stop,
        observer: &|event| progress.observe(&event),
    };
    let mut judged = Vec::new();
    for (study, record) in studies.iter().zip(&records) {
        let experiment = &study.experiment;
        let mut outcomes = vec![CellOutcomes::default(); experiment.cells.len()];
        engine.run(experiment, &experiment.settled_precision(&record.counts), &mut outcomes)?;
        // A table needs no verdicts.
        let findings = Vec::new();
        judged.push(Judged { outcomes, findings });
    }
    progress.finish();
    if !select::is_drawn(&judged) {
        return Err(select::undrawn(&path));
    }
    let report = Report::new(&Campaign { studies }, &judged);
    output::print(&match arguments.format {
        TableFormat::Text => text_table(&report, output::table_width()),
        TableFormat::Csv => csv_table(&report),
        TableFormat::Markdown => markdown_table(&report),
        TableFormat::Latex => latex_table(&report),
    })?;
    if progress.saw_damage() || !damage.is_empty() {
        let _ = writeln!(std::io::stderr(), "{}", select::DAMAGED);
        return Ok(Outcome::Damaged);
    }
    Ok(Outcome::Done)
}
