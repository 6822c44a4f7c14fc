use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A problem, an aggregator, an adversary or an algorithm of an arm, and whether it is one of this crate's own.
///
/// Theory believes what a part declares of itself. Where a part of another program is contradicted, it is that part's
/// declaration that is, and not the paper.
pub struct Part<T: ?Sized> {
    made: Arc<T>,
    built_in: bool,
}

impl<T: ?Sized> Part<T> {
    pub(super) fn new(made: Arc<T>, built_in: bool) -> Self {
        Self { made, built_in }
    }

    /// The part itself.
    pub(super) fn into_made(self) -> Arc<T> {
        self.made
    }

    /// Whether it is one of this crate's own.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.built_in
    }
}

/// A part of another program.
impl<T: ?Sized> From<Arc<T>> for Part<T> {
    fn from(made: Arc<T>) -> Self {
        Self::new(made, false)
    }
}

impl<T: ?Sized> Clone for Part<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.made), self.built_in)
    }
}

impl<T: ?Sized> Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.made
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.made.fmt(f)
    }
}
