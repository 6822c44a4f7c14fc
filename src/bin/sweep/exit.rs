//! Exit codes, and errors as people see them.

use std::io::Write;
use std::process::ExitCode;

use byzrate::claim::Verdict;
use byzrate::experiment::RunError;
use byzrate::import::ImportError;
use byzrate::spec::SpecError;
use byzrate::store::StoreError;

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Contradicted,
    Inconclusive,
}

impl Outcome {
    /// The outcome of a run with this verdict on the whole; inconclusive only matters where `strict`.
    pub fn of(verdict: Option<Verdict>, strict: bool) -> Self {
        match verdict {
            Some(Verdict::Contradicted) => Self::Contradicted,
            Some(Verdict::Inconclusive) if strict => Self::Inconclusive,
            _ => Self::Done,
        }
    }
}

/// How a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The user's arguments, spec or files.
    Usage(anyhow::Error),
    /// Told to stop.
    Interrupted(anyhow::Error),
    /// Anything else.
    Unexpected(anyhow::Error),
    /// Whoever read standard output has gone: nothing is left to say.
    ReaderGone,
}

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(anyhow::Error::msg(message.into()))
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::Usage(error.into())
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::Usage(error.into())
    }
}

/// The library says what to do, and here it is said how.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { .. } => Self::usage(format!("{error} with `sweep run`")),
            StoreError::Unwritable { .. } | StoreError::Foreign { .. } | StoreError::Version { .. } => {
                Self::usage(format!("{error} with --out"))
            }
            StoreError::Full { .. } | StoreError::Database { .. } => Self::Unexpected(error.into()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            RunError::Interrupted => Self::Interrupted(error.into()),
        }
    }
}

/// Of standard output; whoever meets another one says what could not be read or written.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Unexpected(anyhow::Error::from(error).context("standard output cannot be written"))
        }
    }
}

/// Prints a failure and gives the exit code.
pub fn code(result: Result<Outcome, Failure>) -> ExitCode {
    let (code, error) = match result {
        Ok(Outcome::Done) | Err(Failure::ReaderGone) => (0, None),
        Ok(Outcome::Contradicted) => (3, None),
        Ok(Outcome::Inconclusive) => (4, None),
        Err(Failure::Usage(error)) => (2, Some(error)),
        Err(Failure::Unexpected(error)) => (1, Some(error)),
        Err(Failure::Interrupted(error)) => (130, Some(error)),
    };
    if let Some(error) = error {
        // Standard error may be gone too; then nobody is left to tell.
        let _ = writeln!(std::io::stderr(), "error: {error:#}");
    }
    ExitCode::from(code)
}
