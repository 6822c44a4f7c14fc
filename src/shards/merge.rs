use std::path::Path;

use serde::{Deserialize, Serialize};

use super::draw::Manifest;
use super::folder::{json, read_json, replace, replace_by_copy};
use super::plan::CampaignFile;
use super::scratch::Scratch;
use super::{Folder, ShardError, ShardName};
use crate::claim::{Judged, Study};
use crate::experiment::{Engine, Source};
use crate::store::{Damage, Journal, StoreError};

/// What [`merge`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The shards that were taken in.
    pub shards: Vec<ShardName>,
    /// How many values were new.
    pub values: usize,
    /// How many were there already or twice, the same bit for bit: canaries, and shares that were drawn more than once.
    pub known: usize,
    /// What of a shard is damaged and was left out.
    pub damage: Vec<(ShardName, Damage)>,
    /// The shares of the last round that are not there, where some are.
    pub missing: Vec<ShardName>,
}

/// Which shards the store has.
#[derive(Debug, Default, Serialize, Deserialize)]
struct MergedFile {
    /// That of the store.
    fingerprint: i64,
    /// Their names.
    shards: Vec<String>,
}

/// The shards that are in the folder and not in its store. Of two that merge at once the later one may not have seen all: the store then is
/// not the one that the list was written for, and all shards are looked at again.
pub(super) fn unmerged(folder: &Folder) -> Result<Vec<ShardName>, ShardError> {
    let shards = folder.shards()?;
    if shards.is_empty() || !folder.store().is_file() || !folder.merged().is_file() {
        return Ok(shards);
    }
    let merged: MergedFile = read_json(&folder.merged())?;
    if Journal::sealed(&folder.store())?.fingerprint()? != merged.fingerprint {
        return Ok(shards);
    }
    let is_new = |shard: &ShardName| !merged.shards.contains(&shard.to_string());
    Ok(shards.into_iter().filter(is_new).collect())
}

/// Puts together what shards there are: the folder's store then has all of their replicates, and the experiments of the campaign, so that it
/// can be reported. It is written on a local disk (in `scratch`, if one is given), and moved by one rename.
///
/// # Errors
/// If a shard belongs to another campaign or version, or has other bits for what is known, with the machines that drew both; if a file
/// cannot be read or written. The store then is as it was.
pub fn merge(folder: &Folder, scratch: Option<&Path>) -> Result<Merged, ShardError> {
    let file = CampaignFile::read(folder)?;
    let studies = file.restore(folder)?;
    let mut merged = Merged {
        shards: unmerged(folder)?,
        missing: missing(folder)?,
        ..Merged::default()
    };
    if merged.shards.is_empty() && folder.store().is_file() {
        return Ok(merged);
    }
    let all: Vec<String> = folder.shards()?.iter().map(ShardName::to_string).collect();
    let scratch = scratch_for(scratch)?;
    let path = scratch.path("store.sqlite");
    if folder.store().is_file() {
        std::fs::copy(folder.store(), &path).map_err(ShardError::file(&path))?;
    }
    let journal = Journal::create(&path)?;
    register(&journal, &studies)?;
    for &shard in &merged.shards {
        let path = folder.shard(shard);
        let piece = Journal::sealed(&path)?;
        refuse_foreign(&path, &piece, &file)?;
        let taken = journal.take_in(&piece).map_err(|error| match error {
            source @ StoreError::Conflict { .. } => ShardError::Conflict {
                path: path.clone(),
                source,
            },
            other => other.into(),
        })?;
        merged.values += taken.values;
        merged.known += taken.known;
        merged
            .damage
            .extend(taken.damage.into_iter().map(|(_, damage)| (shard, damage)));
    }
    let fingerprint = journal.fingerprint()?;
    journal.seal()?;
    replace_by_copy(&folder.store(), &path)?;
    let list = MergedFile {
        fingerprint,
        shards: all,
    };
    replace(&folder.merged(), &json(&list))?;
    Ok(merged)
}

/// Keeps in the folder's store how many replicates of every arm count, where nothing is lacking.
pub(super) fn settle(folder: &Folder, judged: &[(&Study, Judged)]) -> Result<(), ShardError> {
    let counts = |judged: &Judged| -> Vec<usize> {
        let outcomes = judged.outcomes.iter();
        let cells = outcomes.map(|cell| (0..cell.arms()).map(|arm| cell.arm(arm).replicates()));
        cells.flatten().collect()
    };
    let settled = Journal::sealed(&folder.store())?.experiments()?.0;
    let is_settled = |study: &Study, judged: &Judged| {
        let hash = study.experiment.hash();
        settled
            .iter()
            .any(|record| record.hash == hash && record.counts == counts(judged))
    };
    if judged.iter().all(|(study, judged)| is_settled(study, judged)) {
        return Ok(());
    }
    let scratch = scratch_for(None)?;
    let path = scratch.path("store.sqlite");
    std::fs::copy(folder.store(), &path).map_err(ShardError::file(&path))?;
    let journal = Journal::create(&path)?;
    for (study, judged) in judged {
        journal.settle(&study.experiment.hash(), &counts(judged))?;
    }
    journal.seal()?;
    replace_by_copy(&folder.store(), &path)
}

fn scratch_for(scratch: Option<&Path>) -> Result<Scratch, ShardError> {
    Scratch::new(scratch).map_err(|error| ShardError::File {
        path: scratch.map_or_else(std::env::temp_dir, Path::to_owned),
        reason: error.to_string(),
    })
}

/// Registers the experiments that the store does not know, in their order.
pub(super) fn register(journal: &Journal, studies: &[Study]) -> Result<(), ShardError> {
    let known = journal.experiments()?.0;
    if known.len() == studies.len() {
        return Ok(());
    }
    let engine = Engine {
        source: Source::StoreAndDraw,
        ..Engine::new(journal)
    };
    for study in studies {
        engine.register(&study.experiment, &study.stored_text())?;
    }
    Ok(())
}

fn refuse_foreign(path: &Path, piece: &Journal, file: &CampaignFile) -> Result<(), ShardError> {
    let found = match Manifest::read(piece)? {
        Some(own) if own.campaign == file.campaign && own.version == file.version => return Ok(()),
        Some(own) => format!("a shard of campaign {} by version {}", own.campaign, own.version),
        None => "a store that is no shard".to_owned(),
    };
    Err(ShardError::Foreign {
        path: path.to_owned(),
        found,
        expected: format!("campaign {} by version {}", file.campaign, file.version),
    })
}

/// The shares of the last round that are not there, where some of them are.
pub(super) fn missing(folder: &Folder) -> Result<Vec<ShardName>, ShardError> {
    let round = folder.last_round()?;
    let shards = folder.shards()?;
    let there: Vec<&ShardName> = shards.iter().filter(|shard| shard.round == round).collect();
    let count = there.iter().map(|shard| shard.count).max().unwrap_or(0);
    let all = (1..=count).map(|index| ShardName { round, index, count });
    Ok(all.filter(|shard| !there.contains(&shard)).collect())
}
