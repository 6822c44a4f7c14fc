use std::fmt::Write;

use super::columns::{Columns, wrapped};
use super::row::{self, Row};
use crate::claim::{Assertion, Claim, Finding, Origin, Verdict};
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

/// The ledger: the paper's claims in its order, and below each a row for every quantity that an experiment measured. Of a theorem
/// it stands apart whether the bound holds and whether its rate is attained; where a theorem is silent, what was seen is no
/// evidence for it and stands in a part of its own, as does what goes beyond the paper, what a spec claims itself, and what parts
/// of other programs declare.
///
/// The comparisons of a quantity that have one verdict share a row, but whatever is contradicted has a row of its own. Below
/// a width of `NARROW` every row becomes a short paragraph, since words would break in so many columns.
#[must_use]
pub fn ledger(report: &Report, style: LedgerStyle) -> String {
    let sections = sections(report, style.details);
    if sections.is_empty() {
        return String::new();
    }
    let width = usize::from(style.width);
    let mut text = String::new();
    let columns = (style.width >= NARROW).then(|| {
        let rows = sections.iter().flat_map(|section| &section.rows);
        let cells: Vec<_> = rows.map(|row| &row.cells).collect();
        Columns::new(HEADER, &cells, width)
    });
    if let Some(columns) = &columns {
        text.push_str(&columns.header());
    }
    let mut part = None;
    for (index, section) in sections.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        if part != Some(section.part) {
            heading(&mut text, section.part.title(), width, style.colour);
        }
        part = Some(section.part);
        heading(&mut text, &section.title, width, style.colour);
        for line in section
            .silent
            .iter()
            .flat_map(|silent| wrapped(silent, width, "    ", "    "))
        {
            let _ = writeln!(text, "{line}");
        }
        for row in &section.rows {
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

/// A part of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Paper,
    Silent,
    Beyond,
    Own,
    Declared,
}

impl Part {
    const ALL: [Self; 5] = [Self::Paper, Self::Silent, Self::Beyond, Self::Own, Self::Declared];

    fn of(finding: &Finding) -> Self {
        if !finding.declared_by.is_empty() {
            return Self::Declared;
        }
        match finding.claim.origin() {
            Origin::Paper if finding.silent.is_some() => Self::Silent,
            Origin::Paper => Self::Paper,
            Origin::BeyondThePaper => Self::Beyond,
            Origin::Own => Self::Own,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Paper => "── the paper's claims",
            Self::Silent => "── seen beyond the theorems: where one is silent, nothing is evidence for or against it",
            Self::Beyond => "── beyond the paper",
            Self::Own => "── the specs' own claims",
            Self::Declared => {
                "── declared by parts of other programs: a contradiction here is one of their declarations, and not of the paper"
            }
        }
    }
}

/// A heading with its rows.
struct Section {
    part: Part,
    title: String,
    /// Where a claim that a spec states is silent.
    silent: Option<String>,
    rows: Vec<Row>,
}

/// The sections of every part, in the order of the paper, without empty ones.
fn sections(report: &Report, details: bool) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for part in Part::ALL {
        let mut findings: Vec<&Finding> = report.findings().filter(|finding| Part::of(finding) == part).collect();
        findings.sort_by_key(|finding| {
            (
                Claim::ALL.iter().position(|claim| *claim == finding.claim),
                // What specs state stands together claim by claim.
                matches!(finding.claim, Claim::Stated(_)).then(|| finding.claim.clone()),
                finding.assertion,
            )
        });
        for own in findings.chunk_by(|one, other| title(one) == title(other)) {
            let (title, silent) = (title(own[0]), silent(report, own[0]));
            let own = own.iter().copied();
            sections.push(Section {
                part,
                title,
                silent,
                rows: match part {
                    Part::Declared => row::declared_rows(own, details),
                    _ => row::rows(own, details),
                },
            });
        }
    }
    sections
}

/// The heading of a finding: the claim, and of a theorem what is said of it.
fn title(finding: &Finding) -> String {
    let claim = &finding.claim;
    match (&finding.statement, finding.assertion) {
        (Some(statement), _) if claim.source().is_some() => {
            format!("{}: {statement} ({})", claim.name(), claim.source().unwrap_or_default())
        }
        (Some(statement), _) => format!("{}: {statement}", claim.name()),
        (None, Assertion::Attained) if claim.is_theorem() => {
            format!(
                "{}, its rate is attained here (ours): {}",
                claim.name(),
                claim.statement()
            )
        }
        _ => format!("{}: {}", claim.name(), claim.statement()),
    }
}

/// In how many cells a claim that a spec states says nothing.
fn silent(report: &Report, finding: &Finding) -> Option<String> {
    let Claim::Stated(stated) = &finding.claim else {
        return None;
    };
    let mut experiments = report.experiments.iter();
    let experiment = experiments.find(|experiment| experiment.name == finding.experiment)?;
    let mut claims = experiment.claims.iter();
    let claim = claims.find(|claim| claim.id == stated.id && claim.silent_cells > 0)?;
    let holds = claim.holds.as_deref().unwrap_or_default();
    Some(format!(
        "silent in {} of {} cells, where {holds} does not hold",
        claim.silent_cells, claim.cells
    ))
}

/// The width below which columns would be too narrow for their words.
const NARROW: u16 = 130;

/// The names of the columns, in the order of [`Row::cells`].
const HEADER: [&str; row::CELLS] = [
    "measured quantity",
    "of",
    "measured",
    "predicted",
    "verdict",
    "evidence",
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
    let [quantity, subject, measured, predicted, verdict, evidence, experiment] = &row.cells;
    let lines = [
        (format!("{verdict}, {evidence}: {quantity}"), "  "),
        (subject.clone(), "    "),
        (format!("measured {measured}; predicted {predicted}"), "    "),
        (format!("experiment {experiment}"), "    "),
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
