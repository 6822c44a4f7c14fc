//! Campaigns of one study, on a built-in spec with changes or on a spec of the test's own.

use byzrate::claim::{Campaign, Finding, Judged, Study, Verdict};
use byzrate::experiment::{Catalog, Engine, Overrides, built_in};
use byzrate::spec::Document;
use byzrate::store::Journal;

/// The text of a built-in experiment with `changes` made, each of which must have something to change.
pub fn built_in_text(name: &str, changes: &[(&str, &str)]) -> String {
    let document = built_in(name).expect("a built-in experiment");
    changes.iter().fold(document.text, |text, (from, to)| {
        assert!(text.contains(from), "{name} has no {from:?}");
        text.replace(from, to)
    })
}

pub fn study(text: &str, catalog: &Catalog, overrides: &Overrides) -> Study {
    Study::decode(Document::new("test.toml", text), catalog, overrides).unwrap_or_else(|error| panic!("{error}"))
}

/// Draws and judges `study` alone, in a store of its own.
pub fn judged(study: Study) -> Judged {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::create(&folder.path().join("store.sqlite")).expect("a store");
    let campaign = Campaign { studies: vec![study] };
    let judged = campaign.run(&campaign.studies[0], &Engine::new(&journal));
    judged.expect("a run")
}

/// What a campaign of the spec `text` alone finds.
pub fn findings(text: &str, catalog: &Catalog, overrides: &Overrides) -> Vec<Finding> {
    judged(study(text, catalog, overrides)).findings
}

/// Fails unless exactly the findings that `faulty` picks are contradicted, and all others consistent.
pub fn assert_contradicted(what: &str, findings: &[Finding], faulty: impl Fn(&Finding) -> bool) {
    assert!(findings.iter().any(&faulty), "{what}: nothing is judged");
    for finding in findings {
        let expected = if faulty(finding) {
            Verdict::Contradicted
        } else {
            Verdict::Consistent
        };
        assert_eq!(finding.verdict, expected, "{what}: {finding:#?}");
    }
}

/// Fails unless all findings, of which there must be some, are consistent.
pub fn assert_consistent(what: &str, findings: &[Finding]) {
    assert!(!findings.is_empty(), "{what}: nothing is judged");
    for finding in findings {
        assert_eq!(finding.verdict, Verdict::Consistent, "{what}: {finding:#?}");
    }
}

/// `text` without the tables `[[table]]` that `unwanted` picks by their text.
pub fn without(text: &str, table: &str, unwanted: impl Fn(&str) -> bool) -> String {
    let title = format!("{table}]]");
    let kept: Vec<&str> = text
        .split("\n[[")
        .filter(|part| !(part.starts_with(&title) && unwanted(part)))
        .collect();
    kept.join("\n[[")
}
