//! Whatever is wrong with arguments, specs, stores and message files: the exit code, and what the message says.

mod large_rows;
mod spec_rows;

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use rusqlite::Connection;

use crate::support::{SPEC, npy_f64, npy_with, sweep, tree};

/// What stands in the folder before the command is run.
type Files = fn(&Path);

/// One wrong thing.
struct Row {
    /// What replaces what in the spec `spec.toml`.
    change: (&'static str, &'static str),
    files: Files,
    arguments: &'static str,
    /// What the message must contain: the value and the rule.
    says: &'static [&'static str],
}

/// A wrong flag.
fn flag(arguments: &'static str, says: &'static [&'static str]) -> Row {
    Row {
        change: ("", ""),
        files: |_| (),
        arguments,
        says,
    }
}

/// A wrong spec.
fn spec(from: &'static str, to: &'static str, says: &'static [&'static str]) -> Row {
    Row {
        change: (from, to),
        ..flag("spec.toml", says)
    }
}

/// Wrong files.
fn file(files: Files, arguments: &'static str, says: &'static [&'static str]) -> Row {
    Row {
        files,
        ..flag(arguments, says)
    }
}

fn write(folder: &Path, name: &str, contents: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, contents).expect("written");
}

fn fractions() -> Vec<Row> {
    vec![
        flag(
            "spec.toml --alpha 0.5",
            &["--alpha", "alpha 0.5 is outside [0, 0.5)", "--allow-breakdown"],
        ),
        flag("spec.toml --alpha 0.1,0.7", &["alpha 0.7 is outside [0, 0.5)"]),
        flag(
            "spec.toml --alpha -0.1",
            &["alpha -0.1 is outside [0, 0.5)", "cannot be negative"],
        ),
        flag("spec.toml --alpha nan", &["alpha NaN is not a finite number"]),
        flag("spec.toml --alpha inf", &["alpha inf is not a finite number"]),
        flag("spec.toml --alpha=-inf", &["alpha -inf is not a finite number"]),
        flag("spec.toml --alpha some", &["'some'", "--alpha"]),
        flag(
            "spec.toml --alpha 1 --allow-breakdown",
            &["alpha 1 is outside [0, 1)", "some worker must be honest"],
        ),
        spec(
            "alpha = [0.1]",
            "alpha = [0.5]",
            &["spec.toml:12:10", "alpha 0.5 is outside [0, 0.5)", "^^^"],
        ),
        spec("alpha = [0.1]", "alpha = 0.7", &["alpha 0.7 is outside [0, 0.5)"]),
        spec(
            "alpha = [0.1]",
            "alpha = [-0.1]",
            &["alpha -0.1 is outside", "cannot be negative"],
        ),
        spec("alpha = [0.1]", "alpha = [nan]", &["alpha NaN is not a finite number"]),
        spec("alpha = [0.1]", "alpha = [inf]", &["alpha inf is not a finite number"]),
        spec(
            "alpha = [0.1]",
            "alpha = [0.1]\nbyzantine = \"random\"",
            &[
                "spec.toml:24:8",
                "each of 20 workers is Byzantine with probability 0.1, by chance",
                "with probability 0.323 more than 2 are",
                "trimmed-mean beta=0.1 withstands no more",
                "--allow-breakdown",
            ],
        ),
        spec(
            "beta = 0.1",
            "beta = 0.05",
            &[
                "spec.toml:23:8",
                "beta 0.05 is below alpha 0.1",
                "2 Byzantine workers",
                "only 1 values are trimmed at each end",
                "--beta 0.1 or more",
                "--allow-breakdown",
            ],
        ),
        flag(
            "spec.toml --beta 0.05",
            &["beta 0.05 is below alpha 0.1", "2 Byzantine workers"],
        ),
        flag(
            "spec.toml --beta 0.49 --alpha 0 -m 3",
            &["beta 0.49 trims 2 of 3 values", "2k must stay below m"],
        ),
        spec("beta = 0.1", "beta = 0.5", &["beta 0.5 is outside [0, 0.5)"]),
        spec("beta = 0.1", "beta = -0.1", &["beta -0.1 is outside [0, 0.5)"]),
        spec("beta = 0.1", "beta = nan", &["beta NaN is not a finite number"]),
        spec(
            "beta = 0.1",
            "beta = \"alhpa\"",
            &["beta \"alhpa\": unknown name \"alhpa\"", "did you mean alpha?"],
        ),
        spec("beta = 0.1\n", "", &["needs the key beta"]),
        flag("spec.toml --beta nan", &["--beta", "beta NaN is outside [0, 0.5)"]),
        flag("spec.toml --beta -0.1", &["beta -0.1 is outside [0, 0.5)"]),
        file(
            |folder| {
                let no_trimmed_mean = SPEC.replace("\"trimmed-mean\"\nbeta = 0.1", "\"mean\"");
                write(folder, "median.toml", no_trimmed_mean);
            },
            "median.toml --beta 0.2",
            &["--beta 0.2", "none of these experiments has a trimmed mean"],
        ),
    ]
}

