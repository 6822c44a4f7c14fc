//! `sweep status`: how far a campaign in shards is.

use byzrate::report::FORMAT_VERSION;
use byzrate::shards::{Folder, Plan, status as status_of};
use serde_json::json;

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::output;
use super::plan::duration;
use super::shard_args::StatusArguments;

/// A share takes so many seconds at least: the campaign is read anew in every one.
const LEAST: f64 = 20.0;

pub fn status(arguments: &StatusArguments) -> Result<Outcome, Failure> {
    let folder = Folder::new(&arguments.folder);
    if let Some(most) = arguments.shares {
        let shares = (Plan::read(&folder, None)?.seconds() / LEAST).ceil() as usize;
        output::print(&format!("{}\n", shares.clamp(1, most)))?;
        return Ok(Outcome::Done);
    }
    let status = status_of(&folder)?;
    let missing = |separator: &str| {
        let names: Vec<String> = status.missing.iter().map(|shard| shard.index.to_string()).collect();
        names.join(separator)
    };
    if arguments.format == Format::Json {
        let failures = status.failures.iter();
        let failures = failures.map(|failure| json!({ "share": failure.shard.index, "reason": failure.reason }));
        let document = json!({
            "format_version": FORMAT_VERSION,
            "experiments": status.experiments,
            "stored": status.stored,
            "round": status.round,
            "planned": status.planned,
            "drawn": status.drawn,
            "seconds": status.seconds,
            "shards": status.shards.len(),
            "missing": status.missing.iter().map(|shard| shard.index).collect::<Vec<_>>(),
            "unmerged": status.unmerged,
            "failures": failures.collect::<Vec<_>>(),
        });
        output::print(&format!("{document:#}\n"))?;
        return Ok(Outcome::Done);
    }
    let mut text = format!(
        "{} experiments, {} replicates of arms in the store\nround {}: {} of {} replicates drawn, in {} shards; the rest takes about {} on one \
         processor\n",
        status.experiments,
        status.stored,
        status.round,
        status.drawn,
        status.planned,
        status.shards.len(),
        duration(status.seconds)
    );
    if !status.missing.is_empty() {
        text.push_str(&format!("not there: shares {}\n", missing(", ")));
    }
    if status.unmerged > 0 {
        text.push_str(&format!(
            "{} shards are not merged: sweep merge {}\n",
            status.unmerged,
            arguments.folder.display()
        ));
    }
    for failure in &status.failures {
        text.push_str(&format!("share {} failed: {}\n", failure.shard.index, failure.reason));
    }
    output::print(&output::fitted(text))?;
    Ok(Outcome::Done)
}
