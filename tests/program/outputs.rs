//! What is written for other programs: every field and column stands in `docs/outputs.md`, and nothing else does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use byzrate::algorithm::Measure;
use byzrate::report::{COORDINATES, CSV_COLUMNS, SUMMARY_COLUMNS};
use serde_json::{Value, json};

use crate::support::{SPEC, sweep};

/// What no spec of these tests brings about.
const RARE: [&str; 2] = [
    "experiments[].findings[].declared_by",
    "experiments[].findings[].needed",
];

/// A spec with a measure, claims of its own and of the paper, and reasons.
const EVERYTHING: &str = r#"name = "everything"
seed = 3
measures = ["excess"]
problem = [{ name = "gaussian-mean" }]
grid = [{ n = [100, 400], m = [201], alpha = [0.0, 0.1] }]
estimator = [{ aggregator = "median", rounds = 20 }]
adversary = [{ name = "plus-infinity" }]
replicates = { quick = { batch = 200, maximum = 400, relative_error = 0.1 } }

[[claim]]
id = "loose"
statement = "the median errs by 9σ/√n at most"
source = "Nobody 2020"
bound = "9*sigma/sqrt(n)"
fails = "0.01"
holds = "b == 0"

[[check]]
claim = "theorem-1"
kind = "exponent"
along = "n"
expected = -0.5
margin = 0.2
because = "the grid is short"
"#;

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/outputs.md")).expect("a page")
}

/// The fields and columns of a section of the page.
fn documented(section: &str) -> BTreeSet<String> {
    let page = page();
    let mut parts = page.split("\n## ");
    let part = parts
        .find(|part| part.lines().next() == Some(section))
        .unwrap_or_else(|| panic!("no section {section}"));
    let mut prefix = "";
    let mut found = BTreeSet::new();
    for line in part.lines() {
        if let Some(rest) = line.strip_prefix("### `") {
            prefix = rest.trim_end_matches('`');
        }
        let Some(cell) = line.strip_prefix("| `").and_then(|rest| rest.split(" | ").next()) else {
            continue;
        };
        for name in cell.split(", ").map(|name| name.trim_matches('`')) {
            let path = if prefix.is_empty() {
                name.to_owned()
            } else {
                format!("{prefix}.{name}")
            };
            assert!(found.insert(path.clone()), "{section}: {path} stands there twice");
        }
    }
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                collect(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(array) => array
            .iter()
            .for_each(|value| collect(value, &format!("{path}[]"), found)),
        _ => {}
    }
}

fn json_of(folder: &Path, arguments: &str) -> Value {
    let run = sweep(folder, arguments);
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("sweep {arguments}: {}", run.stderr))
}

/// Both directions.
fn agrees(section: &str, documents: &[Value]) {
    let mut found = BTreeSet::new();
    documents.iter().for_each(|document| collect(document, "", &mut found));
    let documented = documented(section);
    let unsaid: Vec<_> = found.difference(&documented).collect();
    assert!(unsaid.is_empty(), "{section} does not say what these are: {unsaid:#?}");
    let unseen: Vec<_> = documented
        .difference(&found)
        .filter(|path| !RARE.contains(&path.as_str()))
        .collect();
    assert!(unseen.is_empty(), "{section} says what is not written: {unseen:#?}");
}

#[test]
fn every_field_of_the_report_is_documented() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("everything.toml"), EVERYTHING).expect("written");
    let printed = json_of(folder.path(), "everything.toml --format json");
    let written = fs::read_to_string(folder.path().join("results/report.json")).expect("a report");
    agrees("report.json", &[printed, serde_json::from_str(&written).expect("JSON")]);
}

#[test]
fn every_field_of_explanations_is_documented() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = "explain -n 100 -m 101 --alpha 0.1 --target-error 0.05 --format json";
    let explained = json_of(folder.path(), one);
    let rivals = explained["settings"][0]["rivals"].as_array().expect("rivals");
    let arms: Vec<Value> = (rivals.iter())
        .map(|rival| json!({"aggregator": rival["key"], "adversary": "alie", "rms_even": 0.1, "rms_odd": 0.1}))
        .collect();
    let cell = json!({"m": 101, "byzantine": 10, "dim": 1, "n": 100, "arms": arms});
    let league = json!({"experiments": [{"name": "league", "cells": [cell]}]});
    fs::create_dir(folder.path().join("league")).expect("made");
    fs::write(folder.path().join("league/report.json"), league.to_string()).expect("written");
    let others = "explain --problem rademacher-regression -n 1000 -m 2000 --alpha 0.1 --dim 5 --format json";
    let ranked = json_of(folder.path(), &format!("{one} --league league"));
    agrees("explain", &[explained, ranked, json_of(folder.path(), others)]);
}

