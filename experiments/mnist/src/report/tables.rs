//! Tables in Markdown, beside those of the paper.

use std::fmt::Write;

use super::images::{as_in_paper, on, on_mnist};
use super::ordering::{averages, comparisons, nearness, order, rows};
use super::{All, Cell, Summary, cells, of};
use crate::adversary::Attack;
use crate::plan::{Experiment, Results, Table};
use crate::training::Rule;

/// The margin within which Tables 2 and 4 are to be met, in percentage points.
const MARGIN: f64 = 1.0;

/// Names of [`Table::ROWS`].
const NAMES: [&str; 4] = ["mean, α = 0", "mean", "median", "trimmed mean"];

/// All tables that the results have something to say of.
#[must_use]
pub fn tables(all: &All) -> String {
    let mut text = String::new();
    for table in &Table::ALL {
        if let Some(results) = of(all, table.experiment) {
            let cells = cells(results);
            printed_table(&mut text, table, results, &cells);
            by_step(&mut text, table, results, &cells);
            averaged(&mut text, table, results, &cells);
        }
    }
    for experiment in [Experiment::Adversaries, Experiment::CnnAdversaries] {
        if let Some(results) = of(all, experiment) {
            adversaries(&mut text, results, &cells(results));
        }
    }
    text
}

fn heading(text: &mut String, names: &[&str]) {
    let _ = writeln!(text, "| {} |", names.join(" | "));
    let rule: Vec<&str> = names
        .iter()
        .enumerate()
        .map(|(i, _)| if i == 0 { "---" } else { "---:" })
        .collect();
    let _ = writeln!(text, "|{}|", rule.join("|"));
}

/// A table of the paper at its step size and rounds; the numbers of the paper are not set beside those on other images.
fn printed_table(text: &mut String, table: &Table, results: &Results, cells: &[Cell]) {
    let rows = rows(cells, table.step);
    let Some(first) = rows.iter().flatten().next() else {
        return;
    };
    let setting = first.setting();
    let attacked = rows[1..].iter().flatten().next().map_or(setting, |cell| cell.setting());
    let _ = writeln!(
        text,
        "## Table {}{}: {}, m = {}, α = {}, {}, η = {}, T = {}\n",
        table.number,
        on(results),
        table.experiment,
        setting.workers,
        attacked.alpha,
        attacked.adversary,
        table.step,
        table.rounds
    );
    let beside = as_in_paper(results);
    if beside {
        heading(text, &["setting", "paper, %", "measured, %"]);
    } else {
        heading(text, &["setting", "measured, %"]);
    }
    for (row, name) in NAMES.iter().enumerate() {
        let measured = rows[row].and_then(|cell| cell.accuracy(table.rounds));
        let measured = measured.map_or("–".to_owned(), |summary| summary.text());
        let printed = table.printed[row].map_or("–".to_owned(), |printed| format!("{printed:.1}"));
        let _ = if beside {
            writeln!(text, "| {name} | {printed} | {measured} |")
        } else {
            writeln!(text, "| {name} | {measured} |")
        };
    }
    text.push('\n');
    if beside
        && let (Some(summary), Some(printed)) = (rows[0].and_then(|cell| cell.accuracy(table.rounds)), table.printed[0])
    {
        let verdict = nearness(&summary, printed, MARGIN);
        let _ = writeln!(text, "- mean at α = 0 within {MARGIN} point of the paper: {verdict}");
    }
    for (better, worse, gain, verdict) in comparisons(table, cells, table.step, table.rounds) {
        let _ = writeln!(
            text,
            "- {} above {}: {verdict}, by {:.2} [{:.2}, {:.2}]",
            NAMES[better],
            NAMES[worse],
            gain.value(),
            gain.interval.low,
            gain.interval.high
        );
    }
    text.push('\n');
}

/// Rounds at which a table over step sizes is read.
fn read_rounds(cells: &[Cell], step: f64) -> Vec<usize> {
    let here = cells.iter().filter(|cell| cell.setting().step == step);
    let last = here.filter_map(|cell| cell.rounds().last().copied()).max().unwrap_or(0);
    let mut rounds: Vec<usize> = [1, 2, 3].map(|part| last * part / 3 / 10 * 10).to_vec();
    rounds.push(last);
    rounds.retain(|round| *round > 0);
    rounds.dedup();
    rounds
}

