//! `sweep draw`: one share of a plan.

use byzrate::shards::{Draw, Failure as ShardFailure, Folder, Plan, ShardName, draw as draw_share};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};

use super::exit::{Failure, Outcome};
use super::output;
use super::shard_args::DrawArguments;

pub fn draw(arguments: &DrawArguments) -> Result<Outcome, Failure> {
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; nothing of this share was kept, and it is planned again",
        within: Some(GRACE),
    });
    let folder = Folder::new(&arguments.folder);
    let (index, count) = arguments.shard;
    if let Some(reason) = &arguments.failed {
        let round = Plan::read(&folder, arguments.round)?.round;
        let failure = ShardFailure {
            shard: ShardName { round, index, count },
            reason: reason.clone(),
        };
        failure.write(&folder)?;
        return Ok(Outcome::Done);
    }
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .map_err(|error| Failure::usage(format!("--threads {threads}: {error}")))?;
    }
    let drawn = draw_share(&Draw {
        folder: &folder,
        round: arguments.round,
        index,
        count,
        scratch: arguments.scratch.as_deref(),
        stop,
        observer: &|_| {},
    })?;
    let shown = folder.shard(drawn.shard);
    let what = if drawn.was_there { "is there already" } else { "drawn" };
    output::print(&format!(
        "round {}, share {index} of {count}: {} replicates of arms, {what}: {}\n",
        drawn.shard.round,
        drawn.replicates,
        shown.display()
    ))?;
    Ok(Outcome::Done)
}
