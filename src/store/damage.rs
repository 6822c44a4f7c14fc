use std::fmt;
use std::ops::Range;

/// What is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// A block whose checksum is not that of its values.
    Block {
        /// The measure, as far as it can be read.
        measure: String,
        /// The numbers of its replicates, as far as they can be read.
        replicates: Range<usize>,
    },
    /// Blocks that were stored are gone, or the row that counts them says something else.
    Count {
        /// How many whole blocks there are.
        found: usize,
        /// How many there should be, as far as that can be read.
        expected: Option<usize>,
    },
    /// The row of an arm is gone.
    Arm,
    /// The row of an experiment, or what it says, is not as it was written.
    Experiment {
        /// Its name, as far as it can be read.
        name: String,
    },
    /// Rows of experiments are gone, or what counts them is.
    Experiments,
    /// SQLite cannot read that part of the file.
    Unreadable {
        /// What it says.
        reason: String,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block { measure, replicates } => write!(
                f,
                "the block of {measure}, replicates {} to {}, is not as it was written",
                replicates.start,
                replicates.end.saturating_sub(1)
            ),
            Self::Count { found, expected } => match expected {
                Some(expected) => write!(f, "{found} whole blocks are left of {expected}"),
                None => write!(f, "{found} whole blocks are left, and how many there were is not known"),
            },
            Self::Arm => write!(f, "its row is gone"),
            Self::Experiment { name } => write!(f, "the row of the experiment {name:?} is not as it was written"),
            Self::Experiments => write!(f, "rows of experiments are gone, or what counts them is damaged"),
            Self::Unreadable { reason } => write!(f, "a part of the file cannot be read: {reason}"),
        }
    }
}
