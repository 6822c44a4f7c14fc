use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use super::node::{Entry, Node, Value};
use super::spread::Spread;
use super::{Document, SpecError, suggest};

/// A value with its place in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The bytes of the document it stands at.
    pub span: Range<usize>,
}

/// A table of a document that is read key by key.
///
/// Every getter notes the key it was asked for, so that [`finish`](Self::finish) can name the keys nobody knows.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    document: &'a Document,
    title: String,
    span: Range<usize>,
    entries: Vec<Entry>,
    asked: RefCell<Vec<&'static str>>,
    /// Which value of its lists a section stands for, where each value makes a section of its own.
    pub(super) spread: Option<Rc<Spread>>,
}

impl<'a> Section<'a> {
    pub(super) fn new(document: &'a Document, title: String, span: Range<usize>, entries: Vec<Entry>) -> Self {
        Self {
            document,
            title,
            span,
            entries,
            asked: RefCell::default(),
            spread: None,
        }
    }

    /// The same as if nothing had been asked, for the values of its lists that `spread` picks.
    pub(super) fn picking(&self, spread: Rc<Spread>) -> Self {
        Self {
            asked: RefCell::default(),
            spread: Some(spread),
            ..self.clone()
        }
    }

    /// Where the table begins.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The document this is a part of.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The same with the integer `value` under `key`, at the place where the key stands, or at the table's where it is new.
    #[must_use]
    pub fn with_integer(&self, key: &str, value: usize) -> Self {
        self.with_value(key, Value::Integer(value as i128))
    }

    /// The same with the number `value` under `key`, at the place where the key stands, or at the table's where it is new.
    #[must_use]
    pub fn with_number(&self, key: &str, value: f64) -> Self {
        self.with_value(key, Value::Number(value))
    }

    /// The same with `text` under `key`, at the place where the key stands, or at the table's where it is new.
    #[must_use]
    pub fn with_text(&self, key: &str, text: &str) -> Self {
        self.with_value(key, Value::Text(text.to_owned()))
    }

