use std::path::Path;

use sha2::{Digest, Sha256};

use super::DataError;
use super::source::{Files, read_folder};

/// The names of the four files of a data set: images and labels to train on, images and labels to test on.
pub const FILES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// A data set that is known by its files.
#[derive(Debug, PartialEq, Eq)]
pub struct DataSet {
    /// The name in results.
    pub name: &'static str,
    /// The name as its authors write it.
    pub title: &'static str,
    /// The SHA-256 of each of the [`FILES`], in hexadecimal digits.
    pub sha256: [&'static str; 4],
}

/// The data set of the paper.
pub static MNIST: DataSet = DataSet {
    name: "mnist",
    title: "MNIST",
    sha256: [
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ],
};

/// Articles of clothing in the layout of MNIST (Xiao, Rasul and Vollgraf, 2017).
pub static FASHION_MNIST: DataSet = DataSet {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    sha256: [
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ],
};

impl DataSet {
    /// All that are known.
    pub const ALL: [&'static Self; 2] = [&MNIST, &FASHION_MNIST];

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|set| set.name == name)
    }
}

/// The SHA-256 of each of the [`FILES`] of a folder, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums([String; 4]);

impl Sums {
    /// The sums of the files of `folder`.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, DataError> {
        Ok(Self::of(&read_folder(folder)?))
    }

    pub(super) fn of(files: &Files) -> Self {
        let digits = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Self(files.each_ref().map(|file| digits(&file.bytes)))
    }

    /// The data set whose files these are, if it is known.
    #[must_use]
    pub fn data_set(&self) -> Option<&'static DataSet> {
        DataSet::ALL.into_iter().find(|set| self.0 == set.sha256)
    }

    /// What results call the images: the name of a known data set, or the starts of the sums of other files.
    #[must_use]
    pub fn name(&self) -> String {
        match self.data_set() {
            Some(set) => set.name.to_owned(),
            None => self.0.iter().map(|sum| &sum[..6]).collect(),
        }
    }

    /// The places among the [`FILES`] at which the files are not those of `set`.
    #[must_use]
    pub fn other_than(&self, set: &DataSet) -> Vec<usize> {
        (0..FILES.len())
            .filter(|&file| self.0[file] != set.sha256[file])
            .collect()
    }

    /// The sum of the file at a place among the [`FILES`].
    #[must_use]
    pub fn sum(&self, file: usize) -> &str {
        &self.0[file]
    }
}
