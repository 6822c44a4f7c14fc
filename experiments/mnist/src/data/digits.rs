use std::path::Path;

use super::source::{File, Files, read_folder};
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
        let [train, test] = pairs(&read_folder(folder)?)?;
        Ok(Self {
            train: Samples::new(train.0, train.1),
            test: Samples::new(test.0, test.1),
        })
    }
}

/// Pixels and labels.
type Pair = (Vec<u8>, Vec<u8>);

/// The pixels and labels to train on, and those to test on.
///
/// # Errors
/// If a file is not what its name says, or images and labels differ in number.
pub(super) fn pairs([train_images, train_labels, test_images, test_labels]: &Files) -> Result<[Pair; 2], DataError> {
    Ok([pair(train_images, train_labels)?, pair(test_images, test_labels)?])
}

fn pair(images_file: &File, labels_file: &File) -> Result<Pair, DataError> {
    let (images, pixels) = idx::images(images_file)?;
    let labels = idx::labels(labels_file)?;
    if images != labels.len() {
        return Err(DataError::Mismatch {
            images_path: images_file.path.clone(),
            images,
            labels: labels.len(),
            labels_path: labels_file.path.clone(),
        });
    }
    Ok((pixels, labels))
}
