//! A signal ends any command within two seconds, wherever it is.
#![cfg(unix)]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{csv_rows, sweep_command, text};

/// Within two seconds, and as much again for a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(4);

/// A second signal is not waited for.
const AT_ONCE: Duration = Duration::from_millis(900);

fn start(folder: &Path, arguments: &str) -> Child {
    sweep_command(folder)
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

/// Sends the signal, and asserts that the command ends soon, with the exit code of an interrupt and a word.
fn ends(mut child: Child, signal: &str, what: &str) -> Output {
    assert!(
        child.try_wait().expect("it is asked").is_none(),
        "{what} has ended by itself"
    );
    send(&child, signal);
    let begun = Instant::now();
    while child.try_wait().expect("it is asked").is_none() {
        assert!(begun.elapsed() < SOON, "{what} goes on {SOON:?} after {signal}");
        sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("it has ended");
    let message = text(output.stderr.clone());
    assert_eq!(output.status.code(), Some(130), "{what}: {message}");
    assert!(message.contains("error: interrupted"), "{what}: {message}");
    output
}

fn spec(problem: &str, grid: &str, estimator: &str, rest: &str) -> String {
    format!(
        "name = \"slow\"\nproblem = [{{ name = \"{problem}\" }}]\ngrid = [{grid}]\nestimator = [{estimator}]\n\
         adversary = [{{ name = \"plus-infinity\" }}]\n{rest}\n"
    )
}

const MEDIAN: &str = r#"{ algorithm = "one-round", aggregator = "median" }"#;

/// Half a minute a replicate.
fn long_replicate() -> String {
    spec(
        "student-mean",
        "{ n = 40000000, m = 21, alpha = 0.1 }",
        MEDIAN,
        "replicates = { quick = { batch = 2, maximum = 2 } }",
    )
}

#[test]
fn in_the_middle_of_a_replicate() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), long_replicate()).expect("written");
    for signal in ["-INT", "-TERM", "-HUP"] {
        let child = start(folder, "run spec.toml");
        sleep(Duration::from_millis(700));
        let output = ends(child, signal, "a long replicate");
        let message = text(output.stderr);
        assert!(message.contains("what was drawn is kept"), "{message}");
        assert!(message.contains("the same command goes on from there"), "{message}");
    }
    assert!(csv_rows(folder, "results").is_empty(), "no replicate ended");
}

#[test]
fn the_second_signal_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), long_replicate()).expect("written");
    let mut child = start(folder, "run spec.toml");
    sleep(Duration::from_millis(700));
    send(&child, "-INT");
    sleep(Duration::from_millis(50));
    assert!(child.try_wait().expect("it is asked").is_none());
    send(&child, "-TERM");
    let begun = Instant::now();
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
}

/// Three hundred exact laws of an even number of workers take seconds, their replicates none.
#[test]
fn while_it_judges() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let samples: Vec<String> = (1..=99).map(|n| n.to_string()).collect();
    let grid = format!("{{ n = [{}], m = [100, 102, 104], alpha = 0.1 }}", samples.join(", "));
    let rest = "replicates = { quick = { batch = 2, maximum = 2 } }\n\
                check = [{ claim = \"definition-1\", kind = \"exact-law\" }]";
    fs::write(folder.join("spec.toml"), spec("exponential-mean", &grid, MEDIAN, rest)).expect("written");
    let child = start(folder, "run spec.toml --threads 1");
    let begun = Instant::now();
    let drawn = || folder.join("results/store.sqlite").is_file() && csv_rows(folder, "results").len() == 2 * 3 * 99;
    while !drawn() && begun.elapsed() < 10 * SOON {
        sleep(Duration::from_millis(20));
    }
    let output = ends(child, "-TERM", "judging");
    assert!(output.stdout.is_empty() && !folder.join("results/report.json").exists());
}

#[test]
fn into_a_pipe_that_nobody_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let rest = "replicates = { quick = { batch = 4000, maximum = 4000 } }";
    let grid = "{ n = 10, m = 21, alpha = 0.1 }";
    fs::write(folder.join("spec.toml"), spec("gaussian-mean", grid, MEDIAN, rest)).expect("written");
    assert!(
        start(folder, "run spec.toml")
            .wait_with_output()
            .expect("it ends")
            .status
            .success()
    );
    let mut child = start(folder, "export results");
    // The first lines are there, and the pipe is full.
    let mut first = [0; 64];
    child
        .stdout
        .as_mut()
        .expect("piped")
        .read_exact(&mut first)
        .expect("lines");
    sleep(Duration::from_millis(300));
    send(&child, "-TERM");
    let begun = Instant::now();
    while child.try_wait().expect("it is asked").is_none() {
        assert!(begun.elapsed() < SOON, "the export goes on");
        sleep(Duration::from_millis(10));
    }
    assert_eq!(child.wait().expect("it has ended").code(), Some(130));
}

#[test]
fn in_theory_and_before_the_first_replicate() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let list = |length: usize| (1..=length).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    let grid = format!("{{ n = [{}], m = 21, alpha = 0.1 }}", list(90_000));
    fs::write(folder.join("spec.toml"), spec("gaussian-mean", &grid, MEDIAN, "")).expect("written");
    let explain = format!("explain -n {} -m 100,101,102,103,104 --alpha 0.1", list(2000));
    for (arguments, what) in [
        (explain.as_str(), "explain"),
        ("run spec.toml", "a spec that is being read"),
    ] {
        let child = start(folder, arguments);
        sleep(Duration::from_millis(250));
        ends(child, "-TERM", what);
    }
    assert!(!folder.join("results").exists());
}
