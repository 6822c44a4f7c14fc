//! `sweep run --dry-run`: what a run would take, and nothing drawn.

use std::fs;

use serde_json::Value;

use crate::support::{SPEC, sweep};

#[test]
fn a_dry_run_counts_and_draws_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    let run = sweep(folder, "run spec.toml --dry-run --threads 2 --format json");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let document: Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    assert_eq!(document["format_version"], byzrate::report::FORMAT_VERSION);
    let experiment = &document["experiments"][0];
    assert_eq!((&experiment["cells"], &experiment["arms"]), (&3.into(), &12.into()));
    // relative_error = 0: every cell is drawn to its maximum of 240. Error and signed error are eight bytes each.
    for amount in ["at_least", "at_most"] {
        let amount = &experiment[amount];
        assert_eq!(amount["replicates"], 12 * 240);
        let in_flight = experiment["in_flight_bytes"].as_u64().expect("a number");
        assert_eq!(amount["memory_bytes"], in_flight + 12 * 240 * 16);
        assert!(amount["disk_bytes"].as_u64() > Some(12 * 240 * 16));
        assert!(amount["rough_seconds"].as_f64() > Some(0.0));
    }
    // A batch of 80 replicates of 4 arms for every thread, with the messages of 20 workers.
    assert_eq!(experiment["in_flight_bytes"], 2 * 8 * (80 * 4 * 2 + 20 + 2 * 20));

    let human = sweep(folder, "run spec.toml --dry-run");
    assert_eq!(human.code, Some(0), "{}", human.stderr);
    for says in [
        "tiny: 3 cells, 12 arms",
        "2880 replicates of an arm",
        "Nothing was drawn",
        "rough",
    ] {
        assert!(human.stdout.contains(says), "{}", human.stdout);
    }
    let names: Vec<_> = fs::read_dir(folder).expect("a folder").collect();
    assert_eq!(names.len(), 1, "something was written: {names:?}");
}

/// A replicate that takes half a minute is not waited for.
#[test]
fn a_dry_run_of_long_replicates_is_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let spec = SPEC
        .replace("gaussian-mean", "student-mean")
        .replace("[10, 20, 40]", "40000000");
    fs::write(folder.join("spec.toml"), spec).expect("written");
    let begun = std::time::Instant::now();
    let run = sweep(folder, "run spec.toml --dry-run");
    assert!(begun.elapsed().as_secs_f64() < 5.0, "{:?}", begun.elapsed());
    assert!(run.stdout.contains("no replicate ended within 0.6 s"), "{}", run.stdout);
}
