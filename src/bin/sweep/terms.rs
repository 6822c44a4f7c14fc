//! What a grid can tell of the terms that a spec claims, before anything is drawn.

use byzrate::claim::{Power, Study};

/// A line for every claim of terms; for every estimator where its numbers differ.
pub fn lines(study: &Study) -> Vec<String> {
    let level = study.level();
    let said: Vec<(&Power, String)> = study.powers.iter().map(|power| (power, line(power, level))).collect();
    let mut lines: Vec<String> = Vec::new();
    for (power, line) in &said {
        let of_claim = || said.iter().filter(|(other, _)| other.claim == power.claim);
        let line = if of_claim().all(|(_, other)| other == line) {
            line.clone()
        } else {
            format!("{line}, for {}", study.experiment.estimators[power.estimator].id)
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn line(power: &Power, level: f64) -> String {
    let seen: Vec<String> = (power.terms.iter().zip(power.sees(level)))
        .map(|(term, seen)| format!("{seen:.2} of {term}"))
        .collect();
    let doubt = if power.is_doubtful() {
        ", which hardly tells them apart"
    } else {
        ""
    };
    let coefficients = if power.expects { "are as expected" } else { "are 1" };
    format!(
        "the terms of {} have the condition number {:.1}{doubt}; seen are about {} or more, if the coefficients {coefficients}",
        power.claim.name(),
        power.condition,
        seen.join(", ")
    )
}
