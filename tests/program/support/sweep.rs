use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// No command of these tests takes so long.
const PATIENCE: Duration = Duration::from_secs(150);

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    /// `None` where it was ended by a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The command in `folder`, whatever the environment of the tests.
pub fn sweep_command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sweep"));
    command
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("RUST_BACKTRACE");
    command
}

/// Runs the command in `folder` to its end; the arguments stand in one text, apart by spaces.
pub fn sweep(folder: &Path, arguments: &str) -> Run {
    let mut command = assert_cmd::Command::from_std(sweep_command(folder));
    let output = command
        .args(arguments.split_whitespace())
        .timeout(PATIENCE)
        .output()
        .expect("the program runs");
    let run = Run {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: without_progress(&text(output.stderr)),
    };
    assert!(
        !run.stderr.contains("panicked"),
        "sweep {arguments} panicked: {}",
        run.stderr
    );
    run
}

/// Which lines of progress there are depends on how busy the machine is.
fn without_progress(stderr: &str) -> String {
    let progress = |line: &&str| line.starts_with("reading the experiments") || line.ends_with("replicates drawn");
    stderr
        .split_inclusive('\n')
        .filter(|line| !progress(&line.trim_end()))
        .collect()
}

pub fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

/// The rows of an exported CSV, sorted: cells and processes may store them in any order.
pub fn csv_rows(folder: &Path, store: &str) -> Vec<String> {
    let run = sweep(folder, &format!("export {store} --wide --format csv"));
    // What a process leaves that is killed as it makes a store.
    if run.code == Some(2) && (run.stderr.contains("is empty") || run.stderr.contains("holds no experiment")) {
        return Vec::new();
    }
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let mut rows: Vec<String> = run.stdout.lines().skip(1).map(str::to_owned).collect();
    rows.sort_unstable();
    rows
}

/// Every file below `folder` with its contents.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").display().to_string();
                // A link to nothing has no contents.
                files.insert(name, std::fs::read(&path).unwrap_or_default());
            }
        }
    }
    files
}
