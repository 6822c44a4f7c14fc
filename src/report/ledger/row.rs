use super::numbers;
use crate::claim::{Claim, Finding, Relation, Verdict};
use crate::report::Report;

/// The number of columns.
pub(super) const CELLS: usize = 7;

/// What stands where there is nothing to say.
pub(super) const NOTHING: &str = "-";

/// What one row says.
pub(super) struct Row {
    /// Quantity, subject, measured, predicted, verdict, figure and experiment.
    pub cells: [String; CELLS],
    /// What stands below the row.
    pub notes: Vec<String>,
}

/// The rows of a claim, in the order of the experiments.
pub(super) fn rows(report: &Report, claim: Claim, details: bool) -> Vec<Row> {
    let of_paper = |finding: &&Finding| finding.claim == claim && finding.declared_by.is_empty();
    let groups = groups(report.findings().filter(of_paper), details);
    groups.iter().map(|group| Row::new(group, details)).collect()
}

/// The rows of what parts of other programs declare of themselves.
pub(super) fn declared_rows(report: &Report, details: bool) -> Vec<Row> {
    let declared = |finding: &&Finding| !finding.declared_by.is_empty();
    let groups = groups(report.findings().filter(declared), details);
    let row = |group: &Vec<&Finding>| {
        let mut row = Row::new(group, details);
        let first = group[0];
        row.notes.push(format!(
            "{} of {} as declared by {}",
            first.check,
            first.claim.name(),
            first.declared_by.join(", ")
        ));
        row
    };
    groups.iter().map(row).collect()
}

/// A verdict with its mark.
pub(super) fn mark(verdict: Verdict) -> String {
    let mark = match verdict {
        Verdict::Consistent => '✓',
        Verdict::Inconclusive => '?',
        Verdict::Contradicted => '✗',
    };
    format!("{mark} {verdict}")
}

impl Row {
    fn new(group: &[&Finding], details: bool) -> Self {
        let first = group[0];
        let verdict = Verdict::of_all(group.iter().map(|finding| finding.verdict));
        let subject = match group {
            [only] => only.subject.clone(),
            several => format!("{} comparisons", several.len()),
        };
        Self {
            cells: [
                first.quantity.clone(),
                subject,
                numbers::measured(group),
                numbers::predicted(group),
                verdict.map_or(NOTHING.to_owned(), mark),
                first.figure.clone().unwrap_or(NOTHING.to_owned()),
                first.experiment.clone(),
            ],
            notes: notes(group, details),
        }
    }
}

/// A remark is on what is consistent; a note on that is for those who ask for details.
fn notes(group: &[&Finding], details: bool) -> Vec<String> {
    let consistent = |finding: &Finding| finding.verdict == Verdict::Consistent;
    let remarks = group.iter().filter(|finding| consistent(finding));
    let mut notes: Vec<String> = remarks.filter_map(|finding| finding.remark.clone()).collect();
    let noted = group.iter().filter(|finding| details || !consistent(finding));
    notes.extend(noted.filter_map(|finding| finding.note.clone()));
    if details {
        let silent = group.iter().filter_map(|finding| finding.silent.as_ref());
        notes.extend(silent.map(|silent| format!("the theorem is {silent}")));
    }
    notes.dedup();
    notes
}

/// Findings that share a row.
fn groups<'a>(findings: impl Iterator<Item = &'a Finding>, details: bool) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        // A contradiction is shown by itself, with its note.
        let alone = details || finding.verdict == Verdict::Contradicted;
        match groups.iter_mut().find(|group| !alone && alike(group[0], finding)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Whether two findings share a row. Bounds may differ from cell to cell: a row then shows their range.
fn alike(one: &Finding, other: &Finding) -> bool {
    let bounds = one.relation != Relation::Equal && one.predicted.is_some() && other.predicted.is_some();
    one.verdict == other.verdict
        && one.claim == other.claim
        && one.experiment == other.experiment
        && one.check == other.check
        && one.quantity == other.quantity
        && one.relation == other.relation
        && (bounds || one.predicted == other.predicted)
        && one.figure == other.figure
        && one.remark == other.remark
        && one.declared_by == other.declared_by
}
