//! What the ledger must not claim: checks that select nothing, too few replicates, curves that bend, idle attacks.

use std::fs;

use serde_json::Value;

use crate::support::{Run, SPEC, sweep};

/// Runs the spec with `replacements` made.
fn run(replacements: &[(&str, &str)], arguments: &str) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = replacements.iter().fold(SPEC.to_owned(), |spec, (from, to)| {
        assert!(spec.contains(from), "{from}");
        spec.replace(from, to)
    });
    fs::write(folder.path().join("spec.toml"), spec).expect("written");
    sweep(folder.path(), &format!("spec.toml --format json {arguments}"))
}

fn finding(run: &Run) -> Value {
    let report: Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    report["experiments"][0]["findings"][0].clone()
}

#[test]
fn a_check_that_selects_nothing_is_told() {
    let idle = ("adversaries = [\"plus-infinity\"]", "where = { n = [99] }");
    let run = run(&[idle], "");
    assert_eq!(run.code, Some(0));
    assert!(
        run.stderr
            .contains("warning: tiny: the check exponent of theorem-1 selects nothing of this grid"),
        "{}",
        run.stderr
    );
}

#[test]
fn too_few_replicates_establish_nothing() {
    assert_eq!(finding(&run(&[], ""))["verdict"], "consistent");
    let few = finding(&run(&[("maximum = 240", "maximum = 40")], ""));
    assert_eq!(few["verdict"], "inconclusive");
    let note = few["note"].as_str().unwrap_or_default();
    assert!(note.contains("needs about 86 replicates"), "{note}");
}

/// Along m at a fixed α the error bends from 1/√m to its floor: one exponent with a wide margin must not stand for it.
#[test]
fn a_bent_curve_has_no_exponent() {
    let bent = [
        ("n = [10, 20, 40]\nm = [20]", "n = [100]\nm = [11, 41, 161, 641]"),
        ("batch = 80, maximum = 240", "batch = 4000, maximum = 4000"),
        (
            "along = \"n\"\nexpected = -0.5\nmargin = 5.0",
            "along = \"m\"\nexpected = -0.2\nmargin = 0.1",
        ),
    ];
    let finding = finding(&run(&bent, ""));
    assert_eq!(finding["verdict"], "inconclusive", "{finding}");
    assert!(
        finding["note"]
            .as_str()
            .is_some_and(|note| note.starts_with("the points bend")),
        "{finding}"
    );
}

#[test]
fn nobody_breaks_what_nobody_attacks() {
    let spec = [
        (
            "kind = \"exponent\"\nalong = \"n\"\nexpected = -0.5\nmargin = 5.0",
            "kind = \"breakdown\"",
        ),
        ("alpha = [0.1]", "alpha = [0.01]"),
        ("beta = 0.1", "beta = 0.05"),
    ];
    let finding = finding(&run(&spec, ""));
    assert_eq!(finding["verdict"], "inconclusive");
    assert_eq!(finding["note"], "nobody is Byzantine: ⌊αm⌋ = 0");
}
