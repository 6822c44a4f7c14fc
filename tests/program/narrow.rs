//! A terminal of sixty columns: no line is longer than it where it may be broken, and no number is broken.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{SPEC, text};

/// The width, in characters.
const COLUMNS: usize = 60;

/// What a command prints on a terminal of that width; `None` where there is no `script` to make one.
fn on_a_terminal(folder: &Path, arguments: &str) -> Option<String> {
    let sweep = env!("CARGO_BIN_EXE_sweep");
    let line = format!("stty cols {COLUMNS} rows 50; {sweep} {arguments} 2>/dev/null");
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null())
        .output()
        .ok()?;
    Some(text(output.stdout).replace("\r\n", "\n"))
}

/// Words that hold a digit: numbers, with whatever hangs on them.
fn numbers(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "│┆┼╌─[](),;".contains(c));
    words
        .filter(|word| word.contains(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn nothing_is_cut_at_sixty_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("spec.toml"), SPEC).expect("written");
    for arguments in [
        "spec.toml",
        "spec.toml --dry-run --threads 2",
        "explain -n 100 -m 101 --alpha 0.1",
        "explain -n 100,1000 -m 101 --alpha 0.1",
        "attack --rule median --byzantine 2 -m 11 --budget 6000",
        "kappa --rule krum --byzantine 2 -m 7 --budget 2000",
        "list",
        "list keys",
        "report",
    ] {
        let Some(narrow) = on_a_terminal(folder, arguments) else {
            eprintln!("skipped: there is no terminal to be had here without `script`");
            return;
        };
        assert!(narrow.lines().count() > 2, "{arguments}: {narrow}");
        for line in narrow.lines() {
            let breakable = line.trim().contains(' ');
            assert!(
                line.chars().count() <= COLUMNS || !breakable,
                "sweep {arguments}: {line:?}"
            );
        }
        // Times and what is measured of memory differ from run to run.
        if arguments.contains("dry-run") {
            continue;
        }
        let wide = crate::support::sweep(folder, arguments).stdout;
        let wide = numbers(&wide);
        for number in numbers(&narrow) {
            assert!(
                wide.contains(&number),
                "sweep {arguments}: {number} is a part of a number\n{narrow}"
            );
        }
    }
}
