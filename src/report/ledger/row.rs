use super::numbers;
use crate::claim::{Evidence, Finding, Verdict};

/// The number of columns.
pub(super) const CELLS: usize = 7;

/// What stands where there is nothing to say.
pub(super) const NOTHING: &str = "-";

/// What one row says.
pub(in crate::report) struct Row {
    /// Quantity, subject, measured, predicted, verdict, evidence and where it is from.
    pub cells: [String; CELLS],
    /// What stands below the row.
    pub notes: Vec<String>,
}

/// The rows of some findings, in the order of the experiments.
pub(in crate::report) fn rows<'a>(findings: impl Iterator<Item = &'a Finding>, details: bool) -> Vec<Row> {
    groups(findings, details)
        .iter()
        .map(|group| Row::new(group, details))
        .collect()
}

/// The rows of what parts of other programs declare of themselves.
pub(super) fn declared_rows<'a>(findings: impl Iterator<Item = &'a Finding>, details: bool) -> Vec<Row> {
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
    groups(findings, details).iter().map(row).collect()
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
                evidence(group),
                origin(first),
            ],
            notes: notes(group, details),
        }
    }
}

/// What the comparisons of a row are evidence of: the coarsest deviation that was seen, or the least slack.
fn evidence(group: &[&Finding]) -> String {
    let most = |of: fn(&Finding) -> Option<f64>| group.iter().filter_map(|finding| of(finding)).reduce(f64::max);
    let least = |of: fn(&Finding) -> Option<f64>| group.iter().filter_map(|finding| of(finding)).reduce(f64::min);
    let class = group[0].evidence;
    match class {
        Evidence::Decides => most(|finding| finding.sees).map(|sees| format!("sees {}", numbers::two_digits(sees))),
        Evidence::Bound => least(|finding| finding.slack).map(|slack| format!("slack ×{}", numbers::two_digits(slack))),
        Evidence::Guard | Evidence::Undecided => None,
    }
    .unwrap_or(class.name().to_owned())
}

/// The experiment, and its figure where that is called otherwise.
fn origin(finding: &Finding) -> String {
    match &finding.figure {
        Some(figure) if *figure != finding.experiment => format!("{}: {figure}", finding.experiment),
        _ => finding.experiment.clone(),
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
        notes.extend(
            group
                .iter()
                .filter_map(|finding| Some(format!("expected: {}", finding.because.as_ref()?))),
        );
    }
    notes.extend(silence(group));
    notes.dedup();
    notes
}

/// Why the theorem is silent: of the first, since the reasons of a row differ in numbers only.
fn silence(group: &[&Finding]) -> Option<String> {
    let silent = group.iter().find_map(|finding| finding.silent.as_ref())?;
    Some(format!("the theorem is {silent}"))
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

/// Whether two findings share a row. Predictions may differ from cell to cell: a row then shows their range.
fn alike(one: &Finding, other: &Finding) -> bool {
    let ranges = one.predicted.is_some() && other.predicted.is_some();
    one.verdict == other.verdict
        && one.claim == other.claim
        && one.statement == other.statement
        && one.evidence == other.evidence
        && one.silent.is_some() == other.silent.is_some()
        && one.experiment == other.experiment
        && one.check == other.check
        && one.quantity == other.quantity
        && one.relation == other.relation
        && (ranges || one.predicted == other.predicted)
        && one.figure == other.figure
        && one.remark == other.remark
        && one.declared_by == other.declared_by
}
