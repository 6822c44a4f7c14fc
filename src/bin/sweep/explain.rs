//! `sweep explain`: what theory says of a setting.

use byzrate::experiment::{Catalog, GridPoint};
use byzrate::report::{FORMAT_VERSION, explanation_table, explanation_text};
use byzrate::spec::Document;
use byzrate::theory::explanation::{Explanation, Question};
use serde_json::json;

use super::args::{ExplainArguments, Format};
use super::exit::{Failure, Outcome};
use super::{output, ranks};

pub fn explain(arguments: &ExplainArguments) -> Result<Outcome, Failure> {
    let mut settings = settings(arguments)?;
    if let Some(folder) = &arguments.league {
        ranks::rank(&mut settings, folder)?;
    }
    let text = match arguments.format {
        Format::Json => {
            let document = json!({ "format_version": FORMAT_VERSION, "settings": settings });
            format!("{document:#}\n")
        }
        Format::Human => match &settings[..] {
            [only] => output::fitted(explanation_text(only)),
            several => output::fitted(explanation_table(several, output::table_width())),
        },
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

/// Every combination of the lists.
fn settings(arguments: &ExplainArguments) -> Result<Vec<Explanation>, Failure> {
    let catalog = Catalog::default();
    let mut text = format!("name = {:?}\n", arguments.problem);
    for (key, value) in [("sigma", arguments.sigma), ("radius", arguments.radius)] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", output::toml_number(value)));
        }
    }
    for set in &arguments.keys {
        let (key, value) = key_and_value(set)?;
        text.push_str(&format!("{key} = {value}\n"));
    }
    let document = Document::new("--problem", text);
    let section = document.read()?;
    if let Some(target) = arguments
        .target_error
        .filter(|target| !(target.is_finite() && *target > 0.0))
    {
        return Err(Failure::usage(format!(
            "--target-error {target} must be a finite number above 0"
        )));
    }
    refuse_too_much(arguments)?;
    let mut settings = Vec::new();
    for &dim in &arguments.dim {
        for &alpha in &arguments.alpha {
            for &workers in &arguments.workers {
                for &samples in &arguments.samples {
                    check(samples, workers, alpha, arguments.beta)?;
                    let point = GridPoint {
                        samples,
                        workers,
                        alpha,
                        dim,
                        random: false,
                    };
                    let problem = catalog.problem(&point, &section)?;
                    section.finish()?;
                    let question = Question {
                        problem: &*problem,
                        samples,
                        workers,
                        alpha,
                        beta: arguments.beta,
                        target: arguments.target_error,
                    };
                    let explanation = Explanation::new(&question).map_err(|error| {
                        Failure::usage(format!("n = {samples}, m = {workers}, alpha = {alpha}: {error}"))
                    })?;
                    settings.push(explanation);
                }
            }
        }
    }
    Ok(settings)
}

/// The most dimensions: a problem holds a few vectors of that length.
const MOST_DIMENSIONS: usize = 1 << 17;

/// The most samples, and the most workers: beyond, the theorems' conditions are not looked for, and counts have no digit left in f64.
const MOST_SAMPLES: usize = 1 << 60;
const MOST_WORKERS: usize = 1 << 50;

/// The most settings at a time.
const MOST_SETTINGS: usize = 10_000;

/// What would take too long, or more memory than there is.
fn refuse_too_much(arguments: &ExplainArguments) -> Result<(), Failure> {
    if let Some(dim) = arguments.dim.iter().find(|dim| **dim > MOST_DIMENSIONS) {
        return Err(Failure::usage(format!(
            "--dim {dim} is too large: explain takes up to {MOST_DIMENSIONS} dimensions; use fewer: of most problems all coordinates \
             are alike, so that errors grow like the root of the dimension"
        )));
    }
    for (flag, counts, most) in [
        ("-n", &arguments.samples, MOST_SAMPLES),
        ("-m", &arguments.workers, MOST_WORKERS),
    ] {
        if let Some(count) = counts.iter().find(|count| **count > most) {
            return Err(Failure::usage(format!(
                "{flag} {count} is too large: explain takes up to {most}"
            )));
        }
    }
    let lists = [
        arguments.dim.len(),
        arguments.alpha.len(),
        arguments.workers.len(),
        arguments.samples.len(),
    ];
    let settings = lists.iter().fold(1usize, |all, length| all.saturating_mul(*length));
    if settings > MOST_SETTINGS {
        return Err(Failure::usage(format!(
            "the lists of --dim, --alpha, -m and -n have {settings} combinations: explain takes up to {MOST_SETTINGS} at a time; use \
             shorter lists"
        )));
    }
    Ok(())
}

/// The key and the TOML value of `KEY=VALUE`; what is no TOML by itself is taken for a text.
pub fn key_and_value(set: &str) -> Result<(&str, String), Failure> {
    let bare = |text: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        !text.is_empty() && text.chars().all(allowed)
    };
    let Some((key, value)) = set.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
        return Err(Failure::usage(format!(
            "--set {set} is not allowed: it must be KEY=VALUE, such as theta=1"
        )));
    };
    if !bare(key) {
        return Err(Failure::usage(format!("--set {set}: {key:?} is no key")));
    }
    let as_toml = || Document::new("--set", format!("{key} = {value}")).read().is_ok();
    match value {
        _ if !value.contains('\n') && as_toml() => Ok((key, value.to_owned())),
        _ if bare(value) => Ok((key, format!("{value:?}"))),
        _ => Err(Failure::usage(format!(
            "--set {set}: {value:?} is no value; a text with other signs than letters, digits, - and _ stands in quotes"
        ))),
    }
}

fn check(samples: usize, workers: usize, alpha: f64, beta: Option<f64>) -> Result<(), Failure> {
    for (flag, value) in [("-n", samples), ("-m", workers)] {
        if value == 0 {
            return Err(Failure::usage(format!(
                "{flag} 0 is not allowed: it must be at least 1"
            )));
        }
    }
    if !(0.0..0.5).contains(&alpha) {
        return Err(Failure::usage(format!(
            "alpha {alpha} is outside [0, 0.5): no rule withstands a Byzantine majority, and every theorem is silent"
        )));
    }
    match beta {
        Some(beta) if !(0.0..0.5).contains(&beta) => Err(Failure::usage(format!(
            "beta {beta} is outside [0, 0.5): a trimmed mean drops the fraction beta at each end, and something must be left"
        ))),
        _ => Ok(()),
    }
}
