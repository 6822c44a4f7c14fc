//! The ledger on the page: a group of rows for every claim, a row for every finding.

use std::fmt::Write;

use super::escape::{anchor, escaped};
use crate::claim::{Claim, Finding, Origin};
use crate::report::Report;
use crate::report::ledger::{Row, rows};

/// The headings, with what a narrow page calls the columns.
const COLUMNS: [&str; 7] = [
    "verdict",
    "quantity",
    "of",
    "measured",
    "predicted",
    "evidence",
    "shown in",
];

/// The table of findings, in the order of the paper.
pub(super) fn findings(report: &Report) -> String {
    let mut html = String::from(
        "<table id=\"findings\">\n<caption>Every comparison, by the claim it tests</caption>\n<thead><tr>",
    );
    for column in COLUMNS {
        let _ = write!(html, "<th scope=\"col\">{column}</th>");
    }
    html.push_str("</tr></thead>\n");
    for (claim, statement, findings) in groups(report) {
        let source = match claim.origin() {
            Origin::Paper => "",
            Origin::BeyondThePaper => " (this project’s)",
            Origin::Own => " (the spec’s own)",
        };
        let _ = writeln!(
            html,
            "<tbody>\n<tr class=\"claim\"><th scope=\"rowgroup\" colspan=\"{}\"><b>{}</b>{source} {}</th></tr>",
            COLUMNS.len(),
            escaped(claim.name()),
            escaped(statement)
        );
        let rows = rows(findings.iter().copied(), true);
        for (finding, row) in findings.iter().zip(&rows) {
            entry(&mut html, finding, row);
        }
        html.push_str("</tbody>\n");
    }
    html.push_str("</table>\n");
    html
}

/// The findings of every claim, known claims first.
fn groups(report: &Report) -> Vec<(&Claim, &str, Vec<&Finding>)> {
    let mut groups: Vec<(&Claim, &str, Vec<&Finding>)> = Vec::new();
    for finding in report.findings() {
        let statement = finding.statement.as_deref().unwrap_or(finding.claim.statement());
        match groups
            .iter_mut()
            .find(|(claim, said, _)| **claim == finding.claim && *said == statement)
        {
            Some((_, _, findings)) => findings.push(finding),
            None => groups.push((&finding.claim, statement, vec![finding])),
        }
    }
    let place = |claim: &Claim| Claim::ALL.iter().position(|known| known == claim).unwrap_or(usize::MAX);
    groups.sort_by_key(|(claim, _, _)| place(claim));
    groups
}

fn entry(html: &mut String, finding: &Finding, row: &Row) {
    let [quantity, subject, measured, predicted, verdict, evidence, _] = &row.cells;
    let name = finding.verdict.name();
    let _ = write!(
        html,
        "<tr data-verdict=\"{name}\"><td class=\"{name}\">{}</td><td>{}",
        escaped(verdict),
        escaped(quantity)
    );
    for note in &row.notes {
        let _ = write!(html, "<p class=\"note\">{}</p>", escaped(note));
    }
    let _ = write!(html, "</td><td>{}</td>", escaped(subject));
    for text in [measured, predicted, evidence] {
        let _ = write!(html, "<td class=\"number\">{}</td>", escaped(text));
    }
    let experiment = escaped(&finding.experiment);
    match &finding.figure {
        Some(figure) => {
            let to = anchor("figure", figure);
            let _ = writeln!(html, "<td><a href=\"#{to}\">{}</a></td></tr>", escaped(figure));
        }
        None => {
            let to = anchor("experiment", &finding.experiment);
            let _ = writeln!(html, "<td><a href=\"#{to}\">{experiment}</a></td></tr>");
        }
    }
}
