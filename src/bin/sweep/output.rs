//! Standard output and files.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use byzrate::report::{self, LedgerStyle, Report, ledger, ledger_footer, measured, text_table};
use byzrate_console::Partial;
use serde_json::Value;

use super::args::{Format, ShowArguments};
use super::exit::Failure;

/// The narrowest table that can be read.
const NARROWEST: u16 = 24;

/// Writes `text` to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    Ok(byzrate_console::print(text)?)
}

/// Says something on standard error that is worth no failure.
pub fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "warning: {text}");
}

/// Writes a file so that a reader sees the old one or the new one, never a part.
pub fn write_file(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::unexpected(format!("{} cannot be written: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut partial = path.as_os_str().to_owned();
    // A name of its own: two processes may write the same file at the same time.
    partial.push(format!(".{}.part", std::process::id()));
    let partial = PathBuf::from(partial);
    let _known = Partial::new(&partial);
    let written = fs::write(&partial, contents).and_then(|()| fs::rename(&partial, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&partial);
        failed(error)
    })
}

/// Prints the report as asked for.
pub fn show(report: &Report, arguments: &ShowArguments, places: &[String]) -> Result<(), Failure> {
    if arguments.format == Format::Json {
        return print(&report.to_json());
    }
    let terminal = std::io::stdout().is_terminal();
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let style = LedgerStyle {
        width: table_width(),
        colour: terminal && !no_colour,
        details: arguments.details,
    };
    let mut text = ledger(report, style);
    let measured = if arguments.table {
        text_table(report, style.width)
    } else {
        measured(report, style.width)
    };
    if !text.is_empty() && !measured.is_empty() {
        text.push('\n');
    }
    text.push_str(&measured);
    text.push('\n');
    if report.findings().next().is_some() {
        text.push_str(&ledger_footer(report, style.width));
    }
    for place in places {
        text.push_str(place);
        text.push('\n');
    }
    print(&text)
}

/// A text as it is; on a terminal, broken between words where that would break it anywhere.
pub fn fitted(text: String) -> String {
    if std::io::stdout().is_terminal() {
        report::fitted(&text, table_width())
    } else {
        text
    }
}

/// The width of a table on standard output.
pub fn table_width() -> u16 {
    width(std::io::stdout().is_terminal()).max(NARROWEST)
}

/// A number as TOML writes it.
pub fn toml_number(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else {
        format!("{value:?}")
    }
}

/// JSON has no word for what is not finite: these are texts.
pub fn json_number(value: f64) -> Value {
    if value.is_finite() {
        value.into()
    } else if value.is_nan() {
        "nan".into()
    } else if value > 0.0 {
        "inf".into()
    } else {
        "-inf".into()
    }
}

/// The terminal's width, or the table's own where there is no terminal.
fn width(terminal: bool) -> u16 {
    let size = terminal.then(terminal_size::terminal_size).flatten();
    size.map_or(LedgerStyle::default().width, |(width, _)| width.0)
}
