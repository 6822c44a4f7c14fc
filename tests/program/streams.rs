//! Standard output that is a terminal, closed, full, or read by nobody any more.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{SPEC, sweep, sweep_command, text};

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC).expect("written");
    folder
}

/// A command that ends well.
fn done(folder: &Path, arguments: &str) {
    let run = sweep(folder, arguments);
    assert_eq!(run.code, Some(0), "sweep {arguments}: {}", run.stderr);
}

/// `script` gives a command a terminal; not every system has it.
#[cfg(target_os = "linux")]
#[test]
fn colour_only_on_a_terminal_that_wants_it() {
    let folder = folder();
    done(folder.path(), "spec.toml");
    let on_a_terminal = |no_color: Option<&str>| {
        let program = env!("CARGO_BIN_EXE_sweep");
        let mut command = Command::new("script");
        command
            .args(["-qec", &format!("{program} report 2>/dev/null"), "/dev/null"])
            .current_dir(folder.path())
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        if let Some(value) = no_color {
            command.env("NO_COLOR", value);
        }
        command.output().ok().map(|output| text(output.stdout))
    };
    let Some(coloured) = on_a_terminal(None) else {
        eprintln!("skipped: there is no command `script` here");
        return;
    };
    assert!(coloured.contains("\u{1b}[3"), "{coloured}");
    assert!(on_a_terminal(Some("")).is_some_and(|text| text.contains("\u{1b}[3")));
    assert!(on_a_terminal(Some("1")).is_some_and(|text| text.contains("theorem-1") && !text.contains("\u{1b}[3")));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = folder();
    done(folder.path(), "spec.toml -n 10,20,40,80,160");
    for arguments in [
        "export --format csv",
        "export --format jsonl",
        "export --summary",
        "table --format csv",
        "list",
        "report --format json",
        "--help",
        "--version",
    ] {
        let mut child = sweep_command(folder.path())
            .args(arguments.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let errors = text(output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments}: {errors}");
        assert!(errors.is_empty(), "{arguments}: {errors}");
    }
    let piped = Command::new("sh")
        .args(["-c", "\"$0\" export | head -1", env!("CARGO_BIN_EXE_sweep")])
        .current_dir(folder.path())
        .output()
        .expect("sh runs");
    assert!(text(piped.stdout).starts_with("experiment,arm,replicate,error,"));
    assert!(piped.stderr.is_empty());
}

/// Full or closed, what is written is lost, and that is no success.
#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_takes_nothing_is_a_failure() {
    let folder = folder();
    done(folder.path(), "spec.toml");
    fs::write(folder.path().join("g.csv"), "1\n2\n3\n").expect("written");
    let run = |command: &str, to: &str| {
        Command::new("sh")
            .args(["-c", &format!("\"$0\" {command} {to}"), env!("CARGO_BIN_EXE_sweep")])
            .current_dir(folder.path())
            .output()
            .expect("sh runs")
    };
    for command in [
        "--help",
        "-h",
        "--version",
        "help",
        "help explain",
        "run --help",
        "list",
        "list measures",
        "explain -n 100 -m 21 --alpha 0.1",
        "explain -n 100 -m 21 --alpha 0.1 --format json",
        "aggregate --rule median --input g.csv",
        "spec.toml",
        "spec.toml --format json",
        "report",
        "export",
        "export --format jsonl",
        "export --summary",
        "table",
    ] {
        for (to, reason) in [
            (">/dev/full", "No space left"),
            (">&-", "closed before the program began"),
        ] {
            let output = run(command, to);
            let errors = text(output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command} {to}: {errors}");
            let message = format!("standard output cannot be written: {reason}");
            assert!(
                errors.contains("standard output cannot be written") && errors.contains(reason),
                "{command} {to}: {message}: {errors}"
            );
        }
        let output = run(command, ">/dev/null");
        assert_eq!(output.status.code(), Some(0), "{command}: {}", text(output.stderr));
    }
    // What is wrong with arguments is told where errors are.
    assert_eq!(run("--frofile", ">&-").status.code(), Some(2));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_a_failure() {
    let folder = folder();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = sweep_command(folder.path())
        .arg("list")
        .stdout(full)
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let errors = text(output.stderr);
    assert!(
        errors.contains("standard output cannot be written: No space left"),
        "{errors}"
    );
}
