use std::fmt::Write;

use super::columns::{Columns, wrapped};
use super::row::{self, Row};
use crate::claim::{Claim, Verdict};
use crate::report::Report;

/// How the ledger is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerStyle {
    /// The width in characters.
    pub width: u16,
    /// Whether verdicts are coloured and headings bold.
    pub colour: bool,
    /// Whether every comparison gets a row, not only every quantity.
    pub details: bool,
}

impl Default for LedgerStyle {
    /// 140 characters wide, without colours, a row a quantity.
    fn default() -> Self {
        Self {
            width: 140,
            colour: false,
            details: false,
        }
    }
}

/// The ledger: the paper's claims in its order, and below each a row for every quantity that an experiment measured; last what
/// parts of other programs declare of themselves.
///
/// The comparisons of a quantity that have one verdict share a row, but whatever is contradicted has a row of its own. Below
/// a width of `NARROW` every row becomes a short paragraph, since words would break in so many columns.
#[must_use]
pub fn ledger(report: &Report, style: LedgerStyle) -> String {
    let of_claim = |claim: Claim| {
        let heading = format!("{}: {}", claim.name(), claim.statement());
        (heading, row::rows(report, claim, style.details))
    };
    let declared = (DECLARED.to_owned(), row::declared_rows(report, style.details));
    let sections: Vec<(String, Vec<Row>)> = (Claim::ALL.into_iter().map(of_claim))
        .chain([declared])
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    let width = usize::from(style.width);
    let mut text = String::new();
    let columns = (style.width >= NARROW).then(|| {
        let rows = sections.iter().flat_map(|(_, rows)| rows);
        let cells: Vec<_> = rows.map(|row| &row.cells).collect();
        Columns::new(HEADER, &cells, width)
    });
    if let Some(columns) = &columns {
        text.push_str(&columns.header());
    }
    for (index, (title, rows)) in sections.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        heading(&mut text, title, width, style.colour);
        for row in rows {
            match &columns {
                Some(columns) => {
                    text.push_str(&columns.row(&row.cells));
                    notes(&mut text, row, width, "      ");
                }
                None => paragraph(&mut text, row, width),
            }
        }
    }
    if style.colour { coloured(text) } else { text }
}

/// The heading of what no claim of the paper stands or falls with.
const DECLARED: &str =
    "declared by parts of other programs: a contradiction here is one of their declarations, and not of the paper";

/// The width below which columns would be too narrow for their words.
const NARROW: u16 = 130;

/// The names of the columns, in the order of [`Row::cells`].
const HEADER: [&str; row::CELLS] = [
    "measured quantity",
    "of",
    "measured",
    "predicted",
    "verdict",
    "figure",
    "experiment",
];

fn heading(text: &mut String, title: &str, width: usize, colour: bool) {
    let (bold, plain) = if colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    for line in wrapped(title, width, "", "    ") {
        let _ = writeln!(text, "{bold}{line}{plain}");
    }
}

fn notes(text: &mut String, row: &Row, width: usize, indent: &str) {
    for note in &row.notes {
        for line in wrapped(note, width, indent, indent) {
            let _ = writeln!(text, "{line}");
        }
    }
}

fn paragraph(text: &mut String, row: &Row, width: usize) {
    let [quantity, subject, measured, predicted, verdict, figure, experiment] = &row.cells;
    let shown = if figure == row::NOTHING {
        String::new()
    } else {
        format!("figure {figure}, ")
    };
    let lines = [
        (format!("{verdict}: {quantity}"), "  "),
        (subject.clone(), "    "),
        (format!("measured {measured}; predicted {predicted}"), "    "),
        (format!("{shown}experiment {experiment}"), "    "),
    ];
    for (line, indent) in lines {
        for line in wrapped(&line, width, indent, "      ") {
            let _ = writeln!(text, "{line}");
        }
    }
    notes(text, row, width, "    ");
}

fn coloured(text: String) -> String {
    let colours = [
        (Verdict::Consistent, 32),
        (Verdict::Inconclusive, 33),
        (Verdict::Contradicted, 31),
    ];
    colours.into_iter().fold(text, |text, (verdict, colour)| {
        let plain = row::mark(verdict);
        text.replace(&plain, &format!("\u{1b}[{colour}m{plain}\u{1b}[0m"))
    })
}
