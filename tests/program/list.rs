//! What there is to be named in specs and on the command line.

use std::collections::BTreeMap;

use byzrate::claim::{CHECK_KINDS, Claim};
use byzrate::experiment::{BUILT_IN, Catalog};
use byzrate::report::{NamedList, key_tables};

use crate::support::sweep;

/// The parts of the list, in its order.
const PARTS: [&str; 10] = [
    "experiments",
    "problems",
    "aggregators",
    "transforms",
    "algorithms",
    "adversaries",
    "measures",
    "claims",
    "checks",
    "variables",
];

#[test]
fn the_list_of_names_is_that_of_its_parts() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = sweep(folder.path(), "list");
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let parts = PARTS.map(|part| sweep(folder.path(), &format!("list {part}")).stdout);
    assert_eq!(parts.join("\n"), run.stdout);
    let of: BTreeMap<&str, &String> = PARTS.into_iter().zip(&parts).collect();
    let line = |part: &str, name: &str| {
        let named = |line: &&str| line.split_whitespace().next() == Some(name);
        of[part]
            .lines()
            .find(named)
            .unwrap_or_else(|| panic!("{part} has no {name}"))
    };
    for (name, _) in BUILT_IN {
        assert!(line("experiments", name).ends_with('?'), "{name}");
    }
    for claim in Claim::ALL {
        assert!(line("claims", claim.name()).contains(claim.statement()));
    }
    assert!(line("claims", "theorem-1").ends_with("(Yin et al. 2018)"));
    assert!(line("claims", "breakdown").ends_with("(this project)"));
    for (name, compares) in CHECK_KINDS {
        assert!(line("checks", name).contains(compares));
    }
    let lists = NamedList::all(&Catalog::default());
    for list in lists.iter().filter(|list| list.title != "functions") {
        for (name, what) in &list.rows {
            assert!(line(list.title, name).ends_with(what), "{name}");
        }
    }
    assert!(run.stdout.contains("functions of formulas\n  sqrt "), "{}", run.stdout);
}

#[test]
fn the_list_of_keys_has_every_key_for_people_and_for_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = sweep(folder.path(), "list keys").stdout;
    let page = sweep(folder.path(), "list keys --format markdown").stdout;
    assert!(
        page == include_str!("../../docs/specs.md"),
        "write it again: sweep list keys --format markdown > docs/specs.md"
    );
    for table in key_tables() {
        assert!(text.contains(&table.title()), "{}", table.title());
        for key in table.keys {
            assert!(
                text.contains(&format!("\n  {}", key.name)) && text.contains(key.meaning),
                "{}",
                key.name
            );
            assert!(
                page.contains(&format!("\n| `{}` | ", key.name)) && page.contains(key.meaning),
                "{}",
                key.name
            );
        }
    }
    let page = sweep(folder.path(), "list claims --format markdown").stdout;
    assert!(page.contains("\n| `theorem-7` | "), "{page}");
}
