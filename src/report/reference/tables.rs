use std::fmt::Write;

use crate::claim;
use crate::experiment;
use crate::report::figure_keys::FIGURE;
use crate::spec::{Amount, Key, KeyTable, Takes};

/// Every table of a spec, in the order in which specs are written; a table whose keys depend on a name stands twice.
#[must_use]
pub fn key_tables() -> Vec<&'static KeyTable> {
    experiment::KEYS
        .into_iter()
        .chain(claim::KEYS)
        .chain([&FIGURE])
        .collect()
}

/// Every key of every table for people, a line a key.
#[must_use]
pub fn keys_text() -> String {
    let mut text = String::new();
    for table in key_tables() {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}: {}", title(table), table.meaning);
        for key in table.keys {
            let usual = match key.usual {
                None => ", needed".to_owned(),
                Some("") => String::new(),
                Some(usual) => format!(" (left out: {usual})"),
            };
            let _ = writeln!(text, "  {:<18} {}{usual}; {}", key.name, takes(key), meaning(key));
        }
    }
    text
}

/// The same as sections of a page of Markdown.
#[must_use]
pub fn keys_markdown() -> String {
    let mut text = String::new();
    for table in key_tables() {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = write!(text, "## {}\n\n{}\n\n", code(&title(table)), table.meaning);
        text.push_str("| key | takes | left out | meaning |\n|---|---|---|---|\n");
        for key in table.keys {
            let cells = [takes(key), usual(key), meaning(key)].map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| `{}` | {} |", key.name, cells.join(" | "));
        }
    }
    text
}

fn title(table: &KeyTable) -> String {
    match table.by {
        Some(by) if table.keys.iter().all(|key| !key.of.is_empty()) => format!("{}, by {by}", table.title()),
        _ => table.title(),
    }
}

/// A title of the brackets of TOML as code, and any words after it as words.
fn code(title: &str) -> String {
    match title.split_once("]]") {
        Some((table, rest)) => format!("`{table}]]`{rest}"),
        None if title.starts_with('[') || title.contains('=') => format!("`{title}`"),
        None => title.to_owned(),
    }
}

fn takes(key: &Key) -> String {
    let plural = key.amount == Amount::List;
    let one = |takes: &Takes| -> String {
        match takes {
            Takes::Text => if plural { "texts" } else { "a text" }.to_owned(),
            Takes::Number => if plural { "numbers" } else { "a number" }.to_owned(),
            Takes::Count => if plural { "integers" } else { "an integer" }.to_owned(),
            Takes::Truth => "true or false".to_owned(),
            Takes::Formula => if plural { "formulas" } else { "a formula" }.to_owned(),
            Takes::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                words.join(" | ")
            }
            Takes::NameOf(list) if plural => format!("names of {list}"),
            Takes::NameOf(list) => format!("one of the {list}"),
            Takes::Table("profile" | "where" | "replicates") => "a table".to_owned(),
            Takes::Table(_) => "tables".to_owned(),
        }
    };
    let all: Vec<String> = key.takes.iter().map(one).collect();
    let each = if key.amount == Amount::Each {
        ", or one of each"
    } else {
        ""
    };
    format!("{}{each}", all.join(", or "))
}

fn usual(key: &Key) -> String {
    match key.usual {
        None => "needed".to_owned(),
        Some("") => "nothing".to_owned(),
        Some(usual) => usual.to_owned(),
    }
}

fn meaning(key: &Key) -> String {
    if key.of.is_empty() {
        key.meaning.to_owned()
    } else {
        format!("{} [{}]", key.meaning, key.of.join(", "))
    }
}
