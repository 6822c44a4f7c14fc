use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ShardError, host_name};

/// The folder of a campaign, which all machines see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

/// Which share of which round a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardName {
    /// The round, counted from 1.
    pub round: usize,
    /// The share, counted from 1.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

impl fmt::Display for ShardName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:03}-{:05}-of-{:05}", self.round, self.index, self.count)
    }
}

impl ShardName {
    fn parse(text: &str) -> Option<Self> {
        let (round, rest) = text.split_once('-')?;
        let (index, count) = rest.split_once("-of-")?;
        Some(Self {
            round: round.parse().ok()?,
            index: index.parse().ok()?,
            count: count.parse().ok()?,
        })
    }
}

impl Folder {
    /// The folder at a path, which need not be there yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What is drawn: the specs.
    #[must_use]
    pub fn campaign(&self) -> PathBuf {
        self.0.join("campaign.json")
    }

    /// What was put together.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.0.join("store.sqlite")
    }

    /// Which shards are in the store.
    #[must_use]
    pub fn merged(&self) -> PathBuf {
        self.0.join("merged.json")
    }

    /// The plan of a round.
    #[must_use]
    pub fn plan(&self, round: usize) -> PathBuf {
        self.0.join("plans").join(format!("{round:03}.json"))
    }

    /// A shard that was drawn.
    #[must_use]
    pub fn shard(&self, name: ShardName) -> PathBuf {
        self.0.join("shards").join(format!("{name}.sqlite"))
    }

    /// Why a shard could not be drawn.
    #[must_use]
    pub fn failure(&self, name: ShardName) -> PathBuf {
        self.0.join("failures").join(format!("{name}.txt"))
    }

    /// The last round that was planned; 0 if there is none.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn last_round(&self) -> Result<usize, ShardError> {
        let rounds = names(&self.0.join("plans"), ".json")?;
        Ok(rounds.iter().filter_map(|name| name.parse().ok()).max().unwrap_or(0))
    }

    /// The shards that are there, in their order.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn shards(&self) -> Result<Vec<ShardName>, ShardError> {
        self.named("shards", ".sqlite")
    }

    /// The shards that could not be drawn, in their order.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn failures(&self) -> Result<Vec<ShardName>, ShardError> {
        self.named("failures", ".txt")
    }

    fn named(&self, folder: &str, ending: &str) -> Result<Vec<ShardName>, ShardError> {
        let names = names(&self.0.join(folder), ending)?;
        let mut shards: Vec<ShardName> = names.iter().filter_map(|name| ShardName::parse(name)).collect();
        shards.sort_unstable();
        Ok(shards)
    }
}

/// The names of the files of a folder with that ending, without it; none where there is no such folder.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>, ShardError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(ShardError::file(folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(ShardError::file(folder))?.file_name();
        names.extend(
            name.to_str()
                .and_then(|name| name.strip_suffix(ending))
                .map(str::to_owned),
        );
    }
    Ok(names)
}

/// A name beside `path` for what is not whole yet, of this process on this machine alone.
fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let host: String = host_name().chars().filter(char::is_ascii_alphanumeric).collect();
    path.with_file_name(format!(".{name}.{host}-{}.part", std::process::id()))
}

/// Writes a file so that whoever sees it sees all of it, in the place of what is there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ShardError> {
    let partial = partial(path);
    let result = write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    finished(result, &partial, path)
}

/// The same for a file that is somewhere else, on another disk perhaps.
pub(super) fn replace_by_copy(path: &Path, from: &Path) -> Result<(), ShardError> {
    let partial = partial(path);
    let copy = || -> std::io::Result<()> {
        make_folder(path)?;
        fs::copy(from, &partial)?;
        File::open(&partial)?.sync_all()?;
        fs::rename(&partial, path)
    };
    finished(copy(), &partial, path)
}

/// Writes a file that must not be there; gives whether it was not.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<bool, ShardError> {
    let partial = partial(path);
    let link = || -> std::io::Result<bool> {
        write(&partial, bytes)?;
        match fs::hard_link(&partial, path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            // Some file systems have no links.
            Err(_) => match OpenOptions::new().write(true).create_new(true).open(path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
                other => other.and_then(|mut file| file.write_all(bytes)).map(|()| true),
            },
            Ok(()) => Ok(true),
        }
    };
    let result = link();
    let _ = fs::remove_file(&partial);
    result.map_err(ShardError::file(path))
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

fn write(partial: &Path, bytes: &[u8]) -> std::io::Result<()> {
    make_folder(partial)?;
    let mut file = File::create(partial)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn finished(result: std::io::Result<()>, partial: &Path, path: &Path) -> Result<(), ShardError> {
    if result.is_err() {
        let _ = fs::remove_file(partial);
    }
    result.map_err(ShardError::file(path))
}

pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, ShardError> {
    let text = fs::read_to_string(path).map_err(ShardError::file(path))?;
    serde_json::from_str(&text).map_err(ShardError::file(path))
}

pub(super) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = serde_json::to_vec(value).unwrap_or_default();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let name = ShardName {
            round: 2,
            index: 17,
            count: 100_000,
        };
        assert_eq!(name.to_string(), "002-00017-of-100000");
        assert_eq!(ShardName::parse(&name.to_string()), Some(name));
        for other in ["", "1", "1-2", "a-2-of-3", "1-2-of-", "002-00017-of-100000.part"] {
            assert_eq!(ShardName::parse(other), None, "{other}");
        }
    }

    #[test]
    fn of_two_that_write_a_new_file_the_first_one_wins() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plans/001.json");
        assert!(write_new(&path, b"one").expect("written"));
        assert!(!write_new(&path, b"two").expect("looked at"));
        assert_eq!(fs::read(&path).expect("there"), b"one");
        replace(&path, b"three").expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"three");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(folder.path().join("plans")).expect("there").count(), 1);
    }
}
