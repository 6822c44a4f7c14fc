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
        // Tabs stay tabs, so that the mark stands under its text.
        let indent: String = place
            .text
            .chars()
            .take(place.column - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        writeln!(f, "{}:{}:{}: {}", self.origin, place.line, place.column, self.message)?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", place.text)?;
        write!(f, "{margin} | {indent}{}", "^".repeat(place.width))
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
    fn an_override_goes_by_its_key_until_somebody_knows_better() {
        let error = SpecError::of_override("beta", "beta 0.7 is too large");
        assert_eq!(error.to_string(), "the override of beta: beta 0.7 is too large");
        assert_eq!(error.overridden(), Some("beta"));
        let renamed = error.from_source("the slider");
        assert_eq!(renamed.to_string(), "the slider: beta 0.7 is too large");
        assert_eq!(renamed.overridden(), None);
    }
}