fn by_step(text: &mut String, table: &Table, results: &Results, cells: &[Cell]) {
    let mut steps: Vec<f64> = cells.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    let _ = writeln!(
        text,
        "### Step sizes and rounds of Table {}{}\n",
        table.number,
        on(results)
    );
    heading(text, &["η", "T", NAMES[0], NAMES[1], NAMES[2], NAMES[3], "order"]);
    for step in steps {
        for round in read_rounds(cells, step) {
            let rows = rows(cells, step);
            let shown = |row: usize| {
                let summary = rows[row].and_then(|cell| cell.accuracy(round));
                summary.map_or("–".to_owned(), |summary| summary.text())
            };
            let all: Vec<String> = (0..4).map(shown).collect();
            let said = order(table, cells, step, round).map_or("–".to_owned(), |order| {
                if order.as_printed {
                    format!("the paper’s{}", on_mnist(results))
                } else if order.mean_worst() {
                    "mean worst".to_owned()
                } else if order.median_worst() {
                    "median worst".to_owned()
                } else {
                    "trimmed mean worst".to_owned()
                }
            });
            let _ = writeln!(text, "| {step} | {round} | {} | {said} |", all.join(" | "));
        }
    }
    text.push('\n');
}

/// Averages over the last two thirds of the rounds, which do not depend on the round at which a run is stopped.
fn averaged(text: &mut String, table: &Table, results: &Results, cells: &[Cell]) {
    let mut steps: Vec<f64> = cells.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    let _ = writeln!(
        text,
        "### Table {}{} averaged over the last two thirds of the rounds\n",
        table.number,
        on(results)
    );
    heading(
        text,
        &[
            "η",
            NAMES[0],
            NAMES[1],
            NAMES[2],
            NAMES[3],
            &format!("the paper’s order{}, neighbour by neighbour", on_mnist(results)),
        ],
    );
    for step in steps {
        let here = cells.iter().filter(|cell| cell.setting().step == step);
        let last = here.filter_map(|cell| cell.rounds().last().copied()).max().unwrap_or(0);
        let Some((summaries, comparisons)) = averages(table, cells, step, last / 3 + 1) else {
            continue;
        };
        let shown: Vec<String> = summaries.iter().map(Summary::text).collect();
        let verdicts: Vec<String> = comparisons.iter().map(|comparison| comparison.3.to_string()).collect();
        let _ = writeln!(text, "| {step} | {} | {} |", shown.join(" | "), verdicts.join(", "));
    }
    text.push('\n');
}

fn adversaries(text: &mut String, results: &Results, all: &[Cell]) {
    let mut steps: Vec<f64> = all.iter().map(|cell| cell.setting().step).collect();
    steps.dedup();
    for step in steps {
        let cells: Vec<&Cell> = all.iter().filter(|cell| cell.setting().step == step).collect();
        let last = cells
            .iter()
            .filter_map(|cell| cell.rounds().last().copied())
            .max()
            .unwrap_or(0);
        let honest = cells.iter().find(|cell| cell.setting().adversary == Attack::None);
        let honest = honest
            .and_then(|cell| cell.accuracy(last))
            .map_or("–".to_owned(), |summary| summary.text());
        let _ = writeln!(
            text,
            "## Adversaries{}: {}, m = {}, η = {step}, T = {last}; mean at α = 0: {honest} %\n",
            on(results),
            cells[0].setting().network.name(),
            cells[0].setting().workers
        );
        heading(text, &["adversary", "α", "mean, %", "median, %", "trimmed mean, %"]);
        let mut seen: Vec<(Attack, f64)> = Vec::new();
        for cell in cells.iter().filter(|cell| cell.setting().adversary != Attack::None) {
            let key = (cell.setting().adversary, cell.setting().alpha);
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            let shown: Vec<String> = Table::ROWS[1..]
                .iter()
                .map(|(_, rule)| attacked(&cells, key, *rule, last))
                .collect();
            let _ = writeln!(text, "| {} | {} | {} |", key.0, key.1, shown.join(" | "));
        }
        text.push('\n');
    }
}

/// The accuracy of a rule under an adversary at α, or that every replicate lost its iterate.
fn attacked(cells: &[&Cell], (adversary, alpha): (Attack, f64), rule: Rule, round: usize) -> String {
    let fits = |cell: &&&Cell| {
        let own = cell.setting();
        (own.adversary, own.alpha, own.aggregator) == (adversary, alpha, rule)
    };
    match cells.iter().find(fits) {
        Some(cell) if cell.curves.iter().all(|curve| curve.lost.is_some()) => "lost".to_owned(),
        Some(cell) => cell.accuracy(round).map_or("–".to_owned(), |summary| summary.text()),
        None => "–".to_owned(),
    }
}
