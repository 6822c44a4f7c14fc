//! `sweep corrupt`: adversaries next to honest messages of other systems.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::{Run, npy_f64, sweep};

/// Five honest workers in the plane: mean (1.24, 1.78).
const HONEST: [[f64; 2]; 5] = [[1.0, 2.0], [1.5, 1.0], [0.5, 2.5], [2.0, 1.5], [1.2, 1.9]];

/// A folder with the honest messages, in `honest.npy` and `honest.csv`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<Vec<f64>> = HONEST.iter().map(|row| row.to_vec()).collect();
    let text: String = HONEST.iter().map(|[x, y]| format!("{x},{y}\n")).collect();
    fs::write(folder.path().join("honest.npy"), npy_f64(&rows)).expect("written");
    fs::write(folder.path().join("honest.csv"), text).expect("written");
    folder
}

fn corrupt(folder: &Path, arguments: &str) -> Run {
    sweep(folder, &format!("corrupt --input honest.npy {arguments}"))
}

/// What two workers send, who are to send the same.
fn sent(folder: &Path, arguments: &str) -> Vec<f64> {
    let run = corrupt(folder, &format!("--byzantine 2 --adversary {arguments}"));
    assert_eq!((run.code, &*run.stderr), (Some(0), ""), "{arguments}");
    let rows: Vec<Vec<f64>> = run
        .stdout
        .lines()
        .map(|line| line.split(',').map(|value| value.parse().expect("a number")).collect())
        .collect();
    assert_eq!(rows.len(), 2, "{arguments}");
    assert_eq!(format!("{:?}", rows[0]), format!("{:?}", rows[1]), "{arguments}");
    rows.concat()[..2].to_vec()
}

#[test]
fn every_key_is_a_flag() {
    let folder = folder();
    for (arguments, expected) in [
        ("none", [1.24, 1.78]),
        ("alie", [1.09826140888641, 1.63735860618483]),
        ("alie --factor 1.5 --direction up", [2.07919604384196, 2.62454129561555]),
        ("alie --factor -1.5", [2.07919604384196, 2.62454129561555]),
        ("ipm", [-0.62, -0.89]),
        ("ipm --epsilon 2", [-2.48, -3.56]),
        ("mimic", [1.0, 2.0]),
        ("mimic --index 3", [2.0, 1.5]),
        // The one furthest from the mean.
        ("mimic --index adaptive", [0.5, 2.5]),
        ("shift --size 2", [3.24, 3.78]),
        ("shift --size 2 --direction down --sigma 3 --samples 36", [0.24, 0.78]),
        ("far-cluster --factor 100 -n 4", [51.24, 51.78]),
        ("min-max", [0.317756451727964, 0.851882229609951]),
        ("min-max --direction unit", [0.485746114860744, 0.697280713267842]),
        ("min-sum --direction sign", [1.15055728090032, 1.69055728090032]),
        ("anti-cge", [-1.65300246165505, -1.87552202380093]),
        // Workers who change their own message change the honest mean.
        ("sign-flip --size 2", [-2.48, -3.56]),
        ("constant-shift --size 2 --sigma 0.5", [2.24, 2.78]),
        // The median is anywhere among the honest values; they go as far from the mean.
        ("plus-infinity", [f64::INFINITY; 2]),
        ("omniscient-sign", [f64::INFINITY, f64::NEG_INFINITY]),
        ("optimal-shift --rule mean", [10_001.24, 10_001.78]),
    ] {
        for (found, expected) in sent(folder.path(), arguments).into_iter().zip(expected) {
            let close = found == expected || (found - expected).abs() < 1e-12 * expected.abs().max(1.0);
            assert!(close, "{arguments}: {found} for {expected}");
        }
    }
}

