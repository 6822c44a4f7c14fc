//! Exit codes, and errors as people see them.

use std::io::Write;
use std::process::ExitCode;

use byzrate_mnist::data::DataError;
use byzrate_mnist::plan::ResultsError;
use byzrate_mnist::training::{RunError, SettingError};

/// How a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The user's arguments or files.
    Usage(anyhow::Error),
    /// Told to stop.
    Interrupted(anyhow::Error),
    /// Anything else.
    Unexpected(anyhow::Error),
    /// Whoever read standard output has gone: nothing is left to say.
    ReaderGone,
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Unwritable { .. } | DataError::Command { .. } => Self::Unexpected(error.into()),
            _ => Self::Usage(error.into()),
        }
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Self::Usage(error.into())
    }
}

impl From<ResultsError> for Failure {
    fn from(error: ResultsError) -> Self {
        Self::Usage(error.into())
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Interrupted => Self::Interrupted(error.into()),
            RunError::Setting(error) => error.into(),
            _ => Self::Unexpected(error.into()),
        }
    }
}

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
pub fn code(result: Result<(), Failure>) -> ExitCode {
    let (code, error) = match result {
        Ok(()) | Err(Failure::ReaderGone) => (0, None),
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
