use std::collections::HashSet;
use std::fmt::Write;

use super::columns::wrapped;
use super::numbers::significant;
use crate::claim::{Claim, Evidence, Finding, Origin, Trial, Verdict, trials};
use crate::report::Report;

/// What stands below the ledger: the verdicts counted, whatever is contradicted, the claims that nothing tests, and how
/// sure the judge is.
#[must_use]
pub fn ledger_footer(report: &Report, width: u16) -> String {
    let mut lines = vec![counts(report)];
    lines.extend(contradicted(report));
    lines.extend(evidence(report));
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
        report.findings().count(),
    )
}

fn contradicted(report: &Report) -> impl Iterator<Item = String> {
    let of = |claim: Claim| report.findings().filter(move |finding| finding.claim == claim);
    let stated = report
        .findings()
        .filter(|finding| matches!(finding.claim, Claim::Stated(_)));
    let findings = Claim::ALL.into_iter().flat_map(of).chain(stated);
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
    let (tested, untested): (Vec<Claim>, Vec<Claim>) = Claim::ALL
        .into_iter()
        .filter(|claim| claim.origin() == Origin::Paper)
        .partition(tested);
    let names: Vec<&str> = untested.iter().map(|claim| claim.name()).collect();
    (!names.is_empty() && tested.len() > names.len()).then(|| format!("Not tested: {}.", names.join(", ")))
}

/// How often the judge errs: by design, and where it is known, as tried.
fn judge(report: &Report) -> Vec<String> {
    let mut lines = vec![format!(
        "Intervals hold together: a run contradicts a true claim with probability at most {:.0} %.",
        100.0 * report.confidence.false_alarm
    )];
    lines.extend(on_trial());
    lines
}

/// How often the judge contradicted campaigns of true claims when it was tried.
fn on_trial() -> Option<String> {
    let honest: Vec<Trial> = trials().into_iter().filter(|trial| trial.is_true).collect();
    let sum = |of: fn(&Trial) -> u64| honest.iter().map(of).sum::<u64>();
    (!honest.is_empty()).then(|| {
        format!(
            "On trial, {} of {} campaigns of true claims ended in a contradiction.",
            sum(|trial| trial.contradicted),
            sum(|trial| trial.seeds)
        )
    })
}

/// What the comparisons are evidence of.
fn evidence(report: &Report) -> Vec<String> {
    let of = |class: Evidence| report.findings().filter(move |finding| finding.evidence == class);
    let deciding = distinct(of(Evidence::Decides));
    let mut lines = vec![format!(
        "Distinct comparisons that decide: {} of {}. A deviation of what each is there to see would have been contradicted with \
         probability 95 % or more{}.",
        deciding.len(),
        distinct(report.findings()).len(),
        coarsest(&deciding),
    )];
    let slacks = || of(Evidence::Bound).filter_map(|finding| finding.slack);
    let bounds = of(Evidence::Bound).count();
    if bounds > 0 {
        let (least, most) = slacks().fold((f64::INFINITY, 0.0f64), |(l, h), slack| (l.min(slack), h.max(slack)));
        let slack = if least <= most {
            format!(", by factors of {} to {}", significant(least), significant(most))
        } else {
            String::new()
        };
        lines.push(format!("Bounds that hold with slack: {bounds}{slack}."));
    }
    let guards = of(Evidence::Guard).count();
    if guards > 0 {
        lines.push(format!(
            "Guards, which would fail only if the program were wrong, and are no evidence for a theorem: {guards}."
        ));
    }
    let undecided = of(Evidence::Undecided).count();
    if undecided > 0 {
        lines.push(format!(
            "Undecided: {undecided}, which could not have come out otherwise, or not yet."
        ));
    }
    lines
}

/// Findings without those that repeat the number of another one.
fn distinct<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut known = HashSet::new();
    let key = |finding: &Finding| {
        let interval = finding
            .interval
            .map(|interval| (interval.low.to_bits(), interval.high.to_bits()));
        let measured = finding.measured.map(|measured| measured.value.to_bits());
        (
            finding.quantity.clone(),
            measured,
            interval,
            finding.predicted.map(f64::to_bits),
        )
    };
    // What could not be measured repeats nothing.
    findings
        .filter(|finding| finding.measured.is_none() || known.insert(key(finding)))
        .collect()
}

/// The largest deviation that each kind of check needs, to see it.
fn coarsest(deciding: &[&Finding]) -> String {
    let mut coarsest: Vec<(&str, f64)> = Vec::new();
    for finding in deciding {
        let Some(sees) = finding.sees else { continue };
        match coarsest.iter_mut().find(|(check, _)| *check == finding.check) {
            Some((_, most)) => *most = most.max(sees),
            None => coarsest.push((finding.check, sees)),
        }
    }
    let parts: Vec<String> = coarsest
        .iter()
        .map(|(check, sees)| format!("{check} {}", significant(*sees)))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join(", "))
    }
}