#[test]
fn what_is_sent_in_json() {
    let folder = folder();
    let run = corrupt(folder.path(), "--byzantine 2 --adversary minus-infinity --format json");
    let printed: serde_json::Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    insta::assert_snapshot!(printed, @r#"{"format_version":3,"adversary":"minus-infinity","rule":null,"workers":7,"byzantine":2,"dim":2,"samples":1,"sigma":1.0,"messages":[["-inf","-inf"],["-inf","-inf"]]}"#);
    let run = corrupt(
        folder.path(),
        "--byzantine 1 --adversary optimal-ipm --rule krum --format json",
    );
    let printed: serde_json::Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    assert_eq!(printed["adversary"], "optimal-ipm");
    assert!(
        printed["rule"].as_str().is_some_and(|rule| rule.starts_with("krum")),
        "{printed}"
    );
}

/// What is written is a part of a table of messages: with the honest ones it goes to `sweep aggregate`.
#[test]
fn rows_are_messages_again() {
    let folder = folder();
    let run = corrupt(folder.path(), "--byzantine 2 --adversary far-cluster");
    let honest = fs::read_to_string(folder.path().join("honest.csv")).expect("read");
    fs::write(folder.path().join("all.csv"), honest + &run.stdout).expect("written");
    let run = sweep(folder.path(), "aggregate --rule median --input all.csv");
    assert_eq!((&*run.stdout, &*run.stderr), ("1.5\n2\n", ""));
}

/// What an adversary draws depends on the seed, and on nothing else.
#[test]
fn draws_come_from_the_seed() {
    let folder = folder();
    for adversary in ["gaussian-noise", "world-1"] {
        let drawn = |seed: u64| {
            let run = corrupt(
                folder.path(),
                &format!("--byzantine 2 --adversary {adversary} --seed {seed}"),
            );
            assert_eq!(run.code, Some(0), "{}", run.stderr);
            run.stdout
        };
        assert_eq!(drawn(1), drawn(1));
        assert_ne!(drawn(1), drawn(2));
    }
}

#[test]
fn refusals_say_value_and_rule() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("bad.csv"), "1,2\n3,nan\n").expect("written");
    for (arguments, expected) in [
        (
            "--adversary alie --byzantine 0",
            "--byzantine 0 is an adversary without Byzantine workers",
        ),
        (
            "--adversary alei --byzantine 2",
            "--adversary alei: unknown adversary \"alei\"; did you mean alie?",
        ),
        (
            "--adversary ipm --byzantine 2 --factor 3",
            "--factor 3 is not allowed with --adversary ipm: it has no key factor; leave it out",
        ),
        (
            "--adversary ipm --byzantine 2 --epsilon -1",
            "epsilon -1 of adversary ipm is not a finite number of 0 or more",
        ),
        (
            "--adversary alie --byzantine 2 --factor inf",
            "factor inf is not a finite number",
        ),
        (
            "--adversary alie --byzantine 2 --direction left",
            "direction \"left\" is not allowed; it is \"up\" or \"down\"",
        ),
        (
            "--adversary min-max --byzantine 2 --direction up",
            "it is \"unit\" or \"sign\" or \"std\"",
        ),
        (
            "--adversary mimic --byzantine 2 --index 5",
            "index 5 is no honest worker: there are 5",
        ),
        (
            "--adversary mimic --byzantine 2 --index often",
            "index \"often\" is not allowed; it is \"adaptive\"",
        ),
        (
            "--adversary shift --byzantine 2 --samples 0",
            "--samples 0 is not allowed",
        ),
        (
            "--adversary shift --byzantine 2 --sigma -1",
            "--sigma -1 is not allowed: it is a finite number of 0 or more",
        ),
        (
            "--adversary shift --byzantine 2 --sigma nan",
            "--sigma NaN is not allowed",
        ),
        (
            "--adversary alie --byzantine 2 --rule krum",
            "--rule krum is not allowed with --adversary alie: it tries no rule out; leave it out",
        ),
        (
            "--adversary optimal-ipm --byzantine 2 --rule medain",
            "--rule medain: unknown aggregator \"medain\"; did you mean median?",
        ),
        ("--adversary optimal-ipm --byzantine 4 --rule bulyan", "--rule bulyan: "),
        (
            "--adversary optimal-ipm --byzantine 5 --rule trimmed-mean",
            "--rule trimmed-mean: beta 0.5 is outside [0, 0.5)",
        ),
        (
            "--adversary alie --byzantine 99999999999",
            "is more than 134217728 numbers; use fewer",
        ),
        ("--adversary alie", "--byzantine"),
        (
            "--adversary label-flip --byzantine 1",
            "--adversary label-flip is not allowed: it changes the workers' data",
        ),
        ("--byzantine 2", "--adversary"),
    ] {
        let run = corrupt(path, arguments);
        assert_eq!(run.code, Some(2), "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{arguments}: {}", run.stderr);
        assert!(run.stdout.is_empty(), "{arguments}");
    }
    let run = sweep(path, "corrupt --adversary alie --byzantine 2 --input bad.csv");
    assert_eq!(run.code, Some(2));
    let refusal =
        "bad.csv: message 2 of 2 holds NaN, and honest messages hold finite numbers; leave it out of the file";
    assert!(run.stderr.contains(refusal), "{}", run.stderr);
}
