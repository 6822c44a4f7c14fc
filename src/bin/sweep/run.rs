//! `sweep run`: draws, judges, shows.

use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use byzrate::claim::{Campaign, Judged, Study};
use byzrate::experiment::{Engine, Experiment, Overrides, Profile, Source};
use byzrate::report::{FigureSpec, Report, gallery, theory_figures};
use byzrate::store::Journal;
use byzrate_console::{GRACE, Stops, stop_on_interrupt};

use super::args::{GridArguments, ProfileName, RunArguments};
use super::exit::{Failure, Outcome, outcome};
use super::figures::Figures;
use super::progress::{Notice, Progress};
use super::{carried, dry_run, memory, output, page, select, terms};

/// The page beside the figures of all built-in experiments, where code hosts look for one.
const GALLERY: &str = "README.md";

/// Where a run puts things.
struct Places {
    store: PathBuf,
    report: PathBuf,
    figures: PathBuf,
}

pub fn run(arguments: &RunArguments) -> Result<Outcome, Failure> {
    let overrides = overrides(arguments.profile, arguments.seed, &arguments.grid);
    let reading = Notice::new("reading the experiments, and what theory predicts of them");
    let selected = select::studies(&arguments.experiments, &overrides)?;
    drop(reading);
    let experiments: Vec<&Experiment> = selected.iter().map(|selected| &selected.study.experiment).collect();
    for selected in &selected {
        for line in lifted(&selected.study.experiment) {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
    if arguments.dry_run {
        let studies: Vec<&Study> = selected.iter().map(|selected| &selected.study).collect();
        return dry_run::dry_run(&studies, threads(arguments), arguments.show.format);
    }
    for selected in &selected {
        for line in terms::lines(&selected.study) {
            let _ = writeln!(std::io::stderr(), "{}: {line}", selected.study.experiment.name);
        }
    }
    memory::refuse_too_little(&experiments, threads(arguments))?;
    let places = places(arguments, &overrides)?;
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|error| Failure::usage(format!("--threads {threads}: {error}")))?;
    }
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; what was drawn is kept, and the same command goes on from there",
        within: Some(GRACE),
    });
    let (journal, rescue) = Journal::rescued(&places.store)?;
    if let Some(rescue) = rescue {
        let _ = writeln!(
            std::io::stderr(),
            "warning: {} was damaged ({}) and is {} now; {} of its blocks could be read and are used, the rest is drawn again",
            places.store.display(),
            rescue.reason,
            rescue.damaged.display(),
            rescue.blocks
        );
    }
    let progress = Progress::new(&experiments);
    let engine = Engine {
        journal: &journal,
        source: Source::StoreAndDraw,
        stop,
        observer: &|event| progress.observe(&event),
    };
    let (studies, figures): (Vec<_>, Vec<_>) = selected
        .into_iter()
        .map(|selected| (selected.study, selected.figures))
        .unzip();
    let campaign = Campaign { studies };
    let drawn = Figures::new(places.figures, &arguments.drawn, stop);
    let (judged, figures) = judge(&campaign, figures, &engine, &drawn)?;
    progress.finish();
    let report = Report::new(&campaign, &judged).with_figures(&figures);
    let mut theory = Vec::new();
    if arguments.experiments.is_empty() {
        theory = theory_figures();
        drawn.write_theory(&theory)?;
        if drawn.suit_a_gallery() {
            let beside = gallery(&report, &figures, &theory);
            output::write_file(&drawn.folder.join(GALLERY), beside.as_bytes())?;
        }
    }
    let whole = carried::whole(&report, &places.report, journal.experiments()?.0);
    output::write_file(&places.report, whole.text.as_bytes())?;
    let page_path = places.report.with_file_name(page::PAGE);
    page::write(&page_path, (&report, &campaign, &judged), &figures, &theory, &drawn)?;
    let alone = match whole.others {
        0 => "",
        _ => ", of this run alone; `sweep report` writes one of all",
    };
    let without = match whole.missing.len() {
        0 => String::new(),
        count => format!(", without {count} experiments of the store; `sweep report` judges all of it"),
    };
    let shown = [
        format!("Figures: {}", drawn.folder.display()),
        format!("Report:  {}{without}", places.report.display()),
        format!("Page:    {}{alone}", page_path.display()),
        format!("Store:   {}", places.store.display()),
    ];
    output::show(&report, &arguments.show, &shown)?;
    Ok(outcome(report.verdict, arguments.show.strict))
}

