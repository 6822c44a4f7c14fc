use std::fmt::Write;

use super::columns::wrapped;
use super::numbers::significant;
use crate::report::{ArmReport, CellReport, ExperimentReport, Report};

/// What was measured by the experiments that check nothing: a row for every estimator under every adversary in every cell. Empty where
/// every experiment has a check.
#[must_use]
pub fn measured(report: &Report, width: u16) -> String {
    let unchecked = report
        .experiments
        .iter()
        .filter(|experiment| experiment.findings.is_empty());
    let tables: Vec<String> = unchecked.map(|experiment| table(experiment, width.into())).collect();
    tables.join("\n")
}

/// The names of the columns, in the order of [`cells`].
const HEADER: [&str; 8] = [
    "n",
    "m",
    "d",
    "α",
    "estimator",
    "adversary",
    "rms error ± 2 s.e.",
    "predicted",
];

/// Columns of text; the others are set to the right.
const TEXT: [bool; HEADER.len()] = [false, false, false, false, true, true, true, false];

/// Space between columns, and before the first.
const GAP: usize = 2;

fn table(experiment: &ExperimentReport, width: usize) -> String {
    let mut text = String::new();
    let heading = format!(
        "{}: {}; it has no [[check]], so this is what was measured, and no verdict",
        experiment.name, experiment.question
    );
    for line in wrapped(&heading, width, "", "    ") {
        let _ = writeln!(text, "{line}");
    }
    // One heading for the cells of a problem, since its name is long.
    for cells in experiment.cells.chunk_by(|one, other| one.problem == other.problem) {
        let of = |cell: &CellReport| cell.arms.iter().map(|arm| self::cells(cell, arm)).collect::<Vec<_>>();
        let rows: Vec<[String; HEADER.len()]> = cells.iter().flat_map(of).collect();
        let _ = writeln!(text, "{}", cells[0].problem);
        let columns = in_columns(&rows);
        if columns.lines().all(|line| line.chars().count() <= width) {
            text.push_str(&columns);
        } else {
            text.push_str(&in_paragraphs(&rows, width));
        }
    }
    text
}

fn cells(cell: &CellReport, arm: &ArmReport) -> [String; HEADER.len()] {
    let alpha = match cell.byzantine_model {
        "random" => format!("{} by chance", cell.alpha),
        _ => cell.alpha.to_string(),
    };
    let rms = match &arm.summary.rms {
        Some(rms) => format!("{} ± {}", significant(rms.value), significant(2.0 * rms.standard_error)),
        None if arm.summary.lost > 0 => format!("lost {} of {}", arm.summary.lost, arm.replicates),
        None => "no estimate".to_owned(),
    };
    let predicted = arm.predicted.as_ref().and_then(|predicted| predicted.rms);
    [
        cell.n.to_string(),
        cell.m.to_string(),
        cell.dim.to_string(),
        alpha,
        arm.estimator.clone(),
        arm.adversary.clone(),
        rms,
        predicted.map_or("-".to_owned(), significant),
    ]
}

fn in_columns(rows: &[[String; HEADER.len()]]) -> String {
    let header = HEADER.map(str::to_owned);
    let length = |text: &str| text.chars().count();
    let mut widths = HEADER.map(length);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = length(cell).max(*width);
        }
    }
    let line = |row: &[String; HEADER.len()]| {
        let mut line = String::new();
        for ((cell, width), is_text) in row.iter().zip(widths).zip(TEXT) {
            let space = " ".repeat(width - length(cell));
            line += &" ".repeat(GAP);
            line += &if is_text {
                format!("{cell}{space}")
            } else {
                format!("{space}{cell}")
            };
        }
        format!("{}\n", line.trim_end())
    };
    std::iter::once(&header).chain(rows).map(line).collect()
}

fn in_paragraphs(rows: &[[String; HEADER.len()]], width: usize) -> String {
    let mut text = String::new();
    for [n, m, d, alpha, estimator, adversary, rms, predicted] in rows {
        let line = format!(
            "n = {n}, m = {m}, d = {d}, α = {alpha}, {estimator} under {adversary}: rms error {rms}; predicted {predicted}"
        );
        for line in wrapped(&line, width, "  ", "      ") {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}