    fn with_value(&self, key: &str, value: Value) -> Self {
        let mut section = self.clone();
        match section.entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => entry.node.value = value,
            None => section.entries.push(Entry {
                key: key.to_owned(),
                key_span: self.span.clone(),
                node: Node {
                    span: self.span.clone(),
                    value,
                },
            }),
        }
        section
    }

    /// Whether a getter was asked for `key`.
    #[must_use]
    pub fn was_asked(&self, key: &str) -> bool {
        self.asked.borrow().contains(&key)
    }

    /// A fault at `span`.
    #[must_use]
    pub fn fault(&self, span: Range<usize>, message: impl Into<String>) -> SpecError {
        if span.is_empty() && self.span.is_empty() {
            return SpecError::general(&self.document.name, message);
        }
        SpecError::at(&self.document.name, &self.document.text, span, message)
    }

    fn entry(&self, key: &'static str) -> Option<&Entry> {
        self.asked.borrow_mut().push(key);
        self.entries.iter().find(|entry| entry.key == key)
    }

    fn node(&self, key: &'static str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// A look that does not count as knowing the key.
    fn peek(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| {
            self.spread
                .as_ref()
                .map_or(&entry.node, |spread| spread.look(key, &entry.node))
        })
    }

    /// The numbers under keys that getters were asked for, in the order they are written.
    #[must_use]
    pub fn numbers_asked(&self) -> Vec<(String, f64)> {
        let asked = self.entries.iter().filter(|entry| self.was_asked(&entry.key));
        let numbers = asked.filter_map(|entry| Some((entry.key.clone(), as_number(&self.peek(&entry.key)?.value)?)));
        numbers.collect()
    }

    /// Where the value of `key` stands, or else the table itself.
    #[must_use]
    pub fn span_of(&self, key: &'static str) -> Range<usize> {
        self.peek(key).map_or(self.span.clone(), |node| node.span.clone())
    }

    /// Turns a getter's `None` into an error that names the missing key.
    ///
    /// # Errors
    /// If there is no value.
    pub fn required<T>(&self, key: &'static str, value: Option<T>) -> Result<T, SpecError> {
        value.ok_or_else(|| self.fault(self.span.clone(), format!("{} needs the key {key}", self.title)))
    }

    fn wrong_kind(&self, key: &str, node: &Node, expected: &str) -> SpecError {
        let message = format!("{key} must be {expected}, not {}", node.value.description());
        self.fault(node.span.clone(), message)
    }

    fn get<T>(
        &self,
        key: &'static str,
        expected: &str,
        convert: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<Located<T>>, SpecError> {
        let Some(mut node) = self.node(key) else {
            return Ok(None);
        };
        if let Some(spread) = &self.spread {
            node = spread.pick(self, key, node)?;
        }
        let value = convert(&node.value).ok_or_else(|| self.wrong_kind(key, node, expected))?;
        Ok(Some(Located {
            value,
            span: node.span.clone(),
        }))
    }

    fn get_list<T>(
        &self,
        key: &'static str,
        expected: &str,
        convert: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<Vec<Located<T>>>, SpecError> {
        let Some(node) = self.node(key) else {
            return Ok(None);
        };
        let single = std::slice::from_ref(node);
        let items = match &node.value {
            Value::List(items) => items,
            _ => single,
        };
        if items.is_empty() {
            return Err(self.fault(
                node.span.clone(),
                format!("{key} is an empty list; it needs at least one value"),
            ));
        }
        let located = items.iter().map(|item| {
            let value = convert(&item.value).ok_or_else(|| self.wrong_kind(key, item, expected))?;
            Ok(Located {
                value,
                span: item.span.clone(),
            })
        });
        located.collect::<Result<_, _>>().map(Some)
    }

    /// A text.
    ///
    /// # Errors
    /// If the value is something else.
    pub fn text(&self, key: &'static str) -> Result<Option<Located<String>>, SpecError> {
        self.get(key, "a text", as_text)
    }

    /// A number; integers count.
    ///
    /// # Errors
    /// If the value is something else, or not finite.
    pub fn number(&self, key: &'static str) -> Result<Option<Located<f64>>, SpecError> {
        let found = self.get(key, "a number", as_number)?;
        match &found {
            Some(number) if !number.value.is_finite() => Err(self.fault(
                number.span.clone(),
                format!("{key} {} is not a finite number", number.value),
            )),
            _ => Ok(found),
        }
    }

    /// A count: an integer of at least zero.
    ///
    /// # Errors
    /// If the value is something else.
    pub fn count(&self, key: &'static str) -> Result<Option<Located<usize>>, SpecError> {
        self.get(key, &count(), as_count)
    }

    /// True or false.
    ///
    /// # Errors
    /// If the value is something else.
    pub fn truth(&self, key: &'static str) -> Result<Option<Located<bool>>, SpecError> {
        self.get(key, "true or false", |value| match value {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        })
    }

    /// A list of counts, or a single one.
    ///
    /// # Errors
    /// If the list is empty or holds something else.
    pub fn counts(&self, key: &'static str) -> Result<Option<Vec<Located<usize>>>, SpecError> {
        self.get_list(key, &counts(), as_count)
    }

    /// A list of numbers, or a single one. They may be infinite or NaN, for the caller to judge.
    ///
    /// # Errors
    /// If the list is empty or holds something else.
    pub fn numbers(&self, key: &'static str) -> Result<Option<Vec<Located<f64>>>, SpecError> {
        self.get_list(key, "a list of numbers", as_number)
    }

    /// A list of texts, or a single one.
    ///
    /// # Errors
    /// If the list is empty or holds something else.
    pub fn texts(&self, key: &'static str) -> Result<Option<Vec<Located<String>>>, SpecError> {
        self.get_list(key, "a list of texts", as_text)
    }

    /// Whether there is a value of `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.peek(key).is_some()
    }

    /// Whether the value of `key` is a text.
    #[must_use]
    pub fn is_text(&self, key: &'static str) -> bool {
        self.peek(key).is_some_and(|node| matches!(node.value, Value::Text(_)))
    }

    /// The number under `key`, if one stands there by itself: a look that does not count as knowing the key.
    #[must_use]
    pub fn number_under(&self, key: &'static str) -> Option<f64> {
        as_number(&self.peek(key)?.value)
    }

    /// The text under `key`, if one stands there: a look that does not count as knowing the key.
    #[must_use]
    pub fn text_under(&self, key: &'static str) -> Option<Located<String>> {
        let node = self.peek(key)?;
        let Value::Text(text) = &node.value else {
            return None;
        };
        Some(Located {
            value: text.clone(),
            span: node.span.clone(),
        })
    }

    /// The tables under `key`: `[[key]]` repeated, or one `[key]`. None where there is none.
    ///
    /// # Errors
    /// If the value is no table.
    pub fn sections(&self, key: &'static str) -> Result<Vec<Section<'a>>, SpecError> {
        let Some(entry) = self.entry(key) else {
            return Ok(Vec::new());
        };
        let single = std::slice::from_ref(&entry.node);
        let items = match &entry.node.value {
            Value::List(items) => items,
            _ => single,
        };
        let section = |node: &Node| match &node.value {
            Value::Table(entries) => Ok(Section::new(
                self.document,
                format!("[{key}]"),
                node.span.clone(),
                entries.clone(),
            )),
            _ => Err(self.wrong_kind(key, node, "a table")),
        };
        items.iter().map(section).collect()
    }

    /// Refuses keys that no getter was asked for.
    ///
    /// # Errors
    /// If there is one, with what is allowed.
    pub fn finish(&self) -> Result<(), SpecError> {
        let asked = self.asked.borrow();
        let Some(unknown) = self.entries.iter().find(|entry| !asked.contains(&entry.key.as_str())) else {
            return Ok(());
        };
        let mut allowed = asked.clone();
        allowed.sort_unstable();
        allowed.dedup();
        let message = format!(
            "unknown key {} in {}{}",
            unknown.key,
            self.title,
            suggest(&unknown.key, &allowed)
        );
        Err(self.fault(unknown.key_span.clone(), message))
    }
}

/// What a count must be, for messages.
fn count() -> String {
    format!("an integer from 0 to {}", usize::MAX)
}

fn counts() -> String {
    format!("a list of integers from 0 to {}", usize::MAX)
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Integer(integer) => Some(*integer as f64),
        _ => None,
    }
}

