//! From names and files on the command line to checked studies.

use std::io::Write;
use std::path::{Path, PathBuf};

use byzrate::aggregator::Law;
use byzrate::claim::{Judged, Study};
use byzrate::experiment::{BUILT_IN, Catalog, Overrides, Profile, built_in};
use byzrate::report::{FigureSpec, THEORY_FIGURES};
use byzrate::spec::{Document, closest, suggest};
use byzrate::store::ExperimentRecord;

use super::exit::Failure;

/// A study with its figures.
pub struct Selected {
    pub study: Study,
    pub figures: Vec<FigureSpec>,
}

/// The studies that are named, or every built-in one.
pub fn studies(names: &[String], overrides: &Overrides) -> Result<Vec<Selected>, Failure> {
    let catalog = Catalog::default();
    let documents = if names.is_empty() {
        BUILT_IN.iter().filter_map(|(name, _)| built_in(name)).collect()
    } else {
        names.iter().map(|name| document(name)).collect::<Result<Vec<_>, _>>()?
    };
    let selected = documents
        .into_iter()
        .map(|document| with_figures(Study::decode(document, &catalog, overrides)?))
        .collect::<Result<Vec<_>, _>>()?;
    refuse_repeated(&selected)?;
    refuse_idle_beta(&selected, overrides)?;
    Ok(selected)
}

/// Reads the figures of a study.
pub fn with_figures(study: Study) -> Result<Selected, Failure> {
    for check in study.idle() {
        let name = &study.experiment.name;
        let _ = writeln!(
            std::io::stderr(),
            "warning: {name}: the check {check} selects nothing of this grid"
        );
    }
    // The smoke profile is to be quick, not to see much.
    if study.experiment.profile != Profile::Smoke {
        for (check, sees) in study.coarse() {
            let name = &study.experiment.name;
            let _ = writeln!(
                std::io::stderr(),
                "warning: {name}: the check {check} will see {sees:.2} at relative_error = {}, and is to see 0.1: a smaller one would do",
                study.experiment.replication.relative_error
            );
        }
    }
    let figures = FigureSpec::of(&study)?;
    Ok(Selected { study, figures })
}

fn refuse_repeated(selected: &[Selected]) -> Result<(), Failure> {
    let names = selected
        .iter()
        .map(|selected| selected.study.experiment.name.as_str())
        .collect();
    if let Some(name) = repeated(names) {
        return Err(Failure::usage(format!(
            "two experiments are called {name}; run one of them at a time"
        )));
    }
    let files = selected.iter().flat_map(|selected| &selected.figures);
    if let Some(file) = repeated(files.map(|figure| figure.file.as_str()).collect()) {
        return Err(Failure::usage(format!(
            "two figures are called {file}, and one would overwrite the other; run one of their experiments at a time"
        )));
    }
    Ok(())
}

fn repeated(mut names: Vec<&str>) -> Option<&str> {
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// A trim fraction that nothing is trimmed by would look as if it had been tested.
fn refuse_idle_beta(selected: &[Selected], overrides: &Overrides) -> Result<(), Failure> {
    let Some(beta) = overrides.beta else {
        return Ok(());
    };
    let mut estimators = selected
        .iter()
        .flat_map(|selected| &selected.study.experiment.estimators);
    if estimators.any(|estimator| matches!(estimator.law, Law::TrimmedMean { .. })) {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "--beta {beta}: none of these experiments has a trimmed mean to trim by it; leave it out"
    )))
}

fn document(name: &str) -> Result<Document, Failure> {
    if let Some(document) = built_in(name) {
        return Ok(document);
    }
    let path = Path::new(name);
    if path.extension().is_some_and(|ending| ending == "toml") || name.contains('/') {
        return match std::fs::read_to_string(name) {
            Ok(text) => Ok(Document::new(name, text)),
            Err(error) => Err(Failure::usage(format!(
                "{name} cannot be read: {error}{}",
                near_file(path).map_or(String::new(), |near| format!("; did you mean {near}?"))
            ))),
        };
    }
    if path.is_dir() {
        return Err(Failure::usage(format!(
            "{name:?} is a folder and no experiment; to judge and draw again what is stored in it: sweep report {name}"
        )));
    }
    if path.is_file() {
        return Err(Failure::usage(format!(
            "{name:?} is a file, but a spec is one that ends in .toml; rename it"
        )));
    }
    if let Some(ending) = path.extension().filter(|ending| !ending.is_empty()) {
        let spec = path.with_extension("toml");
        let hint = if spec.is_file() {
            format!("; did you mean {}?", spec.display())
        } else {
            String::new()
        };
        return Err(Failure::usage(format!(
            "{name:?}: no such file, and a spec of your own is one that ends in .toml and not in .{}{hint}",
            ending.display()
        )));
    }
    let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    if let Some(near) = near_file(&path.with_extension("toml")) {
        return Err(Failure::usage(format!(
            "unknown experiment {name:?}; did you mean {near}? The built-in ones: sweep list experiments"
        )));
    }
    let hint = suggest(name, &known);
    Err(Failure::usage(format!(
        "unknown experiment {name:?}{hint}; a spec of your own is a file that ends in .toml"
    )))
}

