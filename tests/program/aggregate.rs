//! `sweep aggregate`: messages of other systems, with bad workers among them.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, npy_f32, npy_f64, sweep};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
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

/// The aggregate of `rows`, from a file of that name.
fn aggregate(folder: &Path, rows: &[Vec<f64>], file: &str, rule: &str) -> Vec<f64> {
    let contents = match file {
        "f8.npy" => npy_f64(rows),
        "f4.npy" => npy_f32(rows),
        _ => rows
            .iter()
            .map(|row| row.iter().map(f64::to_string).collect::<Vec<_>>().join(",") + "\n")
            .collect::<String>()
            .into_bytes(),
    };
    fs::write(folder.join(file), contents).expect("written");
    let run = done(folder, &format!("aggregate --rule {rule} --input {file}"));
    assert!(run.stderr.is_empty());
    run.stdout.lines().map(|line| line.parse().expect("a number")).collect()
}

#[test]
fn a_bad_worker_anywhere_moves_no_aggregate_out_of_the_honest_range() {
    let check = |(position, bad): (i32, f64)| {
        let folder = folder();
        let rows: Vec<Vec<f64>> = (0..11)
            .map(|worker| {
                let honest = vec![f64::from(worker), 100.0 - f64::from(worker)];
                if worker == position { vec![bad; 2] } else { honest }
            })
            .collect();
        for file in ["f8.npy", "f4.npy", "m.csv"] {
            for rule in ["median", "trimmed-mean --beta 0.1"] {
                let result = aggregate(folder.path(), &rows, file, rule);
                let inside = matches!(result[..], [x, y] if (0.0..=10.0).contains(&x) && (90.0..=100.0).contains(&y));
                assert!(inside, "{rule} of {file} with {bad} at {position}: {result:?}");
            }
        }
    };
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308];
    let cases: Vec<(i32, f64)> = (0..11).flat_map(|position| bad.map(|bad| (position, bad))).collect();
    cases.into_par_iter().for_each(check);
}

#[test]
fn two_bad_workers_are_trimmed_of_eleven() {
    let folder = folder();
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 40,
            failure_persistence: None,
            ..Config::default()
        },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let bad = prop::sample::select(vec![
        f64::NAN,
        -f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        1e308,
        -1e308,
    ]);
    let strategy = (
        prop::collection::vec(bad, 2),
        prop::sample::subsequence((0..11).collect::<Vec<_>>(), 2),
    );
    let property = |(bad, positions): (Vec<f64>, Vec<usize>)| {
        let mut rows: Vec<Vec<f64>> = (0..11).map(|worker| vec![f64::from(worker)]).collect();
        for (position, bad) in positions.into_iter().zip(bad) {
            rows[position][0] = bad;
        }
        // ⌈0.1 · 11⌉ = 2 are trimmed at each end.
        for rule in ["median", "trimmed-mean --beta 0.1"] {
            let result = aggregate(folder.path(), &rows, "f8.npy", rule);
            prop_assert!((0.0..=10.0).contains(&result[0]), "{rule}: {result:?}");
        }
        Ok(())
    };
    runner.run(&strategy, property).expect("the property holds");
}

#[test]
fn twenty_nine_of_a_hundred_are_trimmed() {
    let folder = folder();
    let rows: Vec<Vec<f64>> = (0..100)
        .map(|worker| vec![if worker < 29 { f64::INFINITY } else { f64::from(worker) }])
        .collect();
    // Of 29, …, 99 the lower 29 and the infinite ones go: 58, …, 99 are left.
    let result = aggregate(folder.path(), &rows, "m.csv", "trimmed-mean --beta 0.29");
    assert_eq!(result, [78.5]);
    let result = aggregate(folder.path(), &rows, "f8.npy", "trimmed-mean --beta 0.28");
    assert_eq!(result, [f64::INFINITY]);
}

#[test]
fn an_aggregate_in_json() {
    let folder = folder();
    fs::write(folder.path().join("g.csv"), "w0,w1\n1,-2\n3,nan\n0.5,4\n").expect("written");
    let run = done(folder.path(), "aggregate --rule median --input g.csv --format json");
    let printed = json(&run.stdout);
    insta::assert_snapshot!(printed, @r#"
    {"format_version":2,"aggregator":"median","workers":3,"dim":2,"breakdown":1,"aggregate":[1.0,4.0]}
    "#);
    fs::write(folder.path().join("g.csv"), "nan\n1\n").expect("written");
    let run = done(folder.path(), "aggregate --rule mean --input g.csv --format json");
    assert!(json(&run.stdout)["aggregate"][0].is_null());
}
