//! `sweep init`: a spec to begin with.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::exit::{Failure, Outcome};
use super::output;

/// The spec, as it is printed.
const SPEC: &str = include_str!("experiment.toml");

/// What it is called there, and otherwise as its file.
const NAME: &str = "my-experiment";

/// The file of a command that names none.
const DEFAULT_FILE: &str = "experiment.toml";

pub fn init(file: Option<&PathBuf>) -> Result<Outcome, Failure> {
    let path = file.map_or(Path::new(DEFAULT_FILE), PathBuf::as_path);
    if path == Path::new("-") {
        output::print(SPEC)?;
        return Ok(Outcome::Done);
    }
    let shown = path.display();
    if path.extension().is_none_or(|ending| ending != "toml") {
        return Err(Failure::usage(format!(
            "{shown}: a spec is a file that ends in .toml, such as {}",
            path.with_extension("toml").display()
        )));
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Failure::usage(format!(
                "{shown} exists and stays as it is; name another file, or - to print the spec"
            )),
            _ => Failure::usage(format!("{shown} cannot be written: {error}")),
        })?;
    file.write_all(spec(path).as_bytes())
        .map_err(|error| Failure::unexpected(format!("{shown} cannot be written: {error}")))?;
    output::print(&format!(
        "{shown} is a spec to begin with. Draw it, judge it, and draw its figure with: sweep {shown}\n"
    ))?;
    Ok(Outcome::Done)
}

/// The spec, called as its file where that may be a name: what has names of its own overwrites nothing.
fn spec(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if stem.is_empty() || !stem.chars().all(valid) {
        return SPEC.to_owned();
    }
    let (name, own) = (format!("{NAME:?}"), format!("{stem:?}"));
    SPEC.replacen(&name, &own, 1)
}