/// The spec beside a file that is not there that it was probably meant to be.
fn near_file(missing: &Path) -> Option<String> {
    if missing.exists() {
        return missing.is_file().then(|| missing.display().to_string());
    }
    let folder = missing.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut specs: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    specs.sort_unstable();
    // Without the ending, which all of them share.
    let stems = specs.iter().filter_map(|name| name.strip_suffix(".toml"));
    let near = closest(missing.file_stem()?.to_str()?, stems)?;
    Some(missing.with_file_name(format!("{near}.toml")).display().to_string())
}

/// The command that was meant, where the first argument is no experiment, no file and no command, but almost one. What follows it is
/// then meant for that command, and would only confuse.
pub fn refuse_mistyped_command(first: Option<&str>, commands: &[&str]) -> Result<(), Failure> {
    let Some(first) = first.filter(|first| !first.starts_with('-')) else {
        return Ok(());
    };
    if commands.contains(&first) || built_in(first).is_some() || Path::new(first).exists() {
        return Ok(());
    }
    let experiments = BUILT_IN.iter().map(|(name, _)| *name);
    match closest(first, commands.iter().copied().chain(experiments)) {
        Some(meant) if commands.contains(&meant) => Err(Failure::usage(format!(
            "{first:?} is no command and no experiment; did you mean {meant}? Commands: {}",
            commands.join(", ")
        ))),
        _ => Ok(()),
    }
}

/// Leaves only the figure of a name.
pub fn only_figure(name: &str, figures: &mut [Vec<FigureSpec>]) -> Result<(), Failure> {
    let known = figures.iter().flatten().map(|figure| figure.file.as_str());
    let known: Vec<&str> = known.chain(THEORY_FIGURES).collect();
    if !known.contains(&name) {
        let hint = suggest(name, &known);
        return Err(Failure::usage(format!(
            "--figure {name:?}: no experiment of the store has such a figure, nor has theory{hint}"
        )));
    }
    for figures in figures {
        figures.retain(|figure| figure.file == name);
    }
    Ok(())
}

/// What is said of a store without experiments, or of one whose experiments are all damaged.
pub fn empty(path: &Path, damaged: bool) -> Failure {
    if damaged {
        return Failure::unexpected(format!(
            "{}: no experiment is left that could be read; run it again, and what is whole of its replicates is used",
            path.display()
        ));
    }
    Failure::usage(format!(
        "{} holds no experiment; draw one with `sweep run`",
        path.display()
    ))
}

/// What is said of a store whose experiments have no replicates.
pub fn undrawn(path: &Path) -> Failure {
    Failure::usage(format!(
        "{} holds no replicate; draw some with `sweep run`",
        path.display()
    ))
}

/// Whether any replicate counts.
pub fn is_drawn(judged: &[Judged]) -> bool {
    let mut outcomes = judged.iter().flat_map(|judged| &judged.outcomes);
    outcomes.any(|outcomes| outcomes.replicates().1 > 0)
}

/// Those of the records that are named, in the order of the store; all of them where none is named.
pub fn named(records: Vec<ExperimentRecord>, names: &[String]) -> Result<Vec<ExperimentRecord>, Failure> {
    if names.is_empty() {
        return Ok(records);
    }
    let known: Vec<&str> = records.iter().map(|record| record.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        let hint = suggest(name, &known);
        return Err(Failure::usage(format!(
            "--experiment {name:?}: the store holds no such experiment{hint}"
        )));
    }
    Ok(records
        .into_iter()
        .filter(|record| names.contains(&record.name))
        .collect())
}

/// The folder of a run that names none.
pub const DEFAULT_FOLDER: &str = "results";

/// The store's name in its folder.
const STORE: &str = "store.sqlite";

/// Refuses a folder that is a symbolic link to nothing, or below one: making it would say that it exists.
pub fn refuse_dangling(folder: &Path) -> Result<(), Failure> {
    for part in folder.ancestors() {
        if let (Ok(target), false) = (std::fs::read_link(part), part.exists()) {
            return Err(Failure::usage(format!(
                "{} is a symbolic link to {}, which does not exist; make that folder, or name another one with --out",
                part.display(),
                target.display()
            )));
        }
    }
    Ok(())
}

/// The store at a path that may be the file or its folder.
pub fn store_path(path: Option<&PathBuf>) -> PathBuf {
    let path = path.cloned().unwrap_or_else(|| PathBuf::from(DEFAULT_FOLDER));
    if path.is_file() { path } else { path.join(STORE) }
}

/// What is said after something was found damaged, and left out.
pub const DAMAGED: &str = "the store is damaged in part, and that part was left out: `sweep run` with what it was drawn with draws it again, and \
     `sweep gc` drops what is left of experiments";
