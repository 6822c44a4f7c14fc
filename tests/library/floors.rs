//! The order of the floors: a lower module knows nothing of a higher one. And the rules of the house that a reader relies
//! on: short files, and every experiment of the folder built in.

use std::fs;
use std::path::{Path, PathBuf};

use byzrate::claim::Study;
use byzrate::experiment::{BUILT_IN, Catalog, Overrides, Profile, built_in};

/// The modules of the library, ground floor first.
const FLOORS: [&str; 18] = [
    "stream",
    "sampling",
    "spec",
    "formula",
    "stat",
    "store",
    "aggregator",
    "import",
    "adversary",
    "problem",
    "algorithm",
    "theory",
    "experiment",
    "league",
    "claim",
    "shards",
    "report",
    "prelude",
];

/// The longest file allowed, in lines.
const LONGEST: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The modules that follow `crate::` anywhere in `text`, braces included; comments are skipped, as links in them are no
/// dependencies.
fn imported(text: &str) -> Vec<String> {
    let code: String = (text.lines())
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let word = |text: &str| -> String {
        let letters = text.trim_start().chars();
        letters.take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut modules = Vec::new();
    for (place, _) in code.match_indices("crate::") {
        // `$crate::` and `my_crate::` are other paths.
        if code[..place].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[place + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            modules.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && !c.is_whitespace() => {
                    modules.push(word(&group[index..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    modules
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::stat::{A, B};\n// crate::report\nlet x = crate::store::f();\nuse crate::{theory::x, claim::{y, z},\n    spec};";
    assert_eq!(imported(text), ["stat", "store", "theory", "claim", "spec"]);
}

#[test]
fn every_module_has_its_floor() {
    let modules = fs::read_to_string(root().join("src/lib.rs")).expect("a crate root");
    let mut declared: Vec<&str> = (modules.lines())
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let mut floors = FLOORS;
    declared.sort_unstable();
    floors.sort_unstable();
    assert_eq!(declared, floors);
}

#[test]
fn lower_floors_never_import_higher_ones() {
    let floor = |name: &str| FLOORS.iter().position(|floor| *floor == name);
    let mut violations = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let inside = path.strip_prefix(root().join("src")).expect("a file of src");
        let first = inside.components().next().expect("a file").as_os_str();
        let module = Path::new(first)
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a UTF-8 name");
        // The crate root and the binaries stand above all floors.
        let Some(own) = floor(module) else { continue };
        let text = fs::read_to_string(&path).expect("a readable file");
        for other in imported(&text) {
            match floor(&other) {
                Some(theirs) if theirs <= own => {}
                Some(_) => violations.push(format!("{}: {module} imports {other}", inside.display())),
                None => violations.push(format!("{}: crate::{other} is on no floor", inside.display())),
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// A program that is not ours has no flags of ours: the library speaks of keys.
#[test]
fn the_library_names_no_flag() {
    let source = root().join("src");
    for path in files(&source, "rs")
        .iter()
        .filter(|path| !path.starts_with(source.join("bin")))
    {
        let text = fs::read_to_string(path).expect("a readable file");
        let is_flag = |word: &str| {
            let name = word.trim_start_matches('"').strip_prefix("--");
            name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase() || c == '{'))
        };
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            // The page of figures says by which command it was made.
            let is_command = line.contains("cargo run");
            let flag = line.split([' ', '(', '`']).find(|word| is_flag(word));
            assert!(is_command || flag.is_none(), "{}: {line}", path.display());
        }
    }
}

#[test]
fn the_prelude_stays_small() {
    let text = fs::read_to_string(root().join("src/prelude.rs")).expect("the prelude");
    let exports = text.split("pub use crate::").skip(1);
    let names = exports.flat_map(|path| path.split(',').filter(|name| name.contains(char::is_alphabetic)));
    let count = names.count();
    assert!((20..=25).contains(&count), "{count} names");
}

#[test]
fn no_file_is_too_long() {
    for folder in ["src", "tests", "examples", "console", "experiments/mnist", "python"] {
        for path in files(&root().join(folder), "rs") {
            let lines = fs::read_to_string(&path).expect("a readable file").lines().count();
            assert!(lines <= LONGEST, "{}: {lines} lines", path.display());
        }
    }
}

#[test]
fn every_path_of_the_architecture_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the architecture");
    // What stands between backticks is every other piece; paths of modules are relative to `src`.
    let paths = text.split('`').skip(1).step_by(2).filter(|quoted| quoted.contains('/'));
    let mut count = 0;
    for path in paths {
        let places = [root().join(path), root().join("src").join(path)];
        assert!(places.iter().any(|place| place.exists()), "there is no {path}");
        count += 1;
    }
    assert!(count > 10, "only {count} paths were found");
}

#[test]
fn every_experiment_is_built_in() {
    let stem = |path: &PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let folder = root().join("experiments");
    // The workspace member below has a manifest of its own.
    let mut in_folder: Vec<String> = files(&folder, "toml")
        .iter()
        .filter(|path| path.parent() == Some(&folder))
        .filter_map(stem)
        .collect();
    in_folder.sort_unstable();
    let mut names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(names, in_folder);
}

/// What a spec expects, where no law says it, has a reason.
#[test]
fn whatever_a_built_in_experiment_expects_has_a_reason() {
    for (name, text) in BUILT_IN {
        for check in text.split("[[check]]").skip(1) {
            let check = check.split("\n[[").next().unwrap_or(check);
            let has = |key: &str| check.lines().any(|line| line.starts_with(&format!("{key} = ")));
            let expects = ["expected", "margin", "at_most", "at_least"].into_iter().any(has);
            assert!(!expects || has("because"), "{name}: {check}");
        }
    }
}

#[test]
fn every_built_in_experiment_decodes_on_every_profile() {
    for (name, _) in BUILT_IN {
        for profile in Profile::ALL {
            let overrides = Overrides {
                profile,
                ..Overrides::default()
            };
            let document = built_in(name).expect("built in");
            let study = Study::decode(document, &Catalog::default(), &overrides);
            let study = study.unwrap_or_else(|error| panic!("{name} on {profile}: {error}"));
            assert_eq!(&study.experiment.name, name);
            assert!(!study.comparisons.is_empty(), "{name} on {profile} judges nothing");
            // Every check looks at something, or it would pass unseen.
            for (index, check) in study.checks.iter().enumerate() {
                let comparisons = check.comparisons(index, &study.experiment);
                assert!(
                    !comparisons.is_empty(),
                    "{name} on {profile}: check {index} compares nothing"
                );
            }
        }
    }
}