fn as_count(value: &Value) -> Option<usize> {
    match value {
        Value::Integer(integer) => usize::try_from(*integer).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new("test.toml", text)
    }

    #[test]
    fn unknown_keys_are_named_with_what_is_allowed() {
        let document = document("name = \"a\"\nalpa = [0.1]\n");
        let section = document.read().expect("TOML");
        let _ = section.text("name");
        let _ = section.numbers("alpha");
        let error = section.finish().expect_err("alpa is no key");
        assert_eq!(error.line(), Some(2));
        insta::assert_snapshot!(error, @r"
        test.toml:2:1: unknown key alpa in the top level; did you mean alpha? Known: alpha, name
          |
        2 | alpa = [0.1]
          | ^^^^
        ");
    }

    #[test]
    fn wrong_kinds_are_shown_at_their_place() {
        let document = document("n = [10, \"twenty\"]\nm = -3\nbeta = nan\nlist = []");
        let section = document.read().expect("TOML");
        let error = section.counts("n").expect_err("a text among counts");
        assert!(
            error.to_string().contains("2:") || error.to_string().contains(":1:10:"),
            "{error}"
        );
        assert!(section.count("m").is_err());
        assert!(section.number("beta").is_err());
        assert!(section.numbers("list").is_err());
    }

    #[test]
    fn syntax_errors_have_a_place() {
        let error = document("n = [1,\nm = 2\n").read().map(|_| ()).expect_err("no TOML");
        assert!(error.line().is_some());
    }
}