fn commands() -> Vec<Row> {
    vec![
        flag("repot results", &["\"repot\"", "did you mean report?"]),
        flag("aggregat --rule median --input x.npy", &["did you mean aggregate?"]),
        flag("explian -n 1 -m 1 --alpha 0", &["did you mean explain?"]),
        flag("mine.tml", &["\"mine.tml\": no such file", "ends in .toml"]),
        flag("spec.tml", &["no such file", "did you mean spec.toml?"]),
        flag("mine.toml", &["mine.toml cannot be read", "No such file"]),
        flag("rate-in-m.", &["unknown experiment", "did you mean rate-in-m?"]),
        file(
            |folder| fs::create_dir(folder.join("out")).expect("made"),
            "out",
            &["\"out\" is a folder", "sweep report out"],
        ),
        file(
            |folder| write(folder, "mine", SPEC),
            "mine",
            &["\"mine\" is a file", "ends in .toml"],
        ),
        // Of what the spec says itself, β is not made to fit α.
        spec(
            "alpha = [0.1]",
            "alpha = [0.2]",
            &["beta 0.1 is below alpha 0.2", "use --beta 0.2", "--allow-breakdown"],
        ),
        spec(
            "name = \"plus-infinity\"",
            "name = \"nan\"",
            &["adversary \"nan\" is called \"not-a-number\""],
        ),
    ]
}

fn places() -> Vec<Row> {
    vec![
        #[cfg(unix)]
        file(dangling, "spec.toml --out link", DANGLING),
        #[cfg(unix)]
        file(dangling, "spec.toml --out link/below", DANGLING),
        #[cfg(unix)]
        file(
            |folder| {
                dangling(folder);
                drop(store(folder));
            },
            "report out --out link",
            DANGLING,
        ),
        flag(
            "spec.toml --out spec.toml/below",
            &["spec.toml/below", "name a writable folder with --out"],
        ),
        flag(
            "spec.toml --out spec.toml",
            &["--out spec.toml is a file", "name a folder"],
        ),
        #[cfg(target_os = "linux")]
        flag(
            "spec.toml --out /proc/x",
            &["/proc/x", "name a writable folder with --out"],
        ),
        file(
            |folder| drop(store(folder)),
            "report out --out spec.toml/below",
            &["--out spec.toml/below"],
        ),
        file(newer, "spec.toml --out out", NEWER),
        file(newer, "report out", NEWER),
        file(newer, "export out", NEWER),
        file(newer, "table out", NEWER),
        file(older, "table out", OLDER),
        file(older, "export out --summary", OLDER),
        file(foreign, "table out", FOREIGN),
        file(text, "table out", TEXT),
        file(foreign, "spec.toml --out out", FOREIGN),
        file(foreign, "report out", FOREIGN),
        file(foreign, "export out/store.sqlite", FOREIGN),
        file(text, "spec.toml --out out", TEXT),
        file(text, "report out", TEXT),
        file(text, "export out", TEXT),
        flag(
            "report",
            &["results/store.sqlite", "there is no store here", "sweep run"],
        ),
        flag(
            "export none",
            &["none/store.sqlite", "there is no store here", "sweep run"],
        ),
        file(
            |folder| drop(store(folder)),
            "report out",
            &["out/store.sqlite holds no experiment", "sweep run"],
        ),
        file(
            |folder| drop(store(folder)),
            "table out",
            &["out/store.sqlite holds no experiment", "sweep run"],
        ),
        file(
            |folder| drop(store(folder)),
            "export out --summary",
            &["out/store.sqlite holds no experiment", "sweep run"],
        ),
        flag(
            "table none",
            &["none/store.sqlite", "there is no store here", "sweep run"],
        ),
        flag(
            "export --wide --summary",
            &["--wide", "cannot be used with", "--summary"],
        ),
        flag("table --format xml", &["'xml'", "text, csv, markdown, latex"]),
    ]
}

