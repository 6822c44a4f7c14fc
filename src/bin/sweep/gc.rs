//! `sweep gc`: what no experiment uses any more is dropped.

use byzrate::store::{Dropped, Journal};

use super::args::GcArguments;
use super::exit::{Failure, Outcome};
use super::{output, select};

pub fn gc(arguments: &GcArguments) -> Result<Outcome, Failure> {
    let path = select::store_path(arguments.store.as_ref());
    // It must be a store already.
    drop(Journal::existing(&path)?);
    let size = || std::fs::metadata(&path).map_or(0, |file| file.len());
    let before = size();
    let Dropped {
        experiments,
        arms,
        blocks,
    } = Journal::create(&path)?.drop_unused()?;
    output::print(&format!(
        "{}: dropped {experiments} experiments, {arms} arms and {blocks} blocks; {} kB, {} kB before\n",
        path.display(),
        size() / 1000,
        before / 1000
    ))?;
    Ok(Outcome::Done)
}
