use std::fmt;
use std::ops::Range;

/// A fault in a spec, shown with its line and a mark under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    origin: Origin,
    place: Option<Place>,
    message: String,
}

/// Where what is wrong comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// A document, or whatever else has a name.
    Named(String),
    /// A value that was given over the one of this key.
    Override(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
    text: String,
    width: usize,
}

impl SpecError {
    /// A fault with no line of its own: `source_name` says where it comes from.
    #[must_use]
    pub fn general(source_name: &str, message: impl Into<String>) -> Self {
        Self {
            origin: Origin::Named(source_name.to_owned()),
            place: None,
            message: message.into(),
        }
    }

    /// A fault of a value that was given over the one that a spec has under `key`, and so stands in no document.
    #[must_use]
    pub fn of_override(key: &str, message: impl Into<String>) -> Self {
        Self {
            origin: Origin::Override(key.to_owned()),
            place: None,
            message: message.into(),
        }
    }

    /// A fault at the byte range `span` of `text`.
    #[must_use]
    pub fn at(source_name: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let end = text.floor_char_boundary(span.end.clamp(start, line_end));
        Self {
            origin: Origin::Named(source_name.to_owned()),
            place: Some(Place {
                line: text[..start].matches('\n').count() + 1,
                column: text[line_start..start].chars().count() + 1,
                text: text[line_start..line_end].trim_end().to_owned(),
                width: text[start..end].trim_end().chars().count().max(1),
            }),
            message: message.into(),
        }
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The key whose override is at fault, if one is.
    #[must_use]
    pub fn overridden(&self) -> Option<&str> {
        match &self.origin {
            Origin::Override(key) => Some(key),
            Origin::Named(_) => None,
        }
    }

    /// The same of an origin that is called `name`, for a program that knows where an override came from.
    #[must_use]
    pub fn from_source(self, name: impl Into<String>) -> Self {
        Self {
            origin: Origin::Named(name.into()),
            ..self
        }
    }

    /// The same at its place, in other words.
    #[must_use]
    pub fn reworded(self, words: impl FnOnce(&str) -> String) -> Self {
        Self {
            message: words(&self.message),
            ..self
        }
    }

    /// The line of the fault, from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.as_ref().map(|place| place.line)
    }
}

impl Place {
    /// The line, what of it stands before the fault, and the width of the mark; of a long line the part around the fault.
    fn excerpt(&self) -> (String, String, usize) {
        const LONGEST: usize = 160;
        const BEFORE: usize = 40;
        let line: Vec<char> = self.text.chars().collect();
        let place = (self.column - 1).min(line.len());
        if line.len() <= LONGEST {
            return (self.text.clone(), line[..place].iter().collect(), self.width);
        }
        let start = place.saturating_sub(BEFORE).min(line.len() - LONGEST);
        let (left, right) = (
            if start > 0 { "…" } else { "" },
            if start + LONGEST < line.len() { "…" } else { "" },
        );
        let text = |part: &[char]| part.iter().collect::<String>();
        let shown = format!("{left}{}{right}", text(&line[start..start + LONGEST]));
        let before = format!("{left}{}", text(&line[start..place]));
        (shown, before, self.width.min(start + LONGEST - place).max(1))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Override(key) => write!(f, "the override of {key}"),
        }
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = &self.place else {
            return write!(f, "{}: {}", self.origin, self.message);
        };
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        let (shown, before, width) = place.excerpt();
        // Tabs stay tabs, so that the mark stands under its text.
        let indent: String = before.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        writeln!(f, "{}:{}:{}: {}", self.origin, place.line, place.column, self.message)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {shown}")?;
        write!(f, "{margin} | {indent}{}", "^".repeat(width))
    }
}

impl std::error::Error for SpecError {}

/// The end of a message about a name nobody knows: the name it was probably meant to be, and all that are known.
#[must_use]
pub fn suggest(given: &str, known: &[&str]) -> String {
    let list = known.join(", ");
    match closest(given, known.iter().copied()) {
        Some(name) => format!("; did you mean {name}? Known: {list}"),
        None => format!("; known: {list}"),
    }
}

/// The name among `known` that `given` was probably meant to be.
#[must_use]
pub fn closest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&given, &name.to_lowercase()), name))
        // A name of one letter is not meant by every other letter.
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4 && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_line_the_part_around_the_fault_is_shown() {
        let numbers: Vec<String> = (0..100_000).map(|i| i.to_string()).collect();
        let text = format!("n = [{}, true]", numbers.join(", "));
        let document = crate::spec::Document::new("long.toml", text);
        let error = document
            .read()
            .and_then(|section| section.counts("n"))
            .expect_err("no count");
        let shown = error.to_string();
        assert!(
            shown.len() < 900 && shown.contains("…") && shown.contains("99999, true]"),
            "{shown}"
        );
        let lines: Vec<&str> = shown.lines().rev().take(2).collect();
        let column = |line: &str, of: &str| line.find(of).map(|place| line[..place].chars().count());
        assert_eq!(column(lines[0], "^"), column(lines[1], "true"), "{shown}");
    }

    #[test]
    fn an_override_goes_by_its_key_until_somebody_knows_better() {
        let error = SpecError::of_override("beta", "beta 0.7 is too large");
        assert_eq!(error.to_string(), "the override of beta: beta 0.7 is too large");
        assert_eq!(error.overridden(), Some("beta"));
        let renamed = error.from_source("the slider");
        assert_eq!(renamed.to_string(), "the slider: beta 0.7 is too large");
        assert_eq!(renamed.overridden(), None);
    }
}
