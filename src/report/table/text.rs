use std::fmt::Write;

use super::column::{Entries, Entry};
use crate::report::ledger::wrapped;
use crate::report::{ExperimentReport, Report};

/// Space between columns, and before the first.
const GAP: usize = 2;

/// The table of every experiment as text: a row for every estimator under every adversary in every cell, of the columns that say
/// something. Where a page of `width` characters is too narrow a row is a paragraph.
#[must_use]
pub fn text_table(report: &Report, width: u16) -> String {
    let tables = report.experiments.iter().map(|experiment| {
        let heading = format!("{}: {}", experiment.name, experiment.question);
        table(experiment, &heading, width.into())
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// The table of the experiments that check nothing: what was measured is their answer. Empty where every experiment has a check.
#[must_use]
pub fn measured(report: &Report, width: u16) -> String {
    let unchecked = report
        .experiments
        .iter()
        .filter(|experiment| experiment.findings.is_empty());
    let tables = unchecked.map(|experiment| {
        let heading = format!(
            "{}: {}; it has no [[check]], so this is what was measured, and no verdict",
            experiment.name, experiment.question
        );
        table(experiment, &heading, width.into())
    });
    tables.collect::<Vec<_>>().join("\n")
}

fn table(experiment: &ExperimentReport, heading: &str, width: usize) -> String {
    let mut text = String::new();
    for line in wrapped(&plain(heading), width, "", "    ") {
        let _ = writeln!(text, "{line}");
    }
    let entries = Entries::of(experiment);
    let columns = in_columns(&entries);
    if columns.lines().all(|line| length(line) <= width) {
        text.push_str(&columns);
    } else {
        text.push_str(&in_paragraphs(&entries, width));
    }
    text
}

/// Without what would break a line.
fn plain(text: &str) -> String {
    Entry::Text(text.to_owned()).plain()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn in_columns(entries: &Entries) -> String {
    let titles: Vec<String> = entries.columns.iter().map(|column| column.title.to_owned()).collect();
    let mut widths: Vec<usize> = titles.iter().map(|title| length(title)).collect();
    let groups: Vec<(&String, Vec<Vec<String>>)> = (entries.groups.iter())
        .map(|(problem, rows)| {
            let plain = |row: &Vec<Entry>| row.iter().map(Entry::plain).collect();
            (problem, rows.iter().map(plain).collect())
        })
        .collect();
    for row in groups.iter().flat_map(|(_, rows)| rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = length(cell).max(*width);
        }
    }
    let line = |row: &[String]| {
        let mut line = String::new();
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(width - length(cell));
            line += &" ".repeat(GAP);
            line += &if entries.is_text(place) {
                format!("{cell}{space}")
            } else {
                format!("{space}{cell}")
            };
        }
        format!("{}\n", line.trim_end())
    };
    let mut text = String::new();
    for (problem, rows) in &groups {
        let _ = writeln!(text, "{}", plain(problem));
        text += &line(&titles);
        text.extend(rows.iter().map(|row| line(row)));
    }
    text
}

/// What stands before the first line of a paragraph, and before the others.
const FIRST: &str = "  ";
const OTHER: &str = "    ";

/// A space at which no line is broken.
const GLUE: char = '\u{a0}';

/// A number with its standard error, which are not parted where a line has room for both.
fn in_one_piece(entry: &Entry, width: usize) -> String {
    let plain = entry.plain();
    match entry {
        Entry::Number(_) if length(&plain) + length(OTHER) < width => plain.replace(' ', &GLUE.to_string()),
        _ => plain,
    }
}

fn in_paragraphs(entries: &Entries, width: usize) -> String {
    let mut text = String::new();
    for (problem, rows) in &entries.groups {
        for line in wrapped(&plain(problem), width, "", "    ") {
            let _ = writeln!(text, "{line}");
        }
        for row in rows {
            let said = entries
                .columns
                .iter()
                .zip(row)
                .filter(|(_, entry)| entry.plain() != "-");
            let named: Vec<String> = said
                .map(|(column, entry)| match column.title {
                    "n" | "m" | "d" | "α" => format!("{}{GLUE}={GLUE}{}", column.title, entry.plain()),
                    "95 %" => format!("95{GLUE}%{GLUE}{}", in_one_piece(entry, width)),
                    title => format!("{} {}", title.trim_end_matches(" ± s.e."), in_one_piece(entry, width)),
                })
                .collect();
            for line in wrapped(&named.join(", "), width, FIRST, OTHER) {
                let _ = writeln!(text, "{}", line.replace(GLUE, " "));
            }
        }
    }
    text
}
