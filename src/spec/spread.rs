//! Lists of values where one is asked for: each value makes a section of its own.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use super::node::{Node, Value};
use super::{Section, SpecError};

/// The most sections that lists make of one.
const MOST_COMBINATIONS: usize = 10_000;

/// Which value of every list is meant, in the order in which the lists were met.
#[derive(Debug)]
pub(super) struct Spread {
    /// Keys that take no list.
    single: &'static [&'static str],
    picks: RefCell<Vec<Pick>>,
}

/// The value of a list that is meant.
#[derive(Clone, Debug)]
struct Pick {
    key: String,
    index: usize,
    length: usize,
    shown: String,
}

/// One of the sections that lists make of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant<T> {
    /// What was made of it.
    pub made: T,
    /// The values that tell it from the others, such as `beta=0.1 rounds=10`; empty where there is no list.
    pub values: String,
}

impl Spread {
    /// The value that is meant where `node` is a list, which is met here for the first time unless it was met before.
    pub fn pick<'n>(&self, section: &Section, key: &str, node: &'n Node) -> Result<&'n Node, SpecError> {
        let Some(items) = self.items(key, node) else {
            return Ok(node);
        };
        if items.is_empty() {
            let message = format!("{key} is an empty list; it needs at least one value");
            return Err(section.fault(node.span.clone(), message));
        }
        let mut picks = self.picks.borrow_mut();
        if !picks.iter().any(|pick| pick.key == key) {
            refuse_repeated(section, key, items)?;
            picks.push(Pick {
                key: key.to_owned(),
                index: 0,
                length: items.len(),
                shown: shown(&items[0].value),
            });
        }
        let index = picks.iter().find(|pick| pick.key == key).map_or(0, |pick| pick.index);
        if let Some(pick) = picks.iter_mut().find(|pick| pick.key == key) {
            pick.shown = shown(&items[index].value);
        }
        Ok(&items[index])
    }

    /// The value that is meant so far.
    pub fn look<'n>(&self, key: &str, node: &'n Node) -> &'n Node {
        let Some(items) = self.items(key, node) else {
            return node;
        };
        let picks = self.picks.borrow();
        let index = picks.iter().find(|pick| pick.key == key).map_or(0, |pick| pick.index);
        items.get(index).unwrap_or(node)
    }

    fn items<'n>(&self, key: &str, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) if !self.single.contains(&key) => Some(items),
            _ => None,
        }
    }
}

/// Lists may be long, and are met once for every combination: they are looked at when they are met first.
fn refuse_repeated(section: &Section, key: &str, items: &[Node]) -> Result<(), SpecError> {
    let mut seen = HashSet::new();
    let values = items
        .iter()
        .filter(|item| !matches!(item.value, Value::List(_) | Value::Table(_)));
    for item in values {
        let shown = shown(&item.value);
        if seen.contains(&shown) {
            let message = format!("{key} {shown} stands twice in the list; name every value once");
            return Err(section.fault(item.span.clone(), message));
        }
        seen.insert(shown);
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Integer(integer) => integer.to_string(),
        Value::Number(number) => number.to_string(),
        other => other.description(),
    }
}

impl Section<'_> {
    /// What `make` makes of this section for every combination of the values of its lists: `beta = [0.1, 0.2]` makes two. A getter
    /// of a single value that meets a list gets one value after the other; the keys `single` take no list. The first list that
    /// is asked for changes slowest.
    ///
    /// # Errors
    /// The first that `make` gives, or a list that is empty or holds a value twice.
    pub fn each<T>(
        &self,
        single: &'static [&'static str],
        mut make: impl FnMut(&Section) -> Result<T, SpecError>,
    ) -> Result<Vec<Variant<T>>, SpecError> {
        let mut variants = Vec::new();
        let mut picks: Vec<Pick> = Vec::new();
        loop {
            let spread = Rc::new(Spread {
                single,
                picks: RefCell::new(picks),
            });
            let section = self.picking(Rc::clone(&spread));
            let made = make(&section)?;
            picks = spread.picks.borrow().clone();
            let lengths = picks.iter().map(|pick| pick.length);
            let combinations = lengths.fold(1usize, usize::saturating_mul);
            if combinations.max(variants.len() + 1) > MOST_COMBINATIONS {
                let message = format!(
                    "the lists of this table have {combinations} combinations of values, more than {MOST_COMBINATIONS}; use shorter lists"
                );
                return Err(self.fault(self.span(), message));
            }
            let values: Vec<String> = picks
                .iter()
                .map(|pick| format!("{}={}", pick.key, pick.shown))
                .collect();
            variants.push(Variant {
                made,
                values: values.join(" "),
            });
            // The last list that has a value left moves on, and those after it are met anew.
            while picks.last().is_some_and(|last| last.index + 1 == last.length) {
                picks.pop();
            }
            match picks.last_mut() {
                Some(last) => last.index += 1,
                None => return Ok(variants),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Document;

    /// The sum of what was read, and the numbers that were.
    type Read = (f64, Vec<(String, f64)>);

    fn variants(text: &str) -> Result<Vec<(Read, String)>, SpecError> {
        let document = Document::new("test.toml", text);
        let section = document.read()?;
        let made = section.each(&["name"], |section| {
            let name = section.text("name")?.map_or(0.0, |name| name.value.len() as f64);
            let size = section.number("size")?.map_or(1.0, |size| size.value);
            // Asked for under some values of another list only.
            let more = if size > 1.0 {
                section.count("more")?.map_or(0, |more| more.value)
            } else {
                0
            };
            let copy = section.with_number("other", 3.0);
            let other = copy.number("other")?.map_or(0.0, |other| other.value);
            Ok((name + size + more as f64 + other, section.numbers_asked()))
        })?;
        Ok(made.into_iter().map(|variant| (variant.made, variant.values)).collect())
    }

    #[test]
    fn every_combination_makes_one() {
        let made = variants("size = [1, 2.5]\nmore = [10, 20]\nname = \"ab\"").expect("valid");
        let values: Vec<(f64, &str)> = made.iter().map(|(made, values)| (made.0, values.as_str())).collect();
        assert_eq!(
            values,
            [(6.0, "size=1"), (17.5, "size=2.5 more=10"), (27.5, "size=2.5 more=20")]
        );
        assert_eq!(made[2].0.1, [("size".to_owned(), 2.5), ("more".to_owned(), 20.0)]);
        let plain = variants("size = 2").expect("valid");
        assert_eq!((plain.len(), plain[0].1.as_str()), (1, ""));
    }

    #[test]
    fn long_lists_are_read_and_too_many_combinations_refused() {
        let list = |length: usize| (0..length).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(
            variants(&format!("size = [{}]", list(5000))).expect("valid").len(),
            5000
        );
        let text = format!("size = [2.5,{}]\nmore = [{}]", list(4000), list(4000));
        let error = variants(&text).expect_err("too many");
        assert!(error.message().contains("16004000 combinations"), "{error}");
    }

    #[test]
    fn what_is_no_list_of_values_is_refused_at_its_place() {
        for (text, says, line) in [
            ("\nsize = []", "size is an empty list", 2),
            ("size = [1, 2, 1]", "size 1 stands twice", 1),
            ("size = [1, \"a\"]", "size must be a number, not the text", 1),
            ("name = [\"a\", \"b\"]", "name must be a text, not a list", 1),
            ("size = [[1], [2]]", "size must be a number, not a list", 1),
        ] {
            let error = variants(text).expect_err(text);
            assert!(error.message().contains(says), "{text}: {error}");
            assert_eq!(error.line(), Some(line), "{error}");
        }
    }
}
