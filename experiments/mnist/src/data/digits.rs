use std::path::{Path, PathBuf};

use super::checksum::FILES;
use super::{DataError, Samples, idx};

/// Pixels of an image from side to side.
pub const SIDE: usize = 28;

/// Images to train on and images to test on.
#[derive(Clone, Debug)]
pub struct Digits {
    /// The images that are dealt to the workers.
    pub train: Samples,
    /// The images on which test errors are measured.
    pub test: Samples,
}

impl Digits {
    /// Reads the four idx files of `folder`: MNIST, or anything in its layout.
    ///
    /// # Errors
    /// If a file cannot be read or is not what its name says, or images and labels differ in number.
    pub fn load(folder: &Path) -> Result<Self, DataError> {
        let path = |index: usize| folder.join(FILES[index].name);
        Ok(Self {
            train: samples(path(0), path(1))?,
            test: samples(path(2), path(3))?,
        })
    }
}

fn samples(images_path: PathBuf, labels_path: PathBuf) -> Result<Samples, DataError> {
    let (images, pixels) = idx::read_images(&images_path)?;
    let labels = idx::read_labels(&labels_path)?;
    if images != labels.len() {
        return Err(DataError::Mismatch {
            images_path,
            images,
            labels: labels.len(),
            labels_path,
        });
    }
    Ok(Samples::new(pixels, labels))
}
