use toml::de::DeTable;

use super::node::entries;
use super::{Section, SpecError};

/// A TOML text and the name it goes by in messages.
///
/// ```
/// use byzrate::spec::Document;
///
/// let document = Document::new("mine.toml", "n = [100, 400]\nalfa = 0.1\n");
/// let top = document.read()?;
/// let n = top.counts("n")?.unwrap_or_default();
/// assert_eq!(n[1].value, 400);
/// // What nobody asked for is a mistake, shown at its place.
/// let _ = top.number("alpha")?;
/// let error = top.finish().expect_err("alfa is no key");
/// assert_eq!(error.line(), Some(2));
/// assert!(error.message().contains("did you mean alpha?"));
/// # Ok::<(), byzrate::spec::SpecError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The file's name, or whatever else says where the text comes from.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Document {
    /// A document to be read.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Reads the text as TOML and gives its top-level table.
    ///
    /// # Errors
    /// If it is no TOML, with the place.
    pub fn read(&self) -> Result<Section<'_>, SpecError> {
        let table = DeTable::parse(&self.text).map_err(|error| match error.span() {
            Some(span) => SpecError::at(&self.name, &self.text, span, error.message()),
            None => SpecError::general(&self.name, error.message()),
        })?;
        Ok(Section::new(
            self,
            "the top level".to_owned(),
            0..0,
            entries(table.get_ref()),
        ))
    }
}
