//! `sweep merge`: puts together what was drawn in shards.

use std::io::Write;

use byzrate::shards::{Folder, merge as merge_shards};

use super::exit::{Failure, Outcome};
use super::output;
use super::shard_args::MergeArguments;

pub fn merge(arguments: &MergeArguments) -> Result<Outcome, Failure> {
    let folder = Folder::new(&arguments.folder);
    let merged = merge_shards(&folder, arguments.scratch.as_deref())?;
    for (shard, damage) in &merged.damage {
        let _ = writeln!(
            std::io::stderr(),
            "warning: {}: damaged: {damage}; it was left out and is planned again",
            folder.shard(*shard).display()
        );
    }
    let mut text = format!(
        "{} shards taken in: {} new values, {} known ones that agree\n",
        merged.shards.len(),
        merged.values,
        merged.known
    );
    if !merged.missing.is_empty() {
        let first = merged.missing[0];
        let names: Vec<String> = merged.missing.iter().map(|shard| shard.index.to_string()).collect();
        text.push_str(&format!(
            "not there of round {}: shares {} of {}; what they lack is planned again\n",
            first.round,
            names.join(", "),
            first.count
        ));
    }
    text.push_str(&format!("next: sweep plan --out {}\n", folder.path().display()));
    output::print(&output::fitted(text))?;
    Ok(if merged.damage.is_empty() {
        Outcome::Done
    } else {
        Outcome::Damaged
    })
}
