//! Killed, interrupted, resumed, run twice at once, on one thread or many: the results are the same, byte for byte.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use tempfile::TempDir;

use crate::support::{SPEC, SPEC_LONG, csv_rows, sweep, sweep_command, text, tree};

/// A folder with the spec.
fn folder(spec: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), spec).expect("written");
    folder
}

fn start(folder: &Path, out: &str) -> Child {
    sweep_command(folder)
        .args(["run", "spec.toml", "--format", "json", "--threads", "2", "--out", out])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn end(child: Child) -> Output {
    let output = child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{errors}");
    output
}

/// An uninterrupted run of the long spec, and how long it took.
fn reference() -> (TempDir, Duration) {
    let folder = folder(SPEC_LONG);
    let begun = Instant::now();
    let output = end(start(folder.path(), "a"));
    assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
    (folder, begun.elapsed())
}

/// Asserts that the folder `out` holds what the folder `a` does.
fn assert_same(folder: &Path, out: &str) {
    let report = |out| fs::read_to_string(folder.join(out).join("report.json")).expect("a report");
    assert_eq!(report("a"), report(out));
    assert_eq!(csv_rows(folder, "a"), csv_rows(folder, out));
    let mut figures = tree(&folder.join(out).join("figures"));
    // What a process was writing when it was killed stays beside the figures.
    figures.retain(|name, _| !name.ends_with(".part"));
    assert_eq!(tree(&folder.join("a/figures")), figures);
}

/// How many replicates a store holds, over all arms; none where there is no store yet.
fn stored(folder: &Path, out: &str) -> usize {
    if folder.join(out).join("store.sqlite").is_file() {
        csv_rows(folder, out).len()
    } else {
        0
    }
}

#[test]
fn a_run_killed_at_any_moment_is_finished_by_running_again() {
    let (folder, whole) = reference();
    let folder = folder.path();
    let everything = stored(folder, "a");
    let mut kept = Vec::new();
    for out in ["b", "c"] {
        // Right at the start, when folder, file, tables and mode are made, and spread over the run.
        let early = (0..6).map(|step| Duration::from_micros(700 * step));
        let late = (1..=5).map(|sixth| whole * sixth / 6);
        for delay in early.chain(late) {
            let mut child = start(folder, out);
            sleep(delay);
            child.kill().expect("killed");
            end(child);
            kept.push(stored(folder, out));
        }
        assert!(kept.is_sorted(), "a kill lost replicates: {kept:?}");
        let output = end(start(folder, out));
        assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
        assert_same(folder, out);
        // A whole batch of a cell is 100 replicates under two arms.
        assert!(kept.iter().all(|rows| rows % 200 == 0), "a part of a batch: {kept:?}");
        assert!(
            kept.iter().any(|rows| (1..everything).contains(rows)),
            "no kill hit the middle: {kept:?}"
        );
        kept.clear();
    }
}

#[test]
fn an_interrupt_keeps_what_was_drawn() {
    let (folder, whole) = reference();
    let folder = folder.path();
    let child = start(folder, "b");
    let deadline = Instant::now() + 10 * whole;
    while stored(folder, "b") == 0 && Instant::now() < deadline {
        sleep(Duration::from_millis(5));
    }
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(interrupted.success());
    let output = end(child);
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty(), "{}", text(output.stdout));
    let message = text(output.stderr);
    assert!(message.contains("interrupted; what was drawn is kept"), "{message}");
    assert!(message.contains("the same command goes on from there"), "{message}");
    assert!(!folder.join("b/report.json").exists());

    let rows = stored(folder, "b");
    assert!(rows > 0 && rows < stored(folder, "a"), "{rows} rows were drawn");
    assert_eq!(end(start(folder, "b")).status.code(), Some(0));
    assert_same(folder, "b");
}

