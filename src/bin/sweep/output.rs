//! Standard output and files.

use std::fmt::Display;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use byzrate::claim::{Judged, Study};
use byzrate::experiment::RunError;
use byzrate::report::{
    self, FigureSpec, LedgerStyle, Rendered, Report, TheoryFigure, ledger, ledger_footer, measured, text_table,
};
use byzrate_console::Partial;
use rayon::prelude::*;
use serde_json::Value;

use crate::args::{Format, ShowArguments};
use crate::exit::Failure;

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

fn unless_stopped(stop: &AtomicBool) -> Result<(), Failure> {
    if stop.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted.into());
    }
    Ok(())
}

/// Draws the figures of one study into `folder`, and gives those that could be drawn.
///
/// # Errors
/// If one cannot be written, or `stop` is set before the last one.
pub fn write_figures(
    folder: &Path,
    (study, judged): (&Study, &Judged),
    figures: Vec<FigureSpec>,
    stop: &AtomicBool,
) -> Result<Vec<FigureSpec>, Failure> {
    let mut drawn = Vec::new();
    for figure in figures {
        unless_stopped(stop)?;
        let rendered = Rendered::new(&figure, study, judged);
        if write_figure(folder, rendered.file(), || rendered.svg(), || rendered.png())? {
            drawn.push(figure);
        }
    }
    Ok(drawn)
}

/// Draws the figures of theory into `folder`.
///
/// # Errors
/// As those of [`write_figures`].
pub fn write_theory_figures(folder: &Path, figures: &[TheoryFigure], stop: &AtomicBool) -> Result<(), Failure> {
    figures.par_iter().try_for_each(|TheoryFigure { file, figure, .. }| {
        unless_stopped(stop)?;
        let named = |error| format!("figure {file} cannot be drawn: {error}");
        write_figure(
            folder,
            file,
            || figure.to_svg().map_err(named),
            || figure.to_png().map_err(named),
        )?;
        Ok(())
    })
}

/// Writes a figure as SVG and PNG, and says whether it could be drawn. A PNG beside an SVG that did not change is of the same
/// scene, and stays.
fn write_figure<E: Display>(
    folder: &Path,
    file: &str,
    svg: impl FnOnce() -> Result<String, E>,
    png: impl FnOnce() -> Result<Vec<u8>, E>,
) -> Result<bool, Failure> {
    let svg_path = folder.join(format!("{file}.svg"));
    let png_path = folder.join(format!("{file}.png"));
    let drawn = svg().and_then(|svg| {
        let unchanged = png_path.is_file() && fs::read(&svg_path).is_ok_and(|old| old == svg.as_bytes());
        if unchanged {
            return Ok(None);
        }
        Ok(Some((svg, png()?)))
    });
    match drawn {
        Ok(None) => {}
        Ok(Some((svg, png))) => {
            // The PNG first: a run killed in between draws both again.
            write_file(&png_path, &png)?;
            write_file(&svg_path, svg.as_bytes())?;
        }
        Err(error) => {
            // A figure without points loses no result.
            let _ = writeln!(std::io::stderr(), "warning: {error}");
            return Ok(false);
        }
    }
    Ok(true)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_figures_that_changed_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let count = std::cell::Cell::new(0);
        let write = |svg: &str| {
            let png = || {
                count.set(count.get() + 1);
                Ok::<_, String>(vec![])
            };
            write_figure(folder.path(), "a", || Ok(svg.to_owned()), png).is_ok()
        };
        assert!(write("<svg/>") && write("<svg/>"));
        assert_eq!(count.get(), 1);
        assert!(write("<svg></svg>"));
        assert_eq!(count.get(), 2);
        fs::remove_file(folder.path().join("a.png")).expect("it was written");
        assert!(write("<svg></svg>"));
        assert_eq!(count.get(), 3);
    }
}
