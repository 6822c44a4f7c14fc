use std::fmt::Write;

use super::column::{Entries, Entry};
use crate::report::Report;

/// The table of every experiment in Markdown, under a heading each.
#[must_use]
pub fn markdown_table(report: &Report) -> String {
    let mut text = String::new();
    for experiment in &report.experiments {
        let entries = Entries::of(experiment);
        let _ = writeln!(
            text,
            "## {}\n\n{}",
            escaped(&experiment.name),
            escaped(&experiment.question)
        );
        for (problem, rows) in &entries.groups {
            let _ = writeln!(text, "\n### {}\n", escaped(problem));
            let titles = entries.columns.iter().map(|column| column.title.to_owned());
            text += &line(titles);
            let rules = (0..entries.columns.len()).map(|place| if entries.is_text(place) { "---" } else { "---:" });
            let _ = writeln!(text, "|{}|", rules.collect::<Vec<_>>().join("|"));
            for row in rows {
                text += &line(row.iter().map(|entry| match entry {
                    Entry::Text(words) => escaped(words),
                    other => other.plain(),
                }));
            }
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// A text of which Markdown and HTML read nothing but its characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
