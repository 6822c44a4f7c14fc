//! `sweep plan`: what a campaign lacks, as tasks for other machines.

use std::io::Write;

use byzrate::claim::Study;
use byzrate::experiment::Overrides;
use byzrate::report::FORMAT_VERSION;
use byzrate::shards::{Folder, Planning, plan as plan_round};
use byzrate_console::{GRACE, Stops, stop_on_interrupt};
use serde_json::json;

use super::args::Format;
use super::exit::{Failure, Outcome};
use super::shard_args::{CampaignArguments, PlanArguments};
use super::{output, run, select};

pub fn plan(arguments: &PlanArguments) -> Result<Outcome, Failure> {
    let stop = stop_on_interrupt(Stops {
        says: "interrupted; nothing was planned",
        within: Some(GRACE),
    });
    let folder = Folder::new(&arguments.campaign.out);
    select::refuse_dangling(folder.path())?;
    let studies = studies(&arguments.campaign, &folder)?;
    let planning = plan_round(&folder, studies, stop, &|_| {})?;
    let json = arguments.format == Format::Json;
    let shown = folder.path().display();
    match planning {
        Planning::Complete => {
            let text = if json {
                format!("{:#}\n", json!({ "format_version": FORMAT_VERSION, "lacking": false }))
            } else {
                format!("nothing is lacking: sweep report {shown}\n")
            };
            output::print(&text)?;
            Ok(Outcome::Done)
        }
        Planning::Lacking { plan, experiments } => {
            let text = if json {
                let experiments = experiments
                    .iter()
                    .map(|(name, look)| json!({ "name": name, "look": look }));
                let document = json!({
                    "format_version": FORMAT_VERSION,
                    "lacking": true,
                    "round": plan.round,
                    "tasks": plan.tasks.len(),
                    "replicates": plan.replicates(),
                    "seconds": plan.seconds(),
                    "experiments": experiments.collect::<Vec<_>>(),
                });
                format!("{document:#}\n")
            } else {
                let names = experiments.iter().map(|(name, look)| format!("{name} (look {look})"));
                format!(
                    "round {}: {} tasks, {} replicates of arms, about {} on one processor\n{}\n\
                     draw it:  sweep draw {shown} --shard I/N    for I from 1 to N, anywhere; then sweep merge {shown}, and plan again\n",
                    plan.round,
                    plan.tasks.len(),
                    plan.replicates(),
                    duration(plan.seconds()),
                    names.collect::<Vec<_>>().join(", ")
                )
            };
            output::print(&if json { text } else { output::fitted(text) })?;
            Ok(Outcome::Lacking)
        }
    }
}

/// The studies that are named; none where the folder has those that are meant.
pub fn studies(arguments: &CampaignArguments, folder: &Folder) -> Result<Vec<Study>, Failure> {
    let overrides: Overrides = run::overrides(arguments.profile, arguments.seed, &arguments.grid);
    let is_default = overrides == Overrides::default();
    if arguments.experiments.is_empty() && is_default && folder.campaign().is_file() {
        return Ok(Vec::new());
    }
    let selected = select::studies(&arguments.experiments, &overrides)?;
    for selected in &selected {
        for line in run::lifted(&selected.study.experiment) {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
    Ok(selected.into_iter().map(|selected| selected.study).collect())
}

/// Seconds, for people.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{seconds:.1} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}
