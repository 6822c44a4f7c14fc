use std::io::{Error, ErrorKind, Write};
use std::process::ExitCode;

/// Exit code of a program that an interrupt ended.
pub(crate) const INTERRUPTED: u8 = 130;

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it was told, exit code 0.
    Done,
    /// What was claimed is contradicted by what was found, exit code 3.
    Contradicted,
    /// What was found does not decide, and that was to be told apart, exit code 4.
    Inconclusive,
    /// Something is still to be done, and that was asked, exit code 5.
    Lacking,
    /// What it read was damaged in part, and it went on with the rest, exit code 6.
    Damaged,
}

/// How a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The user's arguments or files, exit code 2.
    Usage(anyhow::Error),
    /// Told to stop, exit code 130.
    Interrupted(anyhow::Error),
    /// Anything else, exit code 1.
    Unexpected(anyhow::Error),
    /// Whoever read standard output has gone: nothing is left to say, exit code 0.
    ReaderGone,
}

impl Failure {
    /// A failure of the user's, in words.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::Usage(anyhow::Error::msg(message.into()))
    }

    /// Any other failure, in words.
    #[must_use]
    pub fn unexpected(message: impl Into<String>) -> Self {
        Self::Unexpected(anyhow::Error::msg(message.into()))
    }
}

/// Of standard output; whoever meets another one says what could not be read or written.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Unexpected(anyhow::Error::from(error).context("standard output cannot be written"))
        }
    }
}

/// Prints a failure and gives the exit code.
pub fn code(result: Result<Outcome, impl Into<Failure>>) -> ExitCode {
    ExitCode::from(number(result))
}

/// The same, as a number.
pub fn number(result: Result<Outcome, impl Into<Failure>>) -> u8 {
    let (code, error) = match result.map_err(Into::into) {
        Ok(Outcome::Done) | Err(Failure::ReaderGone) => (0, None),
        Ok(Outcome::Contradicted) => (3, None),
        Ok(Outcome::Inconclusive) => (4, None),
        Ok(Outcome::Lacking) => (5, None),
        Ok(Outcome::Damaged) => (6, None),
        Err(Failure::Usage(error)) => (2, Some(error)),
        Err(Failure::Unexpected(error)) => (1, Some(error)),
        Err(Failure::Interrupted(error)) => (INTERRUPTED, Some(error)),
    };
    if let Some(error) = error {
        // Standard error may be gone too; then nobody is left to tell.
        let _ = writeln!(std::io::stderr(), "error: {error:#}");
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_its_code() {
        let reason = || anyhow::Error::msg("of a test");
        for (result, expected) in [
            (Ok(Outcome::Done), 0),
            (Ok(Outcome::Contradicted), 3),
            (Ok(Outcome::Inconclusive), 4),
            (Ok(Outcome::Lacking), 5),
            (Ok(Outcome::Damaged), 6),
            (Err(Failure::usage("of a test")), 2),
            (Err(Failure::unexpected("of a test")), 1),
            (Err(Failure::Interrupted(reason())), 130),
            (Err(Failure::from(Error::from(ErrorKind::BrokenPipe))), 0),
            (Err(Failure::from(Error::from(ErrorKind::StorageFull))), 1),
        ] {
            assert_eq!(number(result), expected);
        }
    }
}
