use std::fmt::Write;

use super::column::{Entries, Entry};
use super::number::Shown;
use crate::report::Report;

/// The table of every experiment in LaTeX, to be read in by `\input`: a `longtable` each, with the rules of `booktabs` and numbers in the
/// `S` columns of `siunitx`, where 0.1234(56) stands for 0.1234 ± 0.0056.
#[must_use]
pub fn latex_table(report: &Report) -> String {
    let mut text = "% \\usepackage{booktabs,longtable,siunitx}\n".to_owned();
    for experiment in &report.experiments {
        let entries = Entries::of(experiment);
        let columns: Vec<String> = (0..entries.columns.len()).map(|place| kind(&entries, place)).collect();
        let titles: Vec<String> = (entries.columns.iter())
            .map(|column| format!("{{{}}}", column.latex))
            .collect();
        let _ = writeln!(text, "\\begin{{longtable}}{{{}}}", columns.join(""));
        let _ = writeln!(
            text,
            "\\caption{{{}: {}}} \\\\",
            escaped(&experiment.name),
            escaped(&experiment.question)
        );
        let _ = writeln!(text, "\\toprule\n{} \\\\\n\\midrule\n\\endhead", titles.join(" & "));
        text.push_str("\\bottomrule\n\\endfoot\n");
        for (place, (problem, rows)) in entries.groups.iter().enumerate() {
            if place > 0 {
                text.push_str("\\midrule\n");
            }
            let width = entries.columns.len();
            let _ = writeln!(text, "\\multicolumn{{{width}}}{{l}}{{{}}} \\\\", escaped(problem));
            for row in rows {
                let cells: Vec<String> = row.iter().map(entry).collect();
                let _ = writeln!(text, "{} \\\\", cells.join(" & "));
            }
        }
        text.push_str("\\end{longtable}\n");
    }
    text
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Text(words) => escaped(words),
        Entry::Count(count) => count.to_string(),
        // What is no number stands in braces, or siunitx would read it.
        Entry::Number(_) => entry.shown().map_or_else(|| "{--}".to_owned(), |shown| shown.siunitx()),
    }
}

/// The type of a column: numbers are set by their decimal points, with room for the longest.
fn kind(entries: &Entries, place: usize) -> String {
    let cells = entries.groups.iter().flat_map(|(_, rows)| rows).map(|row| &row[place]);
    let numbers: Vec<Shown> = cells.clone().filter_map(Entry::shown).collect();
    match cells.clone().next() {
        Some(Entry::Count(_)) => return "r".to_owned(),
        Some(Entry::Number(_)) if !numbers.is_empty() => {}
        Some(Entry::Number(_)) => return "c".to_owned(),
        _ => return "l".to_owned(),
    }
    let most = |length: &dyn Fn(&Shown) -> usize| numbers.iter().map(length).max().unwrap_or(0);
    let unsigned = |shown: &Shown| shown.digits.trim_start_matches('-').to_owned();
    let whole = most(&|shown| unsigned(shown).split('.').next().map_or(0, str::len));
    let decimals = most(&|shown| shown.digits.split_once('.').map_or(0, |(_, decimals)| decimals.len()));
    let error = most(&|shown| shown.error.as_ref().map_or(0, |(_, last)| last.len()));
    let exponent = most(&|shown| {
        shown
            .exponent
            .unsigned_abs()
            .checked_ilog10()
            .map_or(0, |digits| digits as usize + 1)
    });
    let sign = |negative: fn(&Shown) -> bool| if numbers.iter().any(negative) { "-" } else { "" };
    let minus = sign(|shown| shown.digits.starts_with('-'));
    let mut format = format!("{minus}{}.{decimals}", whole.max(1));
    if error > 0 {
        let _ = write!(format, "({error})");
    }
    if exponent > 0 {
        let minus = sign(|shown| shown.exponent < 0);
        let _ = write!(format, "e{minus}{exponent}");
    }
    format!("S[table-format={format}]")
}

/// A text of which LaTeX reads nothing but its characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '|' => escaped.push_str("\\textbar{}"),
            '"' => escaped.push_str("\\textquotedbl{}"),
            'α' => escaped.push_str("$\\alpha$"),
            'β' => escaped.push_str("$\\beta$"),
            'σ' => escaped.push_str("$\\sigma$"),
            '√' => escaped.push_str("$\\surd$"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
