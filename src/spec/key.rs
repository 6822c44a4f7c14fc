//! What a key of a spec is, for whoever describes specs: readers, editors and tests.

/// A value that a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// Any text.
    Text,
    /// A finite number.
    Number,
    /// An integer of at least zero.
    Count,
    /// True or false.
    Truth,
    /// A formula, as a text.
    Formula,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A name of the list of that title, such as `problems`.
    NameOf(&'static str),
    /// The table of that name, or several of it.
    Table(&'static str),
}

/// How many values a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Amount {
    /// One.
    One,
    /// One, or a list of several that belong together.
    List,
    /// One, or a list of which every value makes a table of its own.
    Each,
}

/// A key of a table of specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it takes: one of these.
    pub takes: &'static [Takes],
    /// How many.
    pub amount: Amount,
    /// What it is where it is left out; `None` where it must be there.
    pub usual: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
    /// A value that is allowed, as TOML writes it.
    pub example: &'static str,
    /// The names of what asks for it; empty where everything of its table does.
    pub of: &'static [&'static str],
}

impl Key {
    /// A key that must be there.
    #[must_use]
    pub const fn required(
        name: &'static str,
        takes: &'static [Takes],
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            takes,
            amount: Amount::One,
            usual: None,
            meaning,
            example,
            of: &[],
        }
    }

    /// A key that may be left out, and then is `usual`; an empty text where there is nothing then.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        takes: &'static [Takes],
        usual: &'static str,
        example: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self {
            usual: Some(usual),
            ..Self::required(name, takes, example, meaning)
        }
    }

    /// The same with as many values.
    #[must_use]
    pub const fn amount(self, amount: Amount) -> Self {
        Self { amount, ..self }
    }

    /// The same, asked for by what has these names alone.
    #[must_use]
    pub const fn of(self, of: &'static [&'static str]) -> Self {
        Self { of, ..self }
    }

    /// Whether what is called `name` asks for it.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        self.of.is_empty() || self.of.contains(&name)
    }
}

/// Keys of a table of specs.
#[derive(Clone, Copy, Debug)]
pub struct KeyTable {
    /// The key that the table stands under; empty for the top level.
    pub name: &'static str,
    /// The key whose value says who asks, where not all keys are asked for by all: `name`, `aggregator`, `before`, ...
    pub by: Option<&'static str>,
    /// What the table is for, in a line.
    pub meaning: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

impl KeyTable {
    /// How people write it, such as `[[problem]]`.
    #[must_use]
    pub fn title(&self) -> String {
        match self.name {
            "" => "the top level".to_owned(),
            "replicates" => "[replicates]".to_owned(),
            "profile" => "[replicates] smoke, quick, paper".to_owned(),
            "where" => "where = { ... }".to_owned(),
            name => format!("[[{name}]]"),
        }
    }
}