#[test]
fn every_field_of_the_other_documents_is_documented() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("g.csv"), "a,b\n1,2\n3,4\n5,7\n2,2\n").expect("written");
    for (section, arguments) in [
        ("aggregate", "aggregate --rule median --input g.csv"),
        ("corrupt", "corrupt --adversary alie --byzantine 1 --input g.csv"),
        ("attack", "attack --rule krum --byzantine 1 -m 7 --budget 6000"),
        ("kappa", "kappa --rule krum --byzantine 1 -m 5 --budget 2000"),
    ] {
        agrees(
            section,
            &[json_of(folder.path(), &format!("{arguments} --format json"))],
        );
    }
}

fn names(columns: impl IntoIterator<Item = impl AsRef<str>>) -> BTreeSet<String> {
    columns.into_iter().map(|column| column.as_ref().to_owned()).collect()
}

#[test]
fn every_column_is_documented() {
    let measures = Measure::ALL.map(Measure::column);
    let rows = names(COORDINATES)
        .union(&names(measures))
        .cloned()
        .chain(["replicate".to_owned()])
        .collect();
    assert_eq!(documented("export"), rows);
    assert_eq!(documented("export --summary"), names(SUMMARY_COLUMNS));
    assert_eq!(documented("table --format csv"), names(CSV_COLUMNS));

    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("everything.toml"), EVERYTHING).expect("written");
    sweep(folder.path(), "everything.toml");
    let header = |arguments: &str| {
        let run = sweep(folder.path(), arguments);
        assert_eq!(run.code, Some(0), "{arguments}: {}", run.stderr);
        run.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(header("export"), "experiment,arm,replicate,error,signed_error,excess");
    // No estimator has a β.
    assert_eq!(
        header("export --wide"),
        "experiment,hash,arm,seed,problem,radius,dim,n,m,alpha,byzantine,estimator,algorithm,aggregator,step,rounds_planned,\
         adversary,replicate,error,signed_error,excess"
    );
    assert!(header("export --summary").ends_with("quantile_95_high,excess_mean,excess_standard_error"));
    assert_eq!(header("table --format csv"), CSV_COLUMNS.join(","));
}

/// The rms errors of the report, arm by arm.
fn reported(folder: &Path) -> Vec<f64> {
    let text = fs::read_to_string(folder.join("results/report.json")).expect("a report");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let experiments = report["experiments"].as_array().expect("experiments").iter();
    let cells = experiments.flat_map(|experiment| experiment["cells"].as_array().expect("cells"));
    let arms = cells.flat_map(|cell| cell["arms"].as_array().expect("arms"));
    arms.map(|arm| arm["rms"]["value"].as_f64().expect("a number"))
        .collect()
}

/// A column of numbers, row by row.
fn column(csv: &str, name: &str) -> Vec<f64> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let place = reader
        .headers()
        .expect("a header")
        .iter()
        .position(|own| own == name)
        .expect("a column");
    let records = reader
        .records()
        .map(|record| record.expect("a record")[place].parse().expect("a number"));
    records.collect()
}

fn close(one: &[f64], other: &[f64]) {
    assert_eq!(one.len(), other.len());
    let far = one
        .iter()
        .zip(other)
        .find(|(one, other)| (*one / *other - 1.0).abs() > 1e-12);
    assert_eq!(far, None);
}

/// Tables, summaries and what people compute of replicates have the report's numbers.
#[test]
fn every_output_has_the_same_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    fs::write(folder.join("everything.toml"), EVERYTHING).expect("written");
    sweep(folder, "spec.toml everything.toml");
    let expected = reported(folder);
    close(&column(&sweep(folder, "table --format csv").stdout, "rms"), &expected);
    let [replicates, summary] = ["export", "export --summary"].map(|command| sweep(folder, command).stdout);
    close(&column(&summary, "rms"), &expected);

    fs::write(folder.join("replicates.csv"), replicates).expect("written");
    fs::write(folder.join("summary.csv"), summary).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pandas_report.py");
    let python = Command::new("python3")
        .arg(script)
        .args(["replicates.csv", "summary.csv"])
        .current_dir(folder)
        .output();
    let Ok(python) = python else {
        eprintln!("skipped: there is no python3 here");
        return;
    };
    let errors = String::from_utf8_lossy(&python.stderr);
    assert!(python.status.success(), "{errors}");
    close(&column(&String::from_utf8_lossy(&python.stdout), "rms"), &expected);
}

