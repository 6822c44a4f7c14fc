use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

use super::Report;
use crate::claim::{Finding, Verdict};
use crate::stat::Interval;

/// How the verdict table is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableStyle {
    /// The width in characters.
    pub width: u16,
    /// Whether verdicts are coloured.
    pub colour: bool,
    /// Whether every comparison gets a row, not only every quantity.
    pub details: bool,
}

impl Default for TableStyle {
    /// 140 characters wide, without colours, a row a quantity.
    fn default() -> Self {
        Self {
            width: 140,
            colour: false,
            details: false,
        }
    }
}

/// The verdict table: a row a quantity of an experiment, its comparisons of one verdict taken together; whatever is
/// contradicted gets a row of its own.
///
/// Below a width of `NARROW` every row becomes a short paragraph, since words would break in so many columns.
#[must_use]
pub fn verdict_table(report: &Report, style: TableStyle) -> String {
    let rows: Vec<Row> = groups(report, style.details)
        .iter()
        .map(|group| Row::new(group, style.details))
        .collect();
    let text = if style.width < NARROW {
        paragraphs(&rows)
    } else {
        columns(&rows, style.width)
    };
    if !style.colour {
        return text;
    }
    let colours = [
        (Verdict::Consistent, 32),
        (Verdict::Inconclusive, 33),
        (Verdict::Contradicted, 31),
    ];
    colours.into_iter().fold(text, |text, (verdict, colour)| {
        let plain = mark(verdict);
        text.replace(&plain, &format!("\u{1b}[{colour}m{plain}\u{1b}[0m"))
    })
}

/// The width below which columns would be too narrow for their words.
const NARROW: u16 = 110;

/// What one row says.
struct Row {
    cells: [String; 7],
    notes: Vec<String>,
}

impl Row {
    fn new(group: &[&Finding], details: bool) -> Self {
        let first = group[0];
        let verdict = Verdict::of_all(group.iter().map(|finding| finding.verdict));
        let subject = match group {
            [only] => only.subject.clone(),
            several => format!("{} comparisons", several.len()),
        };
        // A note on what is consistent is for those who ask for details.
        let noted = group
            .iter()
            .filter(|finding| details || finding.verdict != Verdict::Consistent);
        let mut notes: Vec<String> = noted.filter_map(|finding| finding.note.clone()).collect();
        if details {
            notes.extend(
                group
                    .iter()
                    .filter_map(|finding| Some(format!("the theorem is {}", finding.silent.as_ref()?))),
            );
        }
        notes.dedup();
        Self {
            cells: [
                first.claim.name().to_owned(),
                first.experiment.clone(),
                first.quantity.clone(),
                subject,
                measured(group),
                predicted(group),
                verdict.map_or("-".to_owned(), mark),
            ],
            notes,
        }
    }
}

fn columns(rows: &[Row], width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header([
            "claim",
            "experiment",
            "measured quantity",
            "of",
            "measured",
            "predicted",
            "verdict",
        ]);
    for row in rows {
        table.add_row(row.cells.iter().enumerate().map(|(index, text)| {
            let numbers = index == 4 || index == 5;
            let alignment = if numbers {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            };
            Cell::new(text).set_alignment(alignment)
        }));
        for note in &row.notes {
            table.add_row([Cell::new(""), Cell::new(""), Cell::new(note)]);
        }
    }
    table.trim_fmt()
}

fn paragraphs(rows: &[Row]) -> String {
    let paragraph = |row: &Row| {
        let [claim, experiment, quantity, subject, measured, predicted, verdict] = &row.cells;
        let notes = row
            .notes
            .iter()
            .fold(String::new(), |notes, note| notes + "\n    " + note);
        format!(
            "{verdict}: {claim} ({experiment})\n    {quantity}\n    {subject}\n    {measured}; predicted {predicted}{notes}"
        )
    };
    rows.iter().map(paragraph).collect::<Vec<_>>().join("\n")
}

/// Findings that share a row.
fn groups(report: &Report, details: bool) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in report.findings() {
        // A contradiction is shown by itself, with its note.
        let alone = details || finding.verdict == Verdict::Contradicted;
        let fits = |group: &Vec<&Finding>| {
            let first = group[0];
            first.verdict == finding.verdict
                && first.claim == finding.claim
                && first.experiment == finding.experiment
                && first.quantity == finding.quantity
                && first.predicted == finding.predicted
        };
        match groups.iter_mut().find(|group| !alone && fits(group)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

fn mark(verdict: Verdict) -> String {
    let mark = match verdict {
        Verdict::Consistent => '✓',
        Verdict::Inconclusive => '?',
        Verdict::Contradicted => '✗',
    };
    format!("{mark} {verdict}")
}

/// A value with its interval, or the range over several.
fn measured(group: &[&Finding]) -> String {
    if let [finding] = group {
        return match (&finding.measured, &finding.interval) {
            (Some(measured), Some(Interval { low, high })) => {
                let digits = decimals(high - low);
                format!("{:.digits$} [{low:.digits$}, {high:.digits$}]", measured.value)
            }
            (Some(measured), None) => format!("{:.4}", measured.value),
            _ => "-".to_owned(),
        };
    }
    let values = || {
        group
            .iter()
            .filter_map(|finding| finding.measured.map(|measured| measured.value))
    };
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    if low > high {
        return "-".to_owned();
    }
    let digits = decimals(high - low);
    format!("{low:.digits$} … {high:.digits$}")
}

fn predicted(group: &[&Finding]) -> String {
    let finding = group[0];
    match (finding.predicted, finding.accepted) {
        (Some(predicted), Some(Interval { low, high }))
            if finding.check != "exact-law" && finding.check != "breakdown" =>
        {
            let margin = (high - low) / 2.0;
            let digits = decimals(margin);
            format!("{predicted:.digits$} ± {margin:.digits$}")
        }
        (Some(predicted), _) => format!("{predicted}"),
        (None, _) => match finding.check {
            "ordering" => "≥ 0".to_owned(),
            _ => "-".to_owned(),
        },
    }
}

/// Decimals that show a width with two digits.
fn decimals(width: f64) -> usize {
    if !(width > 0.0 && width.is_finite()) {
        return 4;
    }
    (1.0 - width.log10().floor()).clamp(0.0, 6.0) as usize
}
