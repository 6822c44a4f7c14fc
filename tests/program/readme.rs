//! The commands that README.md prints are run as they stand, but for what takes minutes.

use std::fs;
use std::path::Path;

use crate::support::{npy_f64, sweep};

/// Commands of the toolchain, which `.ci/run` runs: no test starts another build.
const BY_CI: [&str; 6] = [
    "cargo run --bin sweep",
    "cargo test",
    "cargo run --example aggregator",
    "cargo run --example adversary",
    "cargo run --example problem",
    "cargo run --example algorithm",
];

/// The contents of the fenced blocks in some language.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    let block = |rest: &'a str| rest.split("\n```").next();
    readme.split(start.as_str()).skip(1).filter_map(block).collect()
}

/// The lines that begin with `program`, without what is said of them after two spaces.
fn commands<'a>(readme: &'a str, program: &str) -> Vec<&'a str> {
    let lines = blocks(readme, "text").into_iter().flat_map(str::lines);
    let own = lines.filter(|line| line.split(' ').next() == Some(program));
    own.filter_map(|line| line.split("  ").next())
        .map(str::trim_end)
        .collect()
}

/// A run as it stands, drawn on the smoke profile, and that of everything on a single experiment: `.ci/run` draws everything. Whatever
/// draws nothing as it stands.
fn drawn_quickly(command: &str) -> String {
    let arguments = command.trim_start_matches("sweep");
    let first = arguments.split_whitespace().next().unwrap_or_default();
    if [
        "explain",
        "list",
        "report",
        "export",
        "table",
        "verify",
        "gc",
        "aggregate",
        "corrupt",
        "attack",
        "kappa",
    ]
    .contains(&first)
    {
        return arguments.to_owned();
    }
    let everything = if first.starts_with('-') { "rate-in-n" } else { "" };
    let arguments = arguments.replace("--profile paper", "--profile smoke");
    let profile = if arguments.contains("--profile") {
        ""
    } else {
        "--profile smoke"
    };
    let out = if arguments.contains("--out") {
        ""
    } else {
        "--out results"
    };
    format!("{everything} {arguments} {profile} {out}")
}

#[test]
fn every_command_of_the_readme_runs() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    for command in commands(&readme, "cargo") {
        assert!(BY_CI.contains(&command), "who runs {command}?");
    }
    let commands = commands(&readme, "sweep");
    assert!(commands.len() >= 10, "{commands:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0, f64::NAN]];
    fs::write(folder.path().join("gradients.npy"), npy_f64(&rows)).expect("written");
    fs::write(folder.path().join("honest.npy"), npy_f64(&rows[..2])).expect("written");
    for command in commands {
        let run = sweep(folder.path(), &drawn_quickly(command));
        assert_eq!(run.code, Some(0), "{command}: {}", run.stderr);
        assert!(!run.stdout.is_empty(), "{command}");
    }
}

#[test]
fn the_spec_of_the_readme_runs() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let specs = blocks(&readme, "toml");
    let [spec] = specs[..] else {
        panic!("one spec: {specs:?}");
    };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("mine.toml"), spec).expect("written");
    let run = sweep(folder.path(), "mine.toml --profile smoke");
    assert!(matches!(run.code, Some(0)), "{}", run.stderr);
}
