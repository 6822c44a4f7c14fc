//! `sweep list`: the names and keys that specs may use.

use byzrate::experiment::Catalog;
use byzrate::report::{NamedList, keys_markdown, keys_text, schema};

use super::args::{ListFormat, ListWhat};
use super::exit::{Failure, Outcome};
use super::output;

/// What the page of keys begins with.
const INTRODUCTION: &str = "\
# Every key of a spec

An experiment is a TOML file: `sweep init` writes one to begin with, and `sweep FILE` runs it. A key that nobody knows, a name or a
value that is not allowed is refused at its line. *One of each* says that a list makes one estimator or adversary of each of its
values. The names are those of `sweep list problems`, `aggregators`, `transforms`, `algorithms`, `adversaries`, `measures`, `claims` and
`checks`; a response is `rms`, `mean`, `bias` or a measure. For editors, `sweep list schema` prints all of it as a JSON Schema:
with `sweep list schema > spec.schema.json`, a spec that begins with `#:schema ./spec.schema.json` is completed and checked as it is typed by
editors that use taplo.

This page is what `sweep list keys --format markdown` prints.
";

/// The width of the column of names, where none is longer.
const NAME_WIDTH: usize = 22;

pub fn list(what: Option<ListWhat>, format: ListFormat) -> Result<Outcome, Failure> {
    let catalog = Catalog::default();
    let text = match (what, format) {
        (Some(ListWhat::Schema), _) => format!("{:#}\n", schema(&catalog)),
        (Some(ListWhat::Keys), ListFormat::Human) => output::fitted(keys_text()),
        (Some(ListWhat::Keys), ListFormat::Markdown) => format!("{INTRODUCTION}\n{}", keys_markdown()),
        _ => names(&catalog, what, format),
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn names(catalog: &Catalog, what: Option<ListWhat>, format: ListFormat) -> String {
    let lists = NamedList::all(catalog);
    let wanted = lists
        .iter()
        .filter(|list| what.is_none_or(|what| what.holds(list.title)));
    let sections = wanted.map(|list| match format {
        ListFormat::Human => section(list),
        ListFormat::Markdown => markdown(list),
    });
    let text = sections.collect::<Vec<_>>().join("\n");
    match format {
        ListFormat::Human => output::fitted(text),
        ListFormat::Markdown => text,
    }
}

/// A list's title for people.
fn title(list: &NamedList) -> &str {
    match list.title {
        "transforms" => "transforms, before an aggregator",
        "checks" => "kinds of check, with what each compares",
        "variables" => "variables of formulas",
        "functions" => "functions of formulas",
        other => other,
    }
}

fn section(list: &NamedList) -> String {
    let longest = list.rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let width = longest.max(NAME_WIDTH);
    let rows = list
        .rows
        .iter()
        .map(|(name, what)| format!("  {name:<width$} {what}\n"));
    format!("{}\n{}", title(list), rows.collect::<String>())
}

fn markdown(list: &NamedList) -> String {
    let rows = list
        .rows
        .iter()
        .map(|(name, what)| format!("| `{name}` | {} |\n", what.replace('|', "\\|")));
    format!(
        "## {}\n\n| name | what it is |\n|---|---|\n{}",
        title(list),
        rows.collect::<String>()
    )
}