#[cfg(unix)]
const DANGLING: &[&str] = &["link is a symbolic link to nowhere/at/all", "does not exist", "--out"];

#[cfg(unix)]
fn dangling(folder: &Path) {
    std::os::unix::fs::symlink("nowhere/at/all", folder.join("link")).expect("linked");
}

const NEWER: &[&str] = &[
    "out/store.sqlite",
    "store format 99",
    "reads format",
    "another folder with --out",
];
const OLDER: &[&str] = &[
    "out/store.sqlite",
    "store format 4",
    "use the version that wrote it",
    "with --out",
];
const FOREIGN: &[&str] = &["out/store.sqlite is not a store", "application id 0", "left as it is"];
const TEXT: &[&str] = &["out/store.sqlite is not a store", "no SQLite file", "left as it is"];

/// A store without experiments.
fn store(folder: &Path) -> Connection {
    fs::create_dir(folder.join("out")).expect("made");
    let path = folder.join("out/store.sqlite");
    drop(byzrate::store::Journal::create(&path).expect("a store"));
    Connection::open(path).expect("a store")
}

fn newer(folder: &Path) {
    let connection = store(folder);
    connection
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99")
        .expect("a newer store");
}

fn older(folder: &Path) {
    let connection = store(folder);
    connection
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 4")
        .expect("an older store");
}

fn foreign(folder: &Path) {
    fs::create_dir(folder.join("out")).expect("made");
    let connection = Connection::open(folder.join("out/store.sqlite")).expect("a file");
    connection
        .execute_batch("CREATE TABLE precious (x); INSERT INTO precious VALUES (1)")
        .expect("a foreign file");
}

fn text(folder: &Path) {
    write(folder, "out/store.sqlite", "A diary, and no store. ".repeat(100));
}

