use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Experiment;
use crate::training::{Curve, RunError, Setting};

/// The format of the files.
const FORMAT_VERSION: u32 = 1;

/// Everything that one experiment measured, as it stands in one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// The format.
    pub format_version: u32,
    /// The experiment's name.
    pub experiment: String,
    /// What the images are: `mnist`, or the start of the SHA-256 of other files.
    pub data: String,
    /// The number of training images N.
    pub samples: usize,
    /// What was measured.
    pub curves: Vec<Curve>,
}

/// Why results cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not of this format.
    #[error("{} holds no results of format {FORMAT_VERSION}: {message}; move it away, or choose another folder with --out", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The file holds results on other images.
    #[error("{} holds results on the images {found}, not {expected}; choose another folder with --out", path.display())]
    OtherData {
        /// The file.
        path: PathBuf,
        /// The images it speaks of.
        found: String,
        /// Those at hand.
        expected: String,
    },
}

impl Results {
    /// The file of an experiment in the folder `out`.
    #[must_use]
    pub fn path(out: &Path, experiment: Experiment) -> PathBuf {
        out.join("results").join(format!("{experiment}.json"))
    }

    /// No results yet.
    #[must_use]
    pub fn empty(experiment: Experiment, data: &str, samples: usize) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            experiment: experiment.name().to_owned(),
            data: data.to_owned(),
            samples,
            curves: Vec::new(),
        }
    }

    /// Reads what is stored; none where there is no file.
    ///
    /// # Errors
    /// If there is a file that cannot be read or is not of this format.
    pub fn read(out: &Path, experiment: Experiment) -> Result<Option<Self>, ResultsError> {
        let path = Self::path(out, experiment);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ResultsError::Unreadable { path, source }),
        };
        let format = |message: String| ResultsError::Format {
            path: path.clone(),
            message,
        };
        let read: Self = serde_json::from_str(&text).map_err(|error| format(error.to_string()))?;
        if read.format_version != FORMAT_VERSION {
            return Err(format(format!("it is of format {}", read.format_version)));
        }
        let whole = |curve: &Curve| curve.rounds.len() == curve.correct.len() && curve.tests > 0;
        if !read.curves.iter().all(whole) {
            return Err(format("a curve has not as many values as rounds".to_owned()));
        }
        Ok(Some(read))
    }

    /// Reads what is stored on these images, or begins.
    ///
    /// # Errors
    /// As [`read`](Self::read), and if what is stored is on other images.
    pub fn open(out: &Path, experiment: Experiment, data: &str, samples: usize) -> Result<Self, ResultsError> {
        match Self::read(out, experiment)? {
            Some(read) if read.data != data => Err(ResultsError::OtherData {
                path: Self::path(out, experiment),
                found: read.data,
                expected: data.to_owned(),
            }),
            Some(read) => Ok(read),
            None => Ok(Self::empty(experiment, data, samples)),
        }
    }

    /// Whether a setting was run.
    #[must_use]
    pub fn has(&self, setting: &Setting) -> bool {
        self.curves.iter().any(|curve| curve.setting == *setting)
    }

    /// Takes curves in, ordered so that the file does not depend on what was finished first.
    pub fn add(&mut self, curves: Vec<Curve>) {
        self.curves.extend(curves);
        self.curves.sort_by(|a, b| {
            let (a, b) = (&a.setting, &b.setting);
            (a.step.total_cmp(&b.step))
                .then(a.alpha.total_cmp(&b.alpha))
                .then(a.adversary.cmp(&b.adversary))
                .then((a.aggregator as u8).cmp(&(b.aggregator as u8)))
                .then((a.seed, a.replicate).cmp(&(b.seed, b.replicate)))
                .then_with(|| a.key().cmp(&b.key()))
        });
    }

    /// Writes the file whole: a line a curve.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, out: &Path, experiment: Experiment) -> Result<(), RunError> {
        let line = |curve: &Curve| serde_json::to_string(curve).unwrap_or_default();
        let curves: Vec<String> = self.curves.iter().map(line).collect();
        let text = format!(
            "{{\"format_version\":{},\"experiment\":{:?},\"data\":{:?},\"samples\":{},\"curves\":[\n{}\n]}}\n",
            self.format_version,
            self.experiment,
            self.data,
            self.samples,
            curves.join(",\n")
        );
        crate::training::write_whole(&Self::path(out, experiment), text.as_bytes())
    }
}
