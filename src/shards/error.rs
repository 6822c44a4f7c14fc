use std::path::PathBuf;

use thiserror::Error;

use crate::experiment::RunError;
use crate::spec::SpecError;
use crate::store::StoreError;

/// Why a campaign in shards cannot go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ShardError {
    /// The folder holds no campaign.
    #[error("{folder} holds no plan; plan a campaign into it first")]
    NoPlan {
        /// Which folder.
        folder: PathBuf,
    },
    /// There is no plan of that round.
    #[error("{folder} has no plan of round {round}; the last one is of round {last}")]
    NoRound {
        /// Which folder.
        folder: PathBuf,
        /// The round asked for.
        round: usize,
        /// The last round that was planned.
        last: usize,
    },
    /// The folder holds the plans of something else.
    #[error(
        "{folder} holds another campaign: other specs, another seed or profile, or planned by another version ({version}); nothing was \
         changed: name another folder"
    )]
    OtherCampaign {
        /// Which folder.
        folder: PathBuf,
        /// The version that planned what is there.
        version: String,
    },
    /// Shards were drawn and not put together.
    #[error("{folder}: {count} shards are not merged yet, and would be planned again; merge them first")]
    Unmerged {
        /// Which folder.
        folder: PathBuf,
        /// How many.
        count: usize,
    },
    /// Another process planned this round meanwhile.
    #[error(
        "{path} was written by another process meanwhile: two plans at once; that one stands, and nothing was changed: draw it, or plan \
         again"
    )]
    TwoPlans {
        /// Which plan.
        path: PathBuf,
    },
    /// A share that there is not.
    #[error("share {index} of {count} is not there: shares are numbered from 1 to {count}")]
    Share {
        /// The number asked for, counted from 1.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A shard of something else.
    #[error(
        "{path} belongs to something else ({found}, and this is {expected}); nothing was changed: take it out of the folder"
    )]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// What it belongs to.
        found: String,
        /// What the folder holds.
        expected: String,
    },
    /// Two shards, or a shard and the store, hold other values for the same replicate.
    #[error("{path} was not taken in, and nothing was changed: {source}")]
    Conflict {
        /// Which shard.
        path: PathBuf,
        /// What differs, and who drew it.
        source: StoreError,
    },
    /// The same replicates failed twice for the same reason.
    #[error(
        "what share {index} of {count} was to draw in round {round} failed twice, and so it would again: {reason} (its log: {log}); nothing \
         was planned: mend that, and delete the file to plan it again"
    )]
    FailsTwice {
        /// The round of the second failure.
        round: usize,
        /// The share, counted from 1.
        index: usize,
        /// Of how many.
        count: usize,
        /// The reason.
        reason: String,
        /// Where it is written.
        log: PathBuf,
    },
    /// A file of the folder cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said, or what is wrong with it.
        reason: String,
    },
    /// A spec of the campaign cannot be read any more.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The engine or a store failed.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl From<StoreError> for ShardError {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}

impl ShardError {
    /// Puts the path to what the system said.
    pub(super) fn file<E: std::fmt::Display>(path: &std::path::Path) -> impl Fn(E) -> Self + '_ {
        move |error| Self::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }
}
