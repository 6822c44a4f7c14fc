//! `run` and `report`: specs are drawn and judged, and stores judged again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use byzrate::claim::{Campaign, Judged, Study};
use byzrate::experiment::{BUILT_IN, Engine, Event, Overrides, Profile, Source, built_in};
use byzrate::report::{FigureSpec, LedgerStyle, Rendered, Report, ledger, ledger_footer};
use byzrate::spec::{Document, suggest};
use byzrate::store::{Journal, latest};
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::columns;
use crate::error::refused;
use crate::own_parts::OwnParts;
use crate::watch::{Watch, apart};

/// The store's name in its folder.
const STORE: &str = "store.sqlite";

/// What was found, for the class of results.
struct Found {
    campaign: Campaign,
    judged: Vec<Judged>,
    report: Report,
    figures: Vec<(String, String)>,
    warnings: Vec<String>,
}

/// Draws and judges `specs`, texts with their names, or built-in names without a text.
#[pyfunction]
#[pyo3(signature = (specs, *, profile, seed, n, m, alpha, dim, beta, allow_breakdown, own, store, threads))]
#[allow(clippy::too_many_arguments)]
pub fn run<'py>(
    py: Python<'py>,
    specs: Vec<(String, Option<String>)>,
    profile: &str,
    seed: Option<u64>,
    n: Option<Vec<usize>>,
    m: Option<Vec<usize>>,
    alpha: Option<Vec<f64>>,
    dim: Option<Vec<usize>>,
    beta: Option<f64>,
    allow_breakdown: bool,
    own: OwnParts<'py>,
    store: Option<PathBuf>,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let known = Profile::ALL.map(Profile::name);
    let profile = Profile::named(profile)
        .ok_or_else(|| refused(format!("unknown profile {profile:?}{}", suggest(profile, &known))))?;
    let overrides = Overrides {
        profile,
        seed,
        samples: n,
        workers: m,
        alpha,
        dim,
        beta,
        allow_breakdown,
    };
    let documents = specs.into_iter().map(document).collect::<PyResult<Vec<_>>>()?;
    let watch = Arc::new(Watch::default());
    let catalog = own.catalog(&watch)?;
    if store.is_some() {
        own.refuse_unversioned()?;
    }
    let threads = threads.or((!own.is_empty()).then_some(1));
    let found = apart(py, &watch, threads, || -> Result<Found, String> {
        let decode = |document| Study::decode(document, &catalog, &overrides).map_err(|error| error.to_string());
        let studies = documents.into_iter().map(decode).collect::<Result<Vec<_>, _>>()?;
        let journal = match store {
            None => Journal::in_memory(),
            Some(folder) => Journal::create(&file(&folder)),
        };
        let journal = journal.map_err(|error| error.to_string())?;
        judged(studies, &journal, Source::StoreAndDraw, &watch)
    })?;
    answer(py, found.map_err(refused)?)
}

/// Judges again what a store holds.
#[pyfunction]
#[pyo3(signature = (store, *, own, threads))]
pub fn report<'py>(
    py: Python<'py>,
    store: PathBuf,
    own: OwnParts<'py>,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let watch = Arc::new(Watch::default());
    let catalog = own.catalog(&watch)?;
    let found = apart(py, &watch, threads, || -> Result<Found, String> {
        let path = file(&store);
        let journal = Journal::existing(&path).map_err(|error| error.to_string())?;
        let (records, damage) = journal.experiments().map_err(|error| error.to_string())?;
        let restored = latest(records)
            .into_iter()
            .map(|record| Study::restore(&record.spec, &catalog));
        let studies = restored.collect::<Result<Vec<_>, _>>();
        let studies = studies.map_err(|error| error.to_string())?;
        if studies.is_empty() {
            return Err(format!("{} holds no experiment that could be read", path.display()));
        }
        let mut found = judged(studies, &journal, Source::StoreOnly, &watch)?;
        let mut outcomes = found.judged.iter().flat_map(|judged| &judged.outcomes);
        if outcomes.all(|outcomes| outcomes.replicates().1 == 0) {
            return Err(format!("{} holds no replicate", path.display()));
        }
        found
            .warnings
            .extend(damage.iter().map(|damage| format!("damaged, and left out: {damage}")));
        Ok(found)
    })?;
    answer(py, found.map_err(refused)?)
}

