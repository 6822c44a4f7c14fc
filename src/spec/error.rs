use std::fmt;
use std::ops::Range;

/// A fault in a spec, shown with its line and a mark under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    source_name: String,
    place: Option<Place>,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
    text: String,
    width: usize,
}

impl SpecError {
    /// A fault with no line of its own, such as one from the command line: `source_name` says where it comes from.
    #[must_use]
    pub fn general(source_name: &str, message: impl Into<String>) -> Self {
        Self {
            source_name: source_name.to_owned(),
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
            source_name: source_name.to_owned(),
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

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(place) = &self.place else {
            return write!(f, "{}: {}", self.source_name, self.message);
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
        writeln!(
            f,
            "{}:{}:{}: {}",
            self.source_name, place.line, place.column, self.message
        )?;
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