#[test]
fn processes_at_one_store_at_once_end_well() {
    let (folder, whole) = reference();
    let folder = folder.path();
    // Started together, so that both make the store; or one while the other draws.
    for (out, delay) in [("b", Duration::ZERO), ("c", whole / 3)] {
        let first = start(folder, out);
        sleep(delay);
        let second = start(folder, out);
        let outputs = [end(first), end(second)];
        for output in outputs {
            assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
            let report = fs::read_to_string(folder.join("a/report.json")).expect("a report");
            assert_eq!(text(output.stdout), report);
        }
        assert_same(folder, out);
    }
}

#[test]
fn many_processes_make_one_store() {
    let folder = folder(SPEC);
    let folder = folder.path();
    for round in 0..4 {
        let out = format!("out{round}");
        let children: Vec<Child> = (0..4).map(|_| start(folder, &out)).collect();
        let outputs: Vec<Output> = children.into_iter().map(end).collect();
        for output in &outputs {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{errors}");
            assert_eq!(output.stdout, outputs[0].stdout);
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = folder(SPEC_LONG);
    let folder = folder.path();
    let run = |threads| {
        sweep(
            folder,
            &format!("spec.toml --format json --threads {threads} --out t{threads}"),
        )
    };
    let one = run(1);
    assert_eq!(one.code, Some(0), "{}", one.stderr);
    for threads in [2, 3] {
        let more = run(threads);
        assert_eq!(more.code, Some(0), "{}", more.stderr);
        assert_eq!(one.stdout, more.stdout, "{threads} threads");
        assert_eq!(csv_rows(folder, "t1"), csv_rows(folder, &format!("t{threads}")));
    }
}

#[test]
fn a_run_after_the_last_draws_nothing() {
    let folder = folder(SPEC);
    let folder = folder.path();
    for format in ["json", "human"] {
        let command = format!("spec.toml --format {format}");
        let first = sweep(folder, &command);
        assert_eq!(first.code, Some(0), "{}", first.stderr);
        let rows = csv_rows(folder, "results");
        let figures = tree(&folder.join("results/figures"));
        let second = sweep(folder, &command);
        assert_eq!(second.code, Some(0), "{}", second.stderr);
        assert_eq!(first.stdout, second.stdout);
        assert_eq!(rows, csv_rows(folder, "results"));
        assert_eq!(figures, tree(&folder.join("results/figures")));
    }
}

/// Kills at random moments, of a run with its figures and of an export, each resumed on one, two or eight threads.
#[test]
#[ignore = "minutes"]
fn a_hundred_kills_change_nothing() {
    let (folder, whole) = reference();
    let folder = folder.path();
    let export = sweep(folder, "export a").stdout;
    let mut stream = ChaCha8Rng::seed_from_u64(100);
    let mut middle = 0;
    for kill in 0..100 {
        let _ = fs::remove_dir_all(folder.join("b"));
        let threads = [1, 2, 8][kill % 3].to_string();
        let run = || {
            let mut command = sweep_command(folder);
            command.args([
                "run",
                "spec.toml",
                "--format",
                "json",
                "--threads",
                &threads,
                "--out",
                "b",
            ]);
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the program starts")
        };
        let mut child = run();
        sleep(whole.mul_f64(stream.random_range(0.0..1.2)));
        child.kill().expect("killed");
        middle += usize::from(end(child).status.code().is_none());
        let output = end(run());
        assert_eq!(output.status.code(), Some(0), "{}", text(output.stderr));
        assert_same(folder, "b");
        assert_eq!(sweep(folder, "verify b").code, Some(0));

        let mut command = sweep_command(folder);
        let mut child = command
            .args(["export", "b"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        sleep(Duration::from_micros(stream.random_range(0..20_000)));
        child.kill().expect("killed");
        let written = text(end(child).stdout);
        assert!(
            export.starts_with(&written),
            "what was exported before the kill is of the whole"
        );
        assert!(sweep(folder, "export b").stdout == export);
    }
    eprintln!("{middle} of 100 runs were killed before their end");
    assert!(middle > 50, "{middle}");
}