fn document((name, text): (String, Option<String>)) -> PyResult<Document> {
    if let Some(text) = text {
        return Ok(Document::new(name, text));
    }
    built_in(&name).ok_or_else(|| {
        let known: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        refused(format!(
            "unknown experiment {name:?}{}; a spec of your own is a text of several lines or a path that ends in .toml",
            suggest(&name, &known)
        ))
    })
}

/// The store at a path that may be the file or its folder.
fn file(path: &Path) -> PathBuf {
    if path.is_file() {
        path.to_owned()
    } else {
        path.join(STORE)
    }
}

/// Draws what is lacking, judges, and draws the figures that have something to show.
fn judged(studies: Vec<Study>, journal: &Journal, source: Source, watch: &Watch) -> Result<Found, String> {
    let mut warnings = Vec::new();
    for study in &studies {
        let name = &study.experiment.name;
        warnings.extend(
            study
                .idle()
                .map(|check| format!("{name}: the check {check} selects nothing of this grid")),
        );
    }
    let specs = studies.iter().map(FigureSpec::of).collect::<Result<Vec<_>, _>>();
    let specs = specs.map_err(|error| error.to_string())?;
    let campaign = Campaign { studies };
    let damaged = std::sync::Mutex::new(Vec::new());
    let observer = |event: Event| {
        if let (
            Event::Damaged {
                experiment,
                cell,
                arm,
                damage,
            },
            Ok(mut damaged),
        ) = (event, damaged.lock())
        {
            damaged.push(format!("{experiment}, {cell}, {arm}: damaged: {damage}"));
        }
    };
    let engine = Engine {
        journal,
        source,
        stop: &watch.stop,
        observer: &observer,
    };
    let judged = campaign.run_all(&engine).map_err(|error| error.to_string())?;
    let mut figures = Vec::new();
    let mut drawn = Vec::new();
    for ((study, judged), specs) in campaign.studies.iter().zip(&judged).zip(specs) {
        let mut kept = Vec::new();
        for spec in specs {
            match Rendered::new(&spec, study, judged).svg() {
                Ok(svg) => {
                    figures.push((spec.file.clone(), svg));
                    kept.push(spec);
                }
                Err(error) => warnings.push(error.to_string()),
            }
        }
        drawn.push(kept);
    }
    let report = Report::new(&campaign, &judged).with_figures(&drawn);
    warnings.extend(damaged.into_inner().unwrap_or_default());
    Ok(Found {
        campaign,
        judged,
        report,
        figures,
        warnings,
    })
}

fn answer<'py>(py: Python<'py>, found: Found) -> PyResult<Bound<'py, PyDict>> {
    for warning in &found.warnings {
        let text = std::ffi::CString::new(warning.replace('\0', " ")).map_err(refused)?;
        PyErr::warn(py, &py.get_type::<PyUserWarning>(), &text, 2)?;
    }
    let style = LedgerStyle::default();
    let mut text = ledger(&found.report, style);
    if found.report.findings().next().is_some() {
        text.push_str(&ledger_footer(&found.report, style.width));
    }
    let figures = PyDict::new(py);
    for (file, svg) in &found.figures {
        figures.set_item(file, svg)?;
    }
    let answer = PyDict::new(py);
    answer.set_item("json", found.report.to_json())?;
    answer.set_item("ledger", text)?;
    answer.set_item("figures", figures)?;
    let (columns, labels) = columns::of(py, &found.campaign, &found.judged)?;
    answer.set_item("columns", columns)?;
    answer.set_item("labels", labels)?;
    Ok(answer)
}
