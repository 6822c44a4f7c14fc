//! What the caller may say of a file.

/// How text begins. What is column names to one program is a message to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeaderRule {
    /// The first row holds column names if none of its fields may have been meant as a number.
    #[default]
    Auto,
    /// The first row holds column names, whatever they look like.
    Yes,
    /// The first row is a message.
    No,
}

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFormat {
    /// One array as `numpy.save` writes it.
    Npy,
    /// Rows of numbers, apart by commas, tabs or spaces.
    Csv,
}

/// What the caller knows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The format, where content and name are not to decide.
    pub format: Option<FileFormat>,
    /// Whether text begins with column names.
    pub header: HeaderRule,
}
