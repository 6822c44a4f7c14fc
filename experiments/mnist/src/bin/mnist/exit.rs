//! Errors as people see them, and which exit code each has.

use byzrate_console as console;
use byzrate_mnist::data::DataError;
use byzrate_mnist::plan::ResultsError;
use byzrate_mnist::training::{RunError, SettingError};

/// How a command failed: of the program's own, so that the library's errors can be turned into it.
#[derive(Debug)]
pub struct Failure(console::Failure);

impl Failure {
    pub fn usage(message: impl Into<String>) -> Self {
        Self(console::Failure::usage(message))
    }

    pub fn unexpected(message: impl Into<String>) -> Self {
        Self(console::Failure::unexpected(message))
    }
}

impl From<console::Failure> for Failure {
    fn from(failure: console::Failure) -> Self {
        Self(failure)
    }
}

impl From<Failure> for console::Failure {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self(match error {
            DataError::Unwritable { .. } | DataError::Command { .. } => console::Failure::Unexpected(error.into()),
            _ => console::Failure::Usage(error.into()),
        })
    }
}

impl From<SettingError> for Failure {
    fn from(error: SettingError) -> Self {
        Self(console::Failure::Usage(error.into()))
    }
}

impl From<ResultsError> for Failure {
    fn from(error: ResultsError) -> Self {
        Self(console::Failure::Usage(error.into()))
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Interrupted => Self(console::Failure::Interrupted(error.into())),
            RunError::Setting(error) => error.into(),
            _ => Self(console::Failure::Unexpected(error.into())),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}
