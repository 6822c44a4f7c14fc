//! `sweep report`: judges and draws stored replicates again.

use std::io::Write;
use std::path::PathBuf;

use byzrate::claim::{Campaign, Study};
use byzrate::experiment::{Catalog, Engine, Source};
use byzrate::report::{Report, theory_figure};
use byzrate::store::{Journal, latest};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};

use super::args::ReportArguments;
use super::exit::{Failure, Outcome, outcome};
use super::figures::Figures;
use super::progress::Progress;
use super::{output, page, run, select};

pub fn report(arguments: &ReportArguments) -> Result<Outcome, Failure> {
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; the store is as it was, and the same command judges and draws again",
        within: Some(GRACE),
    });
    let path = select::store_path(arguments.store.as_ref());
    // What theory says by itself needs no store.
    let of_theory = arguments.figure.as_deref().and_then(theory_figure);
    let journal = if of_theory.is_some() {
        None
    } else {
        Some(Journal::existing(&path)?)
    };
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
    let drawn = Figures::new(folder.join("figures"), &arguments.drawn, stop);
    let Some(journal) = journal else {
        drawn.write_theory(of_theory.as_slice())?;
        return drawn_alone(arguments.figure.as_deref(), &drawn);
    };
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
    if let Some(name) = &arguments.figure {
        select::only_figure(name, &mut figures)?;
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
    let (judged, figures) = run::judge(&campaign, figures, &engine, &drawn)?;
    progress.finish();
    if !select::is_drawn(&judged) {
        return Err(select::undrawn(&path));
    }
    let is_damaged = progress.saw_damage() || !damage.is_empty();
    if arguments.figure.is_some() {
        let done = drawn_alone(arguments.figure.as_deref(), &drawn)?;
        return Ok(if is_damaged { damaged() } else { done });
    }
    let report = Report::new(&campaign, &judged).with_figures(&figures);
    output::write_file(&folder.join("report.json"), report.to_json().as_bytes())?;
    let page_path = folder.join(page::PAGE);
    page::write(&page_path, (&report, &campaign, &judged), &figures, &[], &drawn)?;
    let shown = [
        format!("Figures: {}", folder.join("figures").display()),
        format!("Report:  {}", folder.join("report.json").display()),
        format!("Page:    {}", page_path.display()),
    ];
    output::show(&report, &arguments.show, &shown)?;
    if is_damaged {
        return Ok(damaged());
    }
    Ok(outcome(report.verdict, arguments.show.strict))
}

fn damaged() -> Outcome {
    let _ = writeln!(std::io::stderr(), "{}", select::DAMAGED);
    Outcome::Damaged
}

/// Names the files of the one figure that was drawn; why it was not has been said.
fn drawn_alone(name: Option<&str>, drawn: &Figures) -> Result<Outcome, Failure> {
    let name = name.unwrap_or_default();
    drawn.for_screens(name)?;
    let files = drawn.files(name).into_iter();
    output::print(&files.map(|path| format!("{}\n", path.display())).collect::<String>())?;
    Ok(Outcome::Done)
}
