//! `sweep report`: judges and draws stored replicates again.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Source};
use byzrate::report::Report;
use byzrate::store::{ExperimentRecord, Journal};

use crate::args::ReportArguments;
use crate::exit::{Failure, Outcome, outcome};
use crate::{output, run, select};

pub fn report(arguments: &ReportArguments) -> Result<Outcome, Failure> {
    let path = select::store_path(arguments.store.as_ref());
    let journal = Journal::existing(&path)?;
    let folder = match (&arguments.out, path.parent()) {
        (Some(out), _) => out.clone(),
        (None, Some(parent)) => parent.to_owned(),
        (None, None) => PathBuf::from("."),
    };
    if let Some(out) = &arguments.out {
        select::refuse_dangling(out)?;
        std::fs::create_dir_all(out)
            .map_err(|error| Failure::usage(format!("--out {} cannot be made: {error}", out.display())))?;
    }
    let mut studies = Vec::new();
    let mut figures = Vec::new();
    for record in latest(journal.experiments()?) {
        let selected = select::with_figures(Study::restore(&record.spec, &Catalog::default())?)?;
        studies.push(selected.study);
        figures.push(selected.figures);
    }
    if studies.is_empty() {
        return Err(Failure::usage(format!(
            "{} holds no experiment; draw one with `sweep run`",
            path.display()
        )));
    }
    let campaign = Campaign { studies };
    let engine = Engine {
        journal: &journal,
        source: Source::StoreOnly,
        stop: &AtomicBool::new(false),
        observer: &|_| {},
    };
    let (judged, figures) = run::judge(&campaign, figures, &engine, &folder.join("figures"))?;
    let drawn = judged
        .iter()
        .flat_map(|judged| &judged.outcomes)
        .any(|outcomes| outcomes.replicates() > 0);
    if !drawn {
        return Err(Failure::usage(format!(
            "{} holds no replicate; draw some with `sweep run`",
            path.display()
        )));
    }
    let report = Report::new(&campaign, &judged).with_figures(&figures);
    output::write_file(&folder.join("report.json"), report.to_json().as_bytes())?;
    let shown = [
        format!("Figures: {}", folder.join("figures").display()),
        format!("Report:  {}", folder.join("report.json").display()),
    ];
    output::show(&report, &arguments.show, &shown)?;
    Ok(outcome(report.verdict, arguments.show.strict))
}

/// Of experiments of one name, the one that was run last; in the order they were last run, as that run reported them.
fn latest(records: Vec<ExperimentRecord>) -> Vec<ExperimentRecord> {
    let mut kept: Vec<ExperimentRecord> = Vec::new();
    for record in records {
        kept.retain(|known| known.name != record.name);
        kept.push(record);
    }
    kept
}
