//! `sweep aggregate`: messages of other systems, with bad workers among them.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Run, npy_f32, npy_f64, sweep, text};

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
    assert!(run.stderr.is_empty(), "{}", run.stderr);
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
    fs::write(folder.path().join("f8.npy"), npy_f64(&rows)).expect("written");
    let run = done(
        folder.path(),
        "aggregate --rule trimmed-mean --beta 0.28 --input f8.npy",
    );
    assert_eq!(run.stdout, "inf\n");
    let warning = "29 of 100 messages hold NaN or an infinity, and trimmed-mean beta=0.28 withstands 28";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
}

#[test]
fn an_aggregate_in_json() {
    let folder = folder();
    fs::write(folder.path().join("g.csv"), "w0,w1\n1,-2\n3,nan\n0.5,4\n").expect("written");
    let run = done(folder.path(), "aggregate --rule median --input g.csv --format json");
    let printed = json(&run.stdout);
    insta::assert_snapshot!(printed, @r#"
    {"format_version":3,"aggregator":"median","workers":3,"dim":2,"breakdown":1,"not_finite":1,"header":["w0","w1"],"aggregate":[1.0,4.0]}
    "#);
    assert_eq!(
        run.stderr,
        "warning: line 1 is taken for column names (\"w0\", \"w1\") and not for a message; --header no reads it as one\n"
    );
    // What is not finite is told apart.
    fs::write(folder.path().join("g.csv"), "nan,inf,-inf,1\n1,1,1,1\n").expect("written");
    let run = done(folder.path(), "aggregate --rule mean --input g.csv --format json");
    let printed = json(&run.stdout);
    assert_eq!(printed["aggregate"], serde_json::json!(["nan", "inf", "-inf", 1.0]));
    assert!(printed["header"].is_null());
    assert!(run.stderr.contains("1 of 2 messages"), "{}", run.stderr);
}

/// Whatever wrote a NaN, its row is a message: here the worker of the first row is bad, and the median is that of all five.
#[test]
fn no_spelling_of_nan_makes_column_names_of_a_worker() {
    let folder = folder();
    for bad in [
        "-nan(ind)",
        "nan(0x8000000000000)",
        "1.#QNAN",
        "-1.#IND",
        "NaNQ",
        "NA",
        "N/A",
        "#N/A",
        "<NA>",
        "NULL",
        "null",
        "None",
        "missing",
        "NaN32",
        "NaT",
        "",
    ] {
        let text = format!("{bad},{bad}\n1,10\n2,20\n3,30\n100,1000\n");
        fs::write(folder.path().join("g.csv"), text).expect("written");
        let run = done(folder.path(), "aggregate --rule median --input g.csv");
        assert_eq!((&*run.stdout, &*run.stderr), ("3\n30\n", ""), "{bad:?}");
    }
}

#[test]
fn who_knows_better_says_what_the_first_row_is() {
    let folder = folder();
    fs::write(folder.path().join("g.csv"), "0,1\n5,6\n7,8\n").expect("written");
    let aggregate = |header: &str| {
        done(
            folder.path(),
            &format!("aggregate --rule median --input g.csv {header}"),
        )
    };
    let run = aggregate("");
    assert_eq!(run.stdout, "5\n6\n");
    assert!(
        run.stderr.contains("the first row is 0, …, 1 and is read as a message"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("--header yes, else --header no"), "{}", run.stderr);
    let run = aggregate("--header no");
    assert_eq!((&*run.stdout, &*run.stderr), ("5\n6\n", ""));
    let run = aggregate("--header yes");
    assert_eq!(run.stdout, "6\n7\n");
    assert!(run.stderr.contains("column names (\"0\", \"1\")"), "{}", run.stderr);
}

/// Three of five messages are bad, and a median of five bears two.
#[test]
fn more_bad_messages_than_the_rule_bears_are_told() {
    let folder = folder();
    fs::write(folder.path().join("g.csv"), "inf\ninf\n1\n2\ninf\n").expect("written");
    let run = done(folder.path(), "aggregate --rule median --input g.csv");
    assert_eq!(run.stdout, "inf\n");
    let warning = "3 of 5 messages hold NaN or an infinity, and median withstands 2: the aggregate may be anything";
    assert!(run.stderr.contains(warning), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn messages_come_through_pipes_and_under_other_names() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("g.csv"), "1,2\n3,4\n5,6\n").expect("written");
    fs::write(path.join("g.tsv"), "1\t2\n3\t4\n5\t6\n").expect("written");
    fs::write(path.join("g.data"), "1 2\n3 4\n5 6\n").expect("written");
    fs::write(
        path.join("g.npy"),
        npy_f64(&[vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, 6.0]]),
    )
    .expect("written");
    fs::write(path.join("g.toml"), "1,2\n3,4\n5,6\n").expect("written");
    for command in [
        "--input - < g.csv",
        "--input - < g.npy",
        "--input /dev/stdin < g.npy",
        "--input /dev/stdin --input-format csv < g.csv",
        "--input <(cat g.csv)",
        "--input <(cat g.npy) --input-format npy",
        "--input g.tsv",
        "--input g.data",
        "--input g.toml --input-format csv",
        "--input - < <(cat g.tsv)",
    ] {
        let output = Command::new("bash")
            .args([
                "-c",
                &format!("\"$0\" aggregate --rule median {command}"),
                env!("CARGO_BIN_EXE_sweep"),
            ])
            .current_dir(path)
            .output()
            .expect("bash runs");
        let error = text(output.stderr);
        assert_eq!((&*text(output.stdout), &*error), ("3\n4\n", ""), "{command}");
    }
}

/// The advice of a refusal is run in NumPy, where there is one, on the very array; what it saves is then read.
#[test]
fn advice_for_numpy_works_in_numpy() {
    let folder = folder();
    let path = folder.path();
    let python = |program: &str| {
        let output = Command::new("python3").args(["-c", program]).current_dir(path).output();
        output.ok().filter(|output| output.status.success()).is_some()
    };
    if !python("import numpy") {
        eprintln!("skipped: there is no NumPy here");
        return;
    }
    for (array, aggregate) in [
        (
            "numpy.array([(1.0, 2), (3.0, 4), (5.0, 6)], dtype=[('a', '<f8'), ('b', '<i4')])",
            "3\n4\n",
        ),
        ("numpy.array([1 + 2j, 3 + 4j, 5 + 6j])", "3\n4\n"),
        ("numpy.array([[1 + 2j], [3 + 4j], [5 + 6j]])", "3\n4\n"),
        ("numpy.array([['1', '2'], ['3', '4'], ['5', '6']])", "3\n4\n"),
        ("numpy.array([[b'1', b'2'], [b'3', b'4'], [b'5', b'6']])", "3\n4\n"),
        ("numpy.array([[1, 2], [3, 4], [5, 6]], dtype=object)", "3\n4\n"),
        (
            "numpy.array([[1, 2], [3, 4], [5, 6]], dtype=numpy.longdouble)",
            "3\n4\n",
        ),
        ("numpy.arange(1.0, 7.0).reshape(3, 2, 1)", "3\n4\n"),
        ("numpy.array([1, 3, 5], dtype='M8[s]')", "3\n"),
        ("numpy.array([[2**53 + 1], [1], [3]])", "3\n"),
    ] {
        assert!(
            python(&format!("import numpy; numpy.save('x.npy', {array})")),
            "{array}"
        );
        let run = sweep(path, "aggregate --rule median --input x.npy");
        assert_eq!(run.code, Some(2), "{array}");
        let advice = run.stderr.trim_end().rsplit_once(" save ").expect("what to save").1;
        let expression = advice
            .split(", after ")
            .next()
            .and_then(|advice| advice.split(", which ").next());
        let expression = expression
            .and_then(|advice| advice.split(", if ").next())
            .expect("an expression");
        let program = format!(
            "import numpy, numpy.lib.recfunctions; x = numpy.load('x.npy', allow_pickle=True); numpy.save('y.npy', {expression})"
        );
        assert!(python(&program), "{array}: {expression}");
        assert_eq!(
            done(path, "aggregate --rule median --input y.npy").stdout,
            aggregate,
            "{array}: {expression}"
        );
    }
    // And what is read without advice.
    for kind in [
        "f2", ">f2", "f4", ">f8", "i1", "u1", "i2", ">u2", "i4", "u4", "i8", ">u8",
    ] {
        for order in ["x", "numpy.asfortranarray(x)"] {
            let program = format!(
                "import numpy; x = numpy.array([[1, 2], [3, 4], [5, 6]], dtype='{kind}'); numpy.save('x.npy', {order})"
            );
            assert!(python(&program), "{kind}");
            assert_eq!(
                done(path, "aggregate --rule median --input x.npy").stdout,
                "3\n4\n",
                "{kind}, {order}"
            );
        }
    }
    let archive = "import numpy; numpy.savez('x.npz', a=numpy.eye(3)); z = numpy.load('x.npz'); numpy.save('y.npy', z[z.files[0]])";
    assert!(python(archive));
    let run = sweep(path, "aggregate --rule median --input x.npz");
    assert!(
        run.code == Some(2) && run.stderr.contains("numpy.save(\"x.npy\", z[z.files[0]])"),
        "{}",
        run.stderr
    );
    assert_eq!(done(path, "aggregate --rule median --input y.npy").stdout, "0\n0\n0\n");
}

#[test]
fn rules_that_select_are_told_how_many_are_byzantine() {
    let folder = folder();
    let rows = [
        [1.0, 2.0],
        [1.5, 1.0],
        [0.5, 2.5],
        [2.0, 1.5],
        [1.2, 1.9],
        [6.0, -3.0],
        [6.5, f64::NAN],
    ];
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
    let chosen = |rule: &str| aggregate(folder.path(), &rows, "f8.npy", rule);
    assert_eq!(chosen("krum --byzantine 2"), [1.2, 1.9]);
    for rule in ["multi-krum", "mda", "meamed", "phocas", "cge"] {
        let mean = chosen(&format!("{rule} --byzantine 2"));
        assert!(mean.iter().all(|value| (1.0..2.0).contains(value)), "{rule}: {mean:?}");
    }
    assert!(chosen("aksel").iter().all(|value| (1.0..2.0).contains(value)));
}
