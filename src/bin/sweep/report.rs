//! `sweep report`: judges and draws stored replicates again.

use std::io::Write;
use std::path::PathBuf;

use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Source};
use byzrate::report::Report;
use byzrate::store::{Journal, latest};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};

use crate::args::ReportArguments;
use crate::exit::{Failure, Outcome, outcome};
use crate::progress::Progress;
use crate::{output, page, run, select};

pub fn report(arguments: &ReportArguments) -> Result<Outcome, Failure> {
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; the store is as it was, and the same command judges and draws again",
        within: Some(GRACE),
    });
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
    let (records, damage) = journal.experiments()?;
    for damage in &damage {
        let _ = writeln!(std::io::stderr(), "warning: damaged: {damage}");
    }
    for record in latest(records) {
        let selected = select::with_figures(Study::restore(&record.spec, &Catalog::default())?)?;
        studies.push(selected.study);
        figures.push(selected.figures);
    }
    if studies.is_empty() {
        return Err(select::empty(&path, !damage.is_empty()));
    }
    let experiments: Vec<_> = studies.iter().map(|study| &study.experiment).collect();
    let progress = Progress::new(&experiments);
    let campaign = Campaign { studies };
    let engine = Engine {
        journal: &journal,
        source: Source::StoreOnly,
        stop,
        observer: &|event| progress.observe(&event),
    };
    let (judged, figures) = run::judge(&campaign, figures, &engine, &folder.join("figures"))?;
    progress.finish();
    if !select::is_drawn(&judged) {
        return Err(select::undrawn(&path));
    }
    let report = Report::new(&campaign, &judged).with_figures(&figures);
    output::write_file(&folder.join("report.json"), report.to_json().as_bytes())?;
    let page_path = folder.join(page::PAGE);
    page::write(
        &page_path,
        (&report, &campaign, &judged),
        &figures,
        &[],
        &folder.join("figures"),
    )?;
    let shown = [
        format!("Figures: {}", folder.join("figures").display()),
        format!("Report:  {}", folder.join("report.json").display()),
        format!("Page:    {}", page_path.display()),
    ];
    output::show(&report, &arguments.show, &shown)?;
    if progress.saw_damage() || !damage.is_empty() {
        let _ = writeln!(std::io::stderr(), "{}", select::DAMAGED);
        return Ok(Outcome::Damaged);
    }
    Ok(outcome(report.verdict, arguments.show.strict))
}
