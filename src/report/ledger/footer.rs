use std::fmt::Write;

use super::columns::wrapped;
use super::numbers::significant;
use crate::claim::{Claim, Finding, JudgeTrial, Verdict};
use crate::report::Report;

/// What stands below the ledger: the verdicts counted, whatever is contradicted, the claims that nothing tests, and how
/// sure the judge is.
#[must_use]
pub fn ledger_footer(report: &Report, width: u16) -> String {
    let mut lines = vec![counts(report)];
    lines.extend(contradicted(report));
    lines.extend(untested(report));
    lines.extend(judge(report));
    let lines = lines.iter().flat_map(|line| wrapped(line, width.into(), "", "  "));
    lines.fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn counts(report: &Report) -> String {
    let count = |verdict| report.findings().filter(|finding| finding.verdict == verdict).count();
    format!(
        "{} consistent, {} inconclusive, {} contradicted of {} comparisons.",
        count(Verdict::Consistent),
        count(Verdict::Inconclusive),
        count(Verdict::Contradicted),
        report.confidence.comparisons,
    )
}

fn contradicted(report: &Report) -> impl Iterator<Item = String> {
    let of = |claim| report.findings().filter(move |finding| finding.claim == claim);
    let findings = Claim::ALL.into_iter().flat_map(of);
    let contradicted = findings.filter(|finding| finding.verdict == Verdict::Contradicted);
    contradicted.map(|finding| {
        let Finding {
            claim,
            quantity,
            subject,
            experiment,
            ..
        } = finding;
        format!("Contradicted: {}: {quantity}, {subject} ({experiment})", claim.name())
    })
}

/// The claims without a check, while most have one: a run of few experiments leaves most of the paper untested anyway.
fn untested(report: &Report) -> Option<String> {
    let tested = |claim: &Claim| report.findings().any(|finding| finding.claim == *claim);
    let (tested, untested): (Vec<Claim>, Vec<Claim>) = Claim::ALL.into_iter().partition(tested);
    let names: Vec<&str> = untested.iter().map(|claim| claim.name()).collect();
    (!names.is_empty() && tested.len() > names.len()).then(|| format!("Not tested: {}.", names.join(", ")))
}

/// How often the judge errs: by design, and where it is known, as tried.
fn judge(report: &Report) -> Vec<String> {
    let mut lines = vec![format!(
        "Intervals hold together: a run contradicts a true claim with probability at most {:.0} %.",
        100.0 * report.confidence.false_alarm
    )];
    lines.extend(power(report));
    lines.extend(trials(&report.trials));
    lines
}

/// The judge on trial: every kind of check on errors of which it is known whether the claim holds.
fn trials(trials: &[JudgeTrial]) -> Option<String> {
    let first = trials.first()?;
    let kinds: Vec<String> = trials
        .iter()
        .map(|trial| format!("{} {} and {}", trial.kind, trial.false_contradictions, trial.seen))
        .collect();
    Some(format!(
        "The judge on trial: of {0} claims that barely hold, how many it contradicted at {1} % confidence, and of {0} that do not, how \
         many at the run's: {2}.",
        first.trials,
        significant(100.0 * first.level),
        kinds.join(", "),
    ))
}

/// A probability in percent, rounded down to a decimal.
fn percent(probability: f64) -> f64 {
    (1000.0 * probability).floor() / 10.0
}

/// The smallest power of each kind of check that states one.
fn power(report: &Report) -> Option<String> {
    let mut least: Vec<&Finding> = Vec::new();
    let probability = |finding: &Finding| finding.power.map(|power| power.probability);
    for finding in report.findings().filter(|finding| finding.power.is_some()) {
        match least.iter_mut().find(|known| known.check == finding.check) {
            Some(known) if probability(known) <= probability(finding) => {}
            Some(known) => *known = finding,
            None => least.push(finding),
        }
    }
    let parts: Vec<String> = least
        .iter()
        .filter_map(|finding| Some((finding.check, finding.power?)))
        .map(|(check, power)| {
            let (percent, deviation) = (percent(power.probability), significant(power.deviation));
            format!("{percent} % ({check}, off by {deviation})")
        })
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "A quantity that is off would be contradicted with probability at least {}.",
            parts.join(", ")
        )
    })
}
