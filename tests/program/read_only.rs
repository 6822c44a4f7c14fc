//! A store in a folder that nobody may write into.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{SPEC, sweep, sweep_command};

/// A file system that is mounted read-only, and unmounted in the end.
struct ReadOnly<'a>(&'a Path);

impl<'a> ReadOnly<'a> {
    /// `None` where this process may not mount.
    fn mount(folder: &'a Path) -> Option<Self> {
        let mount = |arguments: &[&str]| {
            let output = Command::new("mount").args(arguments).arg(folder).output().ok()?;
            output.status.success().then_some(())
        };
        mount(&["--bind", folder.to_str()?])?;
        let mounted = Self(folder);
        mount(&["-o", "remount,bind,ro"])?;
        Some(mounted)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn report_and_export_need_no_writable_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    let whole = sweep(folder, "spec.toml --format json --out a");
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    let rows = sweep(folder, "export a").stdout;

    // A process that is killed leaves what it stored beside the file.
    let mut child = sweep_command(folder)
        .args(["spec.toml", "--seed", "8", "--out", "killed"])
        .spawn()
        .expect("it starts");
    let left = || fs::metadata(folder.join("killed/store.sqlite-wal")).is_ok_and(|file| file.len() > 30_000);
    while !left() && child.try_wait().expect("a child").is_none() {
        std::thread::yield_now();
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let killed = sweep(folder, "export killed").stdout;

    let stores = ["a", "killed"].map(|name| folder.join(name));
    let mounts: Vec<_> = stores.iter().map(|path| ReadOnly::mount(path)).collect();
    if mounts.iter().any(Option::is_none) {
        eprintln!("skipped: mounting a file system is not allowed here");
        return;
    }
    assert!(fs::write(folder.join("a/probe"), "x").is_err(), "it is read-only");
    let export = sweep(folder, "export a");
    assert_eq!(
        (export.code, export.stdout == rows),
        (Some(0), true),
        "{}",
        export.stderr
    );
    let export = sweep(folder, "export killed");
    assert_eq!(
        (export.code, export.stdout == killed),
        (Some(0), true),
        "{}",
        export.stderr
    );
    assert_eq!(sweep(folder, "verify a").code, Some(0));
    let report = sweep(folder, "report a --out b --format json");
    assert_eq!(
        (report.code, report.stdout == whole.stdout),
        (Some(0), true),
        "{}",
        report.stderr
    );
    // Without another folder there is no place for the figures.
    let report = sweep(folder, "report a");
    assert!(matches!(report.code, Some(1 | 2)), "{report:?}");
    assert!(report.stderr.contains("cannot be written"), "{}", report.stderr);
    let run = sweep(folder, "spec.toml --out a");
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(
        run.stderr.contains("name a writable folder with --out"),
        "{}",
        run.stderr
    );
}
