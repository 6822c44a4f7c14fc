//! What the commands print and write.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, SPEC, sweep, sweep_command, text, tree};

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC).expect("written");
    folder
}

/// A command that ends well.
fn done(folder: &Path, arguments: &str) -> Run {
    let run = sweep(folder, arguments);
    assert_eq!(run.code, Some(0), "sweep {arguments}: {}", run.stderr);
    run
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("one JSON document")
}

/// The paths of all keys of a document, each once; elements of lists have none of their own.
fn keys(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    let path = format!("{path}.{key}");
                    if !found.contains(&path) {
                        found.push(path.clone());
                    }
                    walk(value, &path, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

#[test]
fn json_is_one_document_with_known_fields() {
    let folder = folder();
    let run = done(folder.path(), "spec.toml --format json");
    let report = json(&run.stdout);
    assert_eq!(report["format_version"], byzrate::report::FORMAT_VERSION);
    assert_eq!(report["experiments"][0]["findings"][0]["claim"], "theorem-1");
    assert_eq!(
        run.stdout,
        fs::read_to_string(folder.path().join("results/report.json")).expect("a report")
    );
    insta::assert_snapshot!(keys(&report).join("\n"), @r"
    .format_version
    .version
    .verdict
    .confidence
    .confidence.false_alarm
    .confidence.comparisons
    .confidence.looks
    .confidence.level
    .experiments
    .experiments.name
    .experiments.question
    .experiments.profile
    .experiments.seed
    .experiments.hash
    .experiments.verdict
    .experiments.confidence
    .experiments.confidence.false_alarm
    .experiments.confidence.comparisons
    .experiments.confidence.looks
    .experiments.confidence.level
    .experiments.findings
    .experiments.findings.experiment
    .experiments.findings.claim
    .experiments.findings.assertion
    .experiments.findings.check
    .experiments.findings.subject
    .experiments.findings.quantity
    .experiments.findings.measured
    .experiments.findings.measured.value
    .experiments.findings.measured.standard_error
    .experiments.findings.interval
    .experiments.findings.interval.low
    .experiments.findings.interval.high
    .experiments.findings.predicted
    .experiments.findings.relation
    .experiments.findings.accepted
    .experiments.findings.accepted.low
    .experiments.findings.accepted.high
    .experiments.findings.verdict
    .experiments.findings.evidence
    .experiments.findings.sees
    .experiments.findings.silent
    .experiments.findings.note
    .experiments.findings.remark
    .experiments.findings.figure
    .experiments.cells
    .experiments.cells.problem
    .experiments.cells.n
    .experiments.cells.m
    .experiments.cells.alpha
    .experiments.cells.byzantine
    .experiments.cells.byzantine_model
    .experiments.cells.theorems_speak_with_probability
    .experiments.cells.dim
    .experiments.cells.lower_bound
    .experiments.cells.arms
    .experiments.cells.arms.estimator
    .experiments.cells.arms.algorithm
    .experiments.cells.arms.aggregator
    .experiments.cells.arms.adversary
    .experiments.cells.arms.rounds
    .experiments.cells.arms.replicates
    .experiments.cells.arms.lost
    .experiments.cells.arms.mean
    .experiments.cells.arms.mean.value
    .experiments.cells.arms.mean.standard_error
    .experiments.cells.arms.rms
    .experiments.cells.arms.rms.value
    .experiments.cells.arms.rms.standard_error
    .experiments.cells.arms.bias
    .experiments.cells.arms.bias.value
    .experiments.cells.arms.bias.standard_error
    .experiments.cells.arms.quantiles
    .experiments.cells.arms.quantiles.probability
    .experiments.cells.arms.quantiles.value
    .experiments.cells.arms.quantiles.interval
    .experiments.cells.arms.quantiles.interval.low
    .experiments.cells.arms.quantiles.interval.high
    .experiments.cells.arms.rms_even
    .experiments.cells.arms.rms_odd
    .experiments.cells.arms.predicted
    .experiments.cells.arms.predicted.kind
    .experiments.cells.arms.predicted.rms
    .experiments.cells.arms.predicted.bias
    .experiments.cells.arms.bounds
    .experiments.cells.arms.bounds.measure
    .experiments.cells.arms.bounds.theorem
    .experiments.cells.arms.bounds.value
    .experiments.cells.arms.bounds.silent
    .experiments.cells.arms.bounds.failure_probability
    .experiments.cells.arms.measures
    ");
}

#[test]
fn people_get_a_table_without_colour_in_a_pipe() {
    let folder = folder();
    let plain = done(folder.path(), "spec.toml");
    assert!(!plain.stdout.contains('\u{1b}') && !plain.stderr.contains('\u{1b}'));
    assert!(plain.stderr.is_empty(), "{}", plain.stderr);
    for part in ["theorem-1", "consistent", "results/report.json", "results/store.sqlite"] {
        assert!(plain.stdout.contains(part), "{part:?} is missing: {}", plain.stdout);
    }
    let output = sweep_command(folder.path())
        .arg("spec.toml")
        .env("NO_COLOR", "1")
        .output()
        .expect("it runs");
    assert_eq!(text(output.stdout), plain.stdout);
}

/// Where nothing is checked, what was measured is what there is to see.
#[test]
fn an_experiment_without_a_check_shows_what_was_measured() {
    let folder = folder();
    let (before, after) = SPEC.split_once("[[check]]").expect("a check");
    let (_, figure) = after.split_once("[[figure]]").expect("a figure");
    fs::write(folder.path().join("spec.toml"), format!("{before}[[figure]]{figure}")).expect("written");
    let run = done(folder.path(), "spec.toml");
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    assert!(
        run.stdout
            .contains("tiny: How fast does the error fall?; it has no [[check]]"),
        "{}",
        run.stdout
    );
    let row = |line: &&str| line.contains("trimmed-mean-gd") && line.contains("constant-shift") && line.contains(" ± ");
    assert_eq!(run.stdout.lines().filter(row).count(), 3, "{}", run.stdout);
    assert!(!run.stdout.contains("verdict  "), "{}", run.stdout);
    let report = json(&done(folder.path(), "report --format json").stdout);
    assert!(report["verdict"].is_null());
    // Beside an experiment with a check it stands below the ledger.
    fs::write(folder.path().join("other.toml"), SPEC.replace("\"tiny\"", "\"other\"")).expect("written");
    let both = done(folder.path(), "other.toml spec.toml").stdout;
    let place = |part: &str| both.find(part).expect(part);
    assert!(place("theorem-1") < place("it has no [[check]]"), "{both}");
}

#[test]
fn a_report_is_the_run_again_without_simulation() {
    let folder = folder();
    let folder = folder.path();
    let run = done(folder, "spec.toml --format json");
    let drawn = tree(&folder.join("results/figures"));
    let stored = done(folder, "export").stdout;
    fs::remove_file(folder.join("spec.toml")).expect("removed");
    fs::remove_dir_all(folder.join("results/figures")).expect("removed");
    fs::remove_file(folder.join("results/report.json")).expect("removed");

    assert_eq!(done(folder, "report --format json").stdout, run.stdout);
    let report = fs::read_to_string(folder.join("results/report.json")).expect("a report");
    assert_eq!(report, run.stdout);
    assert_eq!(tree(&folder.join("results/figures")), drawn);
    assert_eq!(done(folder, "export").stdout, stored);

    done(folder, "report results/store.sqlite --out elsewhere/below");
    let report = fs::read_to_string(folder.join("elsewhere/below/report.json")).expect("a report");
    assert_eq!(report, run.stdout);
    assert_eq!(tree(&folder.join("elsewhere/below/figures")), drawn);
}

#[test]
fn a_report_is_of_the_spec_that_was_run_last() {
    let folder = folder();
    let first = done(folder.path(), "spec.toml --format json").stdout;
    let second = done(folder.path(), "spec.toml --format json --seed 8").stdout;
    assert_ne!(first, second);
    assert_eq!(done(folder.path(), "report --format json").stdout, second);
    assert_eq!(done(folder.path(), "spec.toml --format json").stdout, first);
    assert_eq!(done(folder.path(), "report --format json").stdout, first);
}

#[test]
fn every_replicate_is_exported() {
    let folder = folder();
    let run = done(folder.path(), "spec.toml --format json");
    let report = json(&run.stdout);
    let cells = report["experiments"][0]["cells"].as_array().expect("cells");
    let arms = cells.iter().flat_map(|cell| cell["arms"].as_array().expect("arms"));
    let expected: usize = arms
        .map(|arm| arm["replicates"].as_u64().map_or(0, |count| count as usize))
        .sum();
    // No arm stops early.
    assert_eq!(expected, 3 * 240 * 4);

    let csv = done(folder.path(), "export --wide --format csv").stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let width = header.len();
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("records");
    assert_eq!(records.len(), expected);
    assert!(records.iter().all(|record| record.len() == width));

    let lines = done(folder.path(), "export --wide --format jsonl").stdout;
    let lines: Vec<Value> = lines.lines().map(json).collect();
    assert_eq!(lines.len(), expected);
    for (line, record) in lines.iter().zip(&records) {
        let error = record[place("error")].parse::<f64>().expect("a number");
        assert_eq!(line["error"].as_f64(), Some(error));
        assert_eq!(line["n"].to_string(), record[place("n")]);
    }
}

#[test]
fn a_changed_spec_is_told_and_keeps_old_replicates() {
    let folder = folder();
    let first = done(folder.path(), "spec.toml --format json");
    assert!(first.stderr.is_empty(), "{}", first.stderr);
    let before = done(folder.path(), "export --wide").stdout;

    let changed = SPEC
        .replace("seed = 7", "seed = 8")
        .replace("rounds = 2\n\n", "rounds = 3\n\n");
    fs::write(folder.path().join("spec.toml"), changed).expect("written");
    let second = done(folder.path(), "spec.toml --format json");
    insta::assert_snapshot!(second.stderr, @"warning: experiment tiny is not the one of that name in the store; what both use is not drawn again");
    assert_ne!(first.stdout, second.stdout);
    // Those of the last spec, or all of them.
    let current = done(folder.path(), "export --wide").stdout;
    assert_eq!(current.lines().count(), before.lines().count());
    let after = done(folder.path(), "export --wide --all").stdout;
    assert!(after.starts_with(&before), "old rows were changed");
    assert_eq!(after.lines().count(), 2 * before.lines().count() - 1);

    // Both are known now.
    let third = done(folder.path(), "spec.toml --format json");
    assert!(third.stderr.is_empty(), "{}", third.stderr);
    assert_eq!(third.stdout, second.stdout);
    assert_eq!(done(folder.path(), "export --wide --all").stdout, after);

    // What the last one of its name does not use may go.
    let dropped = done(folder.path(), "gc").stdout;
    assert!(dropped.contains("dropped 1 experiments, 12 arms and"), "{dropped}");
    assert_eq!(done(folder.path(), "export --wide --all").stdout, current);
    assert_eq!(done(folder.path(), "report --format json").stdout, second.stdout);
}

/// A new estimator, adversary, cell or check discards nothing: what is new is drawn, and named.
#[test]
fn what_is_added_to_a_spec_is_drawn_and_nothing_else() {
    let folder = folder();
    done(folder.path(), "spec.toml");
    let before = done(folder.path(), "export").stdout;
    let added = format!("{SPEC}\n[[estimator]]\nid = \"five-rounds\"\naggregator = \"median\"\nrounds = 5\n");
    fs::write(folder.path().join("spec.toml"), added).expect("written");
    let wider = done(folder.path(), "spec.toml --format json");
    insta::assert_snapshot!(wider.stderr, @r"
    warning: experiment tiny is not the one of that name in the store; what both use is not drawn again
    tiny: 12 arms were in the store; drawn: five-rounds under plus-infinity in 3 cells, five-rounds under constant-shift in 3 cells
    ");
    // The values of the others are those of before, and where a run that begins anew has them.
    let after = done(folder.path(), "export").stdout;
    let anew = done(folder.path(), "spec.toml --format json --out anew");
    assert_eq!(anew.stdout, wider.stdout);
    assert_eq!(done(folder.path(), "export anew").stdout, after);
    assert!(after.lines().count() > before.lines().count());
}

/// Two experiments that have arms in common draw them once, whatever they are called there.
#[test]
fn experiments_share_equal_arms() {
    let folder = folder();
    done(folder.path(), "spec.toml --format json");
    let twin = SPEC.replace("name = \"tiny\"", "name = \"twin\"");
    fs::write(folder.path().join("twin.toml"), twin).expect("written");
    let size = || {
        fs::metadata(folder.path().join("results/store.sqlite"))
            .expect("a store")
            .len()
    };
    let before = size();
    let values = |rows: &str| -> Vec<String> {
        rows.lines()
            .skip(1)
            .map(|row| row.splitn(3, ',').nth(2).unwrap_or_default().to_owned())
            .collect()
    };
    let first = values(&done(folder.path(), "export").stdout);
    done(folder.path(), "twin.toml --format json");
    assert!(size() < before + 20_000, "{before} and {}", size());
    let both = values(&done(folder.path(), "export").stdout);
    assert_eq!(both, [first.clone(), first].concat());
}

#[test]
fn a_changed_check_draws_nothing_again() {
    let folder = folder();
    done(folder.path(), "spec.toml");
    let before = done(folder.path(), "export").stdout;
    fs::write(
        folder.path().join("spec.toml"),
        SPEC.replace("margin = 5.0", "margin = 0.000001"),
    )
    .expect("written");
    let strict = sweep(folder.path(), "spec.toml --strict --format json");
    assert!(strict.stderr.is_empty(), "{}", strict.stderr);
    assert_eq!(strict.code, Some(4), "an exponent cannot be that precise");
    assert_eq!(json(&strict.stdout)["verdict"], "inconclusive");
    assert_eq!(done(folder.path(), "export").stdout, before);

    let wrong = SPEC.replace("expected = -0.5\nmargin = 5.0", "expected = 7.0\nmargin = 0.1");
    fs::write(folder.path().join("spec.toml"), wrong).expect("written");
    let run = sweep(folder.path(), "spec.toml --format json");
    assert_eq!(run.code, Some(3));
    assert_eq!(json(&run.stdout)["verdict"], "contradicted");
    assert_eq!(sweep(folder.path(), "report").code, Some(3));
}
