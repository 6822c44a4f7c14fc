//! No space left: a clear message, and what was stored before is kept.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{SPEC_LONG, csv_rows, sweep, sweep_command, text};

const RUN: [&str; 5] = ["run", "spec.toml", "--format", "json", "--out"];

/// A folder with the spec and an uninterrupted run in `a`.
fn reference() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("spec.toml"), SPEC_LONG).expect("written");
    let run = sweep(folder.path(), "spec.toml --format json --out a");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    folder
}

fn assert_resumes(folder: &Path, out: &str) {
    let run = sweep(folder, &format!("spec.toml --format json --out {out}"));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let reference = fs::read_to_string(folder.join("a/report.json")).expect("a report");
    assert_eq!(run.stdout, reference);
    assert_eq!(csv_rows(folder, "a"), csv_rows(folder, out));
}

fn assert_told(output: Output) {
    let message = text(output.stderr);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(output.stdout.is_empty());
    for part in [
        "store.sqlite: no space",
        "what was stored before is kept",
        "run the same command again",
    ] {
        assert!(message.contains(part), "{part:?} is missing: {message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

#[test]
fn a_limit_on_the_file_size_loses_nothing() {
    let folder = reference();
    let folder = folder.path();
    let mut kept = Vec::new();
    // In blocks of 512 bytes; POSIX shells have no other unit. The first ones are too small for an empty store.
    for blocks in [0, 8, 60, 120, 180, 240] {
        let program = sweep_command(folder);
        let output = Command::new("sh")
            .args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")])
            .arg(program.get_program())
            .args(RUN)
            .arg("b")
            .current_dir(folder)
            .output()
            .expect("sh runs");
        assert_told(output);
        if blocks >= 120 {
            kept.push(csv_rows(folder, "b").len());
        }
    }
    assert!(kept.is_sorted(), "replicates were lost: {kept:?}");
    assert!(kept.last() > Some(&0), "nothing was stored before: {kept:?}");
    assert_resumes(folder, "b");
}

/// A tiny file system, unmounted in the end.
struct Tiny<'a>(&'a Path);

impl<'a> Tiny<'a> {
    /// `None` where this process may not mount.
    fn mount(path: &'a Path, size: &str) -> Option<Self> {
        fs::create_dir(path).ok()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(path)
            .output()
            .ok()?;
        mounted.status.success().then_some(Self(path))
    }
}

impl Drop for Tiny<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = reference();
    let folder = folder.path();
    let disk = folder.join("disk");
    let Some(tiny) = Tiny::mount(&disk, "400k") else {
        eprintln!("skipped: mounting a file system is not allowed here");
        return;
    };
    let output = sweep_command(folder).args(RUN).arg("disk/b").output().expect("it runs");
    assert_told(output);
    let rows = csv_rows(folder, "disk/b").len();
    let remounted = Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(&disk)
        .status();
    assert!(remounted.expect("mount runs").success());
    assert!(rows < csv_rows(folder, "a").len());
    assert_resumes(folder, "disk/b");
    drop(tiny);
}
