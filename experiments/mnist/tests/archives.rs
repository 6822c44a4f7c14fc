//! Files that come as gzip archives, and files of a data set that is or is not known.

mod common;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use byzrate_mnist::data::{DataSet, FASHION_MNIST, Sums};
use common::{NAMES, failure, mnist, write_digits};
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// A folder with `from`, which holds files, and `to`, to which they are fetched.
struct Place {
    folder: TempDir,
}

impl Place {
    /// `from` holds plain files.
    fn plain() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_digits(&folder.path().join("from"), 80, 20);
        Self { folder }
    }

    /// `from` holds archives.
    fn archives() -> Self {
        let place = Self::plain();
        for name in NAMES {
            let plain = place.from().join(name);
            fs::write(place.archive(name), gzip(&fs::read(&plain).expect("a file"))).expect("an archive");
            fs::remove_file(plain).expect("a file");
        }
        place
    }

    fn from(&self) -> PathBuf {
        self.folder.path().join("from")
    }

    fn to(&self) -> PathBuf {
        self.folder.path().join("to")
    }

    fn archive(&self, name: &str) -> PathBuf {
        self.from().join(format!("{name}.gz"))
    }

    fn fetch(&self) -> assert_cmd::Command {
        let mut command = mnist();
        command.arg("fetch").arg("--from").arg(self.from());
        command.arg("--data").arg(self.to());
        command
    }

    /// What is said when nothing is installed.
    fn refused(&self) -> String {
        let said = failure(&mut self.fetch(), 2);
        assert!(!self.to().exists(), "something was installed: {said}");
        said
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn damage(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("a file");
    change(&mut bytes);
    fs::write(path, bytes).expect("a file");
}

fn assert_same(a: &Path, b: &Path) {
    for name in NAMES {
        let [a, b] = [a, b].map(|folder| fs::read(folder.join(name)).expect("a file"));
        assert_eq!(a, b, "{name}");
    }
}

#[test]
fn archives_are_unpacked() {
    let [plain, archives] = [Place::plain(), Place::archives()];
    archives.fetch().assert().success();
    assert_same(&plain.from(), &archives.to());
}

#[test]
fn an_archive_without_its_ending_beside_a_plain_file() {
    let [plain, archives] = [Place::plain(), Place::archives()];
    fs::rename(archives.archive(NAMES[0]), archives.from().join(NAMES[0])).expect("an archive");
    fs::copy(plain.from().join(NAMES[1]), archives.from().join(NAMES[1])).expect("a file");
    // Where both are there, the archive is not looked at.
    fs::write(archives.archive(NAMES[1]), b"nothing").expect("a file");
    archives.fetch().assert().success();
    assert_same(&plain.from(), &archives.to());
}

#[test]
fn a_damaged_archive_names_its_file_and_installs_nothing() {
    let cut: fn(&mut Vec<u8>) = |bytes| bytes.truncate(bytes.len() - 9);
    let flipped: fn(&mut Vec<u8>) = |bytes| {
        // The sum of the content, the first half of the last eight bytes.
        let place = bytes.len() - 8;
        bytes[place] ^= 1;
    };
    let garbage: fn(&mut Vec<u8>) = |bytes| *bytes = b"<html>Not found</html>".to_vec();
    let empty: fn(&mut Vec<u8>) = Vec::clear;
    let followed: fn(&mut Vec<u8>) = |bytes| bytes.extend_from_slice(b"and more");
    for (kind, change) in [
        ("cut short", cut),
        ("with another sum", flipped),
        ("a page", garbage),
        ("empty", empty),
        ("with bytes behind its end", followed),
    ] {
        let place = Place::archives();
        damage(&place.archive(NAMES[2]), change);
        let said = place.refused();
        assert!(
            said.contains("t10k-images-idx3-ubyte.gz cannot be unpacked") && said.contains("nothing was installed"),
            "{kind}: {said}"
        );
    }
}

#[test]
fn an_archive_of_something_else() {
    let place = Place::archives();
    fs::copy(place.archive(NAMES[1]), place.archive(NAMES[0])).expect("an archive");
    let said = place.refused();
    assert!(
        said.contains("train-images-idx3-ubyte.gz begins with the magic number 2049"),
        "{said}"
    );
}

/// A small archive of 257 MB of zeros.
#[test]
fn an_archive_that_would_fill_the_memory() {
    let place = Place::archives();
    let file = File::create(place.archive(NAMES[3])).expect("a file");
    let mut encoder = GzEncoder::new(file, Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..257 {
        encoder.write_all(&zeros).expect("a file");
    }
    encoder.finish().expect("a file");
    let said = place.refused();
    assert!(
        said.contains("t10k-labels-idx1-ubyte.gz unpacks to more than 256 MB"),
        "{said}"
    );
}

#[test]
fn neither_a_file_nor_an_archive() {
    let place = Place::archives();
    fs::remove_file(place.archive(NAMES[0])).expect("an archive");
    let said = place.refused();
    assert!(
        said.contains("holds neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz"),
        "{said}"
    );
}

#[test]
fn unknown_files_are_named_by_their_sums_and_warned_of() {
    let place = Place::plain();
    let sums = Sums::read(&place.from()).expect("files");
    assert_eq!(sums.data_set(), None);
    assert_eq!(sums.name().len(), 24);
    assert_eq!(sums.other_than(&FASHION_MNIST), [0, 1, 2, 3]);
    let output = place.fetch().assert().success().get_output().clone();
    let warned = String::from_utf8(output.stderr).expect("text");
    assert!(
        warned.contains("not the files of MNIST or Fashion-MNIST") && NAMES.iter().all(|name| warned.contains(name)),
        "{warned}"
    );
}

#[test]
fn known_data_sets_have_names_and_sums_of_their_own() {
    for set in DataSet::ALL {
        assert_eq!(DataSet::named(set.name), Some(set));
        let digits = |sum: &&str| sum.len() == 64 && sum.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        assert!(set.sha256.iter().all(digits), "{}", set.title);
        for other in DataSet::ALL.into_iter().filter(|other| *other != set) {
            assert!(other.name != set.name);
            assert!(other.sha256.iter().all(|sum| !set.sha256.contains(sum)));
        }
    }
    assert_eq!(DataSet::named("emnist"), None);
}