/// Runs and judges every study; its figures are written at once, so that a later failure loses nothing. Gives the figures
/// that have something to show, too.
pub fn judge(
    campaign: &Campaign,
    figures: Vec<Vec<FigureSpec>>,
    engine: &Engine,
    drawing: &Figures,
) -> Result<(Vec<Judged>, Vec<Vec<FigureSpec>>), Failure> {
    let judged: Vec<OnceLock<Judged>> = campaign.studies.iter().map(|_| OnceLock::new()).collect();
    let all_drawn: Vec<OnceLock<Result<Vec<FigureSpec>, Failure>>> = judged.iter().map(|_| OnceLock::new()).collect();
    rayon::scope(|scope| -> Result<(), Failure> {
        for (index, (study, figures)) in campaign.studies.iter().zip(figures).enumerate() {
            let result = campaign.run(study, engine)?;
            let (result, drawn) = (judged[index].get_or_init(|| result), &all_drawn[index]);
            // Figures are drawn while the next study's replicates are.
            scope.spawn(move |_| {
                drawn.get_or_init(|| drawing.write((study, result), figures));
            });
            if all_drawn.iter().any(|drawn| matches!(drawn.get(), Some(Err(_)))) {
                break;
            }
        }
        Ok(())
    })?;
    let judged = judged.into_iter().filter_map(OnceLock::into_inner).collect();
    let drawn: Result<Vec<_>, Failure> = all_drawn.into_iter().filter_map(OnceLock::into_inner).collect();
    Ok((judged, drawn?))
}

/// What was changed beyond what was asked: a line for every estimator that trims more than its spec says.
pub fn lifted(experiment: &Experiment) -> impl Iterator<Item = String> {
    experiment.estimators.iter().filter_map(|estimator| {
        let beta = estimator.lifted?;
        let (name, id) = (&experiment.name, &estimator.id);
        Some(format!(
            "{name}: {id} trims by beta = {beta}, and by alpha where that is more; --beta says otherwise"
        ))
    })
}

/// How many threads draw.
fn threads(arguments: &RunArguments) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    arguments.threads.unwrap_or_else(processors)
}

/// What is said over specs.
pub fn overrides(profile: ProfileName, seed: Option<u64>, grid: &GridArguments) -> Overrides {
    Overrides {
        profile: profile.into(),
        seed,
        samples: grid.samples.clone(),
        workers: grid.workers.clone(),
        alpha: grid.alpha.clone(),
        dim: grid.dim.clone(),
        beta: grid.beta,
        allow_breakdown: grid.allow_breakdown,
    }
}

/// The folder `figures` holds what the plain quick run of everything draws; any other run keeps its figures to itself.
fn places(arguments: &RunArguments, overrides: &Overrides) -> Result<Places, Failure> {
    let usual = overrides.is_plain() && arguments.drawn.is_usual();
    let plain = usual && arguments.experiments.is_empty() && overrides.profile == Profile::Quick;
    let folder = arguments.out.clone().unwrap_or_else(|| match overrides.profile {
        Profile::Quick => PathBuf::from(select::DEFAULT_FOLDER),
        other => PathBuf::from(select::DEFAULT_FOLDER).join(other.name()),
    });
    select::refuse_dangling(&folder)?;
    if folder.is_file() {
        return Err(Failure::usage(format!(
            "--out {} is a file; name a folder, in which the store, the report and the figures are put",
            folder.display()
        )));
    }
    Ok(Places {
        store: select::store_path(Some(&folder)),
        report: folder.join("report.json"),
        figures: if plain && arguments.out.is_none() {
            PathBuf::from("figures")
        } else {
            folder.join("figures")
        },
    })
}