/// A run of one experiment takes nothing out of the report on others, as long as the store has them as they were.
#[test]
fn the_report_is_of_all_experiments_of_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    fs::write(folder.join("everything.toml"), EVERYTHING).expect("written");
    let written = || -> Value {
        let text = fs::read_to_string(folder.join("results/report.json")).expect("a report");
        serde_json::from_str(&text).expect("JSON")
    };
    let names = |report: &Value| -> Vec<String> {
        let experiments = report["experiments"].as_array().expect("experiments").iter();
        experiments
            .map(|own| own["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    let printed = json_of(folder, "spec.toml --format json");
    assert_eq!(written(), printed);
    let second = json_of(folder, "everything.toml --format json");
    let both = written();
    assert_eq!(names(&second), ["everything"]);
    assert_eq!(names(&both), ["tiny", "everything"]);
    assert_eq!(both["experiments"][0], printed["experiments"][0]);
    assert_eq!(both["experiments"][1], second["experiments"][0]);
    // What is judged together has fewer comparisons to share the false alarms with.
    let together = json_of(folder, "report --format json");
    assert_eq!(names(&together), names(&both));
    let cells = |report: &Value| report["experiments"][0]["cells"].clone();
    assert_eq!(cells(&together), cells(&both));

    // What is not known of the others is said.
    fs::remove_file(folder.join("results/report.json")).expect("removed");
    let run = sweep(folder, "spec.toml");
    assert!(
        run.stdout
            .contains("report.json, without 1 experiments of the store; `sweep report`"),
        "{}",
        run.stdout
    );
    assert_eq!(names(&written()), ["tiny"]);
    fs::write(folder.join("results/report.json"), "{\"format_version\": 3, \"experi").expect("written");
    sweep(folder, "everything.toml");
    assert_eq!(names(&written()), ["everything"]);
}

/// `run` and `report` print the table of cells where they are asked to.
#[test]
fn a_table_stands_below_the_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    let without = sweep(folder, "spec.toml").stdout;
    let table = sweep(folder, "table").stdout;
    assert!(
        table.starts_with("tiny: How fast does the error fall?\n") && table.contains("rms 0.0974 ± 0.0046"),
        "{table}"
    );
    for command in ["spec.toml --table", "report --table"] {
        let with = sweep(folder, command).stdout;
        assert!(with.contains(&table) && !without.contains(&table), "{command}: {with}");
    }
}

#[test]
fn only_the_experiments_that_are_named_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    fs::write(folder.join("everything.toml"), EVERYTHING).expect("written");
    sweep(folder, "spec.toml everything.toml");
    for command in ["export", "export --summary", "table --format csv"] {
        let all = sweep(folder, command).stdout;
        let one = sweep(folder, &format!("{command} --experiment tiny")).stdout;
        let both = sweep(folder, &format!("{command} --experiment tiny --experiment everything")).stdout;
        assert!(
            one.lines().count() > 3 && one.lines().skip(1).all(|row| row.starts_with("tiny,")),
            "{command}"
        );
        assert!(one.lines().count() < all.lines().count(), "{command}");
        assert_eq!(both, all, "{command}");
    }
    // Only columns that are used.
    let tiny = sweep(folder, "export --experiment tiny").stdout;
    assert_eq!(tiny.lines().next(), Some("experiment,arm,replicate,error,signed_error"));
    for command in ["export", "export --summary", "table"] {
        let run = sweep(folder, &format!("{command} --experiment tyni"));
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{command}");
        assert!(
            run.stderr.contains("\"tyni\"") && run.stderr.contains("did you mean tiny?"),
            "{}",
            run.stderr
        );
    }
}

/// An experiment may be called anything.
#[test]
fn names_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let name = "<script>a_b & c, 50 %</script>";
    let spec = SPEC.replace("\"How fast does the error fall?\"", &format!("'{name} \"quoted\"'"));
    fs::write(folder.join("spec.toml"), spec).expect("written");
    sweep(folder, "spec.toml");
    let shown = |format: &str| sweep(folder, &format!("table --format {format}")).stdout;
    assert!(shown("markdown").contains("&lt;script&gt;a\\_b &amp; c, 50 %&lt;/script&gt; \"quoted\""));
    assert!(shown("latex").contains("\\textless{}script\\textgreater{}a\\_b \\& c, 50 \\%\\textless{}/script"));
    assert!(shown("text").contains(&format!("tiny: {name} \"quoted\"")));
}
