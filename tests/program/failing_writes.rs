//! Input and output that fail at any moment, one call at a time: nothing is silently wrong, and running again makes it whole.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Run, SPEC, csv_rows, sweep, sweep_command, text, tree};

/// The calls that write, and what they fail with.
const FAILURES: [(&str, &str); 3] = [
    ("write,pwrite64,ftruncate,fallocate", "ENOSPC"),
    ("fsync,fdatasync,write,pwrite64,read,pread64", "EIO"),
    ("openat,rename,unlink,mkdir", "EACCES"),
];

/// Runs the command with the `when`-th of these calls failing; `None` where nobody can make a call fail.
fn failing(folder: &Path, arguments: &str, calls: &str, error: &str, when: usize) -> Option<Run> {
    let program = sweep_command(folder);
    let output = Command::new("strace")
        .args(["-f", "-q", "-o", "/dev/null", "-e"])
        .arg(format!("inject={calls}:error={error}:when={when}"))
        .arg(program.get_program())
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .ok()?;
    Some(Run {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    })
}

/// Whether calls can be made to fail here.
fn can_fail(folder: &Path) -> bool {
    let works = Command::new("strace")
        .args(["-f", "-q", "-o", "/dev/null", "true"])
        .current_dir(folder)
        .status();
    works.is_ok_and(|status| status.success())
}

/// A run, a report and an export with every `step`-th call failing, as far as there are calls; gives how many commands failed.
fn fail_every(step: usize) -> Option<usize> {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    if !can_fail(folder) {
        return None;
    }
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    let whole = sweep(folder, "spec.toml --format json --threads 1 --out a");
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    let rows = csv_rows(folder, "a");
    let figures = tree(&folder.join("a/figures"));
    let export = sweep(folder, "export a").stdout;
    let mut failed = 0;
    for (calls, error) in FAILURES {
        let mut quiet = 0;
        for when in (1..).map(|number| number * step) {
            let place = format!("{calls} {when}: {error}");
            let _ = fs::remove_dir_all(folder.join("b"));
            let run = failing(
                folder,
                "spec.toml --format json --threads 1 --out b",
                calls,
                error,
                when,
            )?;
            assert!(!run.stderr.contains("panicked"), "{place}: {}", run.stderr);
            let unharmed = run.code == Some(0);
            if unharmed {
                assert_eq!(run.stdout, whole.stdout, "{place}");
            } else {
                failed += 1;
                assert!(matches!(run.code, Some(1 | 2 | 127 | 139) | None), "{place}: {run:?}");
            }
            let again = sweep(folder, "spec.toml --format json --threads 1 --out b");
            assert_eq!(
                (again.code, &again.stdout),
                (Some(0), &whole.stdout),
                "{place}: {}",
                again.stderr
            );
            assert_eq!(csv_rows(folder, "b"), rows, "{place}");
            assert_eq!(tree(&folder.join("b/figures")), figures, "{place}");

            let report = failing(folder, "report a --format json --out c", calls, error, when)?;
            assert!(!report.stderr.contains("panicked"), "{place}: {}", report.stderr);
            if report.code == Some(0) {
                assert_eq!(report.stdout, whole.stdout, "{place}");
            } else {
                failed += 1;
            }
            let written = failing(folder, "export a", calls, error, when)?;
            assert!(!written.stderr.contains("panicked"), "{place}: {}", written.stderr);
            if written.code == Some(0) {
                assert!(written.stdout == export, "{place}: an export that is not whole");
            } else {
                failed += 1;
            }
            assert_eq!(csv_rows(folder, "a"), rows, "{place}: reading changed the store");
            // So many calls none of them makes.
            let all_well = unharmed && report.code == Some(0) && written.code == Some(0);
            quiet = if all_well { quiet + 1 } else { 0 };
            if quiet == 4 {
                break;
            }
        }
    }
    Some(failed)
}

#[test]
fn calls_that_fail_lose_nothing() {
    match fail_every(53) {
        Some(failed) => assert!(failed > 3, "{failed}"),
        None => eprintln!("skipped: nothing here makes calls fail"),
    }
}

#[test]
#[ignore = "minutes"]
fn every_third_call_that_fails_loses_nothing() {
    match fail_every(3) {
        Some(failed) => eprintln!("{failed} commands failed, and none was silently wrong"),
        None => eprintln!("skipped: nothing here makes calls fail"),
    }
}
