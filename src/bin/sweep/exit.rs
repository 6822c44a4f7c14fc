//! Errors as people see them, and which exit code each has.

use byzrate::claim::Verdict;
use byzrate::experiment::RunError;
use byzrate::import::ImportError;
use byzrate::report::ExportError;
use byzrate::shards::ShardError;
use byzrate::spec::SpecError;
use byzrate::store::StoreError;
use byzrate_console as console;
pub use byzrate_console::Outcome;

/// The outcome of a run with this verdict on the whole; inconclusive only matters where `strict`.
pub fn outcome(verdict: Option<Verdict>, strict: bool) -> Outcome {
    match verdict {
        Some(Verdict::Contradicted) => Outcome::Contradicted,
        Some(Verdict::Inconclusive) if strict => Outcome::Inconclusive,
        _ => Outcome::Done,
    }
}

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

impl From<SpecError> for Failure {
    /// The library speaks of keys of specs; here most of them are flags, too.
    fn from(error: SpecError) -> Self {
        let flag = error.overridden().map(flag);
        let error = match flag {
            Some(flag) => error.from_source(flag),
            None => error,
        };
        let error = error.reworded(|message| {
            let message = message.replace("allow_breakdown = true", "--allow-breakdown");
            message.replace("use beta ", "use --beta ")
        });
        Self(console::Failure::Usage(error.into()))
    }
}

impl From<ImportError> for Failure {
    /// The library speaks of options; here they are flags.
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        let message = message.replace("header = ", "--header ");
        Self::usage(message.replace("format = ", "--input-format "))
    }
}

/// The library says what to do, and here it is said how.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { .. } => Self::usage(format!("{error} with `sweep run`")),
            StoreError::Empty { .. } => Self::usage(format!("{error} with `sweep run`")),
            StoreError::Unwritable { .. } | StoreError::Foreign { .. } | StoreError::Version { .. } => {
                Self::usage(format!("{error} with --out"))
            }
            other => Self(console::Failure::Unexpected(other.into())),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Store(error) => error.into(),
            RunError::Interrupted => Self(console::Failure::Interrupted(error.into())),
            other => Self(console::Failure::Unexpected(other.into())),
        }
    }
}

impl From<ShardError> for Failure {
    fn from(error: ShardError) -> Self {
        match error {
            ShardError::Run(error) => error.into(),
            ShardError::Spec(error) => error.into(),
            ShardError::NoPlan { .. }
            | ShardError::NoRound { .. }
            | ShardError::OtherCampaign { .. }
            | ShardError::Unmerged { .. }
            | ShardError::TwoPlans { .. }
            | ShardError::Share { .. }
            | ShardError::Foreign { .. } => Self::usage(said(&error)),
            other => Self(console::Failure::Unexpected(other.into())),
        }
    }
}

/// The library says what to do, and here it is said how.
fn said(error: &ShardError) -> String {
    match error {
        ShardError::NoPlan { folder } => format!("{error}: sweep plan SPEC --out {}", folder.display()),
        ShardError::Unmerged { folder, .. } => format!("{error}: sweep merge {}", folder.display()),
        ShardError::OtherCampaign { .. } => format!("{error} with --out"),
        _ => error.to_string(),
    }
}

/// The flag that overrides the key of a spec.
fn flag(key: &str) -> String {
    let dashes = if key.len() == 1 { "-" } else { "--" };
    format!("{dashes}{key}")
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Output(error) => error.into(),
            other => Self(console::Failure::Unexpected(other.into())),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}
