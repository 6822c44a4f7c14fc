//! The commands that README.md and the pages of `docs` print are run as they stand, but for what takes minutes; and what they link to is
//! there.

use std::fs;
use std::path::Path;

use crate::support::sweep;

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

/// A run as it stands, in a folder that holds nothing but what the commands before it wrote; drawn on the smoke profile, and that of
/// everything on a single experiment: `.ci/run` draws everything. Whatever draws nothing as it stands.
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
        "draw",
        "merge",
        "status",
        "init",
        "completions",
        "man",
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

/// A page of the repository.
fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

/// README.md and the pages of `docs`.
fn pages() -> Vec<String> {
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).expect("pages");
    let names = folder.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
    let mut pages: Vec<String> = names
        .filter(|name| name.ends_with(".md"))
        .map(|name| format!("docs/{name}"))
        .collect();
    pages.push("README.md".to_owned());
    pages.sort_unstable();
    pages
}

#[test]
fn every_command_of_the_pages_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in pages() {
        let page = page(&path);
        for command in commands(&page, "cargo") {
            assert!(BY_CI.contains(&command), "{path}: who runs {command}?");
        }
        let commands = commands(&page, "sweep");
        assert!(path != "README.md" || commands.len() >= 10, "{commands:?}");
        for command in commands {
            let run = sweep(folder.path(), &drawn_quickly(command));
            // A plan that lacks something says so by its exit code.
            let code = if command.starts_with("sweep plan") { 5 } else { 0 };
            assert_eq!(run.code, Some(code), "{path}: {command}: {}", run.stderr);
            assert!(!run.stdout.is_empty(), "{path}: {command}");
        }
    }
}

#[test]
fn the_specs_of_the_pages_run() {
    for path in ["README.md", "docs/writing-a-spec.md"] {
        let page = page(path);
        let specs = blocks(&page, "toml");
        let [spec] = specs[..] else {
            panic!("{path}: one spec: {specs:?}");
        };
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("mine.toml"), spec).expect("written");
        let run = sweep(folder.path(), "mine.toml --profile smoke");
        assert_eq!(run.code, Some(0), "{path}: {}", run.stderr);
    }
}

/// The page takes the ledger apart that its spec prints, word for word.
#[test]
fn the_page_on_the_ledger_shows_what_is_printed() {
    let page = page("docs/reading-the-ledger.md");
    let spec = self::page("docs/reading.toml");
    assert_eq!(blocks(&page, "toml"), [spec.trim_end()]);
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("docs")).expect("made");
    fs::write(folder.path().join("docs/reading.toml"), &spec).expect("written");
    let [console] = blocks(&page, "console")[..] else {
        panic!("one ledger")
    };
    let (command, shown) = console.split_once('\n').expect("a command and what it prints");
    let run = sweep(folder.path(), command.strip_prefix("$ sweep ").expect("a command"));
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stdout.starts_with(shown), "it prints\n{}", run.stdout);
    for word in [
        "✓ consistent",
        "✗ contradicted",
        "? inconclusive",
        "sees ",
        "slack ×",
        "guard",
        "undecided",
    ] {
        assert!(
            shown.contains(word) && page.matches(word).count() >= 2,
            "{word} is shown and not told"
        );
    }
}

#[test]
fn what_the_pages_link_to_is_there() {
    for path in pages() {
        let page = page(&path);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(Path::new(&path).parent().expect("a folder"));
        for link in page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next())
        {
            let elsewhere = link.is_empty() || link.starts_with("http");
            assert!(elsewhere || folder.join(link).exists(), "{path}: nothing is at {link}");
        }
    }
}

/// Lines of keys and values as YAML has them, with what a citation needs.
#[test]
fn the_citation_has_the_software_and_the_paper() {
    let citation = page("CITATION.cff");
    for line in citation.lines() {
        let item = line.trim_start().trim_start_matches("- ");
        let indent = line.len() - line.trim_start().len();
        assert!(indent % 2 == 0 && !line.contains('\t'), "{line:?}");
        let (key, value) = item.split_once(':').unwrap_or((item, ""));
        let is_key = key.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        assert!(is_key && (value.is_empty() || value.starts_with(' ')), "{line:?}");
        // A value with a colon of its own stands in quotation marks.
        let quoted = value.trim_start().starts_with('"') && value.ends_with('"');
        assert!(quoted || !value.contains([':', '#']), "{line:?}");
    }
    let version = format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"));
    for part in [
        "cff-version: 1.2.0\n",
        &version,
        "\nauthors:\n",
        "arXiv:1803.01498",
        "start: 5650",
        "end: 5659",
        "volume: 80",
    ] {
        assert!(citation.contains(part), "{part}");
    }
}