fn messages() -> Vec<Row> {
    fn good(folder: &Path) {
        write(folder, "g.csv", "1,2\n3,4\n5,6\n");
    }
    vec![
        file(
            good,
            "aggregate --rule medain --input g.csv",
            &["\"medain\"", "did you mean median?"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --input g.csv",
            &["trimmed-mean needs --beta", "--beta 0.1"],
        ),
        file(
            good,
            "aggregate --rule median --beta 0.1 --input g.csv",
            &["--beta 0.1 is not allowed with --rule median", "only a trimmed mean"],
        ),
        file(
            good,
            "aggregate --rule krum --input g.csv",
            &["krum needs --byzantine", "--byzantine 1"],
        ),
        file(
            good,
            "aggregate --rule krum --byzantine 2 --input g.csv",
            &["krum with f = 2 needs m ≥ 2f + 3 = 7 workers, and there are 3"],
        ),
        file(
            good,
            "aggregate --rule median --byzantine 1 --input g.csv",
            &["--byzantine 1 is not allowed with --rule median"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --beta 0.5 --input g.csv",
            &["beta 0.5 is outside [0, 0.5)"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --beta -0.1 --input g.csv",
            &["beta -0.1 is outside"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --beta nan --input g.csv",
            &["beta NaN"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --beta inf --input g.csv",
            &["beta inf"],
        ),
        file(
            good,
            "aggregate --rule trimmed-mean --beta 0.4 --input g.csv",
            &["beta 0.4 trims 2 of 3 values", "2k must stay below m"],
        ),
        file(good, "aggregate --rule median", &["--input"]),
        flag(
            "aggregate --rule median --input none.npy",
            &["none.npy", "cannot be read"],
        ),
        flag(
            "aggregate --rule median --input spec.toml",
            &["spec.toml", "\"toml\"", ".npy", ".csv", "--input-format csv"],
        ),
        file(
            |folder| {
                let whole = npy_f64(&[vec![1.0, 2.0], vec![3.0, 4.0]]);
                write(folder, "cut.npy", &whole[..whole.len() - 3]);
            },
            "aggregate --rule median --input cut.npy",
            &["cut.npy", "(2, 2), 32 bytes", "29 follow", "cut short"],
        ),
        file(
            |folder| write(folder, "cut.npy", b"\x93NUMPY\x01"),
            "aggregate --rule median --input cut.npy",
            &["cut.npy", "7 bytes", "cut short"],
        ),
        file(
            |folder| write(folder, "zip.npy", b"PK\x03\x04 an archive"),
            "aggregate --rule median --input zip.npy",
            &["zip.npy", "zip archive", "numpy.load(file)"],
        ),
        file(
            |folder| {
                write(
                    folder,
                    "i.npy",
                    npy_with(
                        "<i8",
                        true,
                        "(2, 2)",
                        &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f].repeat(4),
                    ),
                )
            },
            "aggregate --rule median --input i.npy",
            &["i.npy", "x[0, 0] is 9223372036854775807", "x.astype(numpy.float64)"],
        ),
        file(
            |folder| write(folder, "o.npy", npy_with("|O", false, "(2, 1)", &[0; 16])),
            "aggregate --rule median --input o.npy",
            &["o.npy", "\"|O\"", "numpy.array(x.tolist(), dtype=numpy.float64)"],
        ),
        file(
            |folder| write(folder, "o.npy", npy_with("<f8", false, "(2, 1)", &[0; 16])),
            "aggregate --rule median --input o.npy --header yes",
            &["--header is for text", "o.npy"],
        ),
        file(
            |folder| {
                write(
                    folder,
                    "huge.npy",
                    npy_with("<f8", false, "(18446744073709551615, 2)", &[0; 16]),
                )
            },
            "aggregate --rule median --input huge.npy",
            &["huge.npy", "18446744073709551615"],
        ),
        file(
            |folder| write(folder, "none.npy", npy_with("<f8", false, "(0, 2)", &[])),
            "aggregate --rule median --input none.npy",
            &["none.npy", "(0, 2)", "at least one row"],
        ),
        file(
            |folder| write(folder, "b.csv", "1,2\n3\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv", "line 2 has 1 fields", "2"],
        ),
        file(
            |folder| write(folder, "b.csv", "1,2\n3,four\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv", "line 2, column 2", "\"four\"", "not a number"],
        ),
        file(
            |folder| write(folder, "b.csv", "1,2,\n3,4,\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv", "every row ends with a comma", "column 3"],
        ),
        file(
            |folder| write(folder, "b.csv", "a,nan\n3,4\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv", "line 1, column 1 is \"a\"", "--header yes", "--header no"],
        ),
        file(
            |folder| write(folder, "b.csv", "1,5;2,5\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv", "semicolon", "tr ',' '.'"],
        ),
        file(
            |folder| write(folder, "b.csv", ""),
            "aggregate --rule median --input b.csv",
            &["b.csv", "the file is empty"],
        ),
        file(
            |folder| write(folder, "b.csv", b"1,\xff\n"),
            "aggregate --rule median --input b.csv",
            &["b.csv"],
        ),
    ]
}

fn fault(row: &Row) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = row.change;
    assert!(SPEC.contains(from), "the spec has no {from:?}");
    write(folder.path(), "spec.toml", SPEC.replacen(from, to, 1));
    (row.files)(folder.path());
    let before = tree(folder.path());
    let run = sweep(folder.path(), row.arguments);
    let mut faults = Vec::new();
    if run.code != Some(2) {
        faults.push(format!("exit code {:?}", run.code));
    }
    if !run.stdout.is_empty() {
        faults.push(format!("on standard output: {}", run.stdout));
    }
    let lacking = row.says.iter().filter(|part| !run.stderr.contains(**part));
    faults.extend(lacking.map(|part| format!("does not say {part:?}")));
    let after = tree(folder.path());
    let lost = before.iter().filter(|(name, old)| after.get(*name) != Some(*old));
    faults.extend(lost.map(|(name, _)| format!("changed {name}")));
    (!faults.is_empty()).then(|| {
        format!(
            "{:?}, sweep {}: {}\n{}",
            row.change,
            row.arguments,
            faults.join("; "),
            run.stderr
        )
    })
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_says_how_it_is_had() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC).expect("written");
    assert_eq!(sweep(folder.path(), "spec.toml").code, Some(0));
    for arguments in ["export --format parquet", "export --format parquet --summary"] {
        let run = sweep(folder.path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
        for said in ["built without Parquet", "--features parquet", "--format csv"] {
            assert!(run.stderr.contains(said), "{}", run.stderr);
        }
    }
}

#[test]
fn every_wrong_input_is_refused_with_its_value_and_the_rule() {
    let tables = [
        fractions(),
        large_rows::large(),
        spec_rows::counts(),
        spec_rows::names(),
        spec_rows::specs(),
        commands(),
        places(),
        messages(),
    ];
    let rows: Vec<Row> = tables.into_iter().flatten().collect();
    let faults: Vec<String> = rows.par_iter().filter_map(fault).collect();
    assert!(
        faults.is_empty(),
        "{} of {} rows:\n\n{}",
        faults.len(),
        rows.len(),
        faults.join("\n")
    );
}
